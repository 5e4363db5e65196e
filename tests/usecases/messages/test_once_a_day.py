"""A guest gets at most one offer and one question about a visit on each local day."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.database.tables import notifications
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import Letter
from app.domain.venues import FollowUpRule, MessageRules
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.once_a_day import LOOK_AGAIN, LOOK_AGAIN_FIRST
from app.usecases.messages.delivery.send import PermanentError, TransientError
from tests.databases import OpenDatabase
from tests.domain.builders import NIGHT, a_venue
from tests.harness import EVENING, Harness

HOUR = timedelta(hours=1)
FOLLOW_UPS = (
    FollowUpRule("review", HOUR, offer=False),
    FollowUpRule("offer", 3 * HOUR, offer=True),
    FollowUpRule("code", 12 * HOUR, offer=True),
)
NOON = EVENING - 6 * HOUR
MORNING = EVENING + 15 * HOUR
"""The end of the quiet hours after `EVENING`."""
ANNA, MARIA = 1, 2


class FollowUpHarness(Harness):
    """A venue whose quiet hours push both offers of an evening to the same morning; its guests want offers."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, a_venue(messages=MessageRules((), FOLLOW_UPS, NIGHT)))

    async def visit(self, starts_at: datetime, telegram_id: int = ANNA) -> None:
        guest = await self.register(telegram_id)
        async with self.database.write() as tx:
            await tx.guests.agree_to_offers(guest.id, self.clock.now())
        await self.book(guest, starts_at)

    async def deliver_at(self, *moments: datetime) -> None:
        for moment in moments:
            self.clock.move_to(moment)
            await self.deliver_due()

    @property
    def follow_ups(self) -> Sequence[tuple[int, str]]:
        """Chat and variant of each follow-up that was sent, in order."""
        envelopes = [letter.envelope for letter in self.sender.sent]
        sent = [each.notification for each in envelopes if each.notification.kind is Kind.FOLLOW_UP]
        return [(each.chat_id, each.payload.variant) for each in sent]

    async def skipped(self) -> Sequence[tuple[str, str]]:
        """Variant and reason of each follow-up that was not sent."""
        skipped = (notifications.c.kind == Kind.FOLLOW_UP) & (notifications.c.status == "canceled")
        rows = await self.database.rows(select(notifications).where(skipped).order_by(notifications.c.id))
        return [(row["variant"], row["last_error"]) for row in rows]

    async def ids_of(self, variant: str) -> Sequence[int]:
        rows = await self.database.rows(select(notifications).order_by(notifications.c.id))
        return [row["id"] for row in rows if row["variant"] == variant]


@pytest.fixture
def harness(database: OpenDatabase) -> FollowUpHarness:
    return FollowUpHarness(database)


async def test_of_two_offers_that_quiet_hours_push_to_one_morning_the_first_is_sent(harness: FollowUpHarness) -> None:
    await harness.visit(EVENING)

    await harness.deliver_at(EVENING + 3 * HOUR, MORNING)

    assert harness.follow_ups == [(ANNA, "review"), (ANNA, "offer")]
    assert await harness.skipped() == [("code", "another offer today")]


async def test_a_guest_of_two_visits_a_day_is_asked_once_and_another_guest_too(harness: FollowUpHarness) -> None:
    await harness.visit(NOON)
    await harness.visit(EVENING)
    await harness.visit(NOON + 2 * HOUR, MARIA)

    await harness.deliver_at(NOON + 3 * HOUR, EVENING + 3 * HOUR)

    assert harness.follow_ups.count((ANNA, "review")) == 1
    assert harness.follow_ups.count((MARIA, "review")) == 1
    assert await harness.skipped() == [("review", "another question about a visit today")]


async def test_a_guest_of_visits_on_two_days_is_asked_on_each(harness: FollowUpHarness) -> None:
    await harness.visit(EVENING)
    await harness.visit(EVENING + 24 * HOUR)

    await harness.deliver_at(EVENING + 3 * HOUR, EVENING + 27 * HOUR)

    assert harness.follow_ups.count((ANNA, "review")) == 2


async def test_two_workers_send_one_of_two_offers_that_are_due_at_once(harness: FollowUpHarness) -> None:
    await harness.visit(EVENING)
    harness.clock.move_to(MORNING)
    (offer,), (code,) = await harness.ids_of("offer"), await harness.ids_of("code")
    deliver = harness.get(DeliverNotification)

    await asyncio.gather(deliver(code), deliver(offer))

    assert harness.follow_ups == [(ANNA, "offer")]


async def test_an_offer_that_is_due_goes_before_one_that_was_planned_later(harness: FollowUpHarness) -> None:
    await harness.visit(EVENING)
    harness.clock.move_to(MORNING)
    (offer,), (code,) = await harness.ids_of("offer"), await harness.ids_of("code")

    await harness.get(DeliverNotification)(code)
    await harness.get(DeliverNotification)(offer)

    assert harness.follow_ups == [(ANNA, "offer")]
    assert await harness.skipped() == []
    await harness.deliver_at(MORNING + LOOK_AGAIN)
    assert (ANNA, "code") not in harness.follow_ups
    assert await harness.skipped() == [("code", "another offer today")]


async def test_the_second_offer_is_sent_when_the_first_fails(harness: FollowUpHarness) -> None:
    await harness.visit(EVENING)
    harness.clock.move_to(MORNING)
    (offer,), (code,) = await harness.ids_of("offer"), await harness.ids_of("code")

    await harness.get(DeliverNotification)(code)
    harness.sender.errors.append(PermanentError("a text that Telegram does not take", is_blocked=False))
    await harness.get(DeliverNotification)(offer)
    assert harness.follow_ups == []
    await harness.deliver_at(MORNING + LOOK_AGAIN)

    assert (ANNA, "code") in harness.follow_ups


async def test_a_follow_up_that_is_late_into_the_quiet_hours_waits_for_their_end(harness: FollowUpHarness) -> None:
    await harness.visit(EVENING)
    harness.clock.move_to(EVENING + 3 * HOUR)

    async def out_of_order(_: Letter) -> None:
        raise TransientError("502 Bad Gateway")

    harness.sender.before_send = out_of_order
    await harness.deliver_until(EVENING + 4 * HOUR + timedelta(minutes=30))
    harness.sender.before_send = None
    await harness.deliver_until(MORNING - timedelta(minutes=10))
    assert harness.follow_ups == []
    await harness.deliver_until(MORNING + timedelta(minutes=10))
    assert (ANNA, "review") in harness.follow_ups


async def test_an_offer_that_comes_back_while_another_is_being_sent_is_not_sent_too(
    harness: FollowUpHarness,
) -> None:
    await harness.visit(EVENING)
    harness.clock.move_to(MORNING)
    (offer,), (code,) = await harness.ids_of("offer"), await harness.ids_of("code")
    harness.sender.errors.append(TransientError("502 Bad Gateway"))
    await harness.get(DeliverNotification)(offer)

    async def deliver_offer(_: Letter) -> None:
        harness.sender.before_send = None
        harness.clock.advance(timedelta(seconds=5))
        await harness.get(DeliverNotification)(offer)

    harness.sender.before_send = deliver_offer
    await harness.get(DeliverNotification)(code)

    assert harness.follow_ups == [(ANNA, "code")]
    await harness.deliver_at(harness.clock.now() + LOOK_AGAIN)
    assert await harness.skipped() == [("offer", "another offer today")]


async def test_two_offers_that_wait_for_each_other_do_not_wait_for_ever(harness: FollowUpHarness) -> None:
    await harness.visit(EVENING)
    harness.clock.move_to(MORNING)
    (offer,), (code,) = await harness.ids_of("offer"), await harness.ids_of("code")
    deliver = harness.get(DeliverNotification)
    await deliver(code)
    harness.sender.errors.append(TransientError("502 Bad Gateway"))
    await deliver(offer)
    harness.clock.advance(timedelta(minutes=1))

    await asyncio.gather(deliver(code), deliver(offer))
    # Each may have seen that the other is being sent.
    harness.clock.advance(LOOK_AGAIN_FIRST)
    await asyncio.gather(deliver(code), deliver(offer))

    assert harness.follow_ups == [(ANNA, "offer")]
