"""A guest takes a slot, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app.database.bookings import NewSlot
from app.database.tables import bookings
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, BookingReceipt, BookingStatus, Source, Standing
from app.domain.errors import NotFound, RequestKeyReused, SlotTaken
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from tests.databases import OpenDatabase
from tests.domain.builders import A_PROMISE, TABLE, a_venue
from tests.harness import EVENING, NOW, Harness
from tests.metrics import Counted

VENUE = a_venue()
WISH = BookingRequest(TABLE.id, EVENING, 2, "key")


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


@pytest.fixture
def book_slot(harness: Harness) -> BookSlot:
    return harness.get(BookSlot)


async def test_one_confirmation_sent_fifty_times_makes_one_booking(harness: Harness, book_slot: BookSlot) -> None:
    guest = await harness.register(1)

    receipts = await asyncio.gather(*(book_slot(VENUE, guest, WISH) for _ in range(50)))

    assert len(set(receipts)) == 1
    async with harness.database.read() as tx:
        assert await tx.guest_bookings.count(guest.id) == 1


async def test_bookings_and_refusals_are_counted_by_how_they_were_made(
    harness: Harness, book_slot: BookSlot, counted: Counted
) -> None:
    wish = replace(WISH, source=Source.APP)
    for _ in range(2):
        await book_slot(VENUE, await harness.register(1), wish)
    with pytest.raises(SlotTaken):
        await book_slot(VENUE, await harness.register(2), wish)
    assert counted("bronya_bookings_total", venue=VENUE.id, source="app") == 1, "a repetition is no booking"
    assert counted("bronya_refusals_total", source="app", reason="slot_taken") == 1


async def test_only_one_of_many_guests_gets_the_same_slot(harness: Harness, book_slot: BookSlot) -> None:
    guests = [await harness.register(number) for number in range(1, 21)]

    outcomes = await asyncio.gather(*(book_slot(VENUE, guest, WISH) for guest in guests), return_exceptions=True)

    assert len([outcome for outcome in outcomes if isinstance(outcome, BookingReceipt)]) == 1
    assert len([outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]) == 19


async def test_a_key_belongs_to_one_request_for_a_day(harness: Harness, book_slot: BookSlot) -> None:
    guest = await harness.register(1)
    first = await book_slot(VENUE, guest, WISH)
    other = replace(WISH, starts_at=EVENING + timedelta(days=1))

    with pytest.raises(RequestKeyReused):
        await book_slot(VENUE, guest, other)
    harness.clock.advance(timedelta(hours=24))
    second = await book_slot(VENUE, guest, other)

    assert second.booking.id != first.booking.id
    assert await book_slot(VENUE, guest, other) == second


SHORTER_AND_STRICTER = replace(
    VENUE, booking=replace(VENUE.booking, slot_length=timedelta(hours=1), cancel_until=timedelta(hours=12))
)


async def test_a_repeated_request_is_answered_as_the_first_one_whatever_has_changed(
    harness: Harness, book_slot: BookSlot
) -> None:
    guest = await harness.register(1)
    first = await book_slot(VENUE, guest, WISH)
    async with harness.database.write() as tx:
        other_slot = Slot(EVENING + timedelta(hours=5), EVENING + timedelta(hours=6))
        to = NewSlot("t2", other_slot, Standing(A_PROMISE))
        moved = await tx.bookings.move(first.booking, to, SYSTEM, NOW)
        await tx.bookings.cancel(moved, SYSTEM, NOW)
    harness.clock.advance(timedelta(hours=20))

    assert await book_slot(SHORTER_AND_STRICTER, guest, WISH) == first
    assert (first.booking.ends_at, first.changeable_until) == (EVENING + timedelta(hours=2), EVENING)


@pytest.mark.parametrize(("is_moved", "hours"), [(False, 2), (True, 1)])
async def test_a_request_of_the_release_before_answers_were_kept_is_still_answered(
    harness: Harness, book_slot: BookSlot, is_moved: bool, hours: int
) -> None:
    """With its first end while it has not moved; the end of a moved one is made as that release did, by the rules."""
    guest = await harness.register(1)
    first = await book_slot(VENUE, guest, WISH)
    if is_moved:
        other_slot = Slot(EVENING + timedelta(hours=5), EVENING + timedelta(hours=7))
        async with harness.database.write() as tx:
            to = NewSlot("t2", other_slot, Standing(A_PROMISE))
            await tx.bookings.move(first.booking, to, SYSTEM, NOW)
    unkept = {"first_ends_at": None, "first_changeable_until": None}
    await harness.database.change(update(bookings).where(bookings.c.id == first.booking.id).values(**unkept))

    again = await book_slot(SHORTER_AND_STRICTER, guest, WISH)

    assert again.booking == replace(first.booking, ends_at=EVENING + timedelta(hours=hours))
    assert again.changeable_until == EVENING - timedelta(hours=12)


async def test_a_guest_who_is_not_stored_is_not_found(harness: Harness, book_slot: BookSlot) -> None:
    guest = replace(await harness.register(1), id=99)

    with pytest.raises(NotFound):
        await book_slot(VENUE, guest, WISH)


@pytest.mark.parametrize("wished_at", [EVENING, EVENING + timedelta(hours=1)])
async def test_a_held_slot_is_taken_for_other_guests(
    harness: Harness, book_slot: BookSlot, wished_at: datetime
) -> None:
    """Also when the grid has changed meanwhile, and the wish begins in the middle of it."""
    holder, other = await harness.register(1), await harness.register(2)
    held = await book_slot(VENUE, holder, WISH)
    hold = update(bookings).where(bookings.c.id == held.booking.id).values(status=BookingStatus.HELD)
    await harness.database.change(hold)
    venue = replace(VENUE, booking=replace(VENUE.booking, slot_length=timedelta(hours=1)))

    with pytest.raises(SlotTaken) as refusal:
        await book_slot(venue, other, replace(WISH, starts_at=wished_at))

    assert not {EVENING, EVENING + timedelta(hours=1)} & set(refusal.value.free_starts)
