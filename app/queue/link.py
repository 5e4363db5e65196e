"""A connection to RabbitMQ that is opened again whenever it is lost."""

import asyncio
from collections.abc import Awaitable, Callable

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

log = structlog.stdlib.get_logger()

OPEN_TIMEOUT = 10.0
"""Seconds for each half of opening: the connection, and the channel with all that is declared on it."""
REOPEN_PAUSE = 1.0
"""Seconds between two attempts."""
HEARTBEAT = 10
"""Seconds. A RabbitMQ that vanished without a word is noticed after three."""


class RabbitMQAway(ConnectionError):  # noqa: N818  the fact, not a fault of ours
    """There is no connection to RabbitMQ at this moment."""


class Link:
    """One connection with one channel. `prepare` declares and consumes on each new channel."""

    def __init__(self, url: str, name: str, prepare: Callable[[AbstractChannel], Awaitable[None]]) -> None:
        self._url = url
        self._name = name
        self._prepare = prepare
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._tried = asyncio.Event()
        self._trouble = ""

    @property
    def channel(self) -> AbstractChannel:
        """The open channel. Raises `RabbitMQAway` at once while there is none."""
        if self._channel is None or self._channel.is_closed:
            raise RabbitMQAway("no connection to RabbitMQ")
        return self._channel

    async def tried(self) -> None:
        """Return when the first attempt to open has succeeded or failed."""
        await self._tried.wait()

    async def ping(self) -> None:
        """Ask RabbitMQ for an answer, without a bound in time. Raises one of `CONNECTION_EXCEPTIONS`."""
        if self._connection is None:
            raise RabbitMQAway("no connection to RabbitMQ")
        # A channel of its own, so that a question nobody answers does not close the one that is at work.
        async with self._connection.channel(publisher_confirms=False):
            pass

    async def keep_open(self) -> None:
        """Open, wait for the loss, open again, until canceled."""
        while True:
            try:
                await self._open_until_lost()
                log.warning("RabbitMQ connection lost", link=self._name)
            except CONNECTION_EXCEPTIONS as error:
                self._report(error)
            except Exception:
                log.exception("RabbitMQ connection failed", link=self._name)
            finally:
                self._connection = self._channel = None
                self._tried.set()
            await asyncio.sleep(REOPEN_PAUSE)

    async def _open_until_lost(self) -> None:
        # Not aio-pika's robust connection: that one needs RabbitMQ at start, and cannot say whether it is connected.
        async with asyncio.timeout(OPEN_TIMEOUT):
            connection = await aio_pika.connect(
                self._url, heartbeat=HEARTBEAT, client_properties={"connection_name": self._name}
            )
        async with connection:
            async with asyncio.timeout(OPEN_TIMEOUT):
                channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
                lost = await _notice_loss(channel)
                await self._prepare(channel)
            self._connection, self._channel, self._trouble = connection, channel, ""
            self._tried.set()
            log.info("RabbitMQ connected", link=self._name)
            await lost.wait()

    def _report(self, error: BaseException) -> None:
        """Once for each kind of trouble, not once a second."""
        if repr(error) != self._trouble:
            self._trouble = repr(error)
            log.warning("RabbitMQ is away", link=self._name, error=self._trouble)


async def _notice_loss(channel: AbstractChannel) -> asyncio.Event:
    lost = asyncio.Event()
    channel.close_callbacks.add(lambda *_: lost.set())
    # RabbitMQ ends a consumer whose queue goes away, and leaves its channel open.
    underlay = await channel.get_underlay_channel()
    underlay.on_consumer_cancel_callbacks.add(lambda _: lost.set())
    return lost
