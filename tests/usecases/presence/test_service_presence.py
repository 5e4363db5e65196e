"""Admins hear of the start and the stop of their venue's service: once, however many processes serve it."""

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


class Street:
    """Processes that come and go, on one clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        broker = InMemoryBroker()
        broker.register_task(_deliver_nothing, task_name=DELIVER_NOTIFICATION)
        self.queue = TaskQueue(broker)

    def process(self) -> ServicePresence:
        return ServicePresence(self.database, self.queue, self.clock)

    async def news(self) -> list[str]:
        """What the admins are told now, one line an admin."""
        later = self.clock.now() + timedelta(minutes=1)
        async with self.database.write() as tx:
            claimed = await tx.ledger.claim_due(later, later, later, limit=100)
            owed = [await tx.ledger.claim_for_sending(each.id, later) for each in claimed]
            told = [notification for notification in owed if notification]
            for notification in told:
                await tx.ledger.mark_sent(notification, 1, later)
        return [notification.kind for notification in told]


async def _deliver_nothing(notification_id: int) -> None:
    """The ledger is looked at instead."""


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database)


async def test_the_first_process_announces_the_start_to_each_admin_and_the_last_the_stop(street: Street) -> None:
    first, second = street.process(), street.process()
    await first.start(VENUES)
    assert await street.news() == [Kind.SERVICE_STARTED] * 2
    await second.start(VENUES)
    await first.stop(VENUES)
    assert await street.news() == []
    await second.stop(VENUES)
    assert await street.news() == [Kind.SERVICE_STOPPED] * 2


async def test_processes_that_start_together_announce_one_start(street: Street) -> None:
    await asyncio.gather(*(street.process().start(VENUES) for _ in range(5)))
    assert await street.news() == [Kind.SERVICE_STARTED] * 2


async def test_a_process_without_a_heartbeat_is_removed(street: Street) -> None:
    await street.process().start(VENUES)
    await street.news()
    street.clock.advance(SILENT_AFTER + timedelta(seconds=1))
    await street.process().start(VENUES)
    assert await street.news() == [Kind.SERVICE_STARTED] * 2


async def test_a_process_with_a_heartbeat_is_not_removed(street: Street) -> None:
    first = street.process()
    await first.start(VENUES)
    await street.news()
    for _ in range(5):
        street.clock.advance(HEARTBEAT)
        await first.beat(VENUES)
    await street.process().start(VENUES)
    assert await street.news() == []


async def test_a_process_that_was_not_recorded_announces_no_stop(street: Street) -> None:
    await street.process().stop(VENUES)
    assert await street.news() == []
