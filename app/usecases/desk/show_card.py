"""Show a booking's card to an admin, or to the person of its resource."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.database.guest_bookings import GuestVisits
from app.database.transaction import Database
from app.domain.access import Admin, Staff
from app.domain.bookings import Booking, BookingChange, Role
from app.domain.guests import Guest
from app.domain.ratings import Rating
from app.runtime.clock import Clock
from app.texts.facts import HISTORY_LINES
from app.usecases.bookings.show_booking import check_access

VENUES_PEOPLE = frozenset({Role.ADMIN, Role.STAFF})


@dataclass(frozen=True, slots=True)
class Card:
    """A booking with its guest and the newest changes of its history, the oldest of these first."""

    booking: Booking
    guest: Guest
    visits: GuestVisits
    """Of the guest, so far."""
    history: list[BookingChange]
    people: Mapping[int, Guest]
    """The admins and staff who made these changes, as far as the venue knows them, by their Telegram id."""
    rating: Rating | None
    touched_at: datetime | None
    """The start of the next visit there, UTC, if the guest comes late and that reaches into it."""


class ShowCard:
    """Show a booking of the venue with its guest and its history; to staff only an own one. Raises `NotFound`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, who: Admin | Staff, booking_id: int) -> Card:
        async with self._database.read() as tx:
            booking = await tx.bookings.get(who.venue.id, booking_id)
            guest = await check_access(tx, who, booking)
            visits = await tx.guest_bookings.count_visits(guest.id, self._clock.now())
            history = await tx.booking_history.of_booking(booking_id, HISTORY_LINES)
            actors = {change.actor.telegram_id for change in history if change.actor.role in VENUES_PEOPLE}
            people = await tx.guests.of_chats(who.venue.id, [actor for actor in actors if actor])
            touched_at = await tx.busy_times.touched_by_delay(booking)
            rating = await tx.ratings.find(booking_id)
            return Card(booking, guest, visits, history, people, rating, touched_at)
