"""What operators watch: counters of this process."""

from prometheus_client import Counter, Histogram

UPDATES = Counter("bronya_updates", "Updates that Telegram brought, by what became of them", ["venue", "outcome"])
UPDATES_FAILED = Counter("bronya_updates_failed", "Updates whose handling met a defect")
UPDATE_SECONDS = Histogram(
    "bronya_update_seconds",
    "From an update's arrival to the answer",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
