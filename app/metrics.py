"""What operators watch: counters of this process, and the state of the ledger."""

from datetime import datetime

from prometheus_client import Counter, Gauge, Histogram

from app.database.transaction import Database

UPDATES = Counter("bronya_updates", "Updates that Telegram brought, by what became of them", ["venue", "outcome"])
UPDATES_FAILED = Counter("bronya_updates_failed", "Updates whose handling met a defect")
UPDATE_SECONDS = Histogram(
    "bronya_update_seconds",
    "From an update's arrival to the answer",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
LEDGER = Gauge("bronya_notifications", "Notifications in the ledger", ["venue", "status"])
OLDEST_DUE = Gauge("bronya_oldest_due_seconds", "For how long the longest waiting notification has been due")


async def look_at_ledger(database: Database, now: datetime) -> None:
    """Bring the ledger's gauges up to date."""
    async with database.read() as tx:
        counts = await tx.notifications.count_by_status()
        oldest = await tx.notifications.oldest_due(now)
    LEDGER.clear()
    for (venue_id, status), count in counts.items():
        LEDGER.labels(venue_id, status).set(count)
    OLDEST_DUE.set((now - oldest).total_seconds() if oldest else 0)
