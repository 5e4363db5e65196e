"""Alerts that wait for their turn in one chat are sent as one message; each is sent, or settled, as before."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import RowMapping, select, update

from app.database.bookings import NewBooking
from app.database.messages.ledger import SEND_LEASE
from app.database.tables import bookings, notifications
from app.database.transaction import Transaction
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, Booking
from app.domain.messages.kinds import GATHERED_AT_LEAST, GATHERED_AT_MOST, Kind
from app.domain.messages.letters import BookingLetter, GatheredLetter, Letter, notifications_of
from app.domain.messages.notifications import RETRY_PAUSES, Failure, Notification
from app.domain.messages.payloads import AlertBooked, AlertCanceled, BookingPayload
from app.domain.messages.planning import Chats, plan_news
from app.domain.misfits import promise_of
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import PermanentError, RateLimited, TransientError
from tests.databases import OpenDatabase
from tests.domain.builders import a_venue
from tests.harness import FIRST_MESSAGE_ID, NOW, Harness

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ADMIN, OTHER_ADMIN = 900, 901
VENUE = replace(a_venue(), admin_ids=(ADMIN,))
WAIT = RateLimited(SECOND)
MANY = 6


class GatheringHarness(Harness):
    """A worker, and guests who book. Their alerts are due a second after each other, the last one now."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, VENUE, replace(VENUE, id="bar"))
        self.deliver = self.get(DeliverNotification)
        self.bookings: list[Booking] = []

    async def alert(self, count: int, chat: int = ADMIN, **changes: object) -> list[int]:
        """Let so many guests book. Returns the ids of the alerts, the oldest first. `changes` are columns of them."""
        ids = []
        for number in range(count):
            due_at = self.clock.now() - (count - 1 - number) * SECOND
            booking = await self._book()
            async with self.database.write() as tx:
                (claimed,) = await self._plan(tx, AlertBooked(), booking, chat)
            values = {"planned_for": due_at, "due_at": due_at, **changes}
            change = update(notifications).where(notifications.c.id == claimed)
            await self.database.change(change.values(**values))
            ids.append(claimed)
        return ids

    async def cancel(self, booking: Booking) -> int:
        """Cancel the booking, and tell the admin. Returns the id of the alert."""
        async with self.database.write() as tx:
            await tx.bookings.cancel(booking, SYSTEM, self.clock.now())
            (claimed,) = await self._plan(tx, AlertCanceled(), booking, ADMIN)
        return claimed

    async def deliver_waiting(self, notification_id: int) -> None:
        """Deliver a message that has to wait a second for its chat."""
        self.sender.errors.insert(0, WAIT)
        await self.deliver(notification_id)

    async def rows(self) -> dict[int, RowMapping]:
        return {row["id"]: row for row in await self.database.rows(select(notifications))}

    async def statuses(self) -> Counter[str]:
        return Counter(row["status"] for row in (await self.rows()).values())

    async def _book(self) -> Booking:
        number = len(self.bookings) + 1
        guest = await self.register(number)
        starts_at = NOW + 24 * HOUR + number * 2 * HOUR
        slot, promise = Slot(starts_at, starts_at + 2 * HOUR), promise_of(VENUE, "t1", starts_at)
        new = NewBooking(VENUE.id, guest.id, "t1", slot, 2, starts_at, f"key {number}", "digest", promise)
        async with self.database.write() as tx:
            self.bookings.append(await tx.bookings.add(new, SYSTEM, self.clock.now()))
        return self.bookings[-1]

    async def _plan(self, tx: Transaction, payload: BookingPayload, booking: Booking, chat: int) -> list[int]:
        planned = plan_news(payload, booking, Chats(None, [chat]), self.clock.now())
        return [claimed.id for claimed in await tx.ledger.plan(VENUE.id, planned, self.clock.now())]


@pytest.fixture
def harness(database: OpenDatabase) -> GatheringHarness:
    return GatheringHarness(database)


def ids_of(letter: Letter) -> list[int]:
    return [each.id for each in notifications_of(letter)]


async def test_alerts_that_wait_are_sent_as_one_message_in_the_order_of_their_time(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY)
    await harness.deliver_waiting(ids[3])
    (letter,) = harness.sender.sent
    assert isinstance(letter, GatheredLetter)
    assert ids_of(letter) == ids
    assert letter.envelope.notification.id == ids[3], "its place in the send budget is used"
    rows = (await harness.rows()).values()
    assert {(row["status"], row["message_id"], row["settled_at"], row["attempts"]) for row in rows} == {
        ("sent", FIRST_MESSAGE_ID, NOW, 1)
    }


async def test_a_task_for_an_alert_that_was_gathered_does_nothing(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY)
    await harness.deliver_waiting(ids[0])
    for each in ids:
        await harness.deliver_waiting(each)
    assert await harness.deliver_due() == 0
    assert len(harness.sender.sent) == 1


async def test_an_alert_whose_chat_is_free_is_sent_alone_and_at_once(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY)
    await harness.deliver(ids[0])
    assert harness.sender.sent_ids == ids[:1]


async def test_an_alert_that_comes_back_takes_the_others_along(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY, status="pending", leased_until=None, due_at=NOW + 2 * SECOND)
    harness.clock.advance(2 * SECOND)
    await harness.deliver(ids[5])
    assert [ids_of(letter) for letter in harness.sender.sent] == [ids]


async def test_three_alerts_that_wait_are_messages_of_their_own(harness: GatheringHarness) -> None:
    ids = await harness.alert(GATHERED_AT_LEAST - 1)
    for each in ids:
        await harness.deliver_waiting(each)
    assert [ids_of(letter) for letter in harness.sender.sent] == [[each] for each in ids]
    assert all(isinstance(letter, BookingLetter) for letter in harness.sender.sent)


async def test_a_message_holds_twenty_alerts_at_most_the_longest_waiting(harness: GatheringHarness) -> None:
    ids = await harness.alert(GATHERED_AT_MOST + 9)
    await harness.deliver_waiting(ids[0])
    await harness.deliver_waiting(ids[-1])
    assert [ids_of(letter) for letter in harness.sender.sent] == [ids[:GATHERED_AT_MOST], ids[GATHERED_AT_MOST:]]


async def test_two_workers_send_each_alert_once(harness: GatheringHarness) -> None:
    ids = await harness.alert(3 * MANY)
    asked: set[int] = set()

    async def wait_once(notification: Notification) -> None:
        if notification.id not in asked:
            asked.add(notification.id)
            raise WAIT

    harness.sender.before_reserve = wait_once
    await asyncio.gather(*map(harness.deliver, ids[:4]))
    await asyncio.gather(*map(harness.deliver, ids))
    assert Counter(harness.sender.sent_ids) == Counter(ids)
    assert await harness.statuses() == {"sent": 3 * MANY}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("chat_id", OTHER_ADMIN),
        ("venue_id", "bar"),
        ("kind", Kind.ALERT_ANSWERED),
        ("planned_for", NOW + 20 * SECOND),  # it is spread
        ("due_at", NOW + 2 * HOUR),  # Telegram refuses the chat
    ],
)
async def test_only_waiting_alerts_of_the_same_chat_are_gathered(
    harness: GatheringHarness, column: str, value: object
) -> None:
    first, *_ = await harness.alert(GATHERED_AT_LEAST - 1)
    values = {"status": "pending", "leased_until": None, "due_at": NOW, column: value}
    await harness.alert(MANY, ADMIN, **values)
    await harness.deliver_waiting(first)
    assert harness.sender.sent_ids == [first]


async def test_an_alert_keeps_its_pause_after_a_failed_attempt(harness: GatheringHarness) -> None:
    first, *_ = await harness.alert(1)
    later = await harness.alert(MANY, status="pending", leased_until=None, attempts=1, due_at=NOW + SECOND)
    await harness.deliver_waiting(first)
    assert harness.sender.sent_ids == [first]
    harness.clock.advance(SECOND)
    await harness.deliver(later[0])
    assert harness.sender.sent_ids == [first, *later]


async def test_after_a_transient_error_all_come_back_and_are_gathered_again(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY)
    harness.sender.errors = [TransientError("502")]
    await harness.deliver_waiting(ids[0])
    assert harness.sender.sent == []
    rows = (await harness.rows()).values()
    assert {(row["status"], row["attempts"], row["last_error"]) for row in rows} == {("pending", 1, "502")}
    harness.clock.advance(RETRY_PAUSES[0])
    await harness.deliver_due()
    assert [ids_of(letter) for letter in harness.sender.sent] == [ids]


async def test_telegrams_limit_counts_no_attempt_for_any_of_them(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY)

    async def refuse(_: Letter) -> None:
        harness.sender.before_send = None
        raise RateLimited(HOUR)

    harness.sender.before_send = refuse
    await harness.deliver_waiting(ids[0])
    rows = (await harness.rows()).values()
    assert {(row["status"], row["attempts"], row["due_at"]) for row in rows} == {("pending", 0, NOW + HOUR)}
    harness.clock.advance(HOUR)
    await harness.deliver_due()
    assert [ids_of(letter) for letter in harness.sender.sent] == [ids]


async def test_a_chat_that_has_blocked_the_bot_ends_all_of_them(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY)
    harness.sender.errors = [PermanentError("Forbidden: bot was blocked by the user", is_blocked=True)]
    await harness.deliver_waiting(ids[0])
    assert {(row["status"], row["failure"]) for row in (await harness.rows()).values()} == {("failed", Failure.BLOCKED)}


@pytest.mark.parametrize("error", [PermanentError("Bad Request: can't parse entities"), ValueError("no such text")])
async def test_an_alert_that_cannot_be_sent_keeps_no_other_back(harness: GatheringHarness, error: Exception) -> None:
    ids = await harness.alert(MANY)

    async def refuse(letter: Letter) -> None:
        if ids[2] in ids_of(letter):
            raise error

    harness.sender.before_send = refuse
    await harness.deliver_waiting(ids[0])
    for _ in ids:
        harness.clock.advance(SECOND)
        await harness.deliver_due()
    statuses = {number: row["status"] for number, row in (await harness.rows()).items()}
    assert statuses == {each: "failed" if each == ids[2] else "sent" for each in ids}
    assert Counter(harness.sender.sent_ids) == Counter(each for each in ids if each != ids[2])


async def test_an_alert_about_a_booking_that_was_canceled_meanwhile_is_left_out(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY)
    canceled, moved = harness.bookings[0], harness.bookings[1]
    async with harness.database.write() as tx:
        await tx.bookings.cancel(canceled, SYSTEM, NOW)
    await harness.database.change(update(bookings).where(bookings.c.id == moved.id).values(time_version=2))
    await harness.deliver_waiting(ids[0])
    assert [ids_of(letter) for letter in harness.sender.sent] == [ids[2:]]
    rows = await harness.rows()
    assert [rows[each]["status"] for each in ids[:3]] == ["canceled", "canceled", "sent"]


async def test_the_last_one_that_is_wanted_is_a_message_of_its_own(harness: GatheringHarness) -> None:
    ids = await harness.alert(GATHERED_AT_LEAST)
    async with harness.database.write() as tx:
        for booking in harness.bookings[:-1]:
            await tx.bookings.cancel(booking, SYSTEM, NOW)
    await harness.deliver_waiting(ids[0])
    (letter,) = harness.sender.sent
    assert isinstance(letter, BookingLetter)
    assert harness.sender.sent_ids == ids[-1:]


async def test_a_worker_that_is_killed_before_the_record_loses_none(
    harness: GatheringHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        """The process ends here."""

    async def kill(*_: object) -> None:
        raise KilledError

    ids = await harness.alert(MANY)
    with monkeypatch.context() as patch:
        patch.setattr("app.usecases.messages.delivery.deliver_notification.settle", kill)
        with pytest.raises(KilledError):
            await harness.deliver_waiting(ids[0])
    assert await harness.statuses() == {"sending": MANY}
    harness.clock.advance(SEND_LEASE)
    await harness.deliver_due()
    assert Counter(harness.sender.sent_ids) == dict.fromkeys(ids, 2)
    assert await harness.statuses() == {"sent": MANY}


async def test_the_leases_of_all_are_renewed_while_telegram_answers_slowly(
    harness: GatheringHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.messages.delivery.lease.RENEW_AFTER", 0.01)
    ids = await harness.alert(MANY)

    async def take_long(_: Letter) -> None:
        harness.sender.before_send = None
        harness.clock.advance(SEND_LEASE / 2)
        await asyncio.sleep(0.2)
        harness.clock.advance(SEND_LEASE / 2)
        assert await harness.deliver_due() == 0

    harness.sender.before_send = take_long
    await harness.deliver_waiting(ids[0])
    assert [ids_of(letter) for letter in harness.sender.sent] == [ids]
    await harness.deliver._lease._background.wait()  # a renewal may not end after the database is closed


async def test_news_of_one_booking_does_not_edit_a_message_that_tells_of_others(harness: GatheringHarness) -> None:
    ids = await harness.alert(MANY)
    await harness.deliver_waiting(ids[0])
    await harness.deliver(await harness.cancel(harness.bookings[2]))
    news = harness.sender.sent[-1]
    assert isinstance(news, BookingLetter)
    assert news.replaced_message_id is None


async def test_news_of_a_booking_edits_its_newest_message_of_its_own(harness: GatheringHarness) -> None:
    (alone,) = await harness.alert(1)
    await harness.deliver(alone)
    others = await harness.alert(MANY)
    moved = update(notifications).where(notifications.c.id == others[0])
    facts = {"old_resource_id": "t1", "old_starts_at": NOW.isoformat(), "old_ends_at": NOW.isoformat()}
    about = {"subject_id": harness.bookings[0].id, "booking_id": harness.bookings[0].id, "facts": facts}
    await harness.database.change(
        moved.values(kind=Kind.ALERT_MOVED, deduplication_key="moved", **about),
    )
    await harness.deliver_waiting(others[1])
    await harness.deliver(await harness.cancel(harness.bookings[0]))
    news = harness.sender.sent[-1]
    assert [len(ids_of(letter)) for letter in harness.sender.sent] == [1, MANY, 1]
    assert isinstance(news, BookingLetter)
    assert news.replaced_message_id == FIRST_MESSAGE_ID


async def test_a_single_alert_asks_nothing_of_the_ledger(
    harness: GatheringHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> list[Notification]:
        raise AssertionError

    monkeypatch.setattr("app.database.messages.ledger.Ledger.claim_gathered", fail)
    (alone,) = await harness.alert(1)
    await harness.deliver(alone)
    assert harness.sender.sent_ids == [alone]
