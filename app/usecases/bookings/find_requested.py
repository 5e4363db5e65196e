"""Find the booking that a guest's request has made."""

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.bookings import Booking
from app.runtime.clock import Clock
from app.usecases.bookings.book_slot import REQUEST_KEY_KEPT


class FindRequested:
    """Return the booking that the guest's own request with this key has made, or None.

    None also after `REQUEST_KEY_KEPT`, and for a booking that is canceled, over, or taken off the guest's list.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, visitor: Visitor, request_key: str) -> Booking | None:
        async with self._database.read() as tx:
            found = await tx.booking_requests.find(visitor.guest.id, request_key)
        if found is None or self._clock.now() >= found.booking.created_at + REQUEST_KEY_KEPT:
            return None
        return found.booking if found.booking.is_live else None
