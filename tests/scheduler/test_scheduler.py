"""Taskiq's scheduler loop on the ledger: punctuality, errors, and shutdown."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
from dishka import AsyncContainer, Provider, Scope, make_async_container
from taskiq import AsyncBroker, BrokerMessage, ScheduledTask, TaskiqEvents

from app.database.migration_watch import MigrationWatch
from app.database.transaction import Database
from app.domain.messages.kinds import Kind
from app.queue import COMPLETE_PAST_BOOKINGS, FORGET_OLD_NOTIFICATIONS, KEEP_RESULT, QUEUE_LABEL, QUEUES, TaskQueue
from app.runtime.clock import Clock, SystemClock
from app.runtime.health import Health
from app.runtime.settings import Settings
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.waitlist.claim_openings import ClaimOpenings
from scheduler.main import SWEEP, UPKEEP, Scheduler, run_scheduler
from tests.databases import OpenDatabase
from tests.domain.builders import a_new_notification
from tests.ledger import count_by_status
from tests.services.lag import measured_lag
from tests.services.workers import eventually

SECOND, MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)


class RecordingBroker(AsyncBroker):
    """Records when each notification was enqueued, or refused: `error` is raised if it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.enqueued: dict[int, datetime] = {}
        self.refused: list[int] = []
        self.error: Exception | None = None

    async def kick(self, message: BrokerMessage) -> None:
        (notification_id,) = self.formatter.loads(message.message).args
        if self.error:
            self.refused.append(notification_id)
            raise self.error
        assert notification_id not in self.enqueued
        self.enqueued[notification_id] = datetime.now(UTC)

    async def listen(self) -> AsyncGenerator[bytes, None]:
        yield b""


@pytest.fixture
def broker() -> RecordingBroker:
    return RecordingBroker()


@pytest.fixture
async def container(database: OpenDatabase, broker: RecordingBroker) -> AsyncIterator[AsyncContainer]:
    parts, health = Provider(scope=Scope.APP), Health()
    parts.provide(lambda: database, provides=Database)
    parts.provide(lambda: broker, provides=AsyncBroker)
    parts.provide(SystemClock, provides=Clock)
    parts.provide(lambda: health, provides=Health)
    parts.provide(lambda: Settings(_env_file=None), provides=Settings)
    parts.provide_all(ClaimDue, ClaimOpenings, MigrationWatch, TaskQueue)
    container = make_async_container(parts)
    yield container
    await container.close()


async def plan(database: OpenDatabase, *due: datetime) -> None:
    planned = [a_new_notification(Kind.REMINDER, due_at) for due_at in due]
    async with database.write() as tx:
        await tx.ledger.plan("binary_bites", planned, min(due) - SECOND)


async def test_each_notification_is_enqueued_within_a_second_of_its_time(
    container: AsyncContainer, database: OpenDatabase, broker: RecordingBroker
) -> None:
    now = datetime.now(UTC)
    due = [now, *(now + step * 0.37 * SECOND for step in range(3, 12))]
    await plan(database, *due)

    async with measured_lag(lambda: count_by_status(database)) as lag:
        await run_until(container, lambda: len(broker.enqueued) == len(due))

    for at, due_at in zip(sorted(broker.enqueued.values()), due, strict=True):
        lost = lag.between(due_at - 2 * SECOND, at)
        assert -MILLISECOND <= at - due_at < SECOND + lost, f"{at - due_at} late, {lost} lost to the machine"


async def run_until(container: AsyncContainer, done: Callable[[], bool]) -> None:
    running = asyncio.get_running_loop().create_task(run_scheduler(container))
    database = await container.get(Database)
    try:
        await eventually(done)
    finally:
        # Stop between two passes: aiosqlite leaves a connection open that is canceled during a statement.
        async with database._turn:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_a_failed_enqueue_is_retried_at_the_next_tick(
    container: AsyncContainer, database: OpenDatabase, broker: RecordingBroker
) -> None:
    await plan(database, datetime.now(UTC))
    broker.error = ConnectionError("away")
    scheduler = Scheduler(broker, container)
    await scheduler.create_sources()
    await scheduler.sources[1].get_schedules()
    await eventually(lambda: bool(broker.refused))
    broker.error = None
    await scheduler.sources[1].get_schedules()
    await eventually(lambda: bool(broker.enqueued))

    assert list(broker.enqueued) == broker.refused


async def test_claimed_notifications_are_enqueued_before_the_scheduler_stops(
    container: AsyncContainer, database: OpenDatabase, broker: RecordingBroker
) -> None:
    await plan(database, datetime.now(UTC) + SECOND / 2)
    scheduler = Scheduler(broker, container)
    await scheduler.create_sources()
    await scheduler.sources[1].get_schedules()
    assert not broker.enqueued

    await scheduler.shutdown()

    assert len(broker.enqueued) == 1


async def test_a_scheduler_that_is_stopped_while_it_starts_closes_everything(
    container: AsyncContainer, broker: RecordingBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, closed = asyncio.Event(), Mock()

    async def wait_while_outdated(_: MigrationWatch) -> None:
        waits.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(MigrationWatch, "wait_while_outdated", wait_while_outdated)
    broker.add_event_handler(TaskiqEvents.CLIENT_SHUTDOWN, closed)
    scheduler = Scheduler(broker, container)
    starting = asyncio.get_running_loop().create_task(scheduler.startup())
    await waits.wait()

    starting.cancel()
    await asyncio.wait([starting])

    assert starting.cancelled()
    closed.assert_called_once()
    assert not scheduler._background._tasks


@pytest.mark.parametrize(
    ("job", "task_name", "cron"),
    [(SWEEP, COMPLETE_PAST_BOOKINGS, "*/30 * * * *"), (UPKEEP, FORGET_OLD_NOTIFICATIONS, "15 3 * * *")],
)
def test_a_job_names_its_task_its_times_and_an_existing_queue(job: ScheduledTask, task_name: str, cron: str) -> None:
    assert job.task_name == task_name
    assert job.cron == cron
    assert job.labels[QUEUE_LABEL] in QUEUES
    assert job.labels[KEEP_RESULT]
