"""A client repeats a request with an Idempotency-Key after a restore, on each backend: the key is lost or kept with its
booking, because it is a column of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin, Visitor
from app.domain.bookings import BookingReceipt, Source
from app.domain.errors import SlotTaken
from app.domain.phones import Contact
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.desk.book_for_guest import BookForGuest
from tests.database.backups import Drill
from tests.databases import OpenDatabase, opened
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, NOW, Harness

ADMIN = 900
VENUE = replace(a_venue(), admin_ids=(ADMIN,), resources={id_: replace(TABLE, id=id_) for id_ in ("t1", "t2")})
ANNA, BEN = 1, 2
KEY = "6f1d9a52-0b0e-4c41-9f0c-0d7b6c9f2a11"
WISH = BookingRequest("t1", EVENING, 2, KEY)
DAY = timedelta(days=1)
MESSAGES = 8
"""Of a booking for the next day, with the alert to the admin."""


async def book(harness: Harness, telegram_id: int = ANNA, request: BookingRequest = WISH) -> BookingReceipt:
    return await harness.get(BookSlot)(VENUE, await harness.register(telegram_id), request)


async def bookings_of(harness: Harness, telegram_id: int = ANNA) -> int:
    guest = await harness.register(telegram_id)
    async with harness.database.read() as tx:
        return await tx.guest_bookings.count(guest.id)


async def test_a_request_whose_booking_is_restored_gets_its_first_answer(
    database: OpenDatabase, back_up_and_restore: Drill
) -> None:
    """Also if the booking was canceled in the lost time, which is lost, too."""
    harness = Harness(database, VENUE)
    first = await book(harness)
    url = await asyncio.to_thread(back_up_and_restore)
    await harness.get(CancelBooking)(Visitor(VENUE, await harness.register(ANNA)), first.booking.id)
    async with opened(url) as restored:
        harness = Harness(restored, VENUE)
        assert await book(harness) == first
        assert await bookings_of(harness) == 1


async def test_a_request_whose_booking_is_lost_books_anew_with_every_message(
    database: OpenDatabase, back_up_and_restore: Drill
) -> None:
    url = await asyncio.to_thread(back_up_and_restore)
    await book(Harness(database, VENUE))
    async with opened(url) as restored:
        harness = Harness(restored, VENUE)
        again = await book(harness)
        assert await book(harness) == again
        assert await bookings_of(harness) == 1
        async with restored.read() as tx:
            assert len(await tx.receipts.of_booking(again.booking.id)) == MESSAGES


async def test_a_request_whose_slot_another_guest_has_got_is_refused_with_what_is_free(
    database: OpenDatabase, back_up_and_restore: Drill
) -> None:
    """Though the other booking has the number that the first answer named."""
    url = await asyncio.to_thread(back_up_and_restore)
    lost = await book(Harness(database, VENUE))
    async with opened(url) as restored:
        harness = Harness(restored, VENUE)
        other = await book(harness, BEN, replace(WISH, request_key="another"))
        assert other.booking.id == lost.booking.id
        with pytest.raises(SlotTaken) as refused:
            await book(harness)
        assert refused.value.same_time
        assert await bookings_of(harness) == 0


async def test_a_key_that_was_free_for_a_later_request_does_not_answer_for_the_earlier_one(
    database: OpenDatabase, back_up_and_restore: Drill
) -> None:
    """After a day a key may be used again. That use is lost, and the booking of before has the key once more."""
    harness = Harness(database, VENUE)
    await book(harness, request=replace(WISH, starts_at=EVENING + 7 * DAY))
    url = await asyncio.to_thread(back_up_and_restore)
    harness.clock.advance(DAY)
    later = replace(WISH, starts_at=EVENING + 8 * DAY)
    await book(harness, request=later)
    async with opened(url) as restored:
        harness = Harness(restored, VENUE, now=NOW + DAY)
        assert (await book(harness, request=later)).booking.starts_at == later.starts_at
        assert await bookings_of(harness) == 2


@pytest.mark.parametrize("is_lost", [True, False])
async def test_a_repeated_request_of_the_desk_makes_one_booking(
    database: OpenDatabase, back_up_and_restore: Drill, *, is_lost: bool
) -> None:
    admin, contact, wish = Admin(VENUE, ADMIN), Contact("Maria"), replace(WISH, source=Source.PHONE)
    url = await asyncio.to_thread(back_up_and_restore) if is_lost else ""
    first = await Harness(database, VENUE).get(BookForGuest)(admin, contact, wish)
    async with opened(url or await asyncio.to_thread(back_up_and_restore)) as restored:
        harness = Harness(restored, VENUE)
        again = await harness.get(BookForGuest)(admin, contact, wish)
        assert again.booking.starts_at == first.booking.starts_at
        assert await harness.get(BookForGuest)(admin, contact, wish) == again
        async with restored.read() as tx:
            assert await tx.venue_bookings.count_between(VENUE.id, EVENING, EVENING + DAY) == 1
