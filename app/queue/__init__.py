"""The way to the workers: which tasks and queues there are, the broker between the processes, and the push."""

from app.queue.broker import create_broker
from app.queue.names import (
    COMPLETE_PAST_BOOKINGS,
    DELIVER_NOTIFICATION,
    FORGET_OLD_NOTIFICATIONS,
    QUEUE_LABEL,
    QUEUES,
)
from app.queue.rabbitmq import PREFETCH, Delivery, RabbitMQBroker
from app.queue.task_queue import TaskQueue

__all__ = [
    "COMPLETE_PAST_BOOKINGS",
    "DELIVER_NOTIFICATION",
    "FORGET_OLD_NOTIFICATIONS",
    "PREFETCH",
    "QUEUES",
    "QUEUE_LABEL",
    "Delivery",
    "RabbitMQBroker",
    "TaskQueue",
    "create_broker",
]
