"""Web, worker and scheduler in one process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from dishka import Provider, Scope, make_async_container
from fakeredis import FakeAsyncRedis, FakeServer
from pydantic import SecretStr
from redis.asyncio import Redis

from app.main import create_app as create_web
from app.one_process import LocalBroker, create_app, expire_keys
from app.runtime.background import Background
from app.runtime.settings import MEMORY, InvalidSettings, Settings
from scheduler.main import create_scheduler
from tests.services.workers import HOURS, eventually
from worker.main import create_worker

RABBITMQ, REDIS = "amqp://guest:guest@127.0.0.1:5672/", "redis://127.0.0.1:6379/0"


def settings(rabbitmq_url: str, redis_url: str) -> Settings:
    return Settings(_env_file=None, rabbitmq_url=SecretStr(rabbitmq_url), redis_url=SecretStr(redis_url))


@pytest.mark.parametrize(("rabbitmq_url", "redis_url"), [(RABBITMQ, REDIS), (RABBITMQ, MEMORY), (MEMORY, REDIS)])
def test_one_process_needs_memory_for_both(rabbitmq_url: str, redis_url: str) -> None:
    with pytest.raises(InvalidSettings, match=r"^RABBITMQ_URL, REDIS_URL: .*memory://.*$"):
        create_app(settings(rabbitmq_url, redis_url))


@pytest.mark.parametrize("create", [create_web, create_worker, create_scheduler])
@pytest.mark.parametrize(
    ("rabbitmq_url", "redis_url", "named"),
    [
        (MEMORY, MEMORY, "RABBITMQ_URL, REDIS_URL"),
        (MEMORY, REDIS, "RABBITMQ_URL"),
        (RABBITMQ, MEMORY, "REDIS_URL"),
    ],
)
def test_a_process_beside_others_refuses_memory(
    create: Callable[[Settings], object], rabbitmq_url: str, redis_url: str, named: str
) -> None:
    with pytest.raises(InvalidSettings, match=f"^{named}: .*app.one_process.*$"):
        create(settings(rabbitmq_url, redis_url))


async def test_expired_keys_are_deleted_although_nobody_looks_them_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.one_process.EXPIRE_EVERY_SECONDS", 0.01)
    server = FakeServer()
    redis = FakeAsyncRedis(server=server)
    parts = Provider(scope=Scope.APP)
    parts.provide(lambda: redis, provides=Redis)
    container, background = make_async_container(parts), Background()
    for number in range(3):
        await redis.set(f"update:{number}", 1, px=20)
    await redis.set("stays", 1)

    background.run(expire_keys(container), "expire keys")

    await eventually(lambda: list(server.dbs[0]._dict) == [b"stays"])
    await background.close()
    await redis.aclose()


@asynccontextmanager
async def broker_with_a_task_that_waits() -> AsyncIterator[LocalBroker]:
    """A broker with a running task that waits for a database that is down, until the end of the block."""
    broker, is_up = LocalBroker(), asyncio.Event()

    @broker.task
    async def deliver() -> None:
        await is_up.wait()

    await deliver.kiq()
    yield broker
    is_up.set()
    await broker.wait_all()


async def test_a_stop_does_not_wait_for_ever_for_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.one_process.TASKS_TIMEOUT", 0.01)
    async with broker_with_a_task_that_waits() as broker:
        await broker.shutdown()


async def test_without_a_limit_a_stop_waits_as_long_as_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.one_process.TASKS_TIMEOUT", HOURS)
    async with broker_with_a_task_that_waits() as broker:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(broker.shutdown(), 0.1)
