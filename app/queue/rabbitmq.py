"""Taskiq's broker on RabbitMQ: two queues of work and one for what no worker could finish.

Our own instead of taskiq-aio-pika's, because the processes must start without RabbitMQ, know that it is away instead of
finding out at each publish, and declare and consume again on a new channel when it is back.
"""

import asyncio
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from time import monotonic
from typing import Any

import structlog
from aio_pika import DeliveryMode, ExchangeType, Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from taskiq import AckableMessage, AsyncBroker, BrokerMessage

from app.queue.link import Link
from app.queue.names import QUEUE_LABEL, QUEUES
from app.runtime.background import Background

log = structlog.stdlib.get_logger()

EXCHANGE = "bronya"
DEAD_EXCHANGE = "bronya.dead"
DEAD_QUEUE = "dead"
DEAD_KEPT = 10_000
"""Messages in the dead-letter queue; the oldest go first. What they were about stands in the ledger."""
DELIVERY_LIMIT = 3
"""How often RabbitMQ brings a message again before it is dead: a task that kills its worker must not come for ever."""
PREFETCH = 50
"""Unsettled messages of each queue. A worker runs as many tasks as both queues may bring it, so whatever has been
delivered runs at once, and bulk messages that wait for Telegram's limits leave the urgent ones their places."""
PUBLISH_TIMEOUT = 5.0
PING_TIMEOUT = 0.8
"""Shorter than the scheduler's tick, which asks each time."""
STOP_TIMEOUT = 1.0
STANDSTILL = 600.0
"""Seconds after which an unsettled message is a fault of the worker: no task of ours takes minutes."""
WATCH_INTERVAL = 15.0


class Delivery(AckableMessage):
    """A message that must be settled one way or the other, or it takes a place of the prefetch for ever."""

    reject: Callable[[], Awaitable[None]]
    """Send it to the dead-letter queue."""


def stop_process() -> None:
    """Ask for the stop that an operator asks for: what runs is finished, and the supervisor starts a new process."""
    signal.raise_signal(signal.SIGTERM)


class RabbitMQBroker(AsyncBroker):
    """`web` and `scheduler` publish; a worker consumes, too. Both go on by themselves when RabbitMQ comes back."""

    def __init__(self, url: str, on_standstill: Callable[[], None] = stop_process) -> None:
        super().__init__()
        self._publisher = Link(url, "publisher", _declare)
        self._consumer = Link(url, "consumer", self._consume)
        self._on_standstill = on_standstill
        self._background = Background()
        self._deliveries: asyncio.Queue[Delivery] = asyncio.Queue()
        self._unsettled: dict[AbstractIncomingMessage, float] = {}
        self._cancel_consumers: list[Callable[[], Awaitable[object]]] = []
        self._listening = False

    async def startup(self) -> None:
        """Return when RabbitMQ is connected or has failed to answer; in that case it is tried again for ever."""
        await super().startup()
        self._background.run(self._publisher.keep_open(), name="rabbitmq publisher")
        await self._publisher.tried()

    async def shutdown(self) -> None:
        await super().shutdown()
        await self._background.close()

    async def is_connected(self) -> bool:
        """Whether RabbitMQ answers: asked now, not remembered. Takes a second at most."""
        try:
            async with asyncio.timeout(PING_TIMEOUT):
                await self._publisher.ping()
        except CONNECTION_EXCEPTIONS:
            return False
        return True

    async def kick(self, message: BrokerMessage) -> None:
        """Return when the queue that the message's label names has stored it.

        Raises `RabbitMQAway` at once while there is no connection, `PublishError` if there is no such queue.
        """
        exchange = await self._publisher.channel.get_exchange(EXCHANGE, ensure=False)
        await exchange.publish(
            Message(
                message.message,
                message_id=message.task_id,
                type=message.task_name,
                content_type="application/json",
                delivery_mode=DeliveryMode.PERSISTENT,
            ),
            routing_key=message.labels.get(QUEUE_LABEL, ""),
            mandatory=True,
            timeout=PUBLISH_TIMEOUT,
        )

    async def listen(self) -> AsyncGenerator[Delivery, None]:
        """Yield messages until closed, across any number of losses of the connection."""
        self._listening = True
        self._background.run(self._consumer.keep_open(), name="rabbitmq consumer")
        self._background.run(self._watch(), name="rabbitmq watchdog")
        try:
            while True:
                yield await self._deliveries.get()
        finally:
            await self._stop_listening()

    async def _consume(self, channel: AbstractChannel) -> None:
        await _declare(channel)
        self._cancel_consumers.clear()
        if not self._listening:
            return
        await channel.set_qos(prefetch_count=PREFETCH)
        for name in QUEUES:
            queue = await channel.get_queue(name, ensure=False)
            tag = await queue.consume(self._receive)
            self._cancel_consumers.append(partial(queue.cancel, tag, timeout=STOP_TIMEOUT))

    async def _receive(self, message: AbstractIncomingMessage) -> None:
        self._unsettled[message] = monotonic()
        delivery = Delivery(
            data=message.body,
            ack=partial(self._settle, message, message.ack),
            reject=partial(self._settle, message, message.reject),
        )
        await self._deliveries.put(delivery)

    async def _settle(self, message: AbstractIncomingMessage, settle: Callable[[], Awaitable[None]]) -> None:
        self._unsettled.pop(message, None)
        try:
            await settle()
        except CONNECTION_EXCEPTIONS as error:
            # RabbitMQ will bring it again, and the task will find in the database that its work is done.
            log.info("message not settled", task=message.type, error=repr(error))

    async def _stop_listening(self) -> None:
        """Let other workers have what comes from now on. The channel stays open for the tasks that still run."""
        self._listening = False
        try:
            for cancel in self._cancel_consumers:
                await cancel()
        except CONNECTION_EXCEPTIONS as error:
            log.info("consumers not canceled", error=repr(error))

    async def _watch(self) -> None:
        """End a worker that looks alive and has become deaf: a message that nobody settles keeps its place for ever."""
        while True:
            await asyncio.sleep(WATCH_INTERVAL)
            oldest = min(self._unsettled.values(), default=monotonic())
            if monotonic() - oldest > STANDSTILL:
                log.error("a task stands still, the worker stops", unsettled=len(self._unsettled))
                self._on_standstill()
                return


async def _declare(channel: AbstractChannel) -> None:
    """Everything is durable, and the same for publishers and consumers, whoever comes first."""
    exchange = await channel.declare_exchange(EXCHANGE, ExchangeType.DIRECT, durable=True)
    dead_exchange = await channel.declare_exchange(DEAD_EXCHANGE, ExchangeType.FANOUT, durable=True)
    dead: dict[str, Any] = {"x-queue-type": "quorum", "x-max-length": DEAD_KEPT}
    dead_queue = await channel.declare_queue(DEAD_QUEUE, durable=True, arguments=dead)
    await dead_queue.bind(dead_exchange)
    work: dict[str, Any] = {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD_EXCHANGE,
    }
    for name in QUEUES:
        queue = await channel.declare_queue(name, durable=True, arguments=work)
        await queue.bind(exchange, routing_key=name)
