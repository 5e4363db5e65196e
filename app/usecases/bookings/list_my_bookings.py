"""List a guest's own bookings."""

from dataclasses import dataclass

from app.database.transaction import Database
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a guest's bookings and how many there are in all."""

    bookings: list[Booking]
    total: int


class ListMyBookings:
    """What the guest has not deleted: upcoming ones first, soonest first; then past ones, newest first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, guest: Guest, offset: int, limit: int) -> Page:
        async with self._database.read() as tx:
            bookings = await tx.bookings.of_guest(guest.id, self._clock.now(), offset, limit)
            return Page(bookings, await tx.bookings.count_of_guest(guest.id))
