"""Which visits count for a guest's usual places, once on each backend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin, Visitor
from app.domain.attendance import Attendance
from app.domain.bookings import Booking
from app.domain.usual_places import UsualPlace
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.find_usual_places import FindUsualPlaces
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.guests.forget_guest import ForgetGuest
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

DAY = timedelta(days=1)
VENUE = replace(a_venue(), resources={"t1": TABLE, "t2": replace(TABLE, id="t2")}, admin_ids=(900,))
VERA = Admin(VENUE, 900)
AT_T2 = [UsualPlace("t2", 2)]


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def come_twice(harness: Harness, visitor: Visitor) -> list[Booking]:
    """Two visits at the second table, and one at the first."""
    booked = [await harness.book(visitor.guest, EVENING, "t2"), await harness.book(visitor.guest, EVENING + DAY, "t2")]
    booked.append(await harness.book(visitor.guest, EVENING + 2 * DAY, "t1"))
    return booked


async def usual(harness: Harness, visitor: Visitor) -> list[UsualPlace]:
    return await harness.get(FindUsualPlaces)(visitor)


async def test_visits_count_when_they_have_ended_before_and_after_the_sweep(harness: Harness) -> None:
    visitor = await harness.visitor()
    _, second, _ = await come_twice(harness, visitor)
    harness.clock.move_to(second.ends_at - timedelta(minutes=1))
    assert await usual(harness, visitor) == []

    harness.clock.move_to(second.ends_at)
    assert await usual(harness, visitor) == AT_T2

    await harness.get(CompletePastBookings)()
    assert await usual(harness, visitor) == AT_T2
    assert await usual(harness, await harness.visitor(2)) == [], "another guest has no part in it"


async def test_what_was_canceled_or_missed_does_not_count(harness: Harness) -> None:
    visitor = await harness.visitor()
    canceled, missed, _ = await come_twice(harness, visitor)
    await harness.get(CancelBooking)(visitor, canceled.id)
    harness.clock.move_to(missed.ends_at)
    await harness.get(RecordAttendance)(VERA, missed.id, Attendance.NO_SHOW, 1)
    await harness.book(visitor.guest, EVENING + 3 * DAY, "t2")
    harness.clock.move_to(EVENING + 4 * DAY)

    assert await usual(harness, visitor) == []


async def test_a_visit_counts_until_the_guest_removes_it_or_a_year_has_passed(harness: Harness) -> None:
    visitor = await harness.visitor()
    first, *_ = await come_twice(harness, visitor)
    harness.clock.move_to(first.starts_at + timedelta(days=365) - timedelta(minutes=1))
    assert await usual(harness, visitor) == AT_T2
    harness.clock.move_to(first.starts_at + timedelta(days=365))
    assert await usual(harness, visitor) == []


async def test_a_removed_visit_counts_no_longer(harness: Harness) -> None:
    visitor = await harness.visitor()
    first, second, _ = await come_twice(harness, visitor)
    harness.clock.move_to(second.ends_at)
    await harness.get(DeleteBooking)(visitor, first.id)

    assert await usual(harness, visitor) == []


async def test_nothing_is_known_of_a_forgotten_guest(harness: Harness) -> None:
    visitor = await harness.visitor()
    _, second, _ = await come_twice(harness, visitor)
    harness.clock.move_to(second.ends_at)
    await harness.get(ForgetGuest)(visitor)

    assert await usual(harness, visitor) == []
    assert await usual(harness, await harness.visitor()) == []
