"""Delete a past or canceled booking from its guest's list."""

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.bookings import check_deletable
from app.domain.messages.payloads import AlertDeleted
from app.domain.messages.planning import Chats, plan_news
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.alerts import time_of_alert
from app.usecases.bookings.show_booking import find_locked


class DeleteBooking:
    """Hide a past or canceled booking from its guest, and alert the admins, who still see it.

    Only its guest may delete it. After that it is gone for them: a second deletion raises `NotFound`, as for a booking
    of somebody else. Raises `BookingActive`.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, visitor: Visitor, booking_id: int) -> None:
        venue, now = visitor.venue, self._clock.now()
        async with self._database.write() as tx:
            guest, booking = await find_locked(tx, visitor, booking_id)
            check_deletable(booking, now)
            await tx.bookings.delete(booking, visitor.actor, now)
            chats = Chats(guest.telegram_id, venue.alert_chats)
            alert_at = await time_of_alert(tx, visitor.actor, guest, now)
            due = await tx.ledger.plan(venue.id, plan_news(AlertDeleted(), booking, chats, alert_at), now)
        await self._queue.push(due)
