"""What a guest may answer to a reminder, and until when."""

from datetime import timedelta

import pytest

from app.domain.bookings import BookingStatus
from app.domain.errors import BookingClosed, NotFound, TooLateToAnswer, TooManyAnswers
from app.domain.reminder_answers import (
    ANSWERS_OF_BOOKING,
    IN_TIME,
    check_answer,
    check_answers,
    possible_answers,
)
from tests.domain.builders import a_booking, utc

STARTS_AT = utc("2026-11-24 15:00")
BOOKING = a_booking(STARTS_AT)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("after_start", "possible"),
    [(-1440, [0, 10, 20, 30]), (-1, [0, 10, 20, 30]), (0, [10, 20, 30]), (10, [20, 30]), (29, [30]), (30, [])],
)
def test_an_answer_can_be_given_until_the_time_that_it_names(after_start: int, possible: list[int]) -> None:
    assert possible_answers(BOOKING, STARTS_AT + after_start * MINUTE) == possible


@pytest.mark.parametrize("minutes", [-10, 5, 15, 40])
def test_other_delays_than_those_offered_are_refused(minutes: int) -> None:
    with pytest.raises(NotFound):
        check_answer(BOOKING, minutes, STARTS_AT - MINUTE)


@pytest.mark.parametrize("status", [BookingStatus.CANCELED, BookingStatus.COMPLETED, BookingStatus.NO_SHOW])
def test_a_booking_that_does_not_stand_takes_no_answer(status: BookingStatus) -> None:
    with pytest.raises(BookingClosed):
        check_answer(a_booking(STARTS_AT, status=status), IN_TIME, STARTS_AT - MINUTE)


def test_after_the_visit_there_is_no_answer() -> None:
    with pytest.raises(BookingClosed):
        check_answer(BOOKING, 30, BOOKING.ends_at)


def test_a_guest_who_is_there_has_nothing_to_answer() -> None:
    seated = a_booking(STARTS_AT, status=BookingStatus.SEATED)
    with pytest.raises(TooLateToAnswer):
        check_answer(seated, 10, STARTS_AT - MINUTE)


def test_a_guest_may_change_the_answer_a_few_times() -> None:
    check_answers(ANSWERS_OF_BOOKING - 1)
    with pytest.raises(TooManyAnswers):
        check_answers(ANSWERS_OF_BOOKING)
