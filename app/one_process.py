"""Web, worker and scheduler in one process, without RabbitMQ and Redis: for the demo, tests and small venues.

`python -m app.server app.one_process:create_app`, with `RABBITMQ_URL` and `REDIS_URL` set to `memory://`. It needs
`requirements-one-process.txt`. Only the database outlives the process: enough to lose no booking and no message.
"""

import asyncio

from dishka import AsyncContainer, Provider, Scope, provide
from dishka.integrations.taskiq import setup_dishka
from fakeredis import FakeAsyncRedis
from fastapi import FastAPI
from redis.asyncio import Redis
from taskiq import InMemoryBroker

from app.container.bots import BotsProvider
from app.container.core import CoreProvider, build_container
from app.container.delivery import DeliveryProvider, JobsProvider
from app.container.web import WebProvider
from app.main import build_web
from app.runtime.logs import configure_logs
from app.runtime.settings import MEMORY, InvalidSettings, Settings, read_settings
from app.runtime.telemetry import Tracing, start_telemetry
from scheduler.main import run_scheduler
from worker.tasks import register_tasks

EXPIRE_EVERY_SECONDS = 60
TASKS_TIMEOUT = 15.0
"""Seconds for the tasks that still run when the process stops. They had as long as the stop was announced before, so
that the longest delivery ends; a task that waits for a database that is down would wait for ever."""


class LocalBroker(InMemoryBroker):
    """Runs each task in this process as soon as it is enqueued."""

    async def shutdown(self) -> None:
        """Finish the tasks that run, within `TASKS_TIMEOUT`, then shut down."""
        if self._running_tasks:
            # `wait_all` has no limit, and Taskiq does not end a task that is canceled: it logs that, and goes on.
            await asyncio.wait(self._running_tasks, timeout=TASKS_TIMEOUT)
        await super().shutdown()


class MemoryProvider(Provider):
    """Takes the place of RabbitMQ and Redis."""

    scope = Scope.APP

    def __init__(self, broker: LocalBroker) -> None:
        super().__init__()
        self.provide(lambda: broker, provides=LocalBroker)

    @provide
    def redis(self) -> Redis:
        return FakeAsyncRedis()


def create_app(settings: Settings | None = None, *overrides: Provider) -> FastAPI:
    """The web application that delivers and schedules, too.

    Raises `InvalidSettings` unless both addresses are `memory://`, and `OperatorMistake` for mistakes in the venues'
    files.
    """
    settings = settings or read_settings()
    if settings.memory_variables != ["RABBITMQ_URL", "REDIS_URL"]:
        raise InvalidSettings(f"RABBITMQ_URL, REDIS_URL: one process needs {MEMORY} for both")
    configure_logs(settings)
    broker = LocalBroker()
    tracing = start_telemetry(settings, "one-process", broker)
    container = build_memory_container(settings, broker, tracing, *overrides)
    return build_web(settings, container, tracing, run_scheduler, expire_keys)


def build_memory_container(
    settings: Settings, broker: LocalBroker, tracing: Tracing, *overrides: Provider
) -> AsyncContainer:
    """The container of the whole product, whose tasks run in this process."""
    providers = (
        CoreProvider(),
        BotsProvider(settings),
        DeliveryProvider(),
        JobsProvider(),
        WebProvider(),
        MemoryProvider(broker),
    )
    container = build_container(settings, broker, tracing, *providers, *overrides)
    register_tasks(broker)
    setup_dishka(container, broker)
    return container


async def expire_keys(container: AsyncContainer) -> None:
    """Delete expired keys once a minute. fakeredis deletes one only when it is looked up, and most never are."""
    redis = await container.get(Redis)
    while True:
        await asyncio.sleep(EXPIRE_EVERY_SECONDS)
        await redis.dbsize()
