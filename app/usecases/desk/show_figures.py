"""Count a venue's guests and bookings."""

from dataclasses import dataclass

from app.database.guests import GuestCount
from app.database.transaction import Database
from app.domain.bookings import BookingStatus
from app.domain.guests import Guest
from app.domain.venues import Venue


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
