"""The push after the commit, and the broker's middlewares."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from taskiq import AsyncBroker, BrokerMessage, InMemoryBroker
from taskiq.serializers import JSONSerializer

from app.domain.messages.kinds import Kind, Urgency
from app.domain.messages.notifications import Claimed
from app.queue import DELIVER_NOTIFICATION, KEEP_RESULT, QUEUE_LABEL, RabbitMQBroker, TaskQueue
from app.queue.broker import create_broker
from app.queue.results import JobResults
from app.queue.task_queue import PUSH_PAUSE
from app.runtime.settings import Settings


class FakeBroker(AsyncBroker):
    """Stores what is published; `kick` can be made to fail or to hang. `asked` counts its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.stored: list[BrokerMessage] = []
        self.asked = 0
        self.error: Exception | None = None
        self.hangs = False

    async def kick(self, message: BrokerMessage) -> None:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.error:
            raise self.error
        self.stored.append(message)

    async def listen(self) -> AsyncGenerator[bytes, None]:
        yield b""


def claim(notification_id: int, urgency: Urgency = Urgency.URGENT) -> Claimed:
    return Claimed(notification_id, Kind.FOLLOW_UP, urgency, due_at=datetime(2027, 3, 1, tzinfo=UTC))


async def test_each_notification_goes_to_the_queue_of_its_urgency() -> None:
    broker = FakeBroker()

    await TaskQueue(broker).push([claim(1), claim(2, Urgency.BULK)])

    sent = [(broker.formatter.loads(message.message), message.labels[QUEUE_LABEL]) for message in broker.stored]
    assert [(task.task_name, task.args, queue) for task, queue in sent] == [
        (DELIVER_NOTIFICATION, [1], "urgent"),
        (DELIVER_NOTIFICATION, [2], "bulk"),
    ]
    assert not any(KEEP_RESULT in message.labels for message in broker.stored)


async def test_a_push_that_fails_is_only_logged() -> None:
    broker = FakeBroker()
    broker.error = ConnectionError("away")

    await TaskQueue(broker).push([claim(1)])

    assert not broker.stored


async def test_one_refused_message_does_not_hold_back_the_others() -> None:
    broker = FakeBroker()
    broker.id_generator = iter(["first", "second"]).__next__
    kick = broker.kick

    async def refuse_first(message: BrokerMessage) -> None:
        if message.task_id == "first":
            raise ConnectionError("refused")
        await kick(message)

    broker.kick = refuse_first  # type: ignore[method-assign]
    await TaskQueue(broker).push([claim(1), claim(2)])

    assert [message.task_id for message in broker.stored] == ["second"]


async def test_only_the_first_push_waits_for_a_hanging_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.queue.task_queue.PUSH_TIMEOUT", 0.1)
    now = 1000.0
    monkeypatch.setattr("app.queue.task_queue.monotonic", lambda: now)
    broker = FakeBroker()
    broker.hangs = True
    queue = TaskQueue(broker)

    await queue.push([claim(1)])
    now += PUSH_PAUSE - 0.001
    await queue.push([claim(2)])
    assert broker.asked == 1

    broker.hangs = False
    now += 0.001
    await queue.push([claim(3)])
    assert len(broker.stored) == 1


async def test_an_empty_push_does_not_use_the_broker() -> None:
    broker = FakeBroker()

    await TaskQueue(broker).push([])

    assert not broker.asked


async def test_memory_runs_tasks_in_the_process_itself() -> None:
    broker = InMemoryBroker()
    delivered: list[int] = []

    @broker.task(DELIVER_NOTIFICATION)
    async def deliver(notification_id: int) -> None:
        delivered.append(notification_id)

    queue = TaskQueue(broker)
    await queue.push([claim(7)])
    await broker.wait_all()

    assert delivered == [7]
    assert await queue.is_connected()


def test_results_of_jobs_are_json_and_expire() -> None:
    broker = create_broker(Settings(_env_file=None))

    assert isinstance(broker, RabbitMQBroker)
    assert isinstance(broker.serializer, JSONSerializer)
    results = broker.result_backend
    assert isinstance(results, JobResults)
    assert isinstance(results.serializer, JSONSerializer)
    assert results.result_ex_time == 24 * 60 * 60
