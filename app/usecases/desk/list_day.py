"""List a day's bookings."""

from datetime import date, datetime

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.availability.slots import span_of_days
from app.domain.bookings import Booking, BookingStatus
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.clock import Clock


class ListDay:
    """List all bookings of the admin's venue that start on a day of its zone, each with its guest.

    Guests who are still to come or are there now come first, soonest first; then visits that are over, then canceled
    ones. At one time tables and doctors are in the catalogue's order.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, day: date) -> list[tuple[Booking, Guest]]:
        begin, end = span_of_days(admin.venue, [day])
        async with self._database.read() as tx:
            bookings = await tx.bookings.between(admin.venue.id, begin, end)
            guests = await tx.guests.get_many({booking.guest_id for booking in bookings})
        ordered = sorted(bookings, key=lambda booking: _place(admin.venue, booking, self._clock.now()))
        return [(booking, guests[booking.guest_id]) for booking in ordered]


def _place(venue: Venue, booking: Booking, now: datetime) -> tuple[bool, bool, datetime, int, str]:
    """Return what a day's list is sorted by. A resource that the catalogue no longer has comes last."""
    is_canceled, is_over = booking.status is BookingStatus.CANCELED, booking.ends_at <= now
    numbers = {resource_id: number for number, resource_id in enumerate(venue.resources)}
    number = numbers.get(booking.resource_id, len(numbers))
    return is_canceled, is_over, booking.starts_at, number, booking.resource_id
