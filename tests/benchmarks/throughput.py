"""Tasks per second that one process pushes to RabbitMQ, and that one process consumes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

from taskiq import AsyncBroker
from taskiq.kicker import AsyncKicker
from taskiq.receiver import Receiver
from taskiq_aio_pika import AioPikaBroker, Queue, QueueType

from app.queue import DELIVER_NOTIFICATION, MAX_UNSETTLED, QUEUE_LABEL, QUEUES, RabbitMQBroker
from app.queue.rabbitmq import PREFETCH
from tests.benchmarks.bench import Bench, say
from tests.benchmarks.table import Rate, Row
from tests.services.instances import RabbitMQ
from worker.receiver import SettlingReceiver

AT_ONCE = 50
"""Pushes that wait for RabbitMQ's confirmation at the same time."""


@dataclass
class Counter:
    """Counts deliveries and tells when all have come."""

    left: int
    all_came: asyncio.Event

    def count(self) -> None:
        self.left -= 1
        if not self.left:
            self.all_came.set()


async def measure(bench: Bench) -> AsyncIterator[Row]:
    url = bench.need(RabbitMQ).url
    messages, rounds = (20_000, 5) if bench.is_full else (4_000, 3)
    rates: dict[type[AsyncBroker], list[tuple[float, float]]] = {RabbitMQBroker: [], AioPikaBroker: []}
    for number in range(rounds):
        say(f"throughput: round {number + 1} of {rounds} ...")
        rates[RabbitMQBroker].append(await _time_round(RabbitMQBroker(url), SettlingReceiver, messages))
        rates[AioPikaBroker].append(await _time_round(_stock(url), Receiver, messages))
    beside = "taskiq-aio-pika's AioPikaBroker, quorum queues, the same prefetch"
    for place, what in enumerate(
        (f"tasks pushed, {AT_ONCE} at once, each confirmed", "tasks delivered and acknowledged")
    ):
        ours, theirs = (Rate([each[place] for each in found]) for found in rates.values())
        yield Row(f"{what}; one process, quorum queue", ours, beside, theirs)


def _stock(url: str) -> AioPikaBroker:
    queues = [Queue(name=f"stock.{name}", type=QueueType.QUORUM) for name in QUEUES]
    return AioPikaBroker(url, qos=PREFETCH, task_queues=queues)


async def _time_round(broker: AsyncBroker, receiver: type[Receiver], messages: int) -> tuple[float, float]:
    """Messages per second, published without a consumer and delivered afterwards."""
    broker.is_worker_process = True
    counter = Counter(messages, asyncio.Event())

    @broker.task(DELIVER_NOTIFICATION)
    async def deliver(notification_id: int) -> None:
        counter.count()

    await broker.startup()
    begun = perf_counter()
    await _push(broker, messages)
    pushed = perf_counter()
    async with _receiving(broker, receiver):
        await counter.all_came.wait()
        delivered = perf_counter()
    await broker.shutdown()
    return messages / (pushed - begun), messages / (delivered - pushed)


async def _push(broker: AsyncBroker, messages: int) -> None:
    queue = QUEUES[0] if isinstance(broker, RabbitMQBroker) else f"stock.{QUEUES[0]}"
    numbers = iter(range(messages))

    async def push_next() -> None:
        for number in numbers:
            await AsyncKicker[[int], None](DELIVER_NOTIFICATION, broker, {QUEUE_LABEL: queue}).kiq(number)

    await asyncio.gather(*(push_next() for _ in range(AT_ONCE)))


@asynccontextmanager
async def _receiving(broker: AsyncBroker, receiver: type[Receiver]) -> AsyncIterator[None]:
    stop = asyncio.Event()
    receiving = receiver(broker, max_async_tasks=MAX_UNSETTLED, wait_tasks_timeout=1, run_startup=False)
    async with asyncio.TaskGroup() as group:
        group.create_task(receiving.listen(stop))
        yield
        stop.set()
