"""Show which bookings a closure would hit."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.database.transaction import Database, Transaction
from app.domain.access import Admin
from app.domain.availability.elsewhere import find_moves, places_elsewhere, wish_elsewhere
from app.domain.availability.free_places import without_pacing
from app.domain.availability.offering import Offering
from app.domain.availability.slots import day_of
from app.domain.bookings import Booking, BookingStatus
from app.domain.closures import NewClosure, with_closures
from app.domain.guests import Guest
from app.domain.venues import Place, Venue
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import read_occupied


@dataclass(frozen=True, slots=True)
class ClosurePreview:
    """What a closure would hit."""

    hit: Sequence[tuple[Booking, Guest]]
    """The bookings that fall into it, the earliest first."""
    moves: Mapping[int, Place]
    """Where those of them that can be moved would be, at the same time, by the id of the booking."""
    seated: int
    """Guests who are there now: they stay."""
    digest: str
    """Equal for the same bookings at the same times."""


class PreviewClosure:
    """Show which bookings of the admin's venue fall into a closure that is not made yet, and which of them can be moved
    to another place at the same time. Raises `NotFound` for an unknown resource."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, closure: NewClosure) -> ClosurePreview:
        if closure.resource_id is not None:
            admin.venue.resource(closure.resource_id)
        async with self._database.read() as tx:
            hit, seated = await find_hit(tx, admin, closure, self._clock.now())
            moves = await _find_moves(tx, admin.venue, closure, hit)
            guests = await tx.guests.get_many({booking.guest_id for booking in hit})
        listed = [(booking, guests[booking.guest_id]) for booking in hit]
        return ClosurePreview(listed, moves, seated, digest(hit))


async def find_hit(tx: Transaction, admin: Admin, closure: NewClosure, now: datetime) -> tuple[list[Booking], int]:
    """Return the bookings that fall into the closure and have not ended at `now` (UTC), and the number of guests among
    them who are there now, whose bookings are left out."""
    live = [
        booking
        for booking in await tx.venue_bookings.at(admin.venue.id, closure.span)
        if booking.is_active(now) and closure.covers_place(booking.resource_id)
    ]
    hit = [booking for booking in live if booking.status is not BookingStatus.SEATED]
    return hit, len(live) - len(hit)


async def _find_moves(
    tx: Transaction, venue: Venue, closure: NewClosure, hit: Sequence[Booking]
) -> Mapping[int, Place]:
    """Return where the bookings would be moved by `Close`, by id. The number of queries does not grow with theirs."""
    places = {booking: places_elsewhere(venue, booking) for booking in hit}
    movable = [booking for booking in hit if places[booking]]
    if closure.resource_id is None or not movable:
        # There is no other place in a venue that is closed.
        return {}
    longest_buffer = max((wish_elsewhere(venue, booking) for booking in movable), key=Offering(venue).buffer)
    fitting = list(dict.fromkeys(place for booking in movable for place in places[booking]))
    days = sorted({day_of(venue, booking.starts_at) for booking in movable})
    occupied = await read_occupied(tx, without_pacing(venue), longest_buffer, fitting, days)
    return find_moves(venue, hit, replace(occupied, busy=with_closures(occupied.busy, [closure], venue.resources)))


def digest(hit: Sequence[Booking]) -> str:
    """Equal for the same bookings at the same times."""
    content = [(booking.id, booking.time_version) for booking in hit]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]
