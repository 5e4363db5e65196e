"""List a day's bookings."""

from datetime import date

from app.database.transaction import Database
from app.domain.availability.slots import span_of_days
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.venues import Venue


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
