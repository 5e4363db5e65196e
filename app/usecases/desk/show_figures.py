"""Count a venue's guests and bookings."""

from dataclasses import dataclass

from app.database.guests import GuestCount
from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.bookings import BookingStatus
from app.domain.guests import Guest
from app.runtime.clock import Clock
from app.texts.facts import NEWEST_GUESTS

BARRED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """The venue in numbers."""

    guests: GuestCount
    newest: list[Guest]
    barred: list[Guest]
    """Those who were barred last, at most `BARRED_SHOWN`."""
    bookings: dict[BookingStatus, int]


class ShowFigures:
    """Count the guests and bookings of the admin's venue, and name its newest and its barred guests."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin) -> Figures:
        venue = admin.venue
        async with self._database.read() as tx:
            return Figures(
                guests=await tx.guests.count(venue.id),
                newest=await tx.guests.newest(venue.id, limit=NEWEST_GUESTS),
                barred=await tx.guests.barred(venue.id, limit=BARRED_SHOWN),
                bookings=await tx.bookings.count_by_status(venue.id, self._clock.now()),
            )
