"""List a guest's own bookings."""

from dataclasses import dataclass

from app.database.transaction import Database
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class ListedBookings:
    """One page of a guest's bookings."""

    bookings: list[Booking]
    total: int
    """The number of bookings on all pages."""


class ListMyBookings:
    """List a guest's own bookings, without deleted ones: upcoming ones first, soonest first; then past, newest first.

    `offset` bookings are skipped, and at most `limit` are returned.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, guest: Guest, offset: int, limit: int) -> ListedBookings:
        async with self._database.read() as tx:
            bookings = await tx.guest_bookings.page(guest.id, self._clock.now(), offset, limit)
            return ListedBookings(bookings, await tx.guest_bookings.count(guest.id))
