"""A message that this release cannot read waits for a process of one that can, once on each backend.

So it is during a deployment, and after a rollback.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import update
from taskiq import InMemoryBroker

from app.database.tables import notifications
from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import Letter
from app.domain.messages.notifications import Failure, NotificationStatus, UnknownNotification
from app.queue import TaskQueue
from app.sandbox.clock import MovableClock
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.gate import UNKNOWN_PAUSE
from app.usecases.messages.list_failed_messages import ListFailedMessages
from app.usecases.messages.measure_ledger import measure_ledger
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage
from tests.domain.builders import a_new_notification, a_venue
from tests.ledger import count_by_status

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
VENUE = replace(a_venue(), admin_ids=(900,))
ADMIN = Admin(VENUE, 900)
WRITTEN_BY_ANOTHER = [
    pytest.param({"kind": "rating"}, "unknown kind 'rating'", id="kind"),
    pytest.param({"facts": {}}, "unknown payload of 'service_started': at: Field required", id="payload"),
]


class Worker:
    """A worker of this release, on a ledger in which another release has written."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        self.sent: list[Letter] = []
        self.deliver = DeliverNotification(database, {VENUE.id: VENUE}, self, self.clock)

    async def send(self, letter: Letter) -> int:
        self.sent.append(letter)
        return len(self.sent)

    async def plan(self, kind: Kind = Kind.SERVICE_STARTED, written: Mapping[str, Any] | None = None) -> int:
        """A message that is useful for an hour, with the columns that another release has `written`."""
        async with self.database.write() as tx:
            (planned,) = await tx.ledger.plan(VENUE.id, [a_new_notification(kind, NOW, 900, HOUR)], NOW)
        if written:
            await self.overwrite(planned.id, written)
        return planned.id

    async def overwrite(self, notification_id: int, columns: Mapping[str, Any]) -> None:
        async with self.database._engine.begin() as connection:
            mine = notifications.c.id == notification_id
            await connection.execute(update(notifications).where(mine).values(**columns))

    async def deliver_what_is_due(self) -> int:
        """A pass of the scheduler, and the deliveries it causes; how many those were."""
        now = self.clock.now()
        async with self.database.write() as tx:
            due = await tx.ledger.claim_due(now, now, now, limit=100)
        for each in due:
            await self.deliver(each.id)
        return len(due)


@pytest.fixture
def worker(database: Database) -> Worker:
    return Worker(database)


@pytest.mark.parametrize(("written", "reason"), WRITTEN_BY_ANOTHER)
async def test_it_is_put_back_with_a_pause_and_without_an_attempt(
    worker: Worker, written: dict[str, Any], reason: str
) -> None:
    unknown = await worker.plan(written=written)
    await worker.deliver(unknown)
    assert await count_by_status(worker.database) == {NotificationStatus.PENDING: 1}
    worker.clock.advance(UNKNOWN_PAUSE - SECOND)
    assert await worker.deliver_what_is_due() == 0
    worker.clock.advance(SECOND)
    async with worker.database.write() as tx:
        claimed = await tx.ledger.claim_for_sending(unknown, worker.clock.now())
    assert isinstance(claimed, UnknownNotification)
    assert (claimed.reason, claimed.attempts) == (reason, 1)


async def test_a_process_that_knows_it_sends_it(worker: Worker) -> None:
    unknown = await worker.plan(written={"kind": "rating"})
    await worker.deliver(unknown)
    assert worker.sent == []
    await worker.overwrite(unknown, {"kind": "service_started"})
    worker.clock.advance(UNKNOWN_PAUSE)
    await worker.deliver_what_is_due()
    assert len(worker.sent) == 1


@pytest.mark.parametrize(("written", "reason"), WRITTEN_BY_ANOTHER)
async def test_it_never_cycles_and_fails_as_a_defect_when_it_expires(
    worker: Worker, written: dict[str, Any], reason: str
) -> None:
    await worker.deliver(await worker.plan(written=written))
    deliveries = 0
    while worker.clock.now() < NOW + 2 * HOUR:
        worker.clock.advance(10 * SECOND)
        deliveries += await worker.deliver_what_is_due()
    assert deliveries <= HOUR // UNKNOWN_PAUSE + 1
    assert await count_by_status(worker.database) == {NotificationStatus.FAILED: 1}
    (failed,) = await ListFailedMessages(worker.database, worker.clock)(ADMIN)
    assert (failed.failed.failure, failed.failed.error) == (Failure.DEFECT, reason)


async def test_it_breaks_neither_the_claim_nor_the_list_of_failed_messages_nor_the_metrics(worker: Worker) -> None:
    unknown = await worker.plan(written={"kind": "rating", "expires_at": NOW})
    known = await worker.plan(Kind.SERVICE_STOPPED)
    await worker.deliver(unknown)
    await worker.deliver(known)
    assert len(worker.sent) == 1
    card = await ShowFailedMessage(worker.database, worker.clock)(ADMIN, unknown)
    assert not card.is_of_use
    queue = TaskQueue(InMemoryBroker())
    assert not await RetryFailedMessage(worker.database, queue, worker.clock)(ADMIN, unknown)
    await measure_ledger(worker.database, [VENUE.id], worker.clock.now())
    counted = {"venue": VENUE.id, "reason": "defect"}
    assert REGISTRY.get_sample_value("bronya_notifications_failed_24h", counted) == 1


async def test_a_venue_whose_folder_this_worker_lacks_is_tried_again(worker: Worker) -> None:
    lacking = DeliverNotification(worker.database, {}, worker, worker.clock)
    message = await worker.plan()
    await lacking(message)
    assert await count_by_status(worker.database) == {NotificationStatus.PENDING: 1}
    worker.clock.advance(SECOND)
    await worker.deliver_what_is_due()
    assert len(worker.sent) == 1


async def test_without_a_worker_that_has_the_venues_folder_it_fails_when_it_expires(worker: Worker) -> None:
    lacking = DeliverNotification(worker.database, {}, worker, worker.clock)
    message = await worker.plan()
    worker.clock.advance(HOUR - SECOND)
    await lacking(message)
    (failed,) = await ListFailedMessages(worker.database, worker.clock)(ADMIN)
    assert (failed.failed.failure, failed.failed.error) == (Failure.UNREACHABLE, "no venue 'cafe' here")
