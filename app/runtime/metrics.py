"""Prometheus metrics that this process counts itself."""

from prometheus_client import Counter, Histogram

UPDATES = Counter("bronya_updates", "Updates from Telegram, by outcome", ["venue", "outcome"])
UPDATES_FAILED = Counter("bronya_updates_failed", "Updates that were not handled because of a defect")
UPDATE_PARTS_SKIPPED = Counter("bronya_update_parts_skipped", "Parts of updates that cannot be read, by kind", ["part"])
UPDATE_SECONDS = Histogram(
    "bronya_update_seconds",
    "Seconds from receiving an update to answering it",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
