"""Claim due notifications for the queue."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import structlog

from app.database.transaction import Database
from app.domain.messages.notifications import Claimed
from app.runtime import metrics
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()

BATCH = 500
"""The most rows that a pass claims: more would make guests wait for the database."""
GAP = timedelta(seconds=3)
"""When the time between two passes is longer, the database may have been unreachable in between."""
TIME_TO_RENEW = timedelta(seconds=5)
"""For how long after a gap no lease of a worker counts as expired: by then running workers have renewed theirs."""
NEVER = datetime.min.replace(tzinfo=UTC)
"""As `expired_before`: no lease of a worker has expired."""


class ClaimDue:
    """Claim what is due now or within `ahead`, urgent first, and rows whose lease expired (the worker crashed, or the
    publish was lost).

    Any number of schedulers may run it at once: nothing is claimed twice. The caller publishes the claims and reports
    the result by `report`. An outage of the database, in which workers cannot renew, makes no lease expire.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._passed_at = NEVER
        self._renewed_at = NEVER

    async def __call__(self, ahead: timedelta = timedelta(0)) -> list[Claimed]:
        now = self._clock.now()
        async with self._database.write() as tx:
            claimed = await tx.ledger.claim_due(now, now + ahead, self._expired_before(now), BATCH)
        if reclaimed := [each.id for each in claimed if each.is_reclaimed]:
            metrics.LEASES_RECLAIMED.inc(len(reclaimed))
            log.warning("expired leases reclaimed", notifications=reclaimed)
        return claimed

    def _expired_before(self, now: datetime) -> datetime:
        """Leases that ended before this instant may be reclaimed. Called within the transaction, so that a pass that
        the database refused does not count."""
        if now - self._passed_at > GAP:
            self._renewed_at = now + TIME_TO_RENEW
        self._passed_at = now
        return now if now >= self._renewed_at else NEVER

    async def report(self, enqueued: Collection[Claimed], refused: Collection[Claimed]) -> None:
        """Lengthen the leases of what RabbitMQ accepted, and release what it refused, to be claimed again at once.

        Without a report, as from a scheduler that crashed, a claim expires within seconds.
        """
        async with self._database.write() as tx:
            if enqueued:
                await tx.ledger.mark_enqueued(enqueued, self._clock.now())
            if refused:
                await tx.ledger.release(refused)
