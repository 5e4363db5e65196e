"""Stop a broadcast."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.errors import NotFound
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class StopBroadcast:
    """Cancel every message of a broadcast that has not been sent. Stopping twice, or after its end, changes nothing.

    Raises `NotFound` for a broadcast that is not of the admin's venue.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, broadcast_id: int) -> None:
        venue, now = admin.venue, self._clock.now()
        async with self._database.write() as tx:
            if await tx.broadcasts.find(venue.id, broadcast_id) is None:
                raise NotFound(f"no broadcast {broadcast_id}")
            if await tx.broadcast_messages.cancel(broadcast_id, "an admin stopped it", now):
                await tx.broadcasts.stop(broadcast_id, now)
                await tx.broadcast_messages.hasten_reports(broadcast_id, now)
        log.info("broadcast stopped", venue=venue.id, broadcast=broadcast_id, admin=admin.telegram_id)
