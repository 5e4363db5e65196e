"""Search bookings."""

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.search import Search
from app.runtime.clock import Clock
from app.usecases.desk.list_day import Listed


class SearchBookings:
    """Find bookings of the admin's venue, each with its guest: upcoming ones first, soonest first; then past ones and
    canceled ones, newest first. At most `limit`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, search: Search, limit: int) -> list[Listed]:
        async with self._database.read() as tx:
            found = await tx.venue_bookings.search(admin.venue.id, search, self._clock.now(), limit)
            guests = await tx.guests.get_many({booking.guest_id for booking in found})
        return [(booking, guests[booking.guest_id]) for booking in found]
