"""Whether a guest has come: what the venue's people record, when they may, and how they take it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.bookings import Booking, BookingStatus, Change
from app.domain.errors import BookingChanged, TooEarly

SEATED_BEFORE = timedelta(hours=2)
"""A guest who comes so long before the start of the visit may be seated."""


class Attendance(StrEnum):
    """What an admin records about a guest."""

    SEAT = "seat"
    """The guest has come."""
    UNSEAT = "unseat"
    """Take back that the guest has come."""
    NO_SHOW = "no_show"
    """The guest has not come. Before the end of the visit that frees the rest of its slot."""
    UNDO_NO_SHOW = "undo_no_show"
    """Take back that the guest has not come."""


@dataclass(frozen=True, slots=True)
class _Rule:
    before: Collection[BookingStatus]
    """From which statuses, as people see them, it is possible."""
    after: BookingStatus
    change: Change
    since: timedelta | None = None
    """From when on, as seen from the start of the visit; None: always."""


_RULES = {
    Attendance.SEAT: _Rule({BookingStatus.BOOKED}, BookingStatus.SEATED, Change.SEATED, -SEATED_BEFORE),
    Attendance.UNSEAT: _Rule({BookingStatus.SEATED}, BookingStatus.BOOKED, Change.UNSEATED),
    Attendance.NO_SHOW: _Rule(
        {BookingStatus.BOOKED, BookingStatus.COMPLETED}, BookingStatus.NO_SHOW, Change.NO_SHOW, timedelta(0)
    ),
    Attendance.UNDO_NO_SHOW: _Rule({BookingStatus.NO_SHOW}, BookingStatus.BOOKED, Change.UNDO_NO_SHOW),
}


def check_attendance(booking: Booking, attendance: Attendance, now: datetime) -> tuple[BookingStatus, Change]:
    """Return the booking's next status, and what is written into its history. `now` is UTC.

    Raises `BookingChanged` where it is no longer in a status from which that is possible, and `TooEarly` for a guest
    who is seated more than `SEATED_BEFORE` the start, or has not come before the visit has begun.
    """
    rule = _RULES[attendance]
    came = attendance is Attendance.NO_SHOW and booking.seated_at is not None
    if booking.status_at(now) not in rule.before or came:
        raise BookingChanged(f"booking {booking.id} is {booking.status_at(now)}")
    if rule.since is not None and now < booking.starts_at + rule.since:
        raise TooEarly(f"booking {booking.id} starts at {booking.starts_at.isoformat()}")
    has_ended = booking.ends_at <= now
    return BookingStatus.COMPLETED if has_ended and rule.after is BookingStatus.BOOKED else rule.after, rule.change


def is_recorded(booking: Booking, attendance: Attendance, now: datetime) -> bool:
    """Whether the booking is at `now` (UTC) as that would make it: it was recorded already."""
    return booking.status_at(now) is _RULES[attendance].after


def possible_attendance(booking: Booking, now: datetime) -> frozenset[Attendance]:
    """Return what can be recorded about the booking at `now` (UTC)."""
    return frozenset(each for each in Attendance if _is_possible(booking, each, now))


def _is_possible(booking: Booking, attendance: Attendance, now: datetime) -> bool:
    try:
        check_attendance(booking, attendance, now)
    except (BookingChanged, TooEarly):
        return False
    return True
