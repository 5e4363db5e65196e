"""Admins are told once of the start and the stop of their venue's service, for any number of processes."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from taskiq import InMemoryBroker

from app.database.transaction import Database
from app.domain.messages.kinds import Kind
from app.queue import DELIVER_NOTIFICATION, TaskQueue
from app.sandbox.clock import MovableClock
from app.usecases.presence.service_presence import HEARTBEAT, SILENT_AFTER, ServicePresence
from tests.domain.builders import a_venue

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADMINS = (900, 901)
VENUES = [replace(a_venue(), id="cafe", admin_ids=ADMINS), replace(a_venue(), id="bar", admin_ids=())]


class Processes:
    """Processes that start and stop, on one clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        broker = InMemoryBroker()
        broker.register_task(_deliver_nothing, task_name=DELIVER_NOTIFICATION)
        self.queue = TaskQueue(broker)

    def process(self) -> ServicePresence:
        return ServicePresence(self.database, self.queue, self.clock)

    async def told_admins(self) -> list[str]:
        """Deliver the messages to admins that are due, and return a line for each."""
        later = self.clock.now() + timedelta(minutes=1)
        async with self.database.write() as tx:
            claimed = await tx.ledger.claim_due(later, later, later, limit=100)
            owed = [await tx.ledger.claim_for_sending(each.id, later) for each in claimed]
            told = [notification for notification in owed if notification]
            for notification in told:
                await tx.ledger.mark_sent(notification, 1, later)
        return [notification.kind for notification in told]


async def _deliver_nothing(notification_id: int) -> None:
    """Pushes nothing: tests read the ledger."""


@pytest.fixture
def processes(database: Database) -> Processes:
    return Processes(database)


async def test_the_first_process_announces_the_start_to_each_admin_and_the_last_the_stop(processes: Processes) -> None:
    first, second = processes.process(), processes.process()
    await first.start(VENUES)
    assert await processes.told_admins() == [Kind.SERVICE_STARTED] * 2
    await second.start(VENUES)
    await first.stop(VENUES)
    assert await processes.told_admins() == []
    await second.stop(VENUES)
    assert await processes.told_admins() == [Kind.SERVICE_STOPPED] * 2


async def test_processes_that_start_together_announce_one_start(processes: Processes) -> None:
    await asyncio.gather(*(processes.process().start(VENUES) for _ in range(5)))
    assert await processes.told_admins() == [Kind.SERVICE_STARTED] * 2


async def test_a_process_without_a_heartbeat_is_removed(processes: Processes) -> None:
    await processes.process().start(VENUES)
    await processes.told_admins()
    processes.clock.advance(SILENT_AFTER + timedelta(seconds=1))
    await processes.process().start(VENUES)
    assert await processes.told_admins() == [Kind.SERVICE_STARTED] * 2


async def test_a_process_with_a_heartbeat_is_not_removed(processes: Processes) -> None:
    first = processes.process()
    await first.start(VENUES)
    await processes.told_admins()
    for _ in range(5):
        processes.clock.advance(HEARTBEAT)
        await first.beat(VENUES)
    await processes.process().start(VENUES)
    assert await processes.told_admins() == []


async def test_a_process_that_was_not_recorded_announces_no_stop(processes: Processes) -> None:
    await processes.process().stop(VENUES)
    assert await processes.told_admins() == []
