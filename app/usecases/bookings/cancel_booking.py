"""Cancel a booking."""

from app.database.transaction import Database
from app.domain.access import Admin, Visitor
from app.domain.bookings import check_changeable, check_unchanged
from app.domain.messages.payloads import AlertCanceled, Canceled, CanceledByVenue
from app.domain.messages.planning import Chats, plan_news
from app.domain.misfits import undecided
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.alerts import time_of_alert
from app.usecases.bookings.show_booking import find_locked


class CancelBooking:
    """Cancel a booking: free its slot, cancel its unsent messages and plan alerts.

    The guest's message about the booking is edited; where an admin canceled, the guest is sent a message, too.

    The guest may cancel until the venue's limit before the start, an admin until the end; and also after it, if the
    booking no longer fitted the catalogue and nobody had decided about it: of that the guest is told nothing.
    `seen_version` is the `time_version` with which the booking was shown; None if it was not shown.
    Raises `NotFound`, `BookingClosed`, `TooLateToChange`, `BookingChanged`.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, who: Visitor | Admin, booking_id: int, seen_version: int | None = None) -> None:
        venue, now = who.venue, self._clock.now()
        async with self._database.write() as tx:
            guest, booking = await find_locked(tx, who, booking_id)
            if not (isinstance(who, Admin) and undecided(venue, booking, now)):
                check_changeable(booking, who.actor, venue.booking, now)
            check_unchanged(booking, seen_version)
            await tx.bookings.cancel(booking, who.actor, now)
            await tx.ledger.cancel_unsent(booking.id, "the booking was canceled", now)
            chats = Chats(guest.telegram_id, venue.admin_ids)
            alert_at = await time_of_alert(tx, who.actor, guest, now)
            planned = plan_news(AlertCanceled(), booking, chats, alert_at)
            if isinstance(who, Visitor):
                planned += plan_news(Canceled(), booking, chats, now)
            elif booking.is_active(now):
                planned += plan_news(CanceledByVenue(), booking, chats, now)
            due = await tx.ledger.plan(venue.id, planned, now)
        await self._queue.push(due)
