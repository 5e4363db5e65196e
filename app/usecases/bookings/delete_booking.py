"""Delete a past or canceled booking from its guest's list."""

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.bookings import check_deletable
from app.domain.messages.payloads import AlertDeleted
from app.domain.messages.planning import Chats, plan_news
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import check_access


class DeleteBooking:
    """Hide a past or canceled booking from its guest, and alert the admins, who still see it.

    Only its guest may delete it; a second deletion changes nothing. Raises `NotFound`, `BookingActive`.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, visitor: Visitor, booking_id: int) -> None:
        venue, now = visitor.venue, self._clock.now()
        async with self._database.write() as tx:
            booking = await tx.bookings.get_locked(venue.id, booking_id)
            await check_access(tx, visitor, booking)
            check_deletable(booking, now)
            if booking.deleted_at:
                return
            await tx.bookings.delete(booking, visitor.actor, now)
            chats = Chats(visitor.guest.telegram_id, venue.admin_ids)
            due = await tx.ledger.plan(venue.id, plan_news(AlertDeleted(), booking, chats, now), now)
        await self._queue.push(due)
