"""A message owed becomes a message sent, once, or ends with a reason."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.database.bookings import NewBooking
from app.database.guests import TelegramUser
from app.database.messages.ledger import SEND_LEASE
from app.database.transaction import Database
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, Booking
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter, Letter
from app.domain.messages.notifications import RETRY_PAUSES, NewNotification, NotificationStatus
from app.domain.messages.payloads import AlertCanceled
from app.domain.messages.planning import Chats, plan_for_booking, plan_news
from app.sandbox.clock import MovableClock
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.messages.delivery.deliver_notification import PATIENCE, DeliverNotification
from app.usecases.messages.delivery.send import PermanentError, RateLimited, TransientError
from tests.databases import database_outage
from tests.domain.builders import a_new_notification, a_venue
from tests.ledger import count_by_status

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADMIN = 900
VENUE = replace(a_venue(), admin_ids=(ADMIN,))


class Post:
    """A sender that does what the test wants next, and keeps what it sent."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.troubles: list[Exception] = []
        self.before_sending: Callable[[], Awaitable[object]] | None = None

    async def send(self, letter: Letter) -> int:
        if self.before_sending:
            await self.before_sending()
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append(letter)
        return 1000 + len(self.sent)

    @property
    def kinds(self) -> list[Kind]:
        return [letter.envelope.notification.kind for letter in self.sent]


class Desk:
    """A worker's desk: what is due is delivered, on a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        self.post = Post()
        self.deliver = DeliverNotification(database, {VENUE.id: VENUE}, self.post, self.clock)

    async def book(self, starts_at: datetime) -> tuple[Booking, Guest]:
        async with self.database.write() as tx:
            guest = await tx.guests.register(VENUE.id, TelegramUser(1, "Anna", None, "ru"), NOW)
            slot = Slot(starts_at, starts_at + 2 * HOUR)
            new = NewBooking(VENUE.id, guest.id, "t1", slot, 2, starts_at, "key", "digest")
            booking = await tx.bookings.add(new, SYSTEM, NOW)
            planned = plan_for_booking(VENUE, booking, Chats(guest.telegram_id, VENUE.admin_ids), NOW)
            await tx.ledger.plan(VENUE.id, planned, NOW)
        return booking, guest

    async def owe(self, *planned: NewNotification) -> None:
        async with self.database.write() as tx:
            await tx.ledger.plan(VENUE.id, planned, NOW)

    async def run_until(self, moment: datetime) -> None:
        """Deliver all that falls due up to a moment, each at its time."""
        while self.clock.now() < moment:
            self.clock.advance(timedelta(minutes=10))
            await self.run_once()

    async def run_once(self) -> None:
        now = self.clock.now()
        async with self.database.write() as tx:
            due = await tx.ledger.claim_due(now, now, now, limit=100)
        for claimed in due:
            await self.deliver(claimed.id)

    async def statuses(self) -> dict[NotificationStatus, int]:
        return await count_by_status(self.database)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def news(kind: Kind = Kind.SERVICE_STARTED, use: timedelta = HOUR) -> NewNotification:
    return a_new_notification(kind, NOW, ADMIN, use)


async def test_each_message_of_a_booking_is_sent_once_when_it_is_due(desk: Desk) -> None:
    booking, guest = await desk.book(NOW + 30 * HOUR)
    async with desk.database.write() as tx:
        await tx.guests.set_offers_consent(guest.id, consent=True)
    await desk.run_until(booking.ends_at + 30 * HOUR)
    assert sorted(desk.post.kinds) == sorted(
        [Kind.CONFIRMATION, Kind.ALERT_BOOKED, *[Kind.REMINDER] * 3, *[Kind.FOLLOW_UP] * 2]
    )
    assert await desk.statuses() == {NotificationStatus.SENT: 7}


async def test_an_offer_is_not_sent_without_consent(desk: Desk) -> None:
    booking, _ = await desk.book(NOW + HOUR)
    await desk.run_until(booking.ends_at + 30 * HOUR)
    variants = [letter.envelope.notification.payload.variant for letter in desk.post.sent]
    assert "review" in variants
    assert "offer" not in variants


async def test_nothing_is_sent_for_a_booking_that_was_canceled(desk: Desk) -> None:
    booking, _ = await desk.book(NOW + 30 * HOUR)
    async with desk.database.write() as tx:
        await tx.bookings.cancel(booking, SYSTEM, NOW)
    await desk.run_until(booking.ends_at + 30 * HOUR)
    assert desk.post.sent == []
    assert set(await desk.statuses()) == {NotificationStatus.CANCELED}


async def test_an_expired_reminder_is_missed(desk: Desk) -> None:
    booking, _ = await desk.book(NOW + 30 * HOUR)
    await desk.run_until(NOW + HOUR)
    desk.clock.move_to(booking.starts_at + timedelta(minutes=10))
    await desk.run_once()
    assert Kind.REMINDER not in desk.post.kinds
    assert (await desk.statuses())[NotificationStatus.MISSED] == 3


async def test_an_expired_reminder_is_missed_also_when_the_visit_has_ended(desk: Desk) -> None:
    booking, _ = await desk.book(NOW + 30 * HOUR)
    await desk.run_until(NOW + HOUR)
    desk.clock.move_to(booking.ends_at)
    await CompletePastBookings(desk.database, desk.clock)()
    await desk.run_once()
    assert (await desk.statuses())[NotificationStatus.MISSED] == 3


async def test_a_transient_error_is_retried_with_growing_pauses(desk: Desk) -> None:
    await desk.owe(news())
    desk.post.troubles = [TransientError("502"), TransientError("time-out")]
    (claimed,) = [1]
    await desk.deliver(claimed)
    assert desk.post.sent == []
    for pause in RETRY_PAUSES[:2]:
        desk.clock.advance(pause - timedelta(milliseconds=1))
        await desk.run_once()
        assert desk.post.sent == [], "not before its time"
        desk.clock.advance(timedelta(milliseconds=1))
        await desk.run_once()
    assert len(desk.post.sent) == 1


async def test_a_transient_error_is_not_retried_after_the_message_has_expired(desk: Desk) -> None:
    await desk.owe(news(use=timedelta(minutes=20)))
    desk.post.troubles = [TransientError("502") for _ in range(100)]
    desk.clock.advance(timedelta(seconds=10))
    for _ in range(60):
        await desk.run_once()
        desk.clock.advance(timedelta(minutes=1))
    assert await desk.statuses() == {NotificationStatus.FAILED: 1}


async def test_a_blocked_bot_ends_the_message_and_marks_the_guest(desk: Desk) -> None:
    _, guest = await desk.book(NOW + 30 * HOUR)
    desk.clock.advance(timedelta(seconds=10))
    desk.post.troubles = [PermanentError("Forbidden: bot was blocked by the user", is_blocked=True)] * 2
    await desk.run_once()
    async with desk.database.read() as tx:
        assert (await tx.guests.get(guest.id)).blocked_at == desk.clock.now()
    assert (await desk.statuses())[NotificationStatus.FAILED] == 2


async def test_waiting_for_telegrams_limit_counts_no_attempt(desk: Desk) -> None:
    await desk.owe(news())
    desk.post.troubles = [RateLimited(timedelta(seconds=30)) for _ in range(20)]
    desk.clock.advance(timedelta(seconds=10))
    for _ in range(21):
        await desk.run_once()
        desk.clock.advance(timedelta(seconds=30))
    (letter,) = desk.post.sent
    assert letter.envelope.notification.attempts == 1


async def test_a_worker_waits_for_telegrams_limit_if_the_wait_is_short(desk: Desk) -> None:
    await desk.owe(news())
    desk.post.troubles = [RateLimited(PATIENCE / 2) for _ in range(2)]
    await desk.deliver(1)
    assert len(desk.post.sent) == 1


async def test_a_message_is_rescheduled_when_the_worker_has_waited_long_enough(desk: Desk) -> None:
    await desk.owe(news())
    desk.post.troubles = [RateLimited(PATIENCE / 2) for _ in range(3)]
    await desk.deliver(1)
    assert desk.post.sent == []
    assert await desk.statuses() == {NotificationStatus.PENDING: 1}


async def test_the_booking_is_read_again_after_a_wait(desk: Desk) -> None:
    booking, _ = await desk.book(NOW + 30 * HOUR)

    async def cancel() -> None:
        desk.post.before_sending = None
        async with desk.database.write() as tx:
            await tx.bookings.cancel(booking, SYSTEM, NOW)

    desk.post.before_sending = cancel
    desk.post.troubles = [RateLimited(PATIENCE)]
    await desk.deliver(1)
    assert desk.post.sent == []
    assert (await desk.statuses())[NotificationStatus.CANCELED] == 1


async def test_a_message_is_not_reclaimed_while_telegram_answers_slowly(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.messages.delivery.lease.RENEW_AFTER", 0.01)
    await desk.owe(news())

    async def take_long() -> None:
        desk.clock.advance(SEND_LEASE / 2)
        await asyncio.sleep(0.1)
        desk.clock.advance(SEND_LEASE / 2)
        desk.post.before_sending = None
        await desk.run_once()

    desk.post.before_sending = take_long
    await desk.deliver(1)
    assert len(desk.post.sent) == 1
    assert await desk.statuses() == {NotificationStatus.SENT: 1}


@pytest.mark.parametrize("tries", [2, 50])
async def test_an_outcome_is_recorded_after_a_long_outage_of_the_database(
    desk: Desk, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.retrying.PAUSES", (0.001,))
    await desk.owe(news())

    async def go_away() -> None:
        refuse(desk.database, "write", tries, monkeypatch)

    desk.post.before_sending = go_away
    await desk.deliver(1)
    assert await desk.statuses() == {NotificationStatus.SENT: 1}
    await desk.deliver(1)
    assert len(desk.post.sent) == 1


async def test_a_message_waits_during_a_short_outage_of_the_database(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.owe(news())
    refuse(desk.database, "write", 2, monkeypatch)
    refuse(desk.database, "read", 2, monkeypatch)
    await desk.deliver(1)
    assert await desk.statuses() == {NotificationStatus.SENT: 1}


def refuse(database: Database, what: str, tries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next tries to `read` or `write` fail."""
    transaction = getattr(database, what)
    refusals = [database_outage(), ConnectionRefusedError()] * (tries // 2)

    def begin() -> object:
        if refusals:
            raise refusals.pop()
        return transaction()

    monkeypatch.setattr(database, what, begin)


async def test_an_alert_of_a_change_edits_the_earlier_alert_and_replies_to_it(desk: Desk) -> None:
    booking, _ = await desk.book(NOW + 30 * HOUR)
    await desk.run_until(NOW + timedelta(minutes=10))
    alert = next(letter for letter in desk.post.sent if letter.envelope.notification.kind is Kind.ALERT_BOOKED)
    async with desk.database.write() as tx:
        await tx.bookings.cancel(booking, SYSTEM, NOW)
        canceled = plan_news(AlertCanceled(), booking, Chats(None, VENUE.admin_ids), NOW)
        await tx.ledger.plan(VENUE.id, canceled, NOW)
    await desk.run_until(NOW + timedelta(minutes=20))
    answer = desk.post.sent[-1]
    assert isinstance(answer, BookingLetter)
    assert answer.replaced_message_id == 1001 + desk.post.sent.index(alert)
