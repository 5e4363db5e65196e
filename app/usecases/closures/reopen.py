"""End a closure before its time."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class Reopen:
    """Let the time of a closure of the admin's venue be booked again; it is recorded who did. Bookings that it canceled
    stay canceled. Raises `NotFound`, also for one that was reopened already."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, closure_id: int) -> None:
        async with self._database.write() as tx:
            await tx.closures.reopen(admin.venue.id, closure_id, admin.telegram_id, self._clock.now())
        log.info("reopened", venue=admin.venue.id, closure=closure_id)
