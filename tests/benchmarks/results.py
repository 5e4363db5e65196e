"""The keys and the memory that ten thousand deliveries leave in Redis."""

import asyncio
from collections.abc import AsyncIterator

from redis.asyncio import Redis as RedisClient
from taskiq import AsyncResultBackend
from taskiq.serializers import JSONSerializer
from taskiq_redis import RedisAsyncResultBackend

from app.queue import DELIVER_NOTIFICATION, RabbitMQBroker
from app.queue.results import KEPT_FOR, JobResults
from tests.benchmarks.bench import Bench, say
from tests.benchmarks.table import Row, Stored
from tests.services.instances import RabbitMQ, Redis
from tests.services.workers import enqueue, eventually, receiving

DELIVERIES = 10_000
AT_ONCE = 50
"""Deliveries that are pushed concurrently."""
WITHIN = 120.0
"""Seconds in which all must be done."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    """Deliveries without work, with our result backend and with the package's: only results remain in Redis."""
    redis = bench.need(Redis)
    everything = RedisAsyncResultBackend[object](
        redis.url, prefix_str="task", result_ex_time=int(KEPT_FOR.total_seconds()), serializer=JSONSerializer()
    )
    ours = await _deliver(bench, JobResults(redis.url))
    theirs = await _deliver(bench, everything)
    yield Row(f"Redis after {DELIVERIES:,} deliveries", ours, "the result of every task kept for a day", theirs)


async def _deliver(bench: Bench, results: AsyncResultBackend[object]) -> Stored:
    redis, rabbitmq = bench.need(Redis), bench.need(RabbitMQ)
    redis.flush()
    say(f"results: {DELIVERIES:,} deliveries with {type(results).__name__} ...")
    async with RedisClient.from_url(redis.url) as client:
        before = await _used_memory(client)
        broker = RabbitMQBroker(rabbitmq.url).with_result_backend(results)
        await _run_deliveries(broker)
        return Stored(keys=await client.dbsize(), size=await _used_memory(client) - before)


async def _run_deliveries(broker: RabbitMQBroker) -> None:
    broker.is_worker_process = True
    delivered: list[int] = []

    @broker.task(DELIVER_NOTIFICATION)
    async def deliver(notification_id: int) -> None:
        delivered.append(notification_id)

    numbers = iter(range(DELIVERIES))

    async def push_next() -> None:
        for number in numbers:
            await enqueue(broker, number)

    async with receiving(broker):
        await asyncio.gather(*(push_next() for _ in range(AT_ONCE)))
        await eventually(lambda: len(delivered) >= DELIVERIES and not broker.unsettled, within=WITHIN)


async def _used_memory(client: RedisClient) -> int:
    used: int = (await client.info("memory"))["used_memory"]
    return used
