"""Tasks for the workers: their names and queues, the broker that carries them, and the push after a commit."""

from app.queue.names import (
    COMPLETE_PAST_BOOKINGS,
    DELIVER_NOTIFICATION,
    EXPORT_BOOKINGS,
    FORGET_OLD_NOTIFICATIONS,
    KEEP_RESULT,
    OFFER_PLACES,
    QUEUE_LABEL,
    QUEUES,
)
from app.queue.rabbitmq import MAX_UNSETTLED, RabbitMQBroker, RejectableMessage
from app.queue.task_queue import DeliveryTask, TaskQueue

__all__ = [
    "COMPLETE_PAST_BOOKINGS",
    "DELIVER_NOTIFICATION",
    "EXPORT_BOOKINGS",
    "FORGET_OLD_NOTIFICATIONS",
    "KEEP_RESULT",
    "MAX_UNSETTLED",
    "OFFER_PLACES",
    "QUEUES",
    "QUEUE_LABEL",
    "DeliveryTask",
    "RabbitMQBroker",
    "RejectableMessage",
    "TaskQueue",
]
