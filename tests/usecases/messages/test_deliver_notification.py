"""Each notification is sent once, or settled with a reason."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.database.bookings import NewBooking
from app.database.messages.ledger import SEND_LEASE
from app.database.tables import notifications
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, Booking
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter, Letter
from app.domain.messages.notifications import RETRY_PAUSES, NewNotification, Notification, NotificationStatus
from app.domain.messages.payloads import AlertCanceled
from app.domain.messages.planning import Chats, plan_for_booking, plan_news
from app.domain.messages.why_not import WhyNot
from app.domain.misfits import promise_of
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.messages.delivery.deliver_notification import MAX_WAIT, DeliverNotification
from app.usecases.messages.delivery.send import PermanentError, RateLimited, TransientError
from tests.databases import OpenDatabase, database_outage
from tests.domain.builders import a_new_notification, a_venue
from tests.harness import NOW, Harness
from tests.ledger import count_by_status

HOUR = timedelta(hours=1)
ADMIN = 900
VENUE = replace(a_venue(), admin_ids=(ADMIN,))


class DeliveryHarness(Harness):
    """A worker, and a guest who books."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, VENUE)
        self.deliver = self.get(DeliverNotification)

    async def book_at(self, starts_at: datetime) -> tuple[Booking, Guest]:
        """A booking at any time, also one that is no slot, with its messages."""
        guest = await self.register()
        async with self.database.write() as tx:
            slot = Slot(starts_at, starts_at + 2 * HOUR)
            promise = promise_of(VENUE, "t1", starts_at)
            new = NewBooking(VENUE.id, guest.id, "t1", slot, 2, starts_at, "key", "digest", promise)
            booking = await tx.bookings.add(new, SYSTEM, NOW)
            planned = plan_for_booking(VENUE, booking, Chats(guest.telegram_id, VENUE.admin_ids), NOW)
            await tx.ledger.plan(VENUE.id, planned, NOW)
        return booking, guest

    async def statuses(self) -> dict[NotificationStatus, int]:
        return await count_by_status(self.database)


@pytest.fixture
def harness(database: OpenDatabase) -> DeliveryHarness:
    return DeliveryHarness(database)


def news(kind: Kind = Kind.SERVICE_STARTED, use: timedelta = HOUR) -> NewNotification:
    return a_new_notification(kind, NOW, ADMIN, use)


async def test_each_message_of_a_booking_is_sent_once_when_it_is_due(harness: DeliveryHarness) -> None:
    booking, guest = await harness.book_at(NOW + 30 * HOUR)
    async with harness.database.write() as tx:
        await tx.guests.agree_to_offers(guest.id, harness.clock.now())
    await harness.deliver_until(booking.ends_at + 30 * HOUR)
    assert sorted(harness.sender.kinds) == sorted(
        [Kind.CONFIRMATION, Kind.ALERT_BOOKED, *[Kind.REMINDER] * 3, Kind.VISIT_OVER, *[Kind.FOLLOW_UP] * 2]
    )
    assert await harness.statuses() == {NotificationStatus.SENT: 8}


async def test_an_offer_is_not_sent_without_consent(harness: DeliveryHarness) -> None:
    booking, _ = await harness.book_at(NOW + HOUR)
    await harness.deliver_until(booking.ends_at + 30 * HOUR)
    variants = [letter.envelope.notification.payload.variant for letter in harness.sender.sent]
    assert "review" in variants
    assert "offer" not in variants


async def test_an_offer_stays_one_when_the_catalogue_has_lost_its_rule(database: OpenDatabase) -> None:
    harness = DeliveryHarness(database)
    booking, _ = await harness.book_at(NOW + HOUR)
    without_rules = replace(VENUE, messages=replace(VENUE.messages, follow_ups=()))
    later = Harness(database, without_rules)
    await later.deliver_until(booking.ends_at + 30 * HOUR)
    assert "offer" not in [letter.envelope.notification.payload.variant for letter in later.sender.sent]


async def test_an_offer_of_an_earlier_release_is_known_by_the_catalogue(harness: DeliveryHarness) -> None:
    booking, _ = await harness.book_at(NOW + HOUR)
    stored = notifications.c.kind == Kind.FOLLOW_UP
    await harness.database.change(notifications.update().where(stored).values(facts={}))
    await harness.deliver_until(booking.ends_at + 30 * HOUR)
    variants = [letter.envelope.notification.payload.variant for letter in harness.sender.sent]
    assert "review" in variants
    assert "offer" not in variants


async def test_an_alert_is_not_sent_to_a_former_admin(database: OpenDatabase) -> None:
    harness = DeliveryHarness(database)
    await harness.book_at(NOW + 30 * HOUR)
    later = Harness(database, replace(VENUE, admin_ids=(901,)), now=NOW + timedelta(seconds=10))
    await later.deliver_due()
    assert later.sender.kinds == [Kind.CONFIRMATION]
    rows = await database.rows(select(notifications).where(notifications.c.chat_id == ADMIN))
    assert {(row["status"], row["last_error"]) for row in rows} == {
        (NotificationStatus.CANCELED, "its recipient is neither admin nor staff any more")
    }


async def test_nothing_is_sent_for_a_booking_that_was_canceled(harness: DeliveryHarness) -> None:
    booking, _ = await harness.book_at(NOW + 30 * HOUR)
    async with harness.database.write() as tx:
        await tx.bookings.cancel(booking, SYSTEM, NOW)
    await harness.deliver_until(booking.ends_at + 30 * HOUR)
    assert harness.sender.sent == []
    assert set(await harness.statuses()) == {NotificationStatus.CANCELED}


async def test_an_expired_reminder_is_missed(harness: DeliveryHarness) -> None:
    booking, _ = await harness.book_at(NOW + 30 * HOUR)
    await harness.deliver_until(NOW + HOUR)
    harness.clock.move_to(booking.starts_at + timedelta(minutes=10))
    await harness.deliver_due()
    assert Kind.REMINDER not in harness.sender.kinds
    assert (await harness.statuses())[NotificationStatus.MISSED] == 3


async def test_an_expired_reminder_is_missed_also_when_the_visit_has_ended(harness: DeliveryHarness) -> None:
    booking, _ = await harness.book_at(NOW + 30 * HOUR)
    await harness.deliver_until(NOW + HOUR)
    harness.clock.move_to(booking.ends_at)
    await harness.get(CompletePastBookings)()
    await harness.deliver_due()
    assert (await harness.statuses())[NotificationStatus.MISSED] == 3


async def test_a_transient_error_is_retried_with_growing_pauses(harness: DeliveryHarness) -> None:
    await harness.plan(news())
    harness.sender.errors = [TransientError("502"), TransientError("time-out")]
    (claimed,) = [1]
    await harness.deliver(claimed)
    assert harness.sender.sent == []
    for pause in RETRY_PAUSES[:2]:
        harness.clock.advance(pause - timedelta(milliseconds=1))
        await harness.deliver_due()
        assert harness.sender.sent == [], "not before its time"
        harness.clock.advance(timedelta(milliseconds=1))
        await harness.deliver_due()
    assert len(harness.sender.sent) == 1


async def test_a_transient_error_is_not_retried_after_the_message_has_expired(harness: DeliveryHarness) -> None:
    await harness.plan(news(use=timedelta(minutes=20)))
    harness.sender.errors = [TransientError("502") for _ in range(100)]
    harness.clock.advance(timedelta(seconds=10))
    for _ in range(60):
        await harness.deliver_due()
        harness.clock.advance(timedelta(minutes=1))
    assert await harness.statuses() == {NotificationStatus.FAILED: 1}


async def test_a_blocked_bot_ends_the_message_and_marks_the_guest(harness: DeliveryHarness) -> None:
    _, guest = await harness.book_at(NOW + 30 * HOUR)
    harness.clock.advance(timedelta(seconds=10))
    harness.sender.errors = [PermanentError("Forbidden: bot was blocked by the user", is_blocked=True)] * 2
    await harness.deliver_due()
    async with harness.database.read() as tx:
        assert (await tx.guests.get(guest.id)).blocked_at == harness.clock.now()
    assert (await harness.statuses())[NotificationStatus.FAILED] == 2


async def test_waiting_for_telegrams_limit_counts_no_attempt(harness: DeliveryHarness) -> None:
    await harness.plan(news())
    harness.sender.errors = [RateLimited(timedelta(seconds=30)) for _ in range(20)]
    harness.clock.advance(timedelta(seconds=10))
    for _ in range(21):
        await harness.deliver_due()
        harness.clock.advance(timedelta(seconds=30))
    (letter,) = harness.sender.sent
    assert letter.envelope.notification.attempts == 1


async def test_a_worker_waits_for_telegrams_limit_if_the_wait_is_short(harness: DeliveryHarness) -> None:
    await harness.plan(news())
    harness.sender.errors = [RateLimited(MAX_WAIT / 2) for _ in range(2)]
    await harness.deliver(1)
    assert len(harness.sender.sent) == 1


async def test_a_message_is_rescheduled_when_the_worker_has_waited_long_enough(harness: DeliveryHarness) -> None:
    await harness.plan(news())
    harness.sender.errors = [RateLimited(MAX_WAIT / 2) for _ in range(3)]
    await harness.deliver(1)
    assert harness.sender.sent == []
    assert await harness.statuses() == {NotificationStatus.PENDING: 1}


async def test_a_message_that_must_come_back_is_not_waited_for(harness: DeliveryHarness) -> None:
    await harness.plan(news())
    harness.sender.errors = [RateLimited(timedelta(milliseconds=1), comes_back=True)]
    await harness.deliver(1)
    assert harness.sender.sent == []
    assert await harness.statuses() == {NotificationStatus.PENDING: 1}


async def test_the_booking_is_read_again_after_a_wait(harness: DeliveryHarness) -> None:
    booking, _ = await harness.book_at(NOW + 30 * HOUR)

    async def cancel(_: Notification) -> None:
        harness.sender.before_reserve = None
        async with harness.database.write() as tx:
            await tx.bookings.cancel(booking, SYSTEM, NOW)

    harness.sender.before_reserve = cancel
    harness.sender.errors = [RateLimited(MAX_WAIT)]
    await harness.deliver(1)
    assert harness.sender.sent == []
    assert (await harness.statuses())[NotificationStatus.CANCELED] == 1


async def test_a_message_is_not_reclaimed_while_telegram_answers_slowly(
    harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.messages.delivery.lease.RENEW_AFTER", 0.01)
    await harness.plan(news())

    async def take_long(_: Letter) -> None:
        harness.clock.advance(SEND_LEASE / 2)
        await asyncio.sleep(0.1)
        harness.clock.advance(SEND_LEASE / 2)
        harness.sender.before_send = None
        await harness.deliver_due()

    harness.sender.before_send = take_long
    await harness.deliver(1)
    assert len(harness.sender.sent) == 1
    assert await harness.statuses() == {NotificationStatus.SENT: 1}
    await harness.deliver._lease._background.wait()  # a renewal may not end after the database is closed


@pytest.mark.parametrize("tries", [2, 50])
async def test_an_outcome_is_recorded_after_a_long_outage_of_the_database(
    harness: DeliveryHarness, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.retrying.PAUSES", (0.001,))
    await harness.plan(news())

    async def go_away(_: Letter) -> None:
        refuse(harness.database, "write", tries, monkeypatch)

    harness.sender.before_send = go_away
    await harness.deliver(1)
    assert await harness.statuses() == {NotificationStatus.SENT: 1}
    await harness.deliver(1)
    assert len(harness.sender.sent) == 1


async def test_a_message_waits_during_a_short_outage_of_the_database(
    harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await harness.plan(news())
    refuse(harness.database, "write", 2, monkeypatch)
    refuse(harness.database, "read", 2, monkeypatch)
    await harness.deliver(1)
    assert await harness.statuses() == {NotificationStatus.SENT: 1}


@pytest.mark.parametrize("reads_before", [0, 1])
async def test_a_message_that_expires_while_the_gate_waits_for_the_database_is_not_sent(
    harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch, reads_before: int
) -> None:
    booking, _ = await harness.book_at(NOW - 3 * HOUR)
    async with harness.database.write() as tx:
        await tx.ledger.cancel_unsent(booking.id, WhyNot.BOOKING_CANCELED, NOW)
        owed = a_new_notification(Kind.FOLLOW_UP, NOW, use=HOUR, subject_id=booking.id, time_version=1)
        (claimed,) = await tx.ledger.plan(VENUE.id, [owed], NOW)
    read, reads = harness.database.read, iter(range(reads_before + 1))

    def wait_and_read() -> object:
        if next(reads, None) == reads_before:
            harness.clock.advance(HOUR)
        return read()

    monkeypatch.setattr(harness.database, "read", wait_and_read)
    await harness.deliver(claimed.id)

    assert harness.sender.sent == []
    assert (await harness.statuses())[NotificationStatus.MISSED] == 1
    assert next(reads, None) is None


def refuse(database: OpenDatabase, method: str, tries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next tries to `read` or `write` fail."""
    transaction = getattr(database, method)
    refusals = [database_outage(), ConnectionRefusedError()] * (tries // 2)

    def begin() -> object:
        if refusals:
            raise refusals.pop()
        return transaction()

    monkeypatch.setattr(database, method, begin)


async def test_an_alert_of_a_change_edits_the_earlier_alert_and_replies_to_it(harness: DeliveryHarness) -> None:
    booking, _ = await harness.book_at(NOW + 30 * HOUR)
    await harness.deliver_until(NOW + timedelta(minutes=10))
    alert = next(letter for letter in harness.sender.sent if letter.envelope.notification.kind is Kind.ALERT_BOOKED)
    async with harness.database.write() as tx:
        await tx.bookings.cancel(booking, SYSTEM, NOW)
        canceled = plan_news(AlertCanceled(), booking, Chats(None, VENUE.admin_ids), NOW)
        await tx.ledger.plan(VENUE.id, canceled, NOW)
    await harness.deliver_until(NOW + timedelta(minutes=20))
    answer = harness.sender.sent[-1]
    assert isinstance(answer, BookingLetter)
    assert answer.replaced_message_id == 1001 + harness.sender.sent.index(alert)
