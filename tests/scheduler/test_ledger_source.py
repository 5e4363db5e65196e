"""Which notifications a scheduler claims, and when it releases them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from taskiq import InMemoryBroker, ScheduledTask

from app.database.messages.ledger import PUSH_LEASE, QUEUE_LEASE
from app.database.transaction import Database
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Claimed
from app.queue import DELIVER_NOTIFICATION, QUEUE_LABEL, TaskQueue
from app.runtime.clock import SystemClock
from app.runtime.health import Health
from app.sandbox.clock import MovableClock
from app.usecases.messages.claim_due import ClaimDue
from scheduler.ledger_source import LedgerScheduleSource
from tests.domain.builders import a_new_notification

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND, MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)


class FakeQueue(TaskQueue):
    def __init__(self) -> None:
        super().__init__(InMemoryBroker())
        self.connected = True

    async def is_connected(self) -> bool:
        return self.connected


class Ledger:
    """A ledger on SQLite, and schedulers that read it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        self.queue = FakeQueue()
        self.health = Health()

    def source(self, claim: ClaimDue | None = None) -> LedgerScheduleSource:
        """A source that enqueues nothing by itself."""
        claim = claim or ClaimDue(self.database, self.clock)
        return LedgerScheduleSource(claim, self.queue, self.clock, self.health, _do_nothing)

    async def owe(self, *due: datetime, kind: Kind = Kind.REMINDER) -> None:
        planned = [a_new_notification(kind, due_at) for due_at in due]
        async with self.database.write() as tx:
            # Planned an hour before, when nothing of it was due.
            await tx.ledger.plan("binary_bites", planned, min(due) - timedelta(hours=1))


async def _do_nothing(_: ScheduledTask) -> None:
    """In place of the scheduler: the tests enqueue by hand."""


async def tick(source: LedgerScheduleSource) -> list[ScheduledTask]:
    """Let Taskiq's loop ask the source once. Returns what is claimed and not enqueued yet."""
    assert await source.get_schedules() == [], "Taskiq's loop would enqueue it, too"
    return source.waiting()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def ids(tasks: list[ScheduledTask]) -> list[int]:
    return sorted(task.args[0] for task in tasks)


async def test_a_due_notification_is_scheduled_at_once_for_the_queue_of_its_urgency(ledger: Ledger) -> None:
    await ledger.owe(NOW - SECOND)
    await ledger.owe(NOW, kind=Kind.FOLLOW_UP)

    tasks = await tick(ledger.source())

    assert [(task.task_name, task.labels[QUEUE_LABEL]) for task in tasks] == [
        (DELIVER_NOTIFICATION, "urgent"),
        (DELIVER_NOTIFICATION, "bulk"),
    ]
    assert all(task.time and task.time <= datetime.now(UTC) for task in tasks)


async def test_a_notification_due_before_the_next_tick_is_scheduled_for_its_time(ledger: Ledger) -> None:
    await ledger.owe(NOW + SECOND, NOW + 3 * SECOND)

    (task,) = await tick(ledger.source())

    # In the machine's time, which is the only clock of asyncio.
    assert task.time
    assert timedelta(seconds=0.5) < task.time - datetime.now(UTC) <= SECOND


async def test_each_is_enqueued_at_its_own_time_without_another_tick(database: Database) -> None:
    ledger, clock = Ledger(database), SystemClock()
    due = [clock.now() + part * SECOND for part in (0, 0.2, 0.4)]
    await ledger.owe(*due)
    enqueued: list[tuple[int, datetime]] = []
    all_are = asyncio.Event()

    async def enqueue(task: ScheduledTask) -> None:
        enqueued.append((task.args[0], clock.now()))
        if len(enqueued) == len(due):
            all_are.set()

    source = LedgerScheduleSource(ClaimDue(database, clock), ledger.queue, clock, ledger.health, enqueue)
    await source.get_schedules()
    async with asyncio.timeout(30):
        await all_are.wait()

    assert [notification_id for notification_id, _ in enqueued] == [1, 2, 3]
    assert all(at >= due_at - MILLISECOND for (_, at), due_at in zip(enqueued, due, strict=True))


async def test_two_schedulers_claim_nothing_twice(ledger: Ledger) -> None:
    await ledger.owe(*[NOW] * 20)
    one, other = ledger.source(), ledger.source()

    claimed = ids(await tick(one)) + ids(await tick(other))

    assert len(claimed) == len(set(claimed)) == 20


async def test_a_claim_is_returned_until_it_is_sent(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    source = ledger.source()
    (task,) = await tick(source)
    assert await tick(source) == [task]

    source.pre_send(task)

    assert await tick(source) == []


async def test_a_claim_whose_push_was_lost_is_claimed_again_when_its_lease_expires(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    dead, other = ledger.source(), ledger.source()
    lost = ids(await tick(dead))

    ledger.clock.advance(PUSH_LEASE - SECOND)
    assert await tick(other) == []
    ledger.clock.advance(SECOND)

    assert ids(await tick(other)) == lost


async def test_a_claim_accepted_by_rabbitmq_gets_a_longer_lease(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    source = ledger.source()
    (task,) = await tick(source)
    source.pre_send(task)
    source.post_send(task)
    assert await tick(source) == []

    ledger.clock.advance(QUEUE_LEASE - SECOND)
    assert await tick(source) == []
    ledger.clock.advance(SECOND)

    assert ids(await tick(source)) == task.args


async def test_report_ignores_a_claim_superseded_by_another_scheduler(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    first, dead, third = ledger.source(), ledger.source(), ledger.source()
    (task,) = await tick(first)
    first.pre_send(task)
    first.post_send(task)
    async with ledger.database.write() as tx:
        notification = await tx.ledger.claim_for_sending(task.args[0], NOW)
        assert notification
        await tx.ledger.reschedule(notification, NOW + SECOND / 2, "the bot's limit")
    assert ids(await tick(dead)) == task.args

    assert await tick(first) == []
    ledger.clock.advance(PUSH_LEASE)

    assert ids(await tick(third)) == task.args


async def test_a_claim_refused_by_rabbitmq_is_claimed_again_at_once_with_another_id(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    source = ledger.source()
    (refused,) = await tick(source)
    source.pre_send(refused)
    source.refuse(refused)

    (again,) = await tick(source)

    assert again.args == refused.args
    assert again.schedule_id != refused.schedule_id


async def test_nothing_is_claimed_while_rabbitmq_is_down(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    source = ledger.source()
    ledger.queue.connected = False
    assert await tick(source) == []

    ledger.queue.connected = True

    assert len(await tick(source)) == 1


class BrokenClaim(ClaimDue):
    error: Exception | None = None

    async def __call__(self, ahead: timedelta = timedelta(0)) -> list[Claimed]:
        if self.error:
            raise self.error
        return await super().__call__(ahead)


async def test_no_claim_is_lost_while_the_database_is_down(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    claim = BrokenClaim(ledger.database, ledger.clock)
    source = ledger.source(claim)
    held = await tick(source)

    claim.error = ConnectionRefusedError()
    assert await tick(source) == held
    assert await tick(source) == held

    claim.error = None
    await ledger.owe(NOW)
    assert len(await tick(source)) == 2
