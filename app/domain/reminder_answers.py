"""What a guest may answer to a reminder, and until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.bookings import Booking, BookingStatus
from app.domain.errors import BookingClosed, NotFound, TooLateToAnswer, TooManyAnswers

IN_TIME = 0
LATE_CHOICES = (10, 20, 30)
"""Minutes after the start of the visit."""
ANSWERS_OF_BOOKING = 10
"""So often a guest may answer about one booking: each answer is an entry of its history."""


def check_answer(booking: Booking, late_minutes: int, now: datetime) -> None:
    """Raise an error if the guest cannot answer at `now` (UTC) that they come `late_minutes` after the start.

    An answer may be given and changed until the time that it names. Raises `NotFound` for minutes that are not offered,
    `BookingClosed` for a booking that is over or canceled, and `TooLateToAnswer`.
    """
    if late_minutes not in {IN_TIME, *LATE_CHOICES}:
        raise NotFound(f"no answer of {late_minutes} minutes")
    if not booking.is_active(now):
        raise BookingClosed(f"booking {booking.id} is {booking.status}")
    if booking.status is not BookingStatus.BOOKED or now >= booking.starts_at + timedelta(minutes=late_minutes):
        raise TooLateToAnswer(f"booking {booking.id} is {booking.status}, since {booking.starts_at.isoformat()}")


def check_answers(answers: int) -> None:
    """Raise `TooManyAnswers` if the guest has answered so often about the booking as one may."""
    if answers >= ANSWERS_OF_BOOKING:
        raise TooManyAnswers(f"answered {answers} times")


def possible_answers(booking: Booking, now: datetime) -> Sequence[int]:
    """Return the minutes that the guest may answer at `now` (UTC), the fewest first; `IN_TIME` is one of them."""
    return [minutes for minutes in (IN_TIME, *LATE_CHOICES) if _is_possible(booking, minutes, now)]


def _is_possible(booking: Booking, late_minutes: int, now: datetime) -> bool:
    try:
        check_answer(booking, late_minutes, now)
    except (BookingClosed, TooLateToAnswer):
        return False
    return True
