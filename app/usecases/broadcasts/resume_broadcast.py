"""Resume a broadcast."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class ResumeBroadcast:
    """Send what a paused broadcast has not sent, from now on at the rate at which a bot may send.

    Resuming one that is not paused, or was stopped, changes nothing. Raises `NotFound` for a broadcast that is not of
    the admin's venue.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, broadcast_id: int) -> None:
        venue, now = admin.venue, self._clock.now()
        async with self._database.write() as tx:
            broadcast = await tx.broadcasts.get_locked(venue.id, broadcast_id)
            if broadcast.paused_at is None:
                return
            await tx.broadcasts.set_paused(broadcast_id, None)
            number = await tx.broadcast_messages.resume(broadcast_id, now)
            await tx.broadcast_messages.hasten_reports(broadcast_id, now)
        log.info("broadcast resumed", venue=venue.id, broadcast=broadcast_id, guests=number, admin=admin.telegram_id)
