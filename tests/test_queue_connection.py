"""The end of a connection to RabbitMQ, with aio-pika replaced by one that fails just then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any
from unittest.mock import AsyncMock, Mock

import aio_pika
import pytest
from aio_pika.exceptions import AMQPConnectionError, ChannelNotFoundEntity

from app.queue import connection as module
from app.queue import rabbitmq
from app.queue.connection import PersistentConnection
from tests.services.workers import PATIENCE


class OpenConnection:
    """Stands for aio-pika's connection: opens at once; `close` is the test's."""

    def __init__(self, close: AsyncMock) -> None:
        self.close = close

    async def channel(self, **_: Any) -> AsyncMock:
        channel = AsyncMock(is_closed=False)
        channel.close_callbacks = set()
        channel.get_underlay_channel.return_value.on_consumer_cancel_callbacks = set()
        return channel


async def never(*_: object) -> None:
    await asyncio.Event().wait()


async def ends_when_canceled(monkeypatch: pytest.MonkeyPatch, close: AsyncMock, within: float = PATIENCE) -> bool:
    """Open a connection that closes with `close`, cancel it, and say whether it ends within so many seconds."""
    monkeypatch.setattr(aio_pika, "connect", AsyncMock(return_value=OpenConnection(close)))
    monkeypatch.setattr(module, "CLOSE_TIMEOUT", 0.01)
    monkeypatch.setattr(module, "REOPEN_PAUSE", 0.01)
    connection = PersistentConnection("amqp://nowhere", "test", AsyncMock())
    keeping = asyncio.create_task(connection.keep_open())  # noqa: TID251  canceled and awaited below
    await connection.wait_for_first_attempt()
    assert connection.is_open

    keeping.cancel()
    await asyncio.wait([keeping], timeout=within)

    ended = keeping.cancelled()
    while not keeping.done():
        keeping.cancel()
        await asyncio.sleep(0)
    return ended


@pytest.mark.parametrize(
    "close",
    [AsyncMock(), AsyncMock(side_effect=AMQPConnectionError("gone")), AsyncMock(side_effect=never)],
    ids=["closes", "fails to close", "never closes"],
)
async def test_a_canceled_connection_ends_however_it_closes(close: AsyncMock, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await ends_when_canceled(monkeypatch, close)


async def test_without_asking_for_the_cancellation_a_connection_that_fails_to_close_never_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "is_canceled", lambda: False)

    assert not await ends_when_canceled(monkeypatch, AsyncMock(side_effect=AMQPConnectionError("gone")), within=0.5)


class ClosingConnection:
    """Stands for aio-pika's connection: RabbitMQ closes its channels in the moment in which the task is canceled."""

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()

    @asynccontextmanager
    async def channel(self) -> AsyncIterator[Mock]:
        yield Mock(get_queue=self._get_queue)

    async def _get_queue(self, name: str, **_: Any) -> None:
        self.is_asked.set()
        try:
            await never()
        except asyncio.CancelledError:
            raise ChannelNotFoundEntity(f"no queue {name!r}") from None  # as aiormq does


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "unguarded"])
async def test_a_task_that_is_canceled_while_it_looks_for_a_queue_ends(
    monkeypatch: pytest.MonkeyPatch, is_guarded: bool
) -> None:
    if not is_guarded:
        monkeypatch.setattr(rabbitmq, "cancellation_as_requested", nullcontext)
    connection = ClosingConnection()
    looking = asyncio.create_task(rabbitmq.queue_exists("urgent", connection))  # type: ignore[arg-type]  # noqa: TID251  awaited below
    await connection.is_asked.wait()

    looking.cancel()
    await asyncio.wait([looking])

    assert looking.cancelled() == is_guarded, "unguarded, it goes on as if it had not been canceled"
