"""Look at one booking."""

from dataclasses import dataclass

from app.database.transaction import Database, Transaction
from app.domain.bookings import Actor, Booking, BookingChange
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.venues import Venue


@dataclass(frozen=True, slots=True)
class BookingCard:
    """A booking with whose it is and what became of it."""

    booking: Booking
    guest: Guest
    history: list[BookingChange]


class ShowBooking:
    """The card of a booking, for its guest and for the venue's admins. Raises `NotFound` for everybody else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, venue: Venue, booking_id: int, actor: Actor) -> BookingCard:
        async with self._database.read() as tx:
            booking = await tx.bookings.get(venue.id, booking_id)
            guest = await check_access(tx, venue, booking, actor)
            return BookingCard(booking, guest, await tx.bookings.history(booking_id))


async def check_access(tx: Transaction, venue: Venue, booking: Booking, actor: Actor) -> Guest:
    """The booking's guest. Raises `NotFound` when the actor may not see it: nobody else learns that it exists."""
    guest = await tx.guests.get(booking.guest_id)
    if not guest.is_seen_by(actor, venue):
        raise NotFound(f"no booking {booking.id}")
    return guest
