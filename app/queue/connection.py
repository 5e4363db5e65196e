"""A connection to RabbitMQ that is opened again whenever it is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from app.runtime.cancellation import is_canceled

log = structlog.stdlib.get_logger()

OPEN_TIMEOUT = 10.0
"""Seconds for each half of opening: the connection, then the channel with everything that is declared on it."""
CLOSE_TIMEOUT = 5.0
"""Seconds for closing. A connection that RabbitMQ does not answer on is dropped then."""
REOPEN_PAUSE = 1.0
"""Seconds between two attempts to open."""
HEARTBEAT = 10
"""Seconds between heartbeats. When none arrives for a little over three times as long, aiormq closes the connection."""

Prepare = Callable[[AbstractConnection, AbstractChannel], Awaitable[None]]


class RabbitMQUnavailable(ConnectionError):  # noqa: N818  the fact, not a fault of ours
    """There is no connection to RabbitMQ, or RabbitMQ does not answer on it."""


class PersistentConnection:
    """One connection with one channel, opened again after every loss.

    aio-pika's robust connection is not used: it raises while RabbitMQ is unavailable at start, cannot tell whether it
    is connected, and does not recover from some outages (docs/decisions/0007).
    """

    def __init__(self, url: str, name: str, prepare: Prepare) -> None:
        """`name` appears in the log and among RabbitMQ's connections. `prepare` runs on each new channel: it declares
        and consumes.
        """
        self._url = url
        self._name = name
        self._prepare = prepare
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._ping_channel: AbstractChannel | None = None
        self._pinging = asyncio.Lock()
        self._first_attempt = asyncio.Event()
        self._last_error = ""

    @property
    def is_open(self) -> bool:
        """Whether the channel is prepared and, as far as is known, not lost."""
        return self._channel is not None and not self._channel.is_closed

    async def wait_for_first_attempt(self) -> None:
        """Return when the first attempt to open has succeeded or failed."""
        await self._first_attempt.wait()

    async def ping(self) -> None:
        """Ask RabbitMQ for an answer, without a time limit. Raises one of `CONNECTION_EXCEPTIONS` if there is none."""
        async with self._asking() as channel:
            await channel.set_qos()

    async def count_messages(self, queue: str) -> int:
        """How many messages wait in a queue, without those that a worker holds. Raises as `ping` does."""
        async with self._asking() as channel:
            found = await channel.get_queue(queue, ensure=True)
            return found.declaration_result.message_count or 0

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[AbstractChannel]:
        """A channel for questions. Raises one of `CONNECTION_EXCEPTIONS` if there is no connection."""
        # On a channel of its own: a request that times out closes its channel, and the other one is in use. The channel
        # is kept: for each one that was opened, aio-pika holds 4 KB until the connection closes.
        with cancellation_as_requested():
            async with self._pinging:
                if self._connection is None:
                    raise RabbitMQUnavailable("no connection to RabbitMQ")
                if self._ping_channel is None or self._ping_channel.is_closed:
                    self._ping_channel = await self._connection.channel(publisher_confirms=False)
                yield self._ping_channel

    async def keep_open(self) -> None:
        """Open, wait for the loss, pause, open again, until canceled. Never raises a connection error."""
        while True:
            try:
                with cancellation_as_requested():
                    await self._open_until_lost()
                log.warning("RabbitMQ connection lost", connection=self._name)
            except CONNECTION_EXCEPTIONS as error:
                self._log_once(error)
            except Exception:
                log.exception("RabbitMQ connection failed", connection=self._name)
            finally:
                self._connection = self._channel = self._ping_channel = None
                self._first_attempt.set()
            await asyncio.sleep(REOPEN_PAUSE)

    async def _open_until_lost(self) -> None:
        async with asyncio.timeout(OPEN_TIMEOUT):
            connection = await aio_pika.connect(
                self._url, heartbeat=HEARTBEAT, client_properties={"connection_name": self._name}
            )
        try:
            async with asyncio.timeout(OPEN_TIMEOUT):
                channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
                lost = await _watch_for_loss(channel)
                await self._prepare(connection, channel)
            self._connection, self._channel, self._last_error = connection, channel, ""
            self._first_attempt.set()
            log.info("RabbitMQ connected", connection=self._name)
            await lost.wait()
        finally:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await connection.close()

    def _log_once(self, error: BaseException) -> None:
        """Log each different error of an outage once, instead of one line per attempt."""
        if repr(error) != self._last_error:
            self._last_error = repr(error)
            log.warning("RabbitMQ is unavailable", connection=self._name, error=self._last_error)


@contextmanager
def cancellation_as_requested() -> Iterator[None]:
    """Raise `CancelledError` if the current task was canceled, and only then.

    aiormq mixes up the two. When heartbeats stop arriving, it ends what waits on the connection with a
    `CancelledError`, although the task was not canceled: `RabbitMQUnavailable` is raised instead, which callers catch.
    When RabbitMQ closes a channel, or the connection cannot be closed, in the moment of a cancellation, that error
    arrives in place of the `CancelledError`: a caller that catches errors would go on and never end.
    """
    try:
        yield
    except (asyncio.CancelledError, Exception) as error:
        if is_canceled():
            raise asyncio.CancelledError from error
        if isinstance(error, asyncio.CancelledError):
            raise RabbitMQUnavailable("RabbitMQ stopped answering") from None
        raise


async def _watch_for_loss(channel: AbstractChannel) -> asyncio.Event:
    """An event that is set when the channel closes or RabbitMQ cancels one of its consumers."""
    lost = asyncio.Event()
    channel.close_callbacks.add(lambda *_: lost.set())
    # When a queue is deleted, RabbitMQ cancels its consumers and leaves the channel open.
    underlay = await channel.get_underlay_channel()
    underlay.on_consumer_cancel_callbacks.add(lambda _: lost.set())
    return lost
