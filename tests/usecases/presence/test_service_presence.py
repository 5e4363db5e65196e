"""Admins are told once of the start and the stop of their venue's service, for any number of processes."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.messages.kinds import Kind
from app.queue import TaskQueue
from app.usecases.presence.service_presence import HEARTBEAT, SILENT_AFTER, ServicePresence
from tests.databases import OpenDatabase
from tests.domain.builders import a_venue
from tests.harness import Harness

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADMINS = (900, 901)
VENUES = [replace(a_venue(), id="cafe", admin_ids=ADMINS), replace(a_venue(), id="bar", admin_ids=())]


class ProcessesHarness(Harness):
    """Web processes that start and stop, on one clock."""

    def process(self) -> ServicePresence:
        """Another process."""
        return ServicePresence(self.database, self.get(TaskQueue), self.clock)

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


@pytest.fixture
def harness(database: OpenDatabase) -> ProcessesHarness:
    return ProcessesHarness(database, *VENUES)


async def test_the_first_process_announces_the_start_to_each_admin_and_the_last_the_stop(
    harness: ProcessesHarness,
) -> None:
    first, second = harness.process(), harness.process()
    await first.start(VENUES)
    assert await harness.told_admins() == [Kind.SERVICE_STARTED] * 2
    await second.start(VENUES)
    await first.stop(VENUES)
    assert await harness.told_admins() == []
    await second.stop(VENUES)
    assert await harness.told_admins() == [Kind.SERVICE_STOPPED] * 2


async def test_processes_that_start_together_announce_one_start(harness: ProcessesHarness) -> None:
    await asyncio.gather(*(harness.process().start(VENUES) for _ in range(5)))
    assert await harness.told_admins() == [Kind.SERVICE_STARTED] * 2


async def test_a_process_without_a_heartbeat_is_removed(harness: ProcessesHarness) -> None:
    await harness.process().start(VENUES)
    await harness.told_admins()
    harness.clock.advance(SILENT_AFTER + timedelta(seconds=1))
    await harness.process().start(VENUES)
    assert await harness.told_admins() == [Kind.SERVICE_STARTED] * 2


async def test_a_process_with_a_heartbeat_is_not_removed(harness: ProcessesHarness) -> None:
    first = harness.process()
    await first.start(VENUES)
    await harness.told_admins()
    for _ in range(5):
        harness.clock.advance(HEARTBEAT)
        await first.beat(VENUES)
    await harness.process().start(VENUES)
    assert await harness.told_admins() == []


async def test_a_process_that_was_not_recorded_announces_no_stop(harness: ProcessesHarness) -> None:
    await harness.process().stop(VENUES)
    assert await harness.told_admins() == []
