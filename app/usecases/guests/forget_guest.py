"""Forget a guest who asks for it."""

import structlog

from app.database.transaction import Database, Transaction
from app.domain.access import Visitor
from app.domain.bookings import CANCELLATIONS_WITHIN, Booking, BookingStatus
from app.domain.guests import Guest
from app.domain.messages.notifications import Claimed
from app.domain.messages.payloads import AlertCanceled
from app.domain.messages.planning import plan_news
from app.domain.messages.why_not import WhyNot
from app.domain.pseudonyms import pseudonym_of
from app.domain.venues import Venue
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.alerts import chats_of, time_of_alert

log = structlog.stdlib.get_logger()


class ForgetGuest:
    """Cancel the visitor's bookings that have not ended, make the others anonymous, take the visitor off the waiting
    lists, and forget them.

    That also holds after the venue's limit for cancellations; admins are alerted. The booking of a guest who is there
    now stays. Bookings keep their time, place, size, status and stars, and lose notes, reasons, the guest's words about
    them and the way to the guest; what the guest has answered and the guest's messages are deleted from the ledger. Of
    a barred guest the Telegram id and the bar are kept, else anybody could let themselves in again. Of anybody else the
    times of the last day's cancellations are kept for a day under a pseudonym: they count if the guest comes back.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, visitor: Visitor) -> None:
        due: list[Claimed] = []
        async with self._database.write() as tx:
            guest = await tx.guests.get_locked(visitor.guest.id)
            for booking in await tx.guest_bookings.upcoming_locked(guest.id, self._clock.now()):
                if booking.status is not BookingStatus.SEATED:
                    due += await self._cancel(tx, visitor, guest, booking)
            await self._keep_cancellations(tx, visitor.venue, guest)
            await tx.guest_messages.forget(visitor.venue.id, guest)
            await tx.guest_messages.forget_offers(await tx.waitlist.forget(guest.id, self._clock.now()))
            await tx.booking_history.forget(guest.id)
            await tx.ratings.forget(guest.id)
            await tx.guest_bookings.forget(guest.id, self._clock.now())
            await tx.guests.forget(guest)
        log.info("guest forgotten", venue=visitor.venue.id)
        await self._queue.push(due)

    async def _keep_cancellations(self, tx: Transaction, venue: Venue, guest: Guest) -> None:
        pseudonym = pseudonym_of(venue, guest)
        # A barred guest stays the same guest, whose cancellations count by themselves.
        if pseudonym and not guest.is_barred:
            since = self._clock.now() - CANCELLATIONS_WITHIN
            await tx.booking_history.keep_cancellations(guest, pseudonym, since)

    async def _cancel(self, tx: Transaction, visitor: Visitor, guest: Guest, booking: Booking) -> list[Claimed]:
        now = self._clock.now()
        await tx.bookings.cancel(booking, visitor.actor, now)
        chats = await chats_of(tx, visitor.venue, guest, booking)
        await tx.ledger.cancel_unsent(booking.id, WhyNot.GUEST_FORGOTTEN, now)
        alert_at = await time_of_alert(tx, visitor.actor, guest, now)
        planned = plan_news(AlertCanceled(), booking, chats, alert_at)
        return await tx.ledger.plan(visitor.venue.id, planned, now)
