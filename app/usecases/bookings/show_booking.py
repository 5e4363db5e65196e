"""Show one booking."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.database.transaction import Database, Transaction
from app.domain.access import Admin, LinkHolder, Visitor
from app.domain.bookings import Booking, BookingChange, Role
from app.domain.errors import NotFound
from app.domain.guests import Guest


@dataclass(frozen=True, slots=True)
class BookingCard:
    """A booking with its guest and its history."""

    booking: Booking
    guest: Guest
    history: list[BookingChange]
    admins: Mapping[int, Guest]
    """The admins who changed it, as far as the venue knows them, by their Telegram id."""


class ShowBooking:
    """Show a booking to its guest, to an admin of its venue, or to a person who has the link to it.

    Raises `NotFound` for any other booking, so that others do not learn that it exists.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, who: Visitor | Admin | LinkHolder, booking_id: int) -> BookingCard:
        async with self._database.read() as tx:
            booking = await tx.bookings.get(who.venue.id, booking_id)
            guest = await check_access(tx, who, booking)
            history = await tx.booking_history.of_booking(booking_id)
            actors = {change.actor.telegram_id for change in history if change.actor.role is Role.ADMIN}
            admins = await tx.guests.of_chats(who.venue.id, [actor for actor in actors if actor])
            return BookingCard(booking, guest, history, admins)


async def check_access(tx: Transaction, who: Visitor | Admin | LinkHolder, booking: Booking) -> Guest:
    """Return the booking's guest. Raises `NotFound` if `who` may not see the booking."""
    guest = await tx.guests.get(booking.guest_id)
    if not who.may_see(guest):
        raise NotFound(f"no booking {booking.id}")
    return guest
