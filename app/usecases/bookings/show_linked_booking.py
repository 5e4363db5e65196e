"""Show a booking to a person who has the link to it."""

from app.database.transaction import Database
from app.domain.access import LinkHolder
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.usecases.bookings.show_booking import check_access


class ShowLinkedBooking:
    """Show a booking, with its guest, to anybody who has the secret link to it. Raises `NotFound`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, holder: LinkHolder) -> tuple[Booking, Guest]:
        async with self._database.read() as tx:
            booking = await tx.bookings.get(holder.venue.id, holder.booking_id)
            return booking, await check_access(tx, holder, booking)
