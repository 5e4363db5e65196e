"""A booking changes its slot, once on each backend."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from taskiq import InMemoryBroker

from app.database.guests import TelegramUser
from app.database.tables import notifications
from app.database.transaction import Database
from app.domain.access import Admin, Visitor
from app.domain.bookings import Actor, Booking, BookingStatus, Change, Role
from app.domain.errors import BookingClosed, GuestIsBusy, NotFound, Refused, SlotTaken, TooLateToChange
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.messages.payloads import AlertMoved, Moved
from app.domain.venues import Localized, Resource
from app.queue import TaskQueue
from app.sandbox.clock import MovableClock
from app.usecases.availability.find_free_slots import FindFreeSlots
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from tests.domain.builders import TABLE, a_venue
from tests.ledger import all_notifications

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = EVENING + 2 * HOUR
SMALL = Resource("t2", Localized("Столик", "Small table"), Localized("", ""), capacity=2)
VENUE = replace(
    a_venue(cancel_until=HOUR), admin_ids=(900,), resources={resource.id: resource for resource in (TABLE, SMALL)}
)
OTHER = replace(VENUE, id="other")
ADMIN = Admin(VENUE, 900)


class UseCases:
    """The use cases on one database, and a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        queue, free = TaskQueue(InMemoryBroker()), FindFreeSlots(database, self.clock)
        self.book_slot = BookSlot(database, queue, free, self.clock)
        self.move_booking = MoveBooking(database, queue, free, self.clock)
        self.cancel_booking = CancelBooking(database, queue, self.clock)

    async def guest(self, telegram_id: int) -> Guest:
        async with self.database.write() as tx:
            return await tx.guests.register(VENUE.id, TelegramUser(telegram_id, "Anna", None, "ru"), NOW)

    async def book(
        self, guest: Guest, starts_at: datetime = EVENING, resource_id: str = TABLE.id, party_size: int = 2
    ) -> Booking:
        key = f"{guest.id} {resource_id} {starts_at.isoformat()}"
        request = BookingRequest(resource_id, starts_at, party_size, key)
        return (await self.book_slot(VENUE, guest, request)).booking

    async def move(
        self, booking: Booking, starts_at: datetime, resource_id: str = TABLE.id, who: Visitor | Admin | None = None
    ) -> Booking:
        return await self.move_booking(who or await self.guest_of(booking), booking.id, resource_id, starts_at)

    async def guest_of(self, booking: Booking) -> Visitor:
        async with self.database.read() as tx:
            return Visitor(VENUE, await tx.guests.get(booking.guest_id))

    async def stored(self, booking: Booking) -> Booking:
        async with self.database.read() as tx:
            return await tx.bookings.get(VENUE.id, booking.id)

    async def ledger(self, booking: Booking) -> list[tuple[str, int, str, int]]:
        """Kind, chat, whether it is unsent, and the time version."""
        mine = select(notifications).where(notifications.c.booking_id == booking.id).order_by(notifications.c.id)
        async with self.database._engine.connect() as connection:
            rows = (await connection.execute(mine)).all()
        return [(row.kind, row.chat_id, row.status, row.time_version) for row in rows]


@pytest.fixture
def use_cases(database: Database) -> UseCases:
    return UseCases(database)


async def test_a_booking_moves_and_its_old_slot_is_free(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))

    moved = await use_cases.move(booking, LATER, SMALL.id)
    taken_by_another = await use_cases.book(await use_cases.guest(2))

    assert (moved.starts_at, moved.ends_at, moved.resource_id) == (LATER, LATER + 2 * HOUR, SMALL.id)
    assert moved.time_version == 2
    assert await use_cases.stored(booking) == moved
    assert taken_by_another.slot == booking.slot


async def test_messages_of_the_old_time_are_canceled_and_planned_for_the_new_one(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))
    owed_before = Counter(kind for kind, *_ in await use_cases.ledger(booking))

    await use_cases.move(booking, LATER)

    ledger = await use_cases.ledger(booking)
    old, new = [row for row in ledger if row[3] == 1], [row for row in ledger if row[3] == 2]
    news: dict[str, str] = {Kind.CONFIRMATION: Kind.MOVED, Kind.ALERT_BOOKED: Kind.ALERT_MOVED}
    assert {status for _, _, status, _ in old} == {"canceled"}
    assert {status for _, _, status, _ in new} == {"queued", "pending"}
    assert Counter(kind for kind, *_ in new) == {news.get(kind, kind): n for kind, n in owed_before.items()}


async def test_the_message_and_the_history_contain_the_previous_time(use_cases: UseCases) -> None:
    guest = await use_cases.guest(1)
    booking = await use_cases.book(guest)

    await use_cases.move(booking, LATER, SMALL.id)

    async with use_cases.database.read() as tx:
        history = await tx.booking_history.of_booking(booking.id)
    news = [message.payload for message in await all_notifications(use_cases.database) if message.time_version == 2]
    assert [change.kind for change in history] == [Change.BOOKED, Change.MOVED]
    assert (history[1].old_resource_id, history[1].old_starts_at) == (TABLE.id, EVENING)
    assert history[1].actor == Actor(Role.GUEST, guest.telegram_id)
    for payload in (Moved, AlertMoved):
        assert payload(old_resource_id=TABLE.id, old_starts_at=EVENING, old_ends_at=LATER) in news


async def test_a_move_to_the_current_slot_changes_nothing(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))
    ledger = await use_cases.ledger(booking)

    assert await use_cases.move(booking, EVENING) == booking
    assert await use_cases.ledger(booking) == ledger


async def test_a_booking_can_be_moved_to_a_slot_that_overlaps_its_own(use_cases: UseCases) -> None:
    """As after the venue's slots were made shorter."""
    booking = await use_cases.book(await use_cases.guest(1))
    shorter = replace(VENUE, booking=replace(VENUE.booking, slot_length=HOUR))

    moved = await use_cases.move_booking(Admin(shorter, 900), booking.id, TABLE.id, EVENING + HOUR)

    assert moved.starts_at == EVENING + HOUR


async def test_a_move_to_a_taken_slot_is_refused_with_the_free_ones(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))
    await use_cases.book(await use_cases.guest(2), LATER)

    with pytest.raises(SlotTaken) as refusal:
        await use_cases.move(booking, LATER)

    assert LATER not in refusal.value.free_starts
    assert LATER + 2 * HOUR in refusal.value.free_starts
    assert await use_cases.stored(booking) == booking


async def test_a_move_onto_another_booking_of_the_guest_is_refused(use_cases: UseCases) -> None:
    guest = await use_cases.guest(1)
    booking = await use_cases.book(guest)
    other = await use_cases.book(guest, LATER, SMALL.id)

    with pytest.raises(GuestIsBusy) as refusal:
        await use_cases.move(booking, LATER)

    assert refusal.value.other_booking_id == other.id


@pytest.mark.parametrize(
    ("resource_id", "starts_at", "code"),
    [
        ("t9", LATER, "not_found"),
        (SMALL.id, LATER, "resource_does_not_fit"),
        (TABLE.id, LATER + timedelta(minutes=30), "outside_hours"),
        (TABLE.id, NOW, "too_soon"),
        (TABLE.id, EVENING + timedelta(days=90), "too_far_ahead"),
    ],
)
async def test_a_move_to_a_slot_that_cannot_be_booked_is_refused(
    use_cases: UseCases, resource_id: str, starts_at: datetime, code: str
) -> None:
    booking = await use_cases.book(await use_cases.guest(1), party_size=4)

    with pytest.raises(Refused) as refusal:
        await use_cases.move(booking, starts_at, resource_id)

    assert refusal.value.code == code
    assert await use_cases.stored(booking) == booking


async def test_a_guest_can_move_until_the_limit_and_an_admin_until_the_end(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))
    use_cases.clock.move_to(EVENING - HOUR)

    with pytest.raises(TooLateToChange):
        await use_cases.move(booking, LATER)

    moved = await use_cases.move(booking, LATER, who=ADMIN)
    use_cases.clock.move_to(moved.ends_at)

    with pytest.raises(BookingClosed):
        await use_cases.move(booking, LATER + 4 * HOUR, who=ADMIN)


async def test_another_guest_may_not_move_it(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))

    with pytest.raises(NotFound):
        await use_cases.move(booking, LATER, who=Visitor(VENUE, await use_cases.guest(2)))


async def test_another_venues_admin_may_not_move_it(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))

    with pytest.raises(NotFound):
        await use_cases.move(booking, LATER, who=Admin(OTHER, 900))


async def test_a_canceled_booking_cannot_be_moved(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))
    await use_cases.cancel_booking(ADMIN, booking.id)

    with pytest.raises(BookingClosed):
        await use_cases.move(booking, EVENING)


async def test_only_one_of_many_moves_to_one_slot_succeeds(use_cases: UseCases) -> None:
    mornings = [EVENING + timedelta(days=day) for day in range(1, 11)]
    guests = [await use_cases.guest(number) for number in range(1, 11)]
    bookings = [await use_cases.book(guest, day) for guest, day in zip(guests, mornings, strict=True)]

    outcomes = await asyncio.gather(*(use_cases.move(one, EVENING) for one in bookings), return_exceptions=True)

    assert len([outcome for outcome in outcomes if isinstance(outcome, Booking)]) == 1
    assert len([outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]) == 9
    stored = [await use_cases.stored(booking) for booking in bookings]
    assert len([booking for booking in stored if booking.starts_at == EVENING]) == 1


async def test_moving_and_booking_the_same_slot_at_once_gives_it_to_one(use_cases: UseCases) -> None:
    booking, newcomer = await use_cases.book(await use_cases.guest(1), LATER), await use_cases.guest(2)

    outcomes = await asyncio.gather(use_cases.move(booking, EVENING), use_cases.book(newcomer), return_exceptions=True)

    assert len([outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]) == 1


async def test_moving_and_canceling_at_once_leaves_no_unsent_message_of_a_canceled_booking(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))

    await asyncio.gather(
        use_cases.move(booking, LATER), use_cases.cancel_booking(ADMIN, booking.id), return_exceptions=True
    )

    assert (await use_cases.stored(booking)).status is BookingStatus.CANCELED
    owed = {kind for kind, _, status, _ in await use_cases.ledger(booking) if status != "canceled"}
    assert owed <= {Kind.ALERT_CANCELED, Kind.CANCELED_BY_VENUE}


async def test_one_booking_moved_many_times_at_once_has_one_slot(use_cases: UseCases) -> None:
    booking = await use_cases.book(await use_cases.guest(1))
    starts = [EVENING + timedelta(days=day) for day in range(1, 6)]

    await asyncio.gather(*(use_cases.move(booking, start) for start in starts))

    stored = await use_cases.stored(booking)
    ledger = await use_cases.ledger(booking)
    assert stored.time_version == 6
    assert {version for *_, status, version in ledger if status != "canceled"} == {6}
    assert all(version == 6 for *_, status, version in ledger if status in {"queued", "pending"})
