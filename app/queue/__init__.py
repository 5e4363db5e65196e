"""Tasks for the workers: their names and queues, the broker that carries them, and the push after a commit."""

from app.queue.names import (
    COMPLETE_PAST_BOOKINGS,
    DELIVER_NOTIFICATION,
    FORGET_OLD_NOTIFICATIONS,
    KEEP_RESULT,
    QUEUE_LABEL,
    QUEUES,
)
from app.queue.rabbitmq import MAX_UNSETTLED, RabbitMQBroker, RejectableMessage
from app.queue.task_queue import TaskQueue

__all__ = [
    "COMPLETE_PAST_BOOKINGS",
    "DELIVER_NOTIFICATION",
    "FORGET_OLD_NOTIFICATIONS",
    "KEEP_RESULT",
    "MAX_UNSETTLED",
    "QUEUES",
    "QUEUE_LABEL",
    "RabbitMQBroker",
    "RejectableMessage",
    "TaskQueue",
]
