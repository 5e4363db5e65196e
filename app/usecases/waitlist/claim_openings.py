"""Claim what the waiting list has to look after."""

from app.database.transaction import Database
from app.runtime.clock import Clock


class ClaimOpenings:
    """Claim the openings that are due, and return the venues that a worker is to be asked to look after.

    Any number of schedulers may run it. A claim ends by itself: where the worker or the scheduler crashed, or RabbitMQ
    did not take the task, the openings are claimed again within seconds.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self) -> set[str]:
        now = self._clock.now()
        # SQLite has one writer at a time, and nearly every second there is nothing to claim.
        async with self._database.read() as tx:
            if not await tx.openings.is_any_due(now):
                return set()
        async with self._database.write() as tx:
            return await tx.openings.claim_due(now)
