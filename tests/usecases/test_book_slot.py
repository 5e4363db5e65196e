"""A guest takes a slot, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from taskiq import InMemoryBroker

from app.database.guests import TelegramUser
from app.database.transaction import Database
from app.domain.booking import Booking
from app.domain.errors import RequestKeyReused, SlotTaken
from app.domain.guest import Guest
from app.queue import TaskQueue
from app.sandbox.clock import MovableClock
from app.usecases.book_slot import BookingRequest, BookSlot
from app.usecases.find_free_slots import FindFreeSlots
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
