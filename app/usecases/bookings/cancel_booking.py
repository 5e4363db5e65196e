"""Cancel a booking."""

from dataclasses import replace

import structlog

from app.database.transaction import Database
from app.domain.access import Admin, Visitor
from app.domain.bookings import check_cancelable, check_unchanged
from app.domain.messages.payloads import AlertCanceled, AlertCanceledTogether, Canceled, CanceledByVenue
from app.domain.messages.planning import plan_news
from app.domain.messages.why_not import WhyNot
from app.domain.misfits import undecided
from app.domain.names import can_be_seen
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.alerts import chats_of, time_of_alert
from app.usecases.bookings.show_booking import find_locked

log = structlog.stdlib.get_logger()

ALERT = AlertCanceled()


class CancelBooking:
    """Cancel a booking: free its slot, cancel its unsent messages and plan alerts.

    The guest's message about the booking is edited; where an admin canceled, the guest is sent a message, too, with
    the admin's `reason`, if anything of one can be seen.

    The guest may cancel until the venue's limit before the start, an admin until the end; and also after it, if the
    booking no longer fitted the catalogue and nobody had decided about it: of that the guest is told nothing.
    `seen_version` is the `time_version` with which the booking was shown; None if it was not shown. `alert` is what
    admins get: `AlertCanceledTogether` where the caller has planned one alert for many bookings.
    Raises `NotFound`, `BookingClosed`, `TooLateToChange`, and `BookingChanged`, also for the booking of a guest who has
    come.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(
        self,
        who: Visitor | Admin,
        booking_id: int,
        seen_version: int | None = None,
        reason: str | None = None,
        alert: AlertCanceled | AlertCanceledTogether = ALERT,
    ) -> None:
        venue, now = who.venue, self._clock.now()
        reason = reason if reason and can_be_seen(reason) else None
        async with self._database.write() as tx:
            guest, booking = await find_locked(tx, who, booking_id)
            if not (isinstance(who, Admin) and undecided(venue, booking, now)):
                check_cancelable(booking, who.actor, venue.booking, now)
            check_unchanged(booking, seen_version)
            await tx.bookings.cancel(booking, who.actor, now, reason)
            chats = await chats_of(tx, venue, guest, booking)
            await tx.ledger.cancel_unsent(booking.id, WhyNot.BOOKING_CANCELED, now)
            alert_at = await time_of_alert(tx, who.actor, guest, now)
            planned = plan_news(alert, booking, chats, alert_at)
            if alert != ALERT:
                # The one alert for many bookings is for admins.
                planned += plan_news(ALERT, booking, replace(chats, alerts=()), alert_at)
            if isinstance(who, Visitor):
                planned += plan_news(Canceled(), booking, chats, now)
            elif booking.is_active(now):
                planned += plan_news(CanceledByVenue(reason=reason or ""), booking, chats, now)
            due = await tx.ledger.plan(venue.id, planned, now)
        log.info("canceled", venue=venue.id, booking=booking.id, by=str(who.actor.role))
        await self._queue.push(due)
