"""When a scheduler claims a message again whose worker stopped, once on each backend."""

from datetime import UTC, datetime, timedelta

import pytest

from app.database.messages.ledger import SEND_LEASE
from app.database.transaction import Database
from app.domain.messages.kinds import Kind
from app.sandbox.clock import MovableClock
from app.usecases.messages.claim_due import TIME_TO_RENEW, ClaimDue
from tests.domain.builders import a_new_notification

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Processes:
    """A scheduler, and a worker that has begun to send a message and does not renew its lease."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        self.claim_due = ClaimDue(database, self.clock)

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
            claimed += len(await self.claim_due())
        return claimed


@pytest.fixture
def processes(database: Database) -> Processes:
    return Processes(database)


async def test_a_message_whose_lease_is_not_renewed_is_claimed_again(processes: Processes) -> None:
    await processes.make_passes(TIME_TO_RENEW + SECOND)
    await processes.begin_sending()
    assert await processes.make_passes(SEND_LEASE - SECOND) == 0
    assert await processes.make_passes(SECOND) == 1


async def test_no_expired_lease_is_reclaimed_right_after_an_outage_of_the_database(processes: Processes) -> None:
    await processes.make_passes(TIME_TO_RENEW + SECOND)
    await processes.begin_sending()
    processes.clock.advance(HOUR / 2)
    assert await processes.make_passes(TIME_TO_RENEW) == 0
    assert await processes.make_passes(SECOND) == 1


async def test_a_scheduler_that_has_just_started_reclaims_no_expired_lease(processes: Processes) -> None:
    await processes.begin_sending()
    processes.clock.advance(SEND_LEASE)
    assert await processes.make_passes(TIME_TO_RENEW) == 0
    assert await processes.make_passes(SECOND) == 1
