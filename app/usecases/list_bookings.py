"""Look at many bookings."""

from dataclasses import dataclass
from datetime import date

from app.clock import Clock
from app.database.guests import GuestCount
from app.database.transaction import Database
from app.domain.booking import Booking, BookingStatus
from app.domain.guest import Guest
from app.domain.slots import span_of_days
from app.domain.venue import Venue


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a guest's bookings and how many there are in all."""

    bookings: list[Booking]
    total: int


class ListMyBookings:
    """What the guest has not deleted: upcoming ones first, soonest first; then past ones, newest first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, guest: Guest, offset: int, limit: int) -> Page:
        async with self._database.read() as tx:
            bookings = await tx.bookings.of_guest(guest.id, self._clock.now(), offset, limit)
            return Page(bookings, await tx.bookings.count_of_guest(guest.id))


class ListDay:
    """All bookings of a venue that start on a local day, with their guests. For admins: the caller has checked that."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, venue: Venue, day: date) -> list[tuple[Booking, Guest]]:
        begin, end = span_of_days(venue, [day])
        async with self._database.read() as tx:
            bookings = await tx.bookings.between(venue.id, begin, end)
            guests = await tx.guests.get_many({booking.guest_id for booking in bookings})
        return [(booking, guests[booking.guest_id]) for booking in bookings]


@dataclass(frozen=True, slots=True)
class Figures:
    """The venue in numbers."""

    guests: GuestCount
    newest: list[Guest]
    bookings: dict[BookingStatus, int]


class ShowFigures:
    """Guests and bookings counted. For admins: the caller has checked that."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, venue: Venue) -> Figures:
        async with self._database.read() as tx:
            return Figures(
                guests=await tx.guests.count(venue.id),
                newest=await tx.guests.newest(venue.id, limit=5),
                bookings=await tx.bookings.count_by_status(venue.id),
            )
