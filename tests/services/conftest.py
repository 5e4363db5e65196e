"""The product as the Procfile starts it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.sandbox.chat_user import ChatUser
from tests.databases import postgresql_copy
from tests.services.deployment import CHATS, TOKEN, Deployment, deployed
from tests.services.instances import PostgreSQL, RabbitMQ, Redis
from tests.services.workers import HOURS


@pytest.fixture
async def deployment(
    postgresql: PostgreSQL, postgresql_template: str, rabbitmq: RabbitMQ, redis: Redis, tmp_path: Path
) -> AsyncIterator[Deployment]:
    """The processes on PostgreSQL."""
    async with (
        postgresql_copy(postgresql, postgresql_template) as database_url,
        deployed(database_url, rabbitmq, redis, tmp_path) as deployment,
    ):
        yield deployment
        postgresql.ensure_running()


@pytest.fixture
async def on_each_database(
    database_url: str, rabbitmq: RabbitMQ, redis: Redis, tmp_path: Path
) -> AsyncIterator[Deployment]:
    """The processes, once on SQLite and once on PostgreSQL."""
    async with deployed(database_url, rabbitmq, redis, tmp_path) as deployment:
        yield deployment


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the time limit of a push, which a busy machine may exceed: no scheduler would repeat it here."""
    monkeypatch.setattr("app.queue.task_queue.PUSH_TIMEOUT", HOURS)
    monkeypatch.setattr("app.queue.rabbitmq.PUBLISH_TIMEOUT", HOURS)


@pytest.fixture
def anna(request: pytest.FixtureRequest) -> ChatUser:
    """A guest of the deployment that the test uses."""
    name = "on_each_database" if "on_each_database" in request.fixturenames else "deployment"
    deployment: Deployment = request.getfixturevalue(name)
    return deployment.sandbox.user(CHATS[0], TOKEN)
