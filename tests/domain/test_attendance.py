"""What can be recorded about a guest, by the booking's status and the time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.attendance import SEATED_BEFORE, Attendance, check_attendance, possible_attendance
from app.domain.bookings import Booking, BookingStatus, Change
from app.domain.errors import BookingChanged, TooEarly
from tests.domain.builders import a_booking, utc

START = utc("2026-11-24 15:00")
END = START + timedelta(hours=2)
MINUTE = timedelta(minutes=1)
SEAT, UNSEAT, NO_SHOW, UNDO_NO_SHOW = Attendance
BOOKED = a_booking(START)
SEATED = replace(BOOKED, status=BookingStatus.SEATED, seated_at=START)


def of(status: BookingStatus) -> Booking:
    return replace(BOOKED, status=status)


@pytest.mark.parametrize(
    ("booking", "possible"),
    [
        (BOOKED, {SEAT, NO_SHOW}),
        (SEATED, {UNSEAT}),
        (of(BookingStatus.NO_SHOW), {UNDO_NO_SHOW}),
        (of(BookingStatus.CANCELED), set()),
        (of(BookingStatus.HELD), set()),
    ],
)
def test_during_the_visit(booking: Booking, possible: set[Attendance]) -> None:
    assert possible_attendance(booking, START) == possible


@pytest.mark.parametrize(
    ("booking", "possible"),
    [
        (BOOKED, {NO_SHOW}),
        (of(BookingStatus.COMPLETED), {NO_SHOW}),
        (SEATED, set()),
        (replace(SEATED, status=BookingStatus.COMPLETED), set()),
        (of(BookingStatus.NO_SHOW), {UNDO_NO_SHOW}),
    ],
)
def test_after_the_visit_a_guest_who_came_is_no_no_show(booking: Booking, possible: set[Attendance]) -> None:
    assert possible_attendance(booking, END) == possible


def test_a_guest_may_be_seated_a_little_early_and_is_no_no_show_before_the_start() -> None:
    assert possible_attendance(BOOKED, START - SEATED_BEFORE - MINUTE) == set()
    assert possible_attendance(BOOKED, START - SEATED_BEFORE) == {SEAT}
    assert possible_attendance(BOOKED, START - MINUTE) == {SEAT}
    with pytest.raises(TooEarly):
        check_attendance(BOOKED, NO_SHOW, START - MINUTE)
    with pytest.raises(TooEarly):
        check_attendance(BOOKED, SEAT, START - SEATED_BEFORE - MINUTE)


def test_what_is_taken_back_leads_to_the_status_of_that_time() -> None:
    missed = of(BookingStatus.NO_SHOW)
    assert check_attendance(SEATED, UNSEAT, START) == (BookingStatus.BOOKED, Change.UNSEATED)
    assert check_attendance(missed, UNDO_NO_SHOW, START) == (BookingStatus.BOOKED, Change.UNDO_NO_SHOW)
    assert check_attendance(missed, UNDO_NO_SHOW, END) == (BookingStatus.COMPLETED, Change.UNDO_NO_SHOW)


@pytest.mark.parametrize("attendance", Attendance)
def test_a_canceled_booking_has_changed(attendance: Attendance) -> None:
    with pytest.raises(BookingChanged):
        check_attendance(of(BookingStatus.CANCELED), attendance, START)
