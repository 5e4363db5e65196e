"""Parts of the tests on RabbitMQ: publishers, workers that record deliveries, and the length of a queue."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aio_pika
from taskiq import AsyncBroker
from taskiq.kicker import AsyncKicker

from app.domain.messages.kinds import Kind, Urgency
from app.domain.messages.notifications import Claimed
from app.queue import DELIVER_NOTIFICATION, MAX_UNSETTLED, QUEUE_LABEL, RabbitMQBroker
from app.queue.rabbitmq import stop_process
from app.queue.topology import DEAD_LETTER_QUEUE, FORMER_QUEUES, TASK_QUEUES
from worker.receiver import SettlingReceiver

URGENT, BULK = (queue.name for queue in TASK_QUEUES)
"""The names in RabbitMQ of the queues for tasks that are labelled "urgent" and "bulk"."""
DEAD = DEAD_LETTER_QUEUE.name
ALL_QUEUES = (URGENT, BULK, DEAD, *FORMER_QUEUES)
PATIENCE = 120.0
"""Seconds: more than a very busy machine takes for anything. What takes longer hangs."""
HOURS = 10_000
"""Seconds: longer than any test. A limit that is set to it ends nothing."""


@dataclass
class Worker:
    """A worker whose `deliver_notification` records the id; for an id in `blocked` it waits for the event first."""

    broker: RabbitMQBroker
    delivered: list[int] = field(default_factory=list)
    blocked: dict[int, asyncio.Event] = field(default_factory=dict)


@asynccontextmanager
async def publishing(url: str) -> AsyncIterator[RabbitMQBroker]:
    broker = RabbitMQBroker(url)
    await broker.startup()
    try:
        yield broker
    finally:
        await broker.shutdown()


@asynccontextmanager
async def working(url: str, on_stall: Callable[[], None] = stop_process) -> AsyncIterator[Worker]:
    broker = RabbitMQBroker(url, on_stall)
    broker.is_worker_process = True
    worker = Worker(broker)

    @broker.task(DELIVER_NOTIFICATION)
    async def deliver(notification_id: int) -> None:
        if notification_id in worker.blocked:
            await worker.blocked[notification_id].wait()
        worker.delivered.append(notification_id)

    async with receiving(broker):
        yield worker


@asynccontextmanager
async def receiving(broker: AsyncBroker) -> AsyncIterator[None]:
    """Run the broker's tasks, as the worker process does."""
    await broker.startup()
    stop = asyncio.Event()
    receiver = SettlingReceiver(broker, max_async_tasks=MAX_UNSETTLED, wait_tasks_timeout=1, run_startup=False)
    async with asyncio.TaskGroup() as group:
        group.create_task(receiver.listen(stop))
        try:
            yield
        finally:
            stop.set()
    await broker.shutdown()


async def enqueue(broker: RabbitMQBroker, notification_id: int, queue: str = "urgent", **labels: str) -> None:
    kicker = AsyncKicker[[int], None](DELIVER_NOTIFICATION, broker, {QUEUE_LABEL: queue, **labels})
    await kicker.kiq(notification_id)


def claim(notification_id: int, urgency: Urgency = Urgency.URGENT) -> Claimed:
    """A notification that has just been claimed for the push."""
    return Claimed(notification_id, Kind.FOLLOW_UP, urgency, due_at=datetime.now(UTC))


async def count_messages(url: str, queue: str) -> int:
    """The number of messages in a queue, without those that a worker has received."""
    async with await aio_pika.connect(url) as connection, connection.channel() as channel:
        found = await channel.declare_queue(queue, passive=True)
        return found.declaration_result.message_count or 0


async def eventually(is_so: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait until `is_so` returns true, which other processes cause. The limit is long, for a busy machine."""
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, f"not within {within} s"
        await asyncio.sleep(0.02)
