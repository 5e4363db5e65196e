"""A message that this release cannot read waits for a process of one that can, once on each backend.

So it is during a deployment, and after a rollback.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import update

from app.database.tables import notifications
from app.domain.access import Admin
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Failure, NotificationStatus, UnknownNotification
from app.queue import TaskQueue
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.gate import UNKNOWN_PAUSE
from app.usecases.messages.list_failed_messages import ListFailedMessages
from app.usecases.messages.measure_ledger import measure_ledger
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage
from tests.databases import OpenDatabase
from tests.domain.builders import a_new_notification, a_venue
from tests.harness import NOW, Harness
from tests.ledger import count_by_status

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
VENUE = replace(a_venue(), admin_ids=(900,))
ADMIN = Admin(VENUE, 900)
WRITTEN_BY_ANOTHER = [
    pytest.param({"kind": "rating"}, "unknown kind 'rating'", id="kind"),
    pytest.param({"facts": {}}, "unknown payload of 'service_started': at: Field required", id="payload"),
]


class WorkerHarness(Harness):
    """A worker of this release, on a ledger in which another release has written."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, VENUE)
        self.deliver = self.get(DeliverNotification)

    async def plan_one(self, kind: Kind = Kind.SERVICE_STARTED, written: Mapping[str, Any] | None = None) -> int:
        """A message that is useful for an hour, with the columns that another release has `written`."""
        async with self.database.write() as tx:
            (planned,) = await tx.ledger.plan(VENUE.id, [a_new_notification(kind, NOW, 900, HOUR)], NOW)
        if written:
            await self.overwrite(planned.id, written)
        return planned.id

    async def overwrite(self, notification_id: int, columns: Mapping[str, Any]) -> None:
        await self.database.change(update(notifications).where(notifications.c.id == notification_id).values(**columns))


@pytest.fixture
def worker(database: OpenDatabase) -> WorkerHarness:
    return WorkerHarness(database)


@pytest.mark.parametrize(("written", "reason"), WRITTEN_BY_ANOTHER)
async def test_it_is_put_back_with_a_pause_and_without_an_attempt(
    worker: WorkerHarness, written: dict[str, Any], reason: str
) -> None:
    unknown = await worker.plan_one(written=written)
    await worker.deliver(unknown)
    assert await count_by_status(worker.database) == {NotificationStatus.PENDING: 1}
    worker.clock.advance(UNKNOWN_PAUSE - SECOND)
    assert await worker.deliver_due() == 0
    worker.clock.advance(SECOND)
    async with worker.database.write() as tx:
        claimed = await tx.ledger.claim_for_sending(unknown, worker.clock.now())
    assert isinstance(claimed, UnknownNotification)
    assert (claimed.reason, claimed.attempts) == (reason, 1)


async def test_a_process_that_knows_it_sends_it(worker: WorkerHarness) -> None:
    unknown = await worker.plan_one(written={"kind": "rating"})
    await worker.deliver(unknown)
    assert worker.sender.sent == []
    await worker.overwrite(unknown, {"kind": "service_started"})
    worker.clock.advance(UNKNOWN_PAUSE)
    await worker.deliver_due()
    assert len(worker.sender.sent) == 1


@pytest.mark.parametrize(("written", "reason"), WRITTEN_BY_ANOTHER)
async def test_it_never_cycles_and_fails_as_a_defect_when_it_expires(
    worker: WorkerHarness, written: dict[str, Any], reason: str
) -> None:
    await worker.deliver(await worker.plan_one(written=written))
    deliveries = 0
    while worker.clock.now() < NOW + 2 * HOUR:
        worker.clock.advance(10 * SECOND)
        deliveries += await worker.deliver_due()
    assert deliveries <= HOUR // UNKNOWN_PAUSE + 1
    assert await count_by_status(worker.database) == {NotificationStatus.FAILED: 1}
    (failed,) = await worker.get(ListFailedMessages)(ADMIN)
    assert (failed.failed.failure, failed.failed.error) == (Failure.DEFECT, reason)


async def test_it_breaks_neither_the_claim_nor_the_list_of_failed_messages_nor_the_metrics(
    worker: WorkerHarness,
) -> None:
    unknown = await worker.plan_one(written={"kind": "rating", "expires_at": NOW})
    known = await worker.plan_one(Kind.SERVICE_STOPPED)
    await worker.deliver(unknown)
    await worker.deliver(known)
    assert len(worker.sender.sent) == 1
    card = await worker.get(ShowFailedMessage)(ADMIN, unknown)
    assert not card.is_of_use
    assert not await worker.get(RetryFailedMessage)(ADMIN, unknown)
    await measure_ledger(worker.database, [VENUE.id], worker.clock.now())
    counted = {"venue": VENUE.id, "reason": "defect"}
    assert REGISTRY.get_sample_value("bronya_notifications_failed_24h", counted) == 1


async def test_a_venue_whose_folder_this_worker_lacks_is_tried_again(worker: WorkerHarness) -> None:
    lacking = DeliverNotification(worker.database, {}, worker.sender, worker.clock, worker.get(TaskQueue))
    message = await worker.plan_one()
    await lacking(message)
    assert await count_by_status(worker.database) == {NotificationStatus.PENDING: 1}
    worker.clock.advance(SECOND)
    await worker.deliver_due()
    assert len(worker.sender.sent) == 1


async def test_without_a_worker_that_has_the_venues_folder_it_fails_when_it_expires(worker: WorkerHarness) -> None:
    lacking = DeliverNotification(worker.database, {}, worker.sender, worker.clock, worker.get(TaskQueue))
    message = await worker.plan_one()
    worker.clock.advance(HOUR - SECOND)
    await lacking(message)
    (failed,) = await worker.get(ListFailedMessages)(ADMIN)
    assert (failed.failed.failure, failed.failed.error) == (Failure.UNREACHABLE, "no venue 'cafe' here")
