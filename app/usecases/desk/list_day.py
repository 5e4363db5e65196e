"""List a day's bookings."""

from datetime import date

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.availability.slots import span_of_days
from app.domain.bookings import Booking
from app.domain.guests import Guest


class ListDay:
    """List all bookings of the admin's venue that start on a day of its zone, each with its guest, soonest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, admin: Admin, day: date) -> list[tuple[Booking, Guest]]:
        begin, end = span_of_days(admin.venue, [day])
        async with self._database.read() as tx:
            bookings = await tx.bookings.between(admin.venue.id, begin, end)
            guests = await tx.guests.get_many({booking.guest_id for booking in bookings})
        return [(booking, guests[booking.guest_id]) for booking in bookings]
