"""A guest takes a slot, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from taskiq import InMemoryBroker

from app.database.guests import TelegramUser
from app.database.tables import bookings
from app.database.transaction import Database
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, BookingReceipt, BookingStatus
from app.domain.errors import RequestKeyReused, SlotTaken
from app.domain.guests import Guest
from app.queue import TaskQueue
from app.sandbox.clock import MovableClock
from app.usecases.availability.find_free_slots import FindFreeSlots
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from tests.domain.builders import TABLE, a_venue

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
VENUE = a_venue()
WISH = BookingRequest(TABLE.id, EVENING, 2, "key")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW, frozen=True)


@pytest.fixture
def book_slot(database: Database, clock: MovableClock) -> BookSlot:
    return BookSlot(database, TaskQueue(InMemoryBroker()), FindFreeSlots(database, clock), clock)


async def register(database: Database, telegram_id: int) -> Guest:
    async with database.write() as tx:
        return await tx.guests.register(VENUE.id, TelegramUser(telegram_id, "Anna", None, "ru"), NOW)


async def test_one_confirmation_sent_fifty_times_makes_one_booking(database: Database, book_slot: BookSlot) -> None:
    guest = await register(database, 1)

    receipts = await asyncio.gather(*(book_slot(VENUE, guest, WISH) for _ in range(50)))

    assert len(set(receipts)) == 1
    async with database.read() as tx:
        assert await tx.bookings.count_of_guest(guest.id) == 1


async def test_only_one_of_many_guests_gets_the_same_slot(database: Database, book_slot: BookSlot) -> None:
    guests = [await register(database, number) for number in range(1, 21)]

    outcomes = await asyncio.gather(*(book_slot(VENUE, guest, WISH) for guest in guests), return_exceptions=True)

    assert len([outcome for outcome in outcomes if isinstance(outcome, BookingReceipt)]) == 1
    assert len([outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]) == 19


async def test_a_key_belongs_to_one_request_for_a_day(
    database: Database, book_slot: BookSlot, clock: MovableClock
) -> None:
    guest = await register(database, 1)
    first = await book_slot(VENUE, guest, WISH)
    other = replace(WISH, starts_at=EVENING + timedelta(days=1))

    with pytest.raises(RequestKeyReused):
        await book_slot(VENUE, guest, other)
    clock.advance(timedelta(hours=24))
    second = await book_slot(VENUE, guest, other)

    assert second.booking.id != first.booking.id
    assert await book_slot(VENUE, guest, other) == second


SHORTER_AND_STRICTER = replace(
    VENUE, booking=replace(VENUE.booking, slot_length=timedelta(hours=1), cancel_until=timedelta(hours=12))
)


async def test_a_repeated_request_is_answered_as_the_first_one_whatever_has_changed(
    database: Database, book_slot: BookSlot, clock: MovableClock
) -> None:
    guest = await register(database, 1)
    first = await book_slot(VENUE, guest, WISH)
    async with database.write() as tx:
        other_slot = Slot(EVENING + timedelta(hours=5), EVENING + timedelta(hours=6))
        moved = await tx.bookings.move(first.booking, "t2", other_slot, SYSTEM, NOW)
        await tx.bookings.cancel(moved, SYSTEM, NOW)
    clock.advance(timedelta(hours=20))

    assert await book_slot(SHORTER_AND_STRICTER, guest, WISH) == first
    assert (first.booking.ends_at, first.changeable_until) == (EVENING + timedelta(hours=2), EVENING)


@pytest.mark.parametrize(("is_moved", "hours"), [(False, 2), (True, 1)])
async def test_a_request_of_the_release_before_answers_were_kept_is_still_answered(
    database: Database, book_slot: BookSlot, is_moved: bool, hours: int
) -> None:
    """A booking that was not moved has its first end; the end of a moved one follows the rules, as in that release."""
    guest = await register(database, 1)
    first = await book_slot(VENUE, guest, WISH)
    async with database.write() as tx:
        if is_moved:
            other_slot = Slot(EVENING + timedelta(hours=5), EVENING + timedelta(hours=7))
            await tx.bookings.move(first.booking, "t2", other_slot, SYSTEM, NOW)
        await tx.bookings._set(first.booking.id, first_ends_at=None, first_changeable_until=None)

    again = await book_slot(SHORTER_AND_STRICTER, guest, WISH)

    assert again.booking == replace(first.booking, ends_at=EVENING + timedelta(hours=hours))
    assert again.changeable_until == EVENING - timedelta(hours=12)


async def test_a_guest_who_is_not_stored_is_a_defect_and_not_a_taken_slot(
    database: Database, book_slot: BookSlot
) -> None:
    guest = replace(await register(database, 1), id=99)

    with pytest.raises(IntegrityError):
        await book_slot(VENUE, guest, WISH)


@pytest.mark.parametrize("wished_at", [EVENING, EVENING + timedelta(hours=1)])
async def test_a_held_slot_is_taken_for_other_guests(
    database: Database, book_slot: BookSlot, wished_at: datetime
) -> None:
    """Also when the grid has changed meanwhile, and the requested start is no longer the start of a slot."""
    holder, other = await register(database, 1), await register(database, 2)
    held = await book_slot(VENUE, holder, WISH)
    async with database.write() as tx:
        hold = update(bookings).where(bookings.c.id == held.booking.id).values(status=BookingStatus.HELD)
        await tx.bookings._connection.execute(hold)
    venue = replace(VENUE, booking=replace(VENUE.booking, slot_length=timedelta(hours=1)))

    with pytest.raises(SlotTaken) as refusal:
        await book_slot(venue, other, replace(WISH, starts_at=wished_at))

    assert not {EVENING, EVENING + timedelta(hours=1)} & set(refusal.value.free_starts)
