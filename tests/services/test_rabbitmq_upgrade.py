"""An upgrade from the release before, whose queues have other names and arguments: no message is lost in any order."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
import pytest
from aio_pika import DeliveryMode, ExchangeType, Message
from aio_pika.abc import AbstractChannel, AbstractExchange
from aio_pika.exceptions import ChannelNotFoundEntity

from app.queue import DELIVER_NOTIFICATION, QUEUE_LABEL
from app.queue.rabbitmq import FORMER_PREFETCH
from app.queue.topology import FORMER_QUEUES
from tests.services.deployment import until
from tests.services.instances import RabbitMQ
from tests.services.workers import BULK, DEAD, URGENT, count_messages, enqueue, eventually, publishing, working


@dataclass(frozen=True)
class FormerRelease:
    """A process of the release before: what it declared and published, literally."""

    channel: AbstractChannel
    exchange: AbstractExchange

    async def publish(self, notification_id: int, queue: str) -> None:
        """Raises `PublishError` if the queue is gone."""
        task = {
            "task_id": f"task-{notification_id}",
            "task_name": DELIVER_NOTIFICATION,
            "labels": {QUEUE_LABEL: queue},
            "labels_types": {QUEUE_LABEL: 3},
            "args": [notification_id],
            "kwargs": {},
        }
        message = Message(
            json.dumps(task).encode(),
            message_id=f"task-{notification_id}",
            type=DELIVER_NOTIFICATION,
            content_type="application/json",
            delivery_mode=DeliveryMode.PERSISTENT,
        )
        await self.exchange.publish(message, routing_key=queue, mandatory=True)

    async def take(self, queue: str) -> int:
        """Consume one message as its worker does, and return the notification's id. Fails if there is none."""
        message = await (await self.channel.get_queue(queue, ensure=False)).get()
        await message.ack()
        notification_id: int = json.loads(message.body)["args"][0]
        return notification_id


@asynccontextmanager
async def former_release(url: str) -> AsyncIterator[FormerRelease]:
    """Declare as it does at each connection, on an empty RabbitMQ or beside what is there."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel(on_return_raises=True)
        exchange = await channel.declare_exchange("bronya", ExchangeType.DIRECT, durable=True)
        dead_exchange = await channel.declare_exchange("bronya.dead", ExchangeType.FANOUT, durable=True)
        dead_queue = await channel.declare_queue(
            "dead", durable=True, arguments={"x-queue-type": "quorum", "x-max-length": 10_000}
        )
        await dead_queue.bind(dead_exchange)
        for name in ("urgent", "bulk"):
            queue = await channel.declare_queue(
                name,
                durable=True,
                arguments={
                    "x-queue-type": "quorum",
                    "x-delivery-limit": 3,
                    "x-dead-letter-exchange": "bronya.dead",
                },
            )
            await queue.bind(exchange, routing_key=name)
        yield FormerRelease(channel, exchange)


async def until_empty(url: str, *queues: str) -> None:
    async def is_so() -> bool:
        return not any([await count_messages(url, queue) for queue in queues])

    await until(is_so)


async def test_a_worker_consumes_the_queues_of_the_previous_release(rabbitmq: RabbitMQ) -> None:
    left = range(1, 3 * FORMER_PREFETCH)
    async with former_release(rabbitmq.url) as former:
        for number in left:
            await former.publish(number, "urgent" if number % 2 else "bulk")

    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        await enqueue(broker, 100)
        await enqueue(broker, 101, queue="bulk")

        await eventually(lambda: sorted(worker.delivered) == [*left, 100, 101])
        await eventually(lambda: not worker.broker.unsettled)
    await until_empty(rabbitmq.url, *FORMER_QUEUES, URGENT, BULK)


async def test_processes_of_two_releases_work_at_the_same_time(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker, former_release(rabbitmq.url) as former:
        await enqueue(broker, 1)
        await former.publish(2, "urgent")
        assert await former.take("urgent") == 2, "its own worker consumes what it publishes"

        async with working(rabbitmq.url) as worker:
            await former.publish(3, "urgent")
            await former.publish(4, "bulk")
            await enqueue(broker, 5)

            await eventually(lambda: sorted(worker.delivered) == [1, 3, 4, 5])


async def test_the_previous_release_reconnects_while_the_new_one_runs(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url), former_release(rabbitmq.url) as former:
        await former.publish(1, "urgent")

    async with former_release(rabbitmq.url) as former:
        assert await former.take("urgent") == 1


async def test_an_unreadable_message_of_the_previous_release_goes_to_the_dead_letter_queue(rabbitmq: RabbitMQ) -> None:
    async with former_release(rabbitmq.url) as former:
        await former.exchange.publish(Message(b"unreadable"), routing_key="bulk")

        async with working(rabbitmq.url):

            async def is_dead() -> bool:
                return await count_messages(rabbitmq.url, DEAD) == 1

            await until(is_dead)


async def test_a_new_deployment_has_no_queues_of_the_previous_release(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        await enqueue(broker, 1)
        await eventually(lambda: worker.delivered == [1])

        for name in FORMER_QUEUES:
            with pytest.raises(ChannelNotFoundEntity):
                await count_messages(rabbitmq.url, name)
