"""Count what an export would have."""

from datetime import date

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.availability.slots import span_of_days


class CountBookings:
    """Count the bookings of the admin's venue that begin on the local days from the first to the last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, admin: Admin, first_day: date, last_day: date) -> int:
        async with self._database.read() as tx:
            return await tx.venue_bookings.count_between(
                admin.venue.id, *span_of_days(admin.venue, [first_day, last_day])
            )
