"""Results of tasks on a real Redis, and work that goes on without it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr
from redis.asyncio import Redis as Client
from taskiq import AsyncBroker
from taskiq.kicker import AsyncKicker

from app.queue import QUEUE_LABEL, RabbitMQBroker, create_broker
from app.runtime.settings import Settings
from tests.services.instances import RabbitMQ, Redis
from tests.services.workers import eventually, receiving


@asynccontextmanager
async def broker_with_tasks(rabbitmq: RabbitMQ, redis: Redis) -> AsyncIterator[RabbitMQBroker]:
    settings = Settings(_env_file=None, rabbitmq_url=SecretStr(rabbitmq.url), redis_url=SecretStr(redis.url))
    broker = create_broker(settings)
    assert isinstance(broker, RabbitMQBroker)
    broker.is_worker_process = True

    @broker.task("count")
    async def count(number: int) -> int:
        return number

    @broker.task("fail")
    async def fail(number: int) -> int:
        raise ValueError(f"no {number}")

    async with receiving(broker):
        yield broker


def ask(broker: AsyncBroker, task: str) -> AsyncKicker[[int], int]:
    return AsyncKicker(task, broker, {QUEUE_LABEL: "urgent"})


async def test_a_result_is_kept_as_json_for_a_day(rabbitmq: RabbitMQ, redis: Redis) -> None:
    async with broker_with_tasks(rabbitmq, redis) as broker:
        task = await ask(broker, "count").kiq(7)

        result = await task.wait_result(timeout=30)

        assert result.return_value == 7
        async with Client.from_url(redis.url) as client:
            (key,) = await client.keys()
            assert json.loads(await client.get(key) or "")["return_value"] == 7
            assert 0 < await client.ttl(key) <= 24 * 60 * 60


async def test_a_failure_is_kept_with_its_reason(rabbitmq: RabbitMQ, redis: Redis) -> None:
    async with broker_with_tasks(rabbitmq, redis) as broker:
        task = await ask(broker, "fail").kiq(7)

        result = await task.wait_result(timeout=30)

        assert result.is_err
        assert "no 7" in str(result.error)


async def test_tasks_are_done_and_settled_while_redis_is_away(rabbitmq: RabbitMQ, redis: Redis) -> None:
    async with broker_with_tasks(rabbitmq, redis) as broker:
        await asyncio.to_thread(redis.stop)
        done: list[int] = []

        @broker.task("note")
        async def note(number: int) -> None:
            done.append(number)

        for number in range(200):  # more than the prefetch
            await ask(broker, "note").kiq(number)

        await eventually(lambda: len(done) == 200 and not broker._unsettled)
