"""A guest takes a slot, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from taskiq import InMemoryBroker

from app.database.guests import TelegramUser
from app.database.tables import bookings
from app.database.transaction import Database
from app.domain.bookings import Booking, BookingStatus
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


async def test_one_confirmation_sent_fifty_times_is_one_booking(database: Database, book_slot: BookSlot) -> None:
    guest = await register(database, 1)

    bookings = await asyncio.gather(*(book_slot(VENUE, guest, WISH) for _ in range(50)))

    assert len(set(bookings)) == 1
    async with database.read() as tx:
        assert await tx.bookings.count_of_guest(guest.id) == 1


async def test_of_many_guests_who_want_one_slot_one_gets_it(database: Database, book_slot: BookSlot) -> None:
    guests = [await register(database, number) for number in range(1, 21)]

    outcomes = await asyncio.gather(*(book_slot(VENUE, guest, WISH) for guest in guests), return_exceptions=True)

    assert len([outcome for outcome in outcomes if isinstance(outcome, Booking)]) == 1
    assert len([outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]) == 19


async def test_a_key_is_good_for_one_wish_a_day(database: Database, book_slot: BookSlot, clock: MovableClock) -> None:
    guest = await register(database, 1)
    first = await book_slot(VENUE, guest, WISH)
    other = replace(WISH, starts_at=EVENING + timedelta(days=1))

    with pytest.raises(RequestKeyReused):
        await book_slot(VENUE, guest, other)
    clock.advance(timedelta(hours=24))
    second = await book_slot(VENUE, guest, other)

    assert second.id != first.id
    assert await book_slot(VENUE, guest, other) == second


@pytest.mark.parametrize("wished_at", [EVENING, EVENING + timedelta(hours=1)])
async def test_what_is_held_for_one_guest_is_taken_for_another(
    database: Database, book_slot: BookSlot, wished_at: datetime
) -> None:
    """Also when the grid has changed meanwhile, and the wish begins in the middle of it."""
    holder, other = await register(database, 1), await register(database, 2)
    held = await book_slot(VENUE, holder, WISH)
    async with database.write() as tx:
        hold = update(bookings).where(bookings.c.id == held.id).values(status=BookingStatus.HELD)
        await tx.bookings._connection.execute(hold)
    venue = replace(VENUE, booking=replace(VENUE.booking, slot=timedelta(hours=1)))

    with pytest.raises(SlotTaken) as refusal:
        await book_slot(venue, other, replace(WISH, starts_at=wished_at))

    assert not {EVENING, EVENING + timedelta(hours=1)} & set(refusal.value.free_starts)
