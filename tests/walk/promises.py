"""What must be true of the database after each step of a walk."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, and_, func, select

from app.database.tables import bookings, guests, notifications
from app.domain.bookings import BookingStatus, Source
from app.domain.messages.kinds import Kind, Subject
from app.domain.relatives import Relative, may_be_same
from tests.databases import OpenDatabase
from tests.overlaps import count_overlaps

LATE = timedelta(minutes=2)
"""A confirmation that Telegram's limits have held back is sent within this time."""


async def broken_promises(database: OpenDatabase, now: datetime) -> AsyncIterator[str]:
    """Yield a description of each promise about bookings and confirmations that the database breaks at `now`."""
    if overlaps := (await database.rows(count_overlaps()))[0]["overlaps"]:
        yield f"{overlaps} pairs of bookings overlap on a resource"
    for pair in await database.rows(_OF_ONE_GUEST_AT_ONE_TIME):
        if may_be_same(
            _relative(pair["for_name"], pair["for_year"]), _relative(pair["other_name"], pair["other_year"])
        ):
            yield f"a person is at two places at one time: {dict(pair)}"
    for booking in await database.rows(_CONFIRMATIONS):
        if reason := _not_confirmed(booking, now):
            yield f"booking {booking['id']}: {reason}"
    for booking in await database.rows(_CONFIRMED_TWICE):
        yield f"two confirmations of booking {booking['subject_id']}"


one, two = bookings.alias(), bookings.alias()
_OF_ONE_GUEST_AT_ONE_TIME = select(
    *(one.c.id, one.c.starts_at, one.c.for_name, one.c.for_birth_year.label("for_year"), two.c.id.label("other_id")),
    *(two.c.for_name.label("other_name"), two.c.for_birth_year.label("other_year")),
).where(
    one.c.guest_id == two.c.guest_id,
    one.c.id < two.c.id,
    one.c.status == BookingStatus.BOOKED,
    two.c.status == BookingStatus.BOOKED,
    one.c.starts_at < two.c.ends_at,
    two.c.starts_at < one.c.ends_at,
)
confirmation = notifications.alias()
_IS_OF_BOOKING = and_(
    confirmation.c.subject_type == Subject.BOOKING,
    confirmation.c.subject_id == bookings.c.id,
    confirmation.c.kind == Kind.CONFIRMATION,
)
_CONFIRMATIONS = (
    select(bookings.c.id, bookings.c.source, bookings.c.created_at, bookings.c.status.label("booking_status"))
    .add_columns(
        guests.c.telegram_id, guests.c.is_barred, confirmation.c.status, confirmation.c.due_at, confirmation.c.failure
    )
    .select_from(bookings.join(guests).outerjoin(confirmation, _IS_OF_BOOKING))
)
_CONFIRMED_TWICE = (
    select(notifications.c.subject_id)
    .where(notifications.c.subject_type == Subject.BOOKING, notifications.c.kind == Kind.CONFIRMATION)
    .group_by(notifications.c.subject_id)
    .having(func.count() > 1)
)


def _relative(name: str | None, birth_year: int | None) -> Relative | None:
    return None if name is None else Relative(name, birth_year)


def _not_confirmed(booking: RowMapping, now: datetime) -> str | None:
    """Return what is wrong with the confirmation of a booking, or None."""
    status = booking["status"]
    if status is None:
        # The messages of a guest who was forgotten are deleted, and with them the Telegram id, unless they are barred.
        is_known = booking["telegram_id"] is not None and not booking["is_barred"]
        is_owed = booking["source"] in {Source.CHAT, Source.APP} and booking["booking_status"] != BookingStatus.HELD
        return "its guest got no confirmation" if is_known and is_owed else None
    if status in {"failed", "missed"}:
        return f"its confirmation {status}: {booking['failure']}"
    if status in {"pending", "queued", "sending"} and booking["due_at"] < now - LATE:
        return f"its confirmation is {status} since {booking['due_at']}"
    return None
