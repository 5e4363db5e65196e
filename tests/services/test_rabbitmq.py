"""The queue on a real RabbitMQ: deliveries, refused publishes, dead letters, and the stop of a worker."""

import asyncio
import gc
from contextlib import AsyncExitStack
from unittest.mock import AsyncMock

import aio_pika
import pytest
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, PublishError
from taskiq import TaskiqMessage, TaskiqMiddleware
from taskiq.exceptions import SendTaskError
from taskiq_aio_pika.exceptions import IncorrectRoutingKeyError

from app.domain.messages.kinds import Urgency
from app.queue import QUEUES, RabbitMQBroker, TaskQueue
from app.queue.rabbitmq import PREFETCH
from app.queue.task_queue import PUSH_TIMEOUT
from app.queue.topology import DELIVERY_LIMIT
from tests.services.deployment import until
from tests.services.instances import RabbitMQ, free_port
from tests.services.workers import (
    BULK,
    DEAD,
    HOURS,
    PATIENCE,
    URGENT,
    claim,
    count_messages,
    enqueue,
    eventually,
    publishing,
    working,
)


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

        assert isinstance(refusal.value.__cause__, IncorrectRoutingKeyError)
        await enqueue(broker, 2)  # the channel is still good


async def test_a_message_for_a_queue_that_rabbitmq_has_lost_is_refused(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker:
        await delete_queue(rabbitmq.url, URGENT)

        with pytest.raises(SendTaskError) as refusal:
            await enqueue(broker, 1)

        assert isinstance(refusal.value.__cause__, PublishError)


async def test_a_message_that_crashes_its_workers_goes_to_the_dead_letter_queue(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker:
        await enqueue(broker, 1)

        for _ in range(DELIVERY_LIMIT + 1):
            await crash_with_a_message(rabbitmq.url)

    await until_counted(rabbitmq.url, urgent=0, dead=1)


async def until_counted(url: str, *, urgent: int, dead: int) -> None:
    """Wait for the lengths of queues: RabbitMQ needs a moment to notice a lost consumer and to move dead letters."""

    async def is_so() -> bool:
        return (await count_messages(url, URGENT), await count_messages(url, DEAD)) == (urgent, dead)

    await until(is_so)


async def crash_with_a_message(url: str) -> None:
    async with await aio_pika.connect(url) as connection, connection.channel() as channel:
        queue = await channel.get_queue(URGENT)
        async with asyncio.timeout(PATIENCE), queue.iterator() as messages:
            await anext(messages)


class FailingMiddleware(TaskiqMiddleware):
    """Raises for notification 0."""

    async def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
        if message.args == [0]:
            raise RuntimeError("the middleware failed")
        return message


async def test_messages_that_cannot_be_run_do_not_use_up_the_prefetch(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        worker.broker.add_middlewares(FailingMiddleware())
        for _ in range(PREFETCH + 1):
            await enqueue(broker, 0)
        await enqueue(broker, 1, ack_type="nonsense")
        await enqueue(broker, 2)

        await eventually(lambda: worker.delivered == [2])
    await until_counted(rabbitmq.url, urgent=0, dead=PREFETCH + 2)


async def test_bulk_messages_do_not_keep_urgent_ones_waiting(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        open_gate = asyncio.Event()
        bulk = range(100, 100 + 2 * PREFETCH)
        worker.blocked = dict.fromkeys(bulk, open_gate)
        await asyncio.gather(*(enqueue(broker, number, queue="bulk") for number in bulk))
        await enqueue(broker, 1)

        await eventually(lambda: worker.delivered == [1])
        open_gate.set()
        await eventually(lambda: sorted(worker.delivered) == [1, *bulk])


async def test_unfinished_messages_of_a_stopped_worker_go_to_another(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker, working(rabbitmq.url) as first:
        first.blocked = {1: asyncio.Event()}
        await enqueue(broker, 1)
        await enqueue(broker, 2)
        await eventually(lambda: first.delivered == [2])

    async with working(rabbitmq.url) as second:
        await eventually(lambda: second.delivered == [1])


async def test_a_worker_with_a_stalled_task_stops(rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.queue.rabbitmq.STALL_TIMEOUT", HOURS)
    monkeypatch.setattr("app.queue.rabbitmq.WATCHDOG_INTERVAL", 0.05)
    stops: list[str] = []
    async with (
        working(rabbitmq.url, on_stall=lambda: stops.append("stop")) as worker,
        publishing(rabbitmq.url) as broker,
    ):
        worker.blocked = {1: asyncio.Event()}
        await enqueue(broker, 2)
        await eventually(lambda: worker.delivered == [2] and not worker.broker.unsettled)
        assert not stops

        # Only now, because a busy machine may have needed longer than that for message 2.
        monkeypatch.setattr("app.queue.rabbitmq.STALL_TIMEOUT", 0.1)
        await enqueue(broker, 1)

        await eventually(lambda: stops == ["stop"])
        worker.blocked[1].set()


async def delete_queue(url: str, name: str) -> None:
    async with await aio_pika.connect(url) as connection, connection.channel() as channel:
        await channel.queue_delete(name)


async def test_a_push_waits_at_most_a_second_for_a_hanging_rabbitmq(
    rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the push's own limit of a second ends it, and the pause after it lasts long enough on a busy machine, too.
    monkeypatch.setattr("app.queue.connection.HEARTBEAT", HOURS)
    monkeypatch.setattr("app.queue.rabbitmq.PUBLISH_TIMEOUT", HOURS)
    monkeypatch.setattr("app.queue.task_queue.PUSH_PAUSE", HOURS)
    async with publishing(rabbitmq.url) as broker:
        kick = AsyncMock(wraps=broker.kick)
        monkeypatch.setattr(broker, "kick", kick)
        queue = TaskQueue(broker)
        with rabbitmq.frozen():
            async with asyncio.timeout(PATIENCE):
                await queue.push([claim(1)])
            await queue.push([claim(2)])
            connected = await queue.is_connected()

        assert PUSH_TIMEOUT == 1
        kick.assert_awaited_once()
        assert not connected


async def test_a_publish_has_a_time_limit_of_its_own(rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.queue.rabbitmq.PUBLISH_TIMEOUT", 0.2)
    async with publishing(rabbitmq.url) as broker:
        with rabbitmq.frozen(), pytest.raises(SendTaskError) as failure:
            await enqueue(broker, 1)

        assert isinstance(failure.value.__cause__, TimeoutError)


async def test_publishers_and_workers_stop_though_rabbitmq_hangs(
    rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A stop that waited until missing heartbeats close the connections would hang.
    monkeypatch.setattr("app.queue.connection.HEARTBEAT", HOURS)
    async with AsyncExitStack() as stack:
        worker = await stack.enter_async_context(working(rabbitmq.url))
        broker = await stack.enter_async_context(publishing(rabbitmq.url))
        await enqueue(broker, 1)
        await eventually(lambda: worker.delivered == [1])

        with rabbitmq.frozen():
            async with asyncio.timeout(PATIENCE):
                await stack.aclose()


async def test_the_messages_that_wait_are_counted_by_queue(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker:
        await enqueue(broker, 1, queue=QUEUES[0])
        await until(lambda: _has_depths(broker, {URGENT: 1, BULK: 0, DEAD: 0}))
        await asyncio.to_thread(rabbitmq.stop)
        with pytest.raises(CONNECTION_EXCEPTIONS):
            await broker.depths()


async def _has_depths(broker: RabbitMQBroker, expected: dict[str, int]) -> bool:
    try:
        return await broker.depths() == expected
    except TimeoutError:  # on a busy machine
        return False


async def test_a_worker_knows_whether_it_gets_messages(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker:
        await eventually(lambda: worker.broker.is_consuming)
        await asyncio.to_thread(rabbitmq.stop)
        await eventually(lambda: not worker.broker.is_consuming)
        await asyncio.to_thread(rabbitmq.start)
        await eventually(lambda: worker.broker.is_consuming)


async def test_pings_do_not_accumulate_objects(rabbitmq: RabbitMQ) -> None:
    def count_tasks() -> int:
        gc.collect()
        return sum(isinstance(each, asyncio.Task) for each in gc.get_objects())

    async with publishing(rabbitmq.url) as broker:
        # On a busy machine, an answer may come too late.
        await until(broker.is_connected)
        before = count_tasks()
        for _ in range(50):
            await until(broker.is_connected)

        assert count_tasks() < before + 10


async def test_pings_succeed_again_after_one_that_timed_out(rabbitmq: RabbitMQ) -> None:
    async with publishing(rabbitmq.url) as broker:
        await until(broker.is_connected)
        with rabbitmq.frozen():
            assert not await broker.is_connected()

        await until(broker.is_connected)


async def test_nothing_listens_at_the_address() -> None:
    async with publishing(f"amqp://guest:guest@127.0.0.1:{free_port()}/") as broker:
        assert not await broker.is_connected()
        for queue in QUEUES:
            with pytest.raises(SendTaskError):
                await enqueue(broker, 1, queue=queue)


async def test_a_process_that_was_shut_down_refuses_to_publish(rabbitmq: RabbitMQ) -> None:
    broker = RabbitMQBroker(rabbitmq.url)
    await broker.startup()
    await broker.shutdown()

    with pytest.raises(SendTaskError):
        await enqueue(broker, 1)
    assert not await broker.is_connected()
