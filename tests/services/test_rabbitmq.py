"""The queue on a real RabbitMQ: what arrives, what is refused, what is dead, and what outlives an outage."""

import asyncio
import os
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from unittest.mock import AsyncMock

import aio_pika
import pytest
from aio_pika.exceptions import PublishError
from taskiq import TaskiqMessage, TaskiqMiddleware
from taskiq.exceptions import SendTaskError

from app.domain.messages.notifications import Claimed, Urgency
from app.queue import PREFETCH, QUEUES, RabbitMQBroker, TaskQueue
from app.queue.rabbitmq import DEAD_QUEUE, DELIVERY_LIMIT
from app.queue.task_queue import PUSH_TIMEOUT
from tests.services.deployment import GRACE, until
from tests.services.fixtures import TIMEOUT
from tests.services.instances import RabbitMQ, free_port
from tests.services.workers import count_messages, enqueue, eventually, publishing, working

LONG_OUTAGE = float(os.environ.get("OUTAGE_SECONDS", "30"))


PATIENCE = 30.0
"""Seconds: more than a busy machine takes for anything."""


def claim(notification_id: int, urgency: Urgency = Urgency.URGENT) -> Claimed:
    return Claimed(notification_id, urgency, due_at=datetime.now(UTC))


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A push may take as long as a busy machine needs: no scheduler brings what it leaves behind."""
    monkeypatch.setattr("app.queue.task_queue.PUSH_TIMEOUT", PATIENCE)
    monkeypatch.setattr("app.queue.rabbitmq.PUBLISH_TIMEOUT", PATIENCE)


@pytest.mark.usefixtures("patient")
async def test_pushed_notifications_reach_the_worker_through_both_queues(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        await TaskQueue(broker).push([claim(1), claim(2, Urgency.BULK)])

        await eventually(lambda: sorted(worker.delivered) == [1, 2])


@pytest.mark.usefixtures("patient")
async def test_messages_wait_for_a_worker_that_starts_later(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker:
        await TaskQueue(broker).push([claim(1)])

    async with working(rabbitmq.url) as worker:
        await eventually(lambda: worker.delivered == [1])


@pytest.mark.parametrize("queue", ["urgnet", ""])
async def test_a_queue_that_does_not_exist_is_refused(rabbitmq: RabbitMQ, queue: str) -> None:
    async with publishing(rabbitmq.url) as broker:
        with pytest.raises(SendTaskError) as refusal:
            await enqueue(broker, 1, queue=queue)

        assert isinstance(refusal.value.__cause__, PublishError)
        await enqueue(broker, 2)  # the channel is still good


async def test_a_message_that_kills_its_workers_is_dead_after_a_few(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker:
        await enqueue(broker, 1)

        for _ in range(DELIVERY_LIMIT + 1):
            await die_with_a_message(rabbitmq.url)

    await until_counted(rabbitmq.url, urgent=0, dead=1)


async def until_counted(url: str, *, urgent: int, dead: int) -> None:
    """RabbitMQ takes a moment to see that a consumer is gone, and to move what is dead."""

    async def is_so() -> bool:
        return (await count_messages(url, "urgent"), await count_messages(url, DEAD_QUEUE)) == (urgent, dead)

    await until(is_so)


async def die_with_a_message(url: str) -> None:
    async with await aio_pika.connect(url) as connection, connection.channel() as channel:
        queue = await channel.get_queue("urgent")
        async with asyncio.timeout(30), queue.iterator() as messages:
            await anext(messages)


class Stumbling(TaskiqMiddleware):
    async def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
        if message.args == [0]:
            raise RuntimeError("stumbled")
        return message


async def test_a_middleware_that_raises_does_not_make_the_worker_deaf(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        worker.broker.add_middlewares(Stumbling())
        for _ in range(PREFETCH + 1):
            await enqueue(broker, 0)
        await enqueue(broker, 1, ack_type="nonsense")
        await enqueue(broker, 2)

        await eventually(lambda: worker.delivered == [2])
    await until_counted(rabbitmq.url, urgent=0, dead=PREFETCH + 2)


async def test_bulk_messages_leave_the_urgent_ones_their_places(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        open_gate = asyncio.Event()
        bulk = range(100, 100 + 2 * PREFETCH)
        worker.blocked = dict.fromkeys(bulk, open_gate)
        await asyncio.gather(*(enqueue(broker, number, queue="bulk") for number in bulk))
        await enqueue(broker, 1)

        await eventually(lambda: worker.delivered == [1])
        open_gate.set()
        await eventually(lambda: sorted(worker.delivered) == [1, *bulk])


async def test_a_worker_that_stops_leaves_the_unfinished_to_the_next(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker, working(rabbitmq.url) as first:
        first.blocked = {1: asyncio.Event()}
        await enqueue(broker, 1)
        await enqueue(broker, 2)
        await eventually(lambda: first.delivered == [2])

    async with working(rabbitmq.url) as second:
        await eventually(lambda: second.delivered == [1])


async def test_a_worker_whose_task_stands_still_stops(rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.queue.rabbitmq.STANDSTILL", 2.0)  # more than a busy machine takes for message 2
    monkeypatch.setattr("app.queue.rabbitmq.WATCH_INTERVAL", 0.05)
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        stops: list[str] = []
        worker.broker._on_standstill = lambda: stops.append("stop")
        worker.blocked = {1: asyncio.Event()}
        await enqueue(broker, 2)
        await eventually(lambda: worker.delivered == [2] and not worker.broker._unsettled)
        assert not stops

        await enqueue(broker, 1)

        await eventually(lambda: stops == ["stop"])
        worker.blocked[1].set()


async def test_a_deleted_queue_is_declared_and_consumed_again(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        await enqueue(broker, 1)
        await eventually(lambda: worker.delivered == [1])
        async with await aio_pika.connect(rabbitmq.url) as connection, connection.channel() as channel:
            await channel.queue_delete("urgent")

        await eventually_enqueue(broker, 2)
        await eventually(lambda: worker.delivered == [1, 2])


async def eventually_enqueue(broker: RabbitMQBroker, notification_id: int, within: float = 30.0) -> None:
    async with asyncio.timeout(within):
        while True:
            try:
                return await enqueue(broker, notification_id)
            except SendTaskError:
                await asyncio.sleep(0.1)


@pytest.mark.parametrize("outage", [5.0, LONG_OUTAGE])
@pytest.mark.timeout(LONG_OUTAGE + TIMEOUT)
@pytest.mark.usefixtures("patient")
async def test_publishers_and_workers_come_back_after_an_outage(rabbitmq: RabbitMQ, outage: float) -> None:
    async with AsyncExitStack() as stack:
        worker = await stack.enter_async_context(working(rabbitmq.url))
        busy = await stack.enter_async_context(publishing(rabbitmq.url))
        quiet = await stack.enter_async_context(publishing(rabbitmq.url))
        worker.blocked = {1: asyncio.Event()}
        await enqueue(busy, 1)  # it will end while RabbitMQ is away

        await asyncio.to_thread(rabbitmq.stop)
        await push_for(outage, TaskQueue(busy))  # nobody waits for a RabbitMQ that is known to be away
        worker.blocked[1].set()
        assert not await busy.is_connected()
        assert not await quiet.is_connected()
        await asyncio.to_thread(rabbitmq.start)

        for broker, number in (busy, 2), (quiet, 3):
            await eventually_enqueue(broker, number)
            assert await broker.is_connected()
        await eventually(lambda: {1, 2, 3} <= set(worker.delivered))


async def push_for(seconds: float, queue: TaskQueue) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        started = time.monotonic()
        await queue.push([claim(100), claim(101)])
        assert time.monotonic() - started < PATIENCE / 3
        await asyncio.sleep(0.5)


async def test_nobody_waits_longer_than_a_second_for_a_rabbitmq_that_hangs(
    rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What would end the push if its own second did not, and how long nobody else waits, on a busy machine, too.
    monkeypatch.setattr("app.queue.rabbitmq.PUBLISH_TIMEOUT", PATIENCE)
    monkeypatch.setattr("app.queue.task_queue.PUSH_PAUSE", PATIENCE)
    async with publishing(rabbitmq.url) as broker:
        kick = AsyncMock(wraps=broker.kick)
        monkeypatch.setattr(broker, "kick", kick)
        queue = TaskQueue(broker)
        with rabbitmq.frozen():
            started = time.monotonic()
            await queue.push([claim(1)])
            waited = time.monotonic() - started
            await queue.push([claim(2)])
            connected = await queue.is_connected()

        assert PUSH_TIMEOUT == 1
        assert waited < PATIENCE / 3
        kick.assert_awaited_once()
        assert not connected


async def test_publishers_and_workers_stop_though_rabbitmq_hangs(rabbitmq: RabbitMQ) -> None:
    async with AsyncExitStack() as stack:
        worker = await stack.enter_async_context(working(rabbitmq.url))
        broker = await stack.enter_async_context(publishing(rabbitmq.url))
        await enqueue(broker, 1)
        await eventually(lambda: worker.delivered == [1])

        with rabbitmq.frozen():
            started = time.monotonic()
            await stack.aclose()

        assert time.monotonic() - started < GRACE / 2, "it did not wait for the heartbeats that stay away, 33 s"


async def test_a_process_starts_without_rabbitmq(rabbitmq: RabbitMQ) -> None:
    await asyncio.to_thread(rabbitmq.stop)
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        assert not await TaskQueue(broker).is_connected()
        await TaskQueue(broker).push([claim(1)])  # only logged

        await asyncio.to_thread(rabbitmq.start)

        await eventually_enqueue(broker, 2)
        await eventually(lambda: worker.delivered == [2])


async def test_nothing_listens_at_the_address() -> None:
    async with publishing(f"amqp://guest:guest@127.0.0.1:{free_port()}/") as broker:
        assert not await broker.is_connected()
        for queue in QUEUES:
            with pytest.raises(SendTaskError):
                await enqueue(broker, 1, queue=queue)
