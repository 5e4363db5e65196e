"""Outages of RabbitMQ under a publisher and a worker: both recover by themselves, and no confirmed message is lost."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from itertools import count

import aio_pika
import pytest
from taskiq.exceptions import SendTaskError

from app.queue import RabbitMQBroker, TaskQueue
from app.queue.connection import RabbitMQUnavailable
from tests.services.deployment import until
from tests.services.fixtures import TIMEOUT
from tests.services.instances import RabbitMQ
from tests.services.proxy import Proxy, proxied
from tests.services.workers import PATIENCE, URGENT, claim, enqueue, eventually, publishing, working

LONG_OUTAGE = float(os.environ.get("OUTAGE_SECONDS", "30"))
NOTICED = 9.0
"""Seconds after which aiormq has closed a connection without heartbeats, if one is due each second: 3 x (1 + 1), and
some more."""

Outage = Callable[[RabbitMQ, Proxy], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def stopped(rabbitmq: RabbitMQ, _: Proxy) -> AsyncIterator[None]:
    await asyncio.to_thread(rabbitmq.stop)
    yield
    await asyncio.to_thread(rabbitmq.start)


@asynccontextmanager
async def killed(rabbitmq: RabbitMQ, _: Proxy) -> AsyncIterator[None]:
    await eventually(rabbitmq.has_stored_queues)
    await asyncio.to_thread(rabbitmq.kill)
    yield
    await asyncio.to_thread(rabbitmq.start)


@asynccontextmanager
async def frozen(rabbitmq: RabbitMQ, _: Proxy) -> AsyncIterator[None]:
    with rabbitmq.frozen():
        yield


@asynccontextmanager
async def black_holed(_: RabbitMQ, proxy: Proxy) -> AsyncIterator[None]:
    with proxy.black_hole():
        yield


@asynccontextmanager
async def mute(_: RabbitMQ, proxy: Proxy) -> AsyncIterator[None]:
    """Connections are lost; new ones are accepted and not answered."""
    with proxy.black_hole():
        proxy.drop_clients()
        yield


@asynccontextmanager
async def out_of_memory(rabbitmq: RabbitMQ, _: Proxy) -> AsyncIterator[None]:
    await asyncio.to_thread(rabbitmq.set_memory_limit, 0.000_001)
    yield
    await asyncio.to_thread(rabbitmq.set_memory_limit, 0.4)


@asynccontextmanager
async def killed_out_of_memory(rabbitmq: RabbitMQ, _: Proxy) -> AsyncIterator[None]:
    """RabbitMQ blocks the publisher's connection, and is killed meanwhile."""
    await asyncio.to_thread(rabbitmq.set_memory_limit, 0.000_001)
    yield
    await eventually(rabbitmq.has_stored_queues)
    await asyncio.to_thread(rabbitmq.kill)
    await asyncio.to_thread(rabbitmq.start)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same behavior in seconds instead of half minutes."""
    monkeypatch.setattr("app.queue.connection.HEARTBEAT", 1)
    monkeypatch.setattr("app.queue.connection.OPEN_TIMEOUT", 5.0)
    monkeypatch.setattr("app.queue.rabbitmq.PUBLISH_TIMEOUT", 1.0)


@pytest.mark.parametrize(
    ("outage", "seconds"),
    [
        (stopped, 1.0),
        (killed, 1.0),
        (frozen, 1.0),  # shorter than heartbeats take to tell
        (frozen, NOTICED),
        (black_holed, NOTICED),
        (mute, NOTICED),
        (out_of_memory, 3.0),
        (killed_out_of_memory, 3.0),
    ],
)
@pytest.mark.usefixtures("quick")
async def test_publisher_and_worker_recover_from(rabbitmq: RabbitMQ, outage: Outage, seconds: float) -> None:
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(proxied(rabbitmq.port))
        url = rabbitmq.url.replace(str(rabbitmq.port), str(proxy.port))
        worker = await stack.enter_async_context(working(url))
        broker = await stack.enter_async_context(publishing(url))
        # With these short limits, a busy machine may need more than one attempt.
        await eventually_enqueue(broker, 1)
        await eventually(lambda: 1 in worker.delivered)

        async with outage(rabbitmq, proxy):
            confirmed = await publish_for(seconds, broker)

        await eventually_enqueue(broker, 1000)
        await until(broker.is_connected)
        await eventually(lambda: {1, *confirmed, 1000} <= set(worker.delivered))


async def publish_for(seconds: float, broker: RabbitMQBroker) -> list[int]:
    """Publish and ask for the connection in turn. Returns what RabbitMQ has confirmed."""
    confirmed: list[int] = []
    end = time.monotonic() + seconds
    for number in count(2):
        if await is_confirmed(broker, number):
            confirmed.append(number)
        await broker.is_connected()
        await asyncio.sleep(0.1)
        if time.monotonic() > end:
            break
    return confirmed


async def is_confirmed(broker: RabbitMQBroker, number: int) -> bool:
    """Publish, or fail in the way that callers expect; in a bounded time, because the outage lasts until then."""
    async with asyncio.timeout(PATIENCE):
        try:
            await enqueue(broker, number)
        except SendTaskError:
            return False
        return True


async def eventually_enqueue(broker: RabbitMQBroker, notification_id: int, within: float = PATIENCE) -> None:
    async with asyncio.timeout(within):
        while True:
            try:
                return await enqueue(broker, notification_id)
            except SendTaskError:
                await asyncio.sleep(0.1)


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "unguarded"])
async def test_a_publish_that_aiormq_cancels_is_a_connection_error(
    rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch, is_guarded: bool
) -> None:
    monkeypatch.setattr("app.queue.connection.HEARTBEAT", 1)
    monkeypatch.setattr("app.queue.rabbitmq.PUBLISH_TIMEOUT", PATIENCE)
    if not is_guarded:
        monkeypatch.setattr("app.queue.rabbitmq.cancellation_as_requested", nullcontext)
    async with publishing(rabbitmq.url) as broker:
        with rabbitmq.frozen():
            # In a task of its own, which no code of ours cancels.
            (outcome,) = await asyncio.gather(enqueue(broker, 1), return_exceptions=True)

    if is_guarded:
        assert isinstance(outcome, SendTaskError)
        assert isinstance(outcome.__cause__, RabbitMQUnavailable)
    else:
        assert isinstance(outcome, asyncio.CancelledError), "aiormq no longer does it: the guard can go"


async def test_a_wiped_rabbitmq_gets_its_queues_again(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        await enqueue(broker, 1)
        await eventually(lambda: worker.delivered == [1])

        await asyncio.to_thread(rabbitmq.wipe)

        await eventually_enqueue(broker, 2)
        await eventually(lambda: worker.delivered == [1, 2])


async def test_a_deleted_queue_is_declared_and_consumed_again(rabbitmq: RabbitMQ) -> None:
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        await enqueue(broker, 1)
        await eventually(lambda: worker.delivered == [1])
        async with await aio_pika.connect(rabbitmq.url) as connection, connection.channel() as channel:
            await channel.queue_delete(URGENT)

        await eventually_enqueue(broker, 2)
        await eventually(lambda: worker.delivered == [1, 2])


@pytest.mark.timeout(LONG_OUTAGE + TIMEOUT)
@pytest.mark.usefixtures("patient")
async def test_busy_and_idle_publishers_recover_from_a_long_outage(rabbitmq: RabbitMQ) -> None:
    async with AsyncExitStack() as stack:
        worker = await stack.enter_async_context(working(rabbitmq.url))
        busy = await stack.enter_async_context(publishing(rabbitmq.url))
        quiet = await stack.enter_async_context(publishing(rabbitmq.url))
        worker.blocked = {1: asyncio.Event()}
        await enqueue(busy, 1)  # it will end while RabbitMQ is down

        await asyncio.to_thread(rabbitmq.stop)
        await push_for(LONG_OUTAGE, TaskQueue(busy))  # while RabbitMQ is known to be down, nothing waits for it
        worker.blocked[1].set()
        assert not await busy.is_connected()
        assert not await quiet.is_connected()
        await asyncio.to_thread(rabbitmq.start)

        for broker, number in (busy, 2), (quiet, 3):
            await eventually_enqueue(broker, number)
            await until(broker.is_connected)
        await eventually(lambda: {1, 2, 3} <= set(worker.delivered))


async def push_for(seconds: float, queue: TaskQueue) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        async with asyncio.timeout(PATIENCE):
            await queue.push([claim(100), claim(101)])
        await asyncio.sleep(0.5)


async def test_a_process_starts_without_rabbitmq(rabbitmq: RabbitMQ) -> None:
    await asyncio.to_thread(rabbitmq.stop)
    async with working(rabbitmq.url) as worker, publishing(rabbitmq.url) as broker:
        assert not await TaskQueue(broker).is_connected()
        await TaskQueue(broker).push([claim(1)])  # only logged

        await asyncio.to_thread(rabbitmq.start)

        await eventually_enqueue(broker, 2)
        await eventually(lambda: worker.delivered == [2])
