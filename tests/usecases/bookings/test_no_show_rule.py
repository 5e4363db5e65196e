"""A venue may ask guests who have not come several times to call before they book again, once on each backend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin, Visitor
from app.domain.attendance import Attendance
from app.domain.availability.offering import Wish
from app.domain.availability.slots import local_date
from app.domain.bookings import NO_SHOWS_WITHIN, Booking, Source
from app.domain.errors import TooManyNoShows
from app.domain.guests import Guest
from app.domain.phones import Contact
from app.domain.waitlist import NewWait
from app.usecases.bookings.book_slot import BookingRequest
from app.usecases.bookings.check_guest import CheckMayBook
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.desk.book_for_guest import BookForGuest
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.guests.share_phone import SharePhone
from app.usecases.waitlist.join_waitlist import JoinWaitlist
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

DAY = timedelta(days=1)
LIMIT = 2
VENUE = replace(a_venue(no_show_limit=LIMIT), admin_ids=(900,))
VERA = Admin(VENUE, 900)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def miss(harness: Harness, guest: Guest, times: int) -> list[Booking]:
    """Book visits on the next days, to which the guest does not come."""
    missed = []
    for _ in range(times):
        booking = await harness.book(guest, harness.clock.now().replace(hour=EVENING.hour) + DAY)
        harness.clock.move_to(booking.ends_at)
        await harness.get(RecordAttendance)(VERA, booking.id, Attendance.NO_SHOW, booking.time_version)
        missed.append(booking)
    return missed


async def is_refused(harness: Harness, visitor: Visitor) -> bool:
    """Whether the guest may book no longer. Then they are told before they choose, and may not wait for a place."""
    day = local_date(harness.venue, harness.clock.now()) + DAY
    try:
        await harness.get(CheckMayBook)(visitor)
    except TooManyNoShows:
        with pytest.raises(TooManyNoShows, match=f"{LIMIT} no-shows"):
            await harness.book(visitor.guest, harness.clock.now().replace(hour=EVENING.hour) + DAY)
        with pytest.raises(TooManyNoShows):
            await harness.get(JoinWaitlist)(visitor, NewWait.for_day(VENUE, day, Wish(2)))
        return True
    return False


async def test_who_has_not_come_so_often_cannot_book_until_a_year_has_passed(harness: Harness) -> None:
    visitor, other = await harness.visitor(1), await harness.visitor(2)
    await miss(harness, visitor.guest, LIMIT - 1)
    assert not await is_refused(harness, visitor)
    await miss(harness, visitor.guest, 1)
    assert await is_refused(harness, visitor)
    assert not await is_refused(harness, other)
    harness.clock.advance(NO_SHOWS_WITHIN - 2 * DAY)
    assert await is_refused(harness, visitor)
    harness.clock.advance(2 * DAY)
    assert not await is_refused(harness, visitor)
    assert await harness.book(visitor.guest, harness.clock.now().replace(hour=EVENING.hour) + DAY)


async def test_what_an_admin_takes_back_does_not_count(harness: Harness) -> None:
    visitor = await harness.visitor()
    *_, last = await miss(harness, visitor.guest, LIMIT)
    assert await is_refused(harness, visitor)
    await harness.get(RecordAttendance)(VERA, last.id, Attendance.UNDO_NO_SHOW, last.time_version)
    assert not await is_refused(harness, visitor)


async def test_a_booking_that_stands_may_be_moved_and_the_desk_may_book_for_the_guest(harness: Harness) -> None:
    visitor = await harness.visitor()
    standing = await harness.book(visitor.guest, EVENING + 10 * DAY)
    await miss(harness, visitor.guest, LIMIT)
    moved = await harness.get(MoveBooking)(visitor, standing.id, TABLE.id, EVENING + 11 * DAY)
    assert moved.starts_at == EVENING + 11 * DAY

    phone = "+79161234567"
    await harness.get(SharePhone)(visitor, phone)
    request = BookingRequest(TABLE.id, EVENING + 12 * DAY, 2, "called", source=Source.PHONE)
    booked = (await harness.get(BookForGuest)(VERA, Contact("Anna", phone), request)).booking
    assert booked.guest_id == visitor.guest.id


async def test_a_venue_without_the_rule_counts_nothing(database: OpenDatabase) -> None:
    harness = Harness(database, replace(a_venue(), admin_ids=(900,)))
    visitor = await harness.visitor()
    await miss(harness, visitor.guest, 5)
    assert not await is_refused(harness, visitor)
