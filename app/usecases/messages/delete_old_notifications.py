"""Delete notifications that were settled long ago."""

from datetime import timedelta

import structlog

from app.database.transaction import Database
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()

KEPT_FOR = timedelta(days=90)
"""How long a settled message can still be looked up. Unsent messages are never deleted."""
BATCH = 500
"""Rows for each transaction, so that guests do not wait long for it."""


class DeleteOldNotifications:
    """Delete settled notifications after `KEPT_FOR`. It may run twice, also concurrently."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self) -> int:
        """Returns how many were deleted."""
        settled_before = self._clock.now() - KEPT_FOR
        total = 0
        while True:
            async with self._database.write() as tx:
                deleted = await tx.ledger.delete_settled(settled_before, BATCH)
            total += deleted
            if deleted < BATCH:
                log.info("old notifications deleted", count=total)
                return total
