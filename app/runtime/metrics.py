"""Prometheus metrics that this process counts itself. docs/operations.md says what each means."""

from prometheus_client import Counter, Gauge, Histogram

UPDATES = Counter("bronya_updates", "Updates from Telegram, by outcome", ["venue", "outcome"])
UPDATES_FAILED = Counter("bronya_updates_failed", "Updates that were not handled because of a defect")
UPDATE_PARTS_SKIPPED = Counter("bronya_update_parts_skipped", "Parts of updates that cannot be read, by kind", ["part"])
UPDATE_SECONDS = Histogram(
    "bronya_update_seconds",
    "Seconds from receiving an update to answering it, by type: callback_query is a press",
    ["type"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
BOOKINGS = Counter("bronya_bookings", "Bookings that were made, by how", ["venue", "source"])
REFUSALS = Counter(
    "bronya_refusals", "Bookings that were refused, by how and by the refusal's code", ["source", "reason"]
)
MESSAGES = Counter("bronya_messages", "Attempts to deliver a message, by kind and outcome", ["kind", "outcome"])
LATENESS_SECONDS = Histogram(
    "bronya_message_lateness_seconds",
    "Seconds from when a message was owed to when Telegram accepted it",
    ["urgency"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 1800, 7200),
)
LEASES_RECLAIMED = Counter(
    "bronya_leases_reclaimed",
    "Messages that were claimed again because their process crashed or their publish was lost",
)
RATE_LIMITS = Counter(
    "bronya_rate_limits", "Messages that had to wait, by who asked for it: our budget, or Telegram with 429", ["by"]
)
TASKS = Counter("bronya_tasks", "Tasks that a worker ran, by outcome", ["task", "outcome"])
TASK_SECONDS = Histogram(
    "bronya_task_seconds", "Seconds that a task took", ["task"], buckets=(0.01, 0.05, 0.1, 0.5, 1, 3, 10, 30, 60, 300)
)
QUEUE_MESSAGES = Gauge("bronya_queue_messages", "Messages that wait in a queue of RabbitMQ", ["queue"])
