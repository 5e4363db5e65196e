"""The exchange and the queues in RabbitMQ, as taskiq-aio-pika declares them. All are durable, the queues replicated."""

from aio_pika import ExchangeType
from taskiq_aio_pika import Exchange, Queue

from app.queue.names import QUEUES

VERSION = 2
"""Part of the names. RabbitMQ refuses to declare a queue again with other arguments: to change them, raise this number
and put the names before into `FORMER_QUEUES` (docs/decisions/0007)."""
DELIVERY_LIMIT = 3
"""How often RabbitMQ redelivers a message before it goes to the dead-letter queue: a task that crashes its worker must
not do so for ever."""
DEAD_LETTERS_KEPT = 10_000
"""Messages in the dead-letter queue; RabbitMQ drops the oldest. The ledger still knows what they were about."""

EXCHANGE = Exchange(name=f"bronya.{VERSION}", type=ExchangeType.DIRECT)
TASK_QUEUES = tuple(
    Queue(name=f"{name}.{VERSION}", routing_key=name, arguments={"x-delivery-limit": DELIVERY_LIMIT}) for name in QUEUES
)
DEAD_LETTER_QUEUE = Queue(name="dead", arguments={"x-max-length": DEAD_LETTERS_KEPT})
FORMER_QUEUES = ("urgent", "bulk")
"""Queues of the release before. We neither declare them nor publish to them. Workers consume from those that exist, and
so do what an upgrade leaves in them and what processes of that release still publish."""
