"""Forget the last that is kept of forgotten guests."""

import structlog

from app.database.transaction import Database
from app.domain.bookings import CANCELLATIONS_WITHIN
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class ForgetPseudonyms:
    """Delete the cancellations of forgotten guests that limit nothing any more. It may run twice, also concurrently."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self) -> None:
        async with self._database.write() as tx:
            deleted = await tx.booking_history.delete_kept_cancellations(self._clock.now() - CANCELLATIONS_WITHIN)
        log.info("cancellations of forgotten guests deleted", count=deleted)
