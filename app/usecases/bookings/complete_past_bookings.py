"""The sweep: mark past bookings as completed."""

from datetime import timedelta

import structlog

from app.database.transaction import Database
from app.domain.bookings import SYSTEM
from app.runtime.clock import Clock
from app.usecases.bookings.compare_with_catalogue import CompareWithCatalogue

log = structlog.stdlib.get_logger()

BATCH = 500
"""Bookings in each transaction, so that guests never wait long for the sweep."""

WAITS_KEPT_FOR = timedelta(days=1)
"""After its day a wish of the waiting list is of no use to anybody."""


class CompletePastBookings:
    """Mark booked bookings whose end has passed as completed, and delete what guests waited for on past days. It may
    run twice, also at the same time.

    It leaves those that no longer fitted the catalogue before their end, until an admin has decided about them: nobody
    knows whether there was a visit.
    """

    def __init__(self, database: Database, compare: CompareWithCatalogue, clock: Clock) -> None:
        self._database = database
        self._compare = compare
        self._clock = clock

    async def __call__(self) -> int:
        """Returns how many bookings were completed."""
        await self._compare()
        total = 0
        while True:
            async with self._database.write() as tx:
                completed = await tx.bookings.complete_ended(SYSTEM, self._clock.now(), BATCH)
            total += completed
            if completed < BATCH:
                break
        async with self._database.write() as tx:
            await tx.waitlist.delete_old(self._clock.now() - WAITS_KEPT_FOR)
        log.info("sweep", completed=total)
        return total
