"""Stop a broadcast."""

import structlog

from app.database.transaction import Database
from app.domain.bookings import Actor, check_admin
from app.domain.errors import NotFound
from app.domain.venues import Venue
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class StopBroadcast:
    """Owe it to nobody any more who has not got it yet. Stopping twice, or when it is over, changes nothing.

    For admins; else, and for another venue's, raises `NotFound`.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, broadcast_id: int, admin: Actor) -> None:
        telegram_id = check_admin(venue, admin)
        now = self._clock.now()
        async with self._database.write() as tx:
            if await tx.broadcasts.find(venue.id, broadcast_id) is None:
                raise NotFound(f"no broadcast {broadcast_id}")
            if await tx.ledger.cancel_broadcast(broadcast_id, "an admin stopped it", now):
                await tx.broadcasts.stop(broadcast_id, now)
        log.info("broadcast stopped", venue=venue.id, broadcast=broadcast_id, admin=telegram_id)
