"""The sweep."""

import structlog

from app.database.transaction import Database
from app.domain.bookings import SYSTEM
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()

BATCH = 500
"""Bookings a transaction, so that guests never wait long for a sweep."""


class CompletePastBookings:
    """Turn bookings whose end (not start) has passed into completed ones. May run twice, or beside itself."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self) -> int:
        """How many bookings were completed."""
        total = 0
        while True:
            async with self._database.write() as tx:
                completed = await tx.bookings.complete_ended(SYSTEM, self._clock.now(), BATCH)
            total += completed
            if completed < BATCH:
                log.info("sweep", completed=total)
                return total
