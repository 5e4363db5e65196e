"""Show a booking's card to an admin."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.bookings import Booking, BookingChange, Role
from app.domain.guests import Guest
from app.texts.facts import HISTORY_LINES
from app.usecases.bookings.show_booking import check_access


@dataclass(frozen=True, slots=True)
class Card:
    """A booking with its guest and the newest changes of its history, the oldest of these first."""

    booking: Booking
    guest: Guest
    history: list[BookingChange]
    admins: Mapping[int, Guest]
    """The admins who made these changes, as far as the venue knows them, by their Telegram id."""


class ShowCard:
    """Show a booking of the admin's venue with its guest and its history. Raises `NotFound`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, admin: Admin, booking_id: int) -> Card:
        async with self._database.read() as tx:
            booking = await tx.bookings.get(admin.venue.id, booking_id)
            guest = await check_access(tx, admin, booking)
            history = await tx.booking_history.of_booking(booking_id, HISTORY_LINES)
            actors = {change.actor.telegram_id for change in history if change.actor.role is Role.ADMIN}
            admins = await tx.guests.of_chats(admin.venue.id, [actor for actor in actors if actor])
            return Card(booking, guest, history, admins)
