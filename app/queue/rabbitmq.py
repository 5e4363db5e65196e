"""Taskiq's broker on RabbitMQ: taskiq-aio-pika's, with connections of our own.

`AioPikaBroker` declares the exchange and the queues, checks the queue that a task names, and publishes. Connecting,
consuming and acknowledging are replaced, so that each process starts without RabbitMQ, knows whether it is connected,
and recovers from every outage (docs/decisions/0007).
"""

import asyncio
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from time import monotonic

import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, ChannelNotFoundEntity
from taskiq import AckableMessage, AsyncBroker, BrokerMessage
from taskiq_aio_pika import AioPikaBroker

from app.queue.connection import PersistentConnection, RabbitMQUnavailable, cancellation_as_requested
from app.queue.names import QUEUE_LABEL
from app.queue.topology import DEAD_LETTER_QUEUE, EXCHANGE, FORMER_QUEUES, TASK_QUEUES
from app.runtime.background import Background

log = structlog.stdlib.get_logger()

PREFETCH = 50
"""Unsettled messages that a worker holds of each queue."""
FORMER_PREFETCH = 10
"""The same for each queue of the release before."""
MAX_UNSETTLED = PREFETCH * len(TASK_QUEUES) + FORMER_PREFETCH * len(FORMER_QUEUES)
"""How many tasks a worker must be able to run at once. With so many places every message that was delivered runs
immediately, and bulk messages that wait for Telegram's limits do not keep urgent ones waiting."""
PUBLISH_TIMEOUT = 5.0
"""Seconds within which RabbitMQ must confirm a message."""
PING_TIMEOUT = 0.8
"""Seconds. Less than the scheduler's tick of one second, which pings each time."""
STOP_TIMEOUT = 1.0
"""Seconds for RabbitMQ to confirm that a consumer is canceled."""
STALL_TIMEOUT = 600.0
"""Seconds after which an unsettled message means a stalled worker: none of our tasks takes minutes."""
WATCHDOG_INTERVAL = 15.0
"""Seconds between two looks of the watchdog."""


class RejectableMessage(AckableMessage):
    """A message that must be acknowledged or rejected. Until then it counts against the prefetch."""

    reject: Callable[[], Awaitable[None]]
    """Move it to the dead-letter queue."""


def stop_process() -> None:
    """Send this process SIGTERM: running tasks are finished, and the supervisor starts a new process."""
    signal.raise_signal(signal.SIGTERM)


class RabbitMQBroker(AioPikaBroker):
    """Publishes in every process, and consumes in a worker. Reconnects by itself after every outage."""

    def __init__(self, url: str, on_stall: Callable[[], None] = stop_process) -> None:
        """`url` is RabbitMQ's address, `amqp://...`. `on_stall` is called once when a message stays unsettled for
        `STALL_TIMEOUT`.
        """
        super().__init__(
            url,
            qos=PREFETCH,
            exchange=EXCHANGE,
            task_queues=list(TASK_QUEUES),
            dead_letter_queue=DEAD_LETTER_QUEUE,
            label_for_routing=QUEUE_LABEL,
        )
        self._publisher = PersistentConnection(url, "publisher", self._prepare_publisher)
        self._consumer = PersistentConnection(url, "consumer", self._prepare_consumer)
        self._on_stall = on_stall
        self._background = Background()
        self._messages: asyncio.Queue[RejectableMessage] = asyncio.Queue()
        self._unsettled: dict[AbstractIncomingMessage, float] = {}
        self._cancel_consumers: list[Callable[[], Awaitable[object]]] = []
        self._is_listening = False

    @property
    def unsettled(self) -> int:
        """How many delivered messages are neither acknowledged nor rejected."""
        return len(self._unsettled)

    @property
    def is_consuming(self) -> bool:
        """Whether a worker gets messages, as far as is known: a connection that hangs is noticed in half a minute."""
        return self._consumer.is_open

    async def startup(self) -> None:
        """Return when RabbitMQ is connected or the first attempt has failed; then it is tried again every second."""
        await AsyncBroker.startup(self)  # AioPikaBroker's own opens robust connections
        self._background.run(self._publisher.keep_open(), name="rabbitmq publisher")
        await self._publisher.wait_for_first_attempt()

    async def shutdown(self) -> None:
        """Run the handlers of the shutdown, then close the connections, within seconds also if RabbitMQ hangs."""
        await AsyncBroker.shutdown(self)  # AioPikaBroker's own closes robust connections
        await self._background.close()

    async def is_connected(self) -> bool:
        """Whether RabbitMQ answers a question asked now. Takes a second at most."""
        try:
            async with asyncio.timeout(PING_TIMEOUT):
                await self._publisher.ping()
        except CONNECTION_EXCEPTIONS:
            return False
        return True

    async def depths(self) -> dict[str, int]:
        """How many messages wait in each queue. Raises one of `CONNECTION_EXCEPTIONS` if RabbitMQ does not answer."""
        async with asyncio.timeout(PING_TIMEOUT):
            return {
                queue.name: await self._publisher.count_messages(queue.name)
                for queue in (*TASK_QUEUES, DEAD_LETTER_QUEUE)
            }

    async def kick(self, message: BrokerMessage) -> None:
        """Publish, and return when RabbitMQ has stored the message in the queue that its label names.

        Raises `RabbitMQUnavailable` at once while there is no connection, `TimeoutError` if RabbitMQ does not confirm
        within `PUBLISH_TIMEOUT`, `IncorrectRoutingKeyError` for an unknown queue, and `PublishError` if RabbitMQ has
        lost the queue.
        """
        if not self._publisher.is_open:
            raise RabbitMQUnavailable("no connection to RabbitMQ")
        with cancellation_as_requested():
            async with asyncio.timeout(PUBLISH_TIMEOUT):
                await super().kick(message)

    async def listen(self) -> AsyncGenerator[RejectableMessage, None]:
        """Yield messages until closed, across any number of lost connections."""
        self._is_listening = True
        self._background.run(self._consumer.keep_open(), name="rabbitmq consumer")
        self._background.run(self._watch_for_stall(), name="rabbitmq watchdog")
        try:
            while True:
                yield await self._messages.get()
        finally:
            await self._stop_listening()

    async def _prepare_publisher(self, _: AbstractConnection, channel: AbstractChannel) -> None:
        self.write_channel = channel  # where AioPikaBroker declares exchanges and publishes
        await self._declare_exchanges()
        await self._declare_queues(channel)

    async def _prepare_consumer(self, connection: AbstractConnection, channel: AbstractChannel) -> None:
        self._cancel_consumers.clear()
        if not self._is_listening:
            return
        # The publisher declares the exchange. If it has not yet, binding fails and opening is tried again.
        await channel.set_qos(prefetch_count=PREFETCH)
        for queue, _ in await self._declare_queues(channel):
            await self._consume(queue)
        await channel.set_qos(prefetch_count=FORMER_PREFETCH)
        for name in FORMER_QUEUES:
            if await queue_exists(name, connection):
                await self._consume(await channel.get_queue(name, ensure=False))

    async def _consume(self, queue: AbstractQueue) -> None:
        tag = await queue.consume(self._receive)
        self._cancel_consumers.append(partial(queue.cancel, tag, timeout=STOP_TIMEOUT))

    async def _receive(self, message: AbstractIncomingMessage) -> None:
        self._unsettled[message] = monotonic()
        received = RejectableMessage(
            data=message.body,
            ack=partial(self._settle, message, message.ack),
            reject=partial(self._settle, message, message.reject),
        )
        await self._messages.put(received)

    async def _settle(self, message: AbstractIncomingMessage, settle: Callable[[], Awaitable[None]]) -> None:
        self._unsettled.pop(message, None)
        try:
            with cancellation_as_requested():
                await settle()
        except CONNECTION_EXCEPTIONS as error:
            # RabbitMQ redelivers it, and the task finds in the database that its work is done.
            log.info("message not settled", task=message.headers.get("task_name"), error=repr(error))

    async def _stop_listening(self) -> None:
        """Cancel the consumers, so that other workers get new messages. Running tasks may still acknowledge theirs."""
        self._is_listening = False
        try:
            with cancellation_as_requested():
                for cancel in self._cancel_consumers:
                    await cancel()
        except CONNECTION_EXCEPTIONS as error:
            log.info("consumers not canceled", error=repr(error))

    async def _watch_for_stall(self) -> None:
        """Call `on_stall` when a message is never settled: with enough of those a worker gets no more messages."""
        while True:
            await asyncio.sleep(WATCHDOG_INTERVAL)
            oldest = min(self._unsettled.values(), default=monotonic())
            if monotonic() - oldest > STALL_TIMEOUT:
                log.error("a task has stalled, stopping the worker", unsettled=self.unsettled)
                self._on_stall()
                return


async def queue_exists(name: str, connection: AbstractConnection) -> bool:
    """Whether RabbitMQ has a queue of this name. Raises one of `CONNECTION_EXCEPTIONS` if it does not answer."""
    try:
        # On a channel of its own, which RabbitMQ closes if the answer is no.
        with cancellation_as_requested():
            async with connection.channel() as channel:
                await channel.get_queue(name, ensure=True)
    except ChannelNotFoundEntity:
        return False
    return True
