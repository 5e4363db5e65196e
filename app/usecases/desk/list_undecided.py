"""List the bookings about which an admin has to decide."""

from dataclasses import dataclass

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.bookings import Booking, Misfit
from app.domain.guests import Guest
from app.domain.misfits import undecided
from app.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class UndecidedBooking:
    """A booking that no longer fits the catalogue."""

    booking: Booking
    guest: Guest
    misfits: frozenset[Misfit]


class ListUndecided:
    """List the live bookings of the admin's venue that no longer fit its catalogue, soonest first.

    They are judged now, as the gate of delivery judges them. Bookings that an admin has kept are not among them.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin) -> list[UndecidedBooking]:
        now = self._clock.now()
        async with self._database.read() as tx:
            found = [
                (booking, misfits)
                for booking in await tx.venue_bookings.live(admin.venue.id, now)
                if (misfits := undecided(admin.venue, booking, now))
            ]
            guests = await tx.guests.get_many({booking.guest_id for booking, _ in found})
        return [UndecidedBooking(booking, guests[booking.guest_id], misfits) for booking, misfits in found]
