"""What is due leaves the ledger for the queue."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from app.database.transaction import Database
from app.domain.messages.notifications import Claimed
from app.runtime.clock import Clock

BATCH = 500
"""Rows a pass: more would keep guests waiting for the database."""
GAP = timedelta(seconds=3)
"""Between two passes, after which the database may have been away."""
TIME_TO_RENEW = timedelta(seconds=5)
"""After a gap: workers that live have renewed their leases by then."""
NEVER = datetime.min.replace(tzinfo=UTC)


class ClaimDue:
    """Claim what is due by now and a little `ahead`, urgent first, and what a dead worker or a lost push has left.

    Any number of schedulers may ask at once: nothing is claimed twice. The caller pushes it to the queue, and should
    `report` how that went. No worker is taken for dead because the database was away from it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._passed_at = NEVER
        self._renewed_at = NEVER

    async def __call__(self, ahead: timedelta = timedelta(0)) -> list[Claimed]:
        now = self._clock.now()
        async with self._database.write() as tx:
            return await tx.ledger.claim_due(now, now + ahead, self._expired_before(now), BATCH)

    def _expired_before(self, now: datetime) -> datetime:
        """Asked within the transaction, so that a pass that the database refused is none."""
        if now - self._passed_at > GAP:
            self._renewed_at = now + TIME_TO_RENEW
        self._passed_at = now
        return now if now >= self._renewed_at else NEVER

    async def report(self, enqueued: Collection[Claimed], refused: Collection[Claimed]) -> None:
        """Leave what RabbitMQ has taken to the workers; let what it has not taken be claimed again at once.

        Without a report, as from a scheduler that died, a claim ends within seconds.
        """
        async with self._database.write() as tx:
            if enqueued:
                await tx.ledger.mark_enqueued(enqueued, self._clock.now())
            if refused:
                await tx.ledger.release(refused)
