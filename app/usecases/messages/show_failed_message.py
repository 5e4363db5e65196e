"""Show one message that failed."""

from dataclasses import dataclass

from app.database.transaction import Database, Transaction
from app.domain.access import Admin
from app.domain.bookings import Booking
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.messages.notifications import FailedNotification, Notification, is_of_use
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.usecases.messages.list_failed_messages import FailedMessage


@dataclass(frozen=True, slots=True)
class FailedMessageCard(FailedMessage):
    """A failed message, and what an admin can do about it."""

    is_of_use: bool
    """Whether it can be sent again."""
    booking: Booking | None
    """The booking it is about; None when it is about something else."""
    guest: Guest | None
    """The booking's guest: for an alert, somebody else than its recipient."""


class ShowFailedMessage:
    """Show one message of the admin's venue that failed. Raises `NotFound` when it is not failed (any more)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, notification_id: int) -> FailedMessageCard:
        venue = admin.venue
        async with self._database.read() as tx:
            failed, booking = await find_failed_message(tx, venue, notification_id)
            reader = await tx.guests.find(venue.id, failed.notification.chat_id)
            guest = await tx.guests.get(booking.guest_id) if booking else None
        can_be_sent = is_of_use(failed.notification, booking, self._clock.now())
        return FailedMessageCard(failed, reader, can_be_sent, booking, guest)


async def find_failed_message(
    tx: Transaction, venue: Venue, notification_id: int
) -> tuple[FailedNotification, Booking | None]:
    """The failed message, and the booking it is about, if it is about one. Raises `NotFound`."""
    failed = await tx.failed_messages.find(venue.id, notification_id)
    if failed is None:
        raise NotFound(f"no failed message {notification_id}")
    notification = failed.notification
    booking_id = notification.booking_id if isinstance(notification, Notification) else None
    return failed, await tx.bookings.find(venue.id, booking_id)
