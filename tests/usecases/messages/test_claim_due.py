"""When a scheduler claims a message again whose worker stopped, once on each backend."""

from datetime import UTC, datetime, timedelta

import pytest

from app.database.messages.ledger import SEND_LEASE
from app.domain.messages.kinds import Kind
from app.usecases.messages.claim_due import TIME_TO_RENEW, ClaimDue
from tests.databases import OpenDatabase
from tests.domain.builders import a_new_notification
from tests.harness import Harness
from tests.metrics import Counted

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class SchedulerHarness(Harness):
    """A scheduler, and a worker that crashes while it sends a message."""

    async def begin_sending(self) -> None:
        now = self.clock.now()
        async with self.database.write() as tx:
            owed = a_new_notification(Kind.SERVICE_STARTED, now)
            (claimed,) = await tx.ledger.plan("cafe", [owed], now)
            assert await tx.ledger.claim_for_sending(claimed.id, now)

    async def make_passes(self, duration: timedelta) -> int:
        """Make a pass each second, and return how many messages they claimed in all."""
        claimed = 0
        for _ in range(duration // SECOND):
            self.clock.advance(SECOND)
            claimed += len(await self.get(ClaimDue)())
        return claimed


@pytest.fixture
def harness(database: OpenDatabase) -> SchedulerHarness:
    return SchedulerHarness(database)


async def test_a_message_whose_lease_is_not_renewed_is_claimed_again(
    harness: SchedulerHarness, counted: Counted
) -> None:
    await harness.make_passes(TIME_TO_RENEW + SECOND)
    await harness.begin_sending()
    assert await harness.make_passes(SEND_LEASE - SECOND) == 0
    assert counted("bronya_leases_reclaimed_total") == 0
    assert await harness.make_passes(SECOND) == 1
    assert counted("bronya_leases_reclaimed_total") == 1
    async with harness.database.read() as tx:
        receipt = await tx.receipts.find(1)
    assert receipt
    assert receipt.reason == f"its lease expired, claimed again at {harness.clock.now().isoformat()}"


async def test_what_is_claimed_at_its_time_counts_as_no_expired_lease(
    harness: SchedulerHarness, counted: Counted
) -> None:
    await harness.make_passes(TIME_TO_RENEW + SECOND)
    async with harness.database.write() as tx:
        await tx.ledger.plan("cafe", [a_new_notification(Kind.SERVICE_STARTED, NOW + HOUR)], NOW)
    harness.clock.move_to(NOW + HOUR)
    assert await harness.make_passes(SECOND) == 1
    assert counted("bronya_leases_reclaimed_total") == 0


async def test_no_expired_lease_is_reclaimed_right_after_an_outage_of_the_database(harness: SchedulerHarness) -> None:
    await harness.make_passes(TIME_TO_RENEW + SECOND)
    await harness.begin_sending()
    harness.clock.advance(HOUR / 2)
    assert await harness.make_passes(TIME_TO_RENEW) == 0
    assert await harness.make_passes(SECOND) == 1


async def test_a_scheduler_that_has_just_started_reclaims_no_expired_lease(harness: SchedulerHarness) -> None:
    await harness.begin_sending()
    harness.clock.advance(SEND_LEASE)
    assert await harness.make_passes(TIME_TO_RENEW) == 0
    assert await harness.make_passes(SECOND) == 1
