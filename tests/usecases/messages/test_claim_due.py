"""Whom a scheduler takes for dead, once on each backend."""

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


class Office:
    """A scheduler, and a worker that began to send a message and was heard of no more."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        self.claim_due = ClaimDue(database, self.clock)

    async def begin(self) -> None:
        now = self.clock.now()
        async with self.database.write() as tx:
            owed = a_new_notification(Kind.SERVICE_STARTED, now)
            (claimed,) = await tx.ledger.plan("cafe", [owed], now)
            assert await tx.ledger.claim_for_sending(claimed.id, now)

    async def pass_for(self, duration: timedelta) -> int:
        """A pass each second; how many messages they claimed in all."""
        claimed = 0
        for _ in range(duration // SECOND):
            self.clock.advance(SECOND)
            claimed += len(await self.claim_due())
        return claimed


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def test_a_message_whose_lease_is_not_renewed_is_claimed_again(office: Office) -> None:
    await office.pass_for(TIME_TO_RENEW + SECOND)
    await office.begin()
    assert await office.pass_for(SEND_LEASE - SECOND) == 0
    assert await office.pass_for(SECOND) == 1


async def test_no_expired_lease_is_reclaimed_right_after_an_outage_of_the_database(office: Office) -> None:
    await office.pass_for(TIME_TO_RENEW + SECOND)
    await office.begin()
    office.clock.advance(HOUR / 2)
    assert await office.pass_for(TIME_TO_RENEW) == 0
    assert await office.pass_for(SECOND) == 1


async def test_a_scheduler_that_has_just_started_reclaims_no_expired_lease(office: Office) -> None:
    await office.begin()
    office.clock.advance(SEND_LEASE)
    assert await office.pass_for(TIME_TO_RENEW) == 0
    assert await office.pass_for(SECOND) == 1
