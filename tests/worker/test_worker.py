"""The worker's tasks, and its handling of messages that it cannot run."""

import pytest
from dishka import Provider, Scope, make_async_container
from dishka.integrations.taskiq import TaskiqProvider, setup_dishka
from taskiq import InMemoryBroker, TaskiqMessage, TaskiqMiddleware, TaskiqResult

from app.queue import (
    COMPLETE_PAST_BOOKINGS,
    DELIVER_NOTIFICATION,
    EXPORT_BOOKINGS,
    FORGET_OLD_NOTIFICATIONS,
    OFFER_PLACES,
    RejectableMessage,
)
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.closures.finish_closures import FinishClosures
from app.usecases.guests.forget_pseudonyms import ForgetPseudonyms
from app.usecases.messages.delete_old_notifications import DeleteOldNotifications
from app.usecases.waitlist.offer_places import OfferPlaces
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


class Job:
    """A use case that fails with each of the errors, one after the other, and then succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)
        self.runs = 0

    async def __call__(self, *_: object) -> int:
        self.runs += 1
        if self._errors:
            raise self._errors.pop(0)
        return 7


async def run(name: str, job: Job, *arguments: str) -> TaskiqResult[int]:
    """Run the task of this name with `job` in place of its use cases."""
    broker = InMemoryBroker()
    register_tasks(broker)
    provider = Provider(scope=Scope.APP)
    for use_case in (CompletePastBookings, DeleteOldNotifications, FinishClosures, ForgetPseudonyms, OfferPlaces):
        provider.provide(lambda: job, provides=use_case)
    container = make_async_container(provider, TaskiqProvider(), skip_validation=True)
    setup_dishka(container, broker)
    task = broker.find_task(name)
    assert task
    sent = await task.kiq(*arguments)
    result = await sent.wait_result(timeout=30)
    await container.close()
    return result


JOBS = [(COMPLETE_PAST_BOOKINGS, ()), (FORGET_OLD_NOTIFICATIONS, ()), (OFFER_PLACES, ("binary_bites",))]


@pytest.mark.parametrize(("name", "arguments"), JOBS)
async def test_a_job_waits_for_a_database_that_cannot_be_reached(name: str, arguments: tuple[str, ...]) -> None:
    result = await run(name, Job(ConnectionRefusedError(), TimeoutError()), *arguments)

    assert (result.is_err, result.return_value) == (False, 7)


@pytest.mark.parametrize(("name", "arguments"), JOBS)
async def test_a_job_with_a_defect_fails_at_once(name: str, arguments: tuple[str, ...]) -> None:
    job = Job(ValueError("a defect"))

    result = await run(name, job, *arguments)

    assert (result.is_err, job.runs) == (True, 1)


async def test_the_sweep_completes_past_bookings_and_finishes_closures() -> None:
    job = Job()
    await run(COMPLETE_PAST_BOOKINGS, job)
    assert job.runs == 2


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
