"""The worker's tasks, and its handling of messages that it cannot run."""

import pytest
from taskiq import InMemoryBroker, TaskiqMessage, TaskiqMiddleware

from app.queue import (
    COMPLETE_PAST_BOOKINGS,
    DELIVER_NOTIFICATION,
    EXPORT_BOOKINGS,
    FORGET_OLD_NOTIFICATIONS,
    OFFER_PLACES,
    RejectableMessage,
)
from worker.receiver import SettlingReceiver
from worker.tasks import register_tasks


def test_every_enqueued_task_name_has_a_task() -> None:
    broker = InMemoryBroker()

    register_tasks(broker)

    assert set(broker.local_task_registry) == {
        DELIVER_NOTIFICATION,
        COMPLETE_PAST_BOOKINGS,
        FORGET_OLD_NOTIFICATIONS,
        EXPORT_BOOKINGS,
        OFFER_PLACES,
    }


class FailingMiddleware(TaskiqMiddleware):
    async def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
        raise RuntimeError("stumbled")


class RecordedMessage:
    """A message that records how it was settled."""

    def __init__(self, body: bytes) -> None:
        self.settled: list[str] = []
        self.message = RejectableMessage(data=body, ack=self._ack, reject=self._reject)

    async def _ack(self) -> None:
        self.settled.append("acked")

    async def _reject(self) -> None:
        self.settled.append("rejected")


def message(task_name: str = "nod", **labels: str) -> bytes:
    known = TaskiqMessage(task_id="1", task_name=task_name, labels=labels, args=[], kwargs={})
    return InMemoryBroker().formatter.dumps(known).message


@pytest.mark.parametrize(
    ("body", "middlewares", "outcome"),
    [
        (message(), [], "acked"),
        (message(), [FailingMiddleware()], "rejected"),
        (message(ack_type="nonsense"), [], "rejected"),
        (message("bow"), [], "rejected"),
        (b"nonsense", [], "rejected"),
    ],
    ids=["done", "a middleware raises", "a label makes no sense", "no such task", "unreadable"],
)
async def test_every_message_is_settled_once(body: bytes, middlewares: list[TaskiqMiddleware], outcome: str) -> None:
    broker = InMemoryBroker().with_middlewares(*middlewares)

    @broker.task("nod")
    async def nod() -> None: ...

    received = RecordedMessage(body)

    await SettlingReceiver(broker, max_async_tasks=1).callback(received.message)

    assert received.settled == [outcome]
