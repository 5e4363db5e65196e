"""Show which bookings a closure would hit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database.transaction import Database, Transaction
from app.domain.access import Admin
from app.domain.bookings import Booking, BookingStatus
from app.domain.closures import NewClosure
from app.domain.guests import Guest
from app.domain.venues import resource_ids_of
from app.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class ClosurePreview:
    """What a closure would hit."""

    hit: Sequence[tuple[Booking, Guest]]
    """The bookings that would be canceled, the earliest first."""
    seated: int
    """Guests who are there now: they stay."""
    digest: str
    """Equal for the same bookings at the same times."""


class PreviewClosure:
    """Show which bookings of the admin's venue fall into a closure that is not made yet. Raises `NotFound` for an
    unknown resource."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, closure: NewClosure) -> ClosurePreview:
        if closure.resource_id is not None:
            admin.venue.resource(closure.resource_id)
        async with self._database.read() as tx:
            hit, seated = await find_hit(tx, admin, closure, self._clock.now())
            guests = await tx.guests.get_many({booking.guest_id for booking in hit})
        listed = [(booking, guests[booking.guest_id]) for booking in hit]
        return ClosurePreview(listed, seated, digest(hit))


async def find_hit(tx: Transaction, admin: Admin, closure: NewClosure, now: datetime) -> tuple[list[Booking], int]:
    """Return the bookings that fall into the closure and have not ended at `now` (UTC), and the number of guests among
    them who are there now, whose bookings are left out."""
    live = [
        booking
        for booking in await tx.bookings.at(admin.venue.id, closure.span)
        if booking.is_active(now) and any(closure.covers(each) for each in resource_ids_of(booking.resource_id))
    ]
    hit = [booking for booking in live if booking.status is not BookingStatus.SEATED]
    return hit, len(live) - len(hit)


def digest(hit: Sequence[Booking]) -> str:
    """Equal for the same bookings at the same times."""
    content = [(booking.id, booking.time_version) for booking in hit]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]
