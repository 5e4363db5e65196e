"""Show the state of the ledger to operators, as Prometheus gauges."""

from collections.abc import Collection
from datetime import datetime, timedelta

from prometheus_client import Gauge

from app.database.transaction import Database
from app.domain.messages.notifications import UNSENT, Failure, NotificationStatus

DUE = Gauge(
    "bronya_notifications_due", "Notifications that are due and not delivered, by where they wait", ["venue", "status"]
)
OLDEST_DUE = Gauge(
    "bronya_oldest_due_seconds", "For how long the longest waiting notification has been due", ["venue", "status"]
)
SETTLED = Gauge(
    "bronya_notifications_settled_24h",
    "Notifications of the last 24 hours, by what became of them",
    ["venue", "status"],
)
FAILED = Gauge("bronya_notifications_failed_24h", "Those of them that failed for good, by why", ["venue", "reason"])
LEDGER_GAUGES = (DUE, OLDEST_DUE, SETTLED, FAILED)
LOOK_BACK = timedelta(hours=24)


async def measure_ledger(database: Database, venue_ids: Collection[str], now: datetime) -> None:
    """Set the ledger's gauges. Every venue has every figure, 0 included."""
    async with database.read() as tx:
        late = await tx.ledger_figures.late(venue_ids, now)
        settled = await tx.ledger_figures.settled(now - LOOK_BACK)
        failed = await tx.ledger_figures.failed(now - LOOK_BACK)
    for venue_id in venue_ids:
        for status in NotificationStatus:
            if status in UNSENT:
                count, oldest = late.get((venue_id, status), (0, now))
                DUE.labels(venue_id, status).set(count)
                OLDEST_DUE.labels(venue_id, status).set((now - oldest).total_seconds())
            else:
                SETTLED.labels(venue_id, status).set(settled.get((venue_id, status), 0))
        for reason in Failure:
            FAILED.labels(venue_id, reason).set(failed.get((venue_id, reason), 0))


def clear_ledger_gauges() -> None:
    """Show no figures of the ledger until it can be read again: none are better than old ones."""
    for gauge in LEDGER_GAUGES:
        gauge.clear()
