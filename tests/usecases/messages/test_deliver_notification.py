"""Each notification is sent once, or settled with a reason."""

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


class FakeSender:
    """A sender whose next outcomes the test sets, and which records what it sent."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.errors: list[Exception] = []
        self.before_sending: Callable[[], Awaitable[object]] | None = None

    async def send(self, letter: Letter) -> int:
        if self.before_sending:
            await self.before_sending()
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(letter)
        return 1000 + len(self.sent)

    @property
    def kinds(self) -> list[Kind]:
        return [letter.envelope.notification.kind for letter in self.sent]


class Worker:
    """A worker that delivers what is due, on a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        self.sender = FakeSender()
        self.deliver = DeliverNotification(database, {VENUE.id: VENUE}, self.sender, self.clock)

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
        """Deliver all that falls due until an instant, each at its time."""
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
def worker(database: Database) -> Worker:
    return Worker(database)


def news(kind: Kind = Kind.SERVICE_STARTED, use: timedelta = HOUR) -> NewNotification:
    return a_new_notification(kind, NOW, ADMIN, use)


async def test_each_message_of_a_booking_is_sent_once_when_it_is_due(worker: Worker) -> None:
    booking, guest = await worker.book(NOW + 30 * HOUR)
    async with worker.database.write() as tx:
        await tx.guests.set_offers_consent(guest.id, consent=True)
    await worker.run_until(booking.ends_at + 30 * HOUR)
    assert sorted(worker.sender.kinds) == sorted(
        [Kind.CONFIRMATION, Kind.ALERT_BOOKED, *[Kind.REMINDER] * 3, *[Kind.FOLLOW_UP] * 2]
    )
    assert await worker.statuses() == {NotificationStatus.SENT: 7}


async def test_an_offer_is_not_sent_without_consent(worker: Worker) -> None:
    booking, _ = await worker.book(NOW + HOUR)
    await worker.run_until(booking.ends_at + 30 * HOUR)
    variants = [letter.envelope.notification.payload.variant for letter in worker.sender.sent]
    assert "review" in variants
    assert "offer" not in variants


async def test_nothing_is_sent_for_a_booking_that_was_canceled(worker: Worker) -> None:
    booking, _ = await worker.book(NOW + 30 * HOUR)
    async with worker.database.write() as tx:
        await tx.bookings.cancel(booking, SYSTEM, NOW)
    await worker.run_until(booking.ends_at + 30 * HOUR)
    assert worker.sender.sent == []
    assert set(await worker.statuses()) == {NotificationStatus.CANCELED}


async def test_an_expired_reminder_is_missed(worker: Worker) -> None:
    booking, _ = await worker.book(NOW + 30 * HOUR)
    await worker.run_until(NOW + HOUR)
    worker.clock.move_to(booking.starts_at + timedelta(minutes=10))
    await worker.run_once()
    assert Kind.REMINDER not in worker.sender.kinds
    assert (await worker.statuses())[NotificationStatus.MISSED] == 3


async def test_an_expired_reminder_is_missed_also_when_the_visit_has_ended(worker: Worker) -> None:
    booking, _ = await worker.book(NOW + 30 * HOUR)
    await worker.run_until(NOW + HOUR)
    worker.clock.move_to(booking.ends_at)
    await CompletePastBookings(worker.database, worker.clock)()
    await worker.run_once()
    assert (await worker.statuses())[NotificationStatus.MISSED] == 3


async def test_a_transient_error_is_retried_with_growing_pauses(worker: Worker) -> None:
    await worker.owe(news())
    worker.sender.errors = [TransientError("502"), TransientError("time-out")]
    (claimed,) = [1]
    await worker.deliver(claimed)
    assert worker.sender.sent == []
    for pause in RETRY_PAUSES[:2]:
        worker.clock.advance(pause - timedelta(milliseconds=1))
        await worker.run_once()
        assert worker.sender.sent == [], "not before its time"
        worker.clock.advance(timedelta(milliseconds=1))
        await worker.run_once()
    assert len(worker.sender.sent) == 1


async def test_a_transient_error_is_not_retried_after_the_message_has_expired(worker: Worker) -> None:
    await worker.owe(news(use=timedelta(minutes=20)))
    worker.sender.errors = [TransientError("502") for _ in range(100)]
    worker.clock.advance(timedelta(seconds=10))
    for _ in range(60):
        await worker.run_once()
        worker.clock.advance(timedelta(minutes=1))
    assert await worker.statuses() == {NotificationStatus.FAILED: 1}


async def test_a_blocked_bot_ends_the_message_and_marks_the_guest(worker: Worker) -> None:
    _, guest = await worker.book(NOW + 30 * HOUR)
    worker.clock.advance(timedelta(seconds=10))
    worker.sender.errors = [PermanentError("Forbidden: bot was blocked by the user", is_blocked=True)] * 2
    await worker.run_once()
    async with worker.database.read() as tx:
        assert (await tx.guests.get(guest.id)).blocked_at == worker.clock.now()
    assert (await worker.statuses())[NotificationStatus.FAILED] == 2


async def test_waiting_for_telegrams_limit_counts_no_attempt(worker: Worker) -> None:
    await worker.owe(news())
    worker.sender.errors = [RateLimited(timedelta(seconds=30)) for _ in range(20)]
    worker.clock.advance(timedelta(seconds=10))
    for _ in range(21):
        await worker.run_once()
        worker.clock.advance(timedelta(seconds=30))
    (letter,) = worker.sender.sent
    assert letter.envelope.notification.attempts == 1


async def test_a_worker_waits_for_telegrams_limit_if_the_wait_is_short(worker: Worker) -> None:
    await worker.owe(news())
    worker.sender.errors = [RateLimited(PATIENCE / 2) for _ in range(2)]
    await worker.deliver(1)
    assert len(worker.sender.sent) == 1


async def test_a_message_is_rescheduled_when_the_worker_has_waited_long_enough(worker: Worker) -> None:
    await worker.owe(news())
    worker.sender.errors = [RateLimited(PATIENCE / 2) for _ in range(3)]
    await worker.deliver(1)
    assert worker.sender.sent == []
    assert await worker.statuses() == {NotificationStatus.PENDING: 1}


async def test_the_booking_is_read_again_after_a_wait(worker: Worker) -> None:
    booking, _ = await worker.book(NOW + 30 * HOUR)

    async def cancel() -> None:
        worker.sender.before_sending = None
        async with worker.database.write() as tx:
            await tx.bookings.cancel(booking, SYSTEM, NOW)

    worker.sender.before_sending = cancel
    worker.sender.errors = [RateLimited(PATIENCE)]
    await worker.deliver(1)
    assert worker.sender.sent == []
    assert (await worker.statuses())[NotificationStatus.CANCELED] == 1


async def test_a_message_is_not_reclaimed_while_telegram_answers_slowly(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.messages.delivery.lease.RENEW_AFTER", 0.01)
    await worker.owe(news())

    async def take_long() -> None:
        worker.clock.advance(SEND_LEASE / 2)
        await asyncio.sleep(0.1)
        worker.clock.advance(SEND_LEASE / 2)
        worker.sender.before_sending = None
        await worker.run_once()

    worker.sender.before_sending = take_long
    await worker.deliver(1)
    assert len(worker.sender.sent) == 1
    assert await worker.statuses() == {NotificationStatus.SENT: 1}


@pytest.mark.parametrize("tries", [2, 50])
async def test_an_outcome_is_recorded_after_a_long_outage_of_the_database(
    worker: Worker, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.retrying.PAUSES", (0.001,))
    await worker.owe(news())

    async def go_away() -> None:
        refuse(worker.database, "write", tries, monkeypatch)

    worker.sender.before_sending = go_away
    await worker.deliver(1)
    assert await worker.statuses() == {NotificationStatus.SENT: 1}
    await worker.deliver(1)
    assert len(worker.sender.sent) == 1


async def test_a_message_waits_during_a_short_outage_of_the_database(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await worker.owe(news())
    refuse(worker.database, "write", 2, monkeypatch)
    refuse(worker.database, "read", 2, monkeypatch)
    await worker.deliver(1)
    assert await worker.statuses() == {NotificationStatus.SENT: 1}


def refuse(database: Database, method: str, tries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next `tries` calls of `database.read` or `database.write`, named by `method`, fail."""
    transaction = getattr(database, method)
    refusals = [database_outage(), ConnectionRefusedError()] * (tries // 2)

    def begin() -> object:
        if refusals:
            raise refusals.pop()
        return transaction()

    monkeypatch.setattr(database, method, begin)


async def test_an_alert_of_a_change_edits_the_earlier_alert_and_replies_to_it(worker: Worker) -> None:
    booking, _ = await worker.book(NOW + 30 * HOUR)
    await worker.run_until(NOW + timedelta(minutes=10))
    alert = next(letter for letter in worker.sender.sent if letter.envelope.notification.kind is Kind.ALERT_BOOKED)
    async with worker.database.write() as tx:
        await tx.bookings.cancel(booking, SYSTEM, NOW)
        canceled = plan_news(AlertCanceled(), booking, Chats(None, VENUE.admin_ids), NOW)
        await tx.ledger.plan(VENUE.id, canceled, NOW)
    await worker.run_until(NOW + timedelta(minutes=20))
    answer = worker.sender.sent[-1]
    assert isinstance(answer, BookingLetter)
    assert answer.replaced_message_id == 1001 + worker.sender.sent.index(alert)
