"""Fixtures for every test that needs a service: one private instance of each for each process of the run."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NoReturn, TypeVar

import aio_pika
import pytest

from tests.services.instances import Instance, PostgreSQL, RabbitMQ, Redis, ServiceMissingError
from tests.services.workers import ALL_QUEUES

HERE = Path(__file__).parent
TIMEOUT = 900
"""Seconds. Tests here take a few; each of their steps may take `PATIENCE` on a busy machine."""
THIRD_RING = {"services", "browser"}
"""Marks of the tests that need more than Python."""
Service = TypeVar("Service", bound=Instance)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.services)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(TIMEOUT))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the missing programs. They are read from the reports, because tests may run in other processes."""
    skipped = [report for report in terminalreporter.getreports("skipped") if THIRD_RING & set(report.keywords)]
    reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in skipped if isinstance(report.longrepr, tuple)}
    if reasons:
        text = f"THE THIRD RING DID NOT RUN IN FULL: {', '.join(sorted(reasons))}"
        terminalreporter.write_line(text, red=True, bold=True)


def lack(what: str) -> NoReturn:
    """Skip a test that needs a missing program; in CI, fail it."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def started(kind: type[Service]) -> Iterator[Service]:
    """Start one instance for all tests of this process, or skip those that need it."""
    try:
        instance = kind()
    except ServiceMissingError as error:
        lack(str(error))
    with instance:
        yield instance


@pytest.fixture(scope="session")
def rabbitmq_of_session() -> Iterator[RabbitMQ]:
    yield from started(RabbitMQ)


@pytest.fixture(scope="session")
def redis_of_session() -> Iterator[Redis]:
    yield from started(Redis)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The server, in which each test makes its own database."""
    yield from started(PostgreSQL)


@pytest.fixture
async def rabbitmq(rabbitmq_of_session: RabbitMQ) -> AsyncIterator[RabbitMQ]:
    """The server, running and without queues."""
    rabbitmq_of_session.ensure_running()
    async with await aio_pika.connect(rabbitmq_of_session.url) as connection, connection.channel() as channel:
        for name in ALL_QUEUES:
            await channel.queue_delete(name)
    yield rabbitmq_of_session
    rabbitmq_of_session.ensure_running()


@pytest.fixture
def redis(redis_of_session: Redis) -> Redis:
    """The server, running and empty."""
    redis_of_session.ensure_running()
    redis_of_session.flush()
    return redis_of_session
