"""Which notifications a scheduler claims, and when it releases them."""

from datetime import UTC, datetime, timedelta

import pytest
from taskiq import InMemoryBroker, ScheduledTask

from app.database.messages.ledger import PUSH_LEASE, QUEUE_LEASE
from app.database.transaction import Database
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Claimed
from app.queue import DELIVER_NOTIFICATION, QUEUE_LABEL, TaskQueue
from app.runtime.health import Health
from app.sandbox.clock import MovableClock
from app.usecases.messages.claim_due import ClaimDue
from scheduler.ledger_source import LedgerScheduleSource
from tests.domain.builders import a_new_notification

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


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

    def source(self) -> LedgerScheduleSource:
        return LedgerScheduleSource(ClaimDue(self.database, self.clock), self.queue, self.clock, self.health)

    async def owe(self, *due: datetime, kind: Kind = Kind.REMINDER) -> None:
        planned = [a_new_notification(kind, due_at) for due_at in due]
        async with self.database.write() as tx:
            # Planned an hour ago, when nothing of it was due.
            await tx.ledger.plan("binary_bites", planned, NOW - timedelta(hours=1))


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def ids(tasks: list[ScheduledTask]) -> list[int]:
    return sorted(task.args[0] for task in tasks)


async def test_a_due_notification_is_scheduled_at_once_for_the_queue_of_its_urgency(ledger: Ledger) -> None:
    await ledger.owe(NOW - SECOND)
    await ledger.owe(NOW, kind=Kind.FOLLOW_UP)

    tasks = await ledger.source().get_schedules()

    assert [(task.task_name, task.labels[QUEUE_LABEL]) for task in tasks] == [
        (DELIVER_NOTIFICATION, "urgent"),
        (DELIVER_NOTIFICATION, "bulk"),
    ]
    assert all(task.time and task.time <= datetime.now(UTC) for task in tasks)


async def test_a_notification_due_before_the_next_tick_is_scheduled_for_its_time(ledger: Ledger) -> None:
    await ledger.owe(NOW + SECOND, NOW + 2 * SECOND)

    (task,) = await ledger.source().get_schedules()

    # In the machine's time, which is the only clock of Taskiq's loop.
    assert task.time
    assert timedelta(seconds=0.5) < task.time - datetime.now(UTC) <= SECOND


async def test_two_schedulers_claim_nothing_twice(ledger: Ledger) -> None:
    await ledger.owe(*[NOW] * 20)
    one, other = ledger.source(), ledger.source()

    claimed = ids(await one.get_schedules()) + ids(await other.get_schedules())

    assert len(claimed) == len(set(claimed)) == 20


async def test_a_claim_is_returned_until_it_is_sent(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    source = ledger.source()
    (task,) = await source.get_schedules()
    assert await source.get_schedules() == [task]

    source.pre_send(task)

    assert await source.get_schedules() == []


async def test_a_claim_whose_push_was_lost_is_claimed_again_when_its_lease_expires(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    dead, other = ledger.source(), ledger.source()
    lost = ids(await dead.get_schedules())

    ledger.clock.advance(PUSH_LEASE - SECOND)
    assert await other.get_schedules() == []
    ledger.clock.advance(SECOND)

    assert ids(await other.get_schedules()) == lost


async def test_a_claim_accepted_by_rabbitmq_gets_a_longer_lease(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    source = ledger.source()
    (task,) = await source.get_schedules()
    source.pre_send(task)
    source.post_send(task)
    assert await source.get_schedules() == []

    ledger.clock.advance(QUEUE_LEASE - SECOND)
    assert await source.get_schedules() == []
    ledger.clock.advance(SECOND)

    assert ids(await source.get_schedules()) == task.args


async def test_report_ignores_a_claim_superseded_by_another_scheduler(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    first, dead, third = ledger.source(), ledger.source(), ledger.source()
    (task,) = await first.get_schedules()
    first.pre_send(task)
    first.post_send(task)
    async with ledger.database.write() as tx:
        notification = await tx.ledger.claim_for_sending(task.args[0], NOW)
        assert notification
        await tx.ledger.reschedule(notification, NOW + SECOND / 2, "the bot's limit")
    assert ids(await dead.get_schedules()) == task.args

    assert await first.get_schedules() == []
    ledger.clock.advance(PUSH_LEASE)

    assert ids(await third.get_schedules()) == task.args


async def test_a_claim_refused_by_rabbitmq_is_claimed_again_at_once_with_another_id(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    source = ledger.source()
    (refused,) = await source.get_schedules()
    source.pre_send(refused)
    source.refuse(refused)

    (again,) = await source.get_schedules()

    assert again.args == refused.args
    assert again.schedule_id != refused.schedule_id


async def test_nothing_is_claimed_while_rabbitmq_is_down(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    source = ledger.source()
    ledger.queue.connected = False
    assert await source.get_schedules() == []

    ledger.queue.connected = True

    assert len(await source.get_schedules()) == 1


class BrokenClaim(ClaimDue):
    error: Exception | None = None

    async def __call__(self, ahead: timedelta = timedelta(0)) -> list[Claimed]:
        if self.error:
            raise self.error
        return await super().__call__(ahead)


async def test_no_claim_is_lost_while_the_database_is_down(ledger: Ledger) -> None:
    await ledger.owe(NOW)
    claim = BrokenClaim(ledger.database, ledger.clock)
    source = LedgerScheduleSource(claim, ledger.queue, ledger.clock, ledger.health)
    held = await source.get_schedules()

    claim.error = ConnectionRefusedError()
    assert await source.get_schedules() == held
    assert await source.get_schedules() == held

    claim.error = None
    await ledger.owe(NOW)
    assert len(await source.get_schedules()) == 2
