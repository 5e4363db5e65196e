"""Pause a broadcast."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class PauseBroadcast:
    """Send no more of a broadcast until it is resumed. The pause is in the database, for all workers of all times.

    Messages that are being sent at this moment arrive. Pausing twice, or after the end, changes nothing. Raises
    `NotFound` for a broadcast that is not of the admin's venue.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, broadcast_id: int) -> None:
        venue, now = admin.venue, self._clock.now()
        async with self._database.write() as tx:
            broadcast = await tx.broadcasts.get_locked(venue.id, broadcast_id)
            if broadcast.paused_at or not await tx.broadcast_messages.pause(broadcast_id):
                return
            await tx.broadcasts.set_paused(broadcast_id, now)
            await tx.broadcast_messages.hasten_reports(broadcast_id, now)
        log.info("broadcast paused", venue=venue.id, broadcast=broadcast_id, admin=admin.telegram_id)
