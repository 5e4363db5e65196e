"""The columns of a booking: how a row becomes a `Booking`, and conditions that several repositories share."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, true

from app.database.tables import bookings
from app.domain.bookings import Booking, BookingStatus, Misfit, Promise, ReminderAnswer, Source, Standing
from app.domain.relatives import Relative

LONGEST_VISIT = timedelta(days=1)
"""A booking that overlaps an instant began at most this long before it."""
COMPOSED = frozenset({"standing", "answer", "for_whom"})
"""Fields of `Booking` that are made of several columns."""
IS_NOT_HELD = bookings.c.status != BookingStatus.HELD
"""A place that is held for a guest of the waiting list takes its slot, and is nobody's booking before it is taken: no
list, figure or limit counts it."""


def booking_of(row: RowMapping) -> Booking:
    """The booking in a row with all columns of `bookings`."""
    values = {field.name: row[field.name] for field in fields(Booking) if field.name not in COMPOSED}
    status = BookingStatus(values["status"])
    if status is BookingStatus.BOOKED and values["seated_at"] is not None:
        status = BookingStatus.SEATED
    # Rows of earlier releases have nulls.
    source = Source(row["source"]) if row["source"] in set(Source) else None
    values |= {"status": status, "source": source, "buffer_minutes": row["buffer_minutes"] or 0}
    return Booking(**values, standing=_standing(row), answer=_answer(row), for_whom=for_whom_of(row))


def _standing(row: RowMapping) -> Standing | None:
    if row["promised_local_start"] is None or row["standing_version"] != row["time_version"]:
        return None
    promise = Promise(row["promised_local_start"], row["promised_specialty"])
    # A later release may know more misfits.
    accepted = {name for name in (row["accepted_misfits"] or "").split(",") if name in set(Misfit)}
    return Standing(promise, frozenset(map(Misfit, accepted)), row["undecided_since"])


def _answer(row: RowMapping) -> ReminderAnswer | None:
    if row["answered_at"] is None or row["answered_version"] != row["time_version"]:
        return None
    return ReminderAnswer(row["late_minutes"], row["answered_at"])


def for_whom_of(row: RowMapping) -> Relative | None:
    """The person who comes; None for the guest."""
    return Relative(row["for_name"], row["for_birth_year"]) if row["for_name"] is not None else None


def for_whom_values(for_whom: Relative | None) -> dict[str, Any]:
    """The columns that say who comes, of a booking or of a wish for one."""
    return {
        "for_name": for_whom.name if for_whom else None,
        "for_birth_year": for_whom.birth_year if for_whom else None,
    }


def standing_values(standing: Standing) -> dict[str, object]:
    """The columns that say how a booking stands with the catalogue."""
    return {
        "promised_local_start": standing.promise.local_start,
        "promised_specialty": standing.promise.specialty,
        "accepted_misfits": ",".join(sorted(standing.accepted)) or None,
        "undecided_since": standing.undecided_since,
    }


def overlap(begin: datetime, end: datetime) -> list[ColumnElement[bool]]:
    """The conditions that a booking overlaps [begin, end)."""
    # The lower bound of starts_at follows from the others, but limits the range of the index.
    return [bookings.c.starts_at < end, bookings.c.ends_at > begin, bookings.c.starts_at > begin - LONGEST_VISIT]


def is_other_than(booking_id: int | None, column: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a row is of another booking. `column` has the ids of bookings. All rows if `booking_id` is
    None."""
    return column != booking_id if booking_id is not None else true()


def is_undecided() -> ColumnElement[bool]:
    """The condition that an admin has to decide about a booking, as of the last comparison with the catalogue. Never
    null, so that it can be negated."""
    is_of_present_time = bookings.c.standing_version.is_not_distinct_from(bookings.c.time_version)
    return and_(is_of_present_time, bookings.c.undecided_since.is_not(None))
