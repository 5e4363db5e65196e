"""Answer an offer of the waiting list: take the place, or let the next guest have it."""

from datetime import datetime

from app.database.transaction import Database, Transaction
from app.domain.access import Admin, Visitor
from app.domain.bookings import Booking, Source
from app.domain.errors import NotFound, OfferOver, SlotTaken
from app.domain.guests import Guest
from app.domain.messages.notifications import Claimed
from app.domain.messages.planning import plan_for_booking
from app.domain.waitlist import EndOfOffer, EndOfWait, Offer, Wait, check_open
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.alerts import chats_of, time_of_alert
from app.usecases.bookings.book_slot import note_booked
from app.usecases.bookings.check_guest import check_guest_is_free, check_may_book
from app.usecases.waitlist.ending import end_fulfilled, end_offer, end_wait


class TakeOffer:
    """Book the place that is held for the visitor, and plan every message of the booking, in one transaction.

    `source` is where the visitor takes it. `message_id` is Telegram's id of the message with the offer, which becomes
    the confirmation and is left to the caller (`AnswerInMessage`); None for a new message. A second press gets the same
    booking. Raises `NotFound` for an offer to somebody else, `OfferOver` when it is held no longer, and what would
    refuse any booking of the guest: `GuestBarred`, `TooManyNoShows`, `TooManyCancellations`, `TooManyBookings`,
    `GuestIsBusy`. The venue's notice does not count, nor whether it still lets guests book for others: both were kept
    when the place was offered.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(
        self, visitor: Visitor, offer_id: int, source: Source = Source.CHAT, message_id: int | None = None
    ) -> Booking:
        async with self._database.write() as tx:
            booking, due = await self._take(tx, visitor, offer_id, source, message_id)
        if due is not None:
            note_booked(booking)
            await self._queue.push(due)
        return booking

    async def _take(
        self, tx: Transaction, visitor: Visitor, offer_id: int, source: Source, message_id: int | None
    ) -> tuple[Booking, list[Claimed] | None]:
        """The booking, with its messages that are due now; with None if an earlier press had made it."""
        venue, now = visitor.venue, self._clock.now()
        guest, offer, wait = await find_offer_locked(tx, visitor, offer_id)
        if offer.end is EndOfOffer.TAKEN and offer.booking_id is not None:
            return await tx.bookings.get(venue.id, offer.booking_id), None
        check_open(offer, now)
        await check_may_book(tx, venue, guest, now)
        await check_guest_is_free(tx, guest, offer.slot, wait.for_whom)
        booking = await _book(tx, visitor, offer, source, now)
        await end_offer(tx, guest, offer, wait, EndOfOffer.TAKEN, now, is_told=message_id is None)
        await end_wait(tx, guest, wait, EndOfWait.TAKEN, now)
        await end_fulfilled(tx, venue, guest, booking, now)
        alert_at = await time_of_alert(tx, visitor.actor, guest, now)
        chats = await chats_of(tx, venue, guest, booking)
        planned = plan_for_booking(venue, booking, chats, now, alert_at, message_id)
        return booking, await tx.ledger.plan(venue.id, planned, now)


class DeclineOffer:
    """Let the next guest have the place that is held: the visitor's own wish, or, for an admin, that of any guest.

    The guest stays on the list, and is not offered the same start again. A second press changes nothing. Raises
    `NotFound` for an offer to somebody else, and `OfferOver`, also for a second press when the wish has ended.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, who: Visitor | Admin, offer_id: int) -> None:
        now = self._clock.now()
        async with self._database.write() as tx:
            guest, offer, wait = await find_offer_locked(tx, who, offer_id)
            end = EndOfOffer.DECLINED if isinstance(who, Visitor) else EndOfOffer.PASSED_BY
            if offer.end is end and wait.is_living(now):
                return
            check_open(offer, now)
            await end_offer(tx, guest, offer, wait, end, now)


async def find_offer_locked(tx: Transaction, who: Visitor | Admin, offer_id: int) -> tuple[Guest, Offer, Wait]:
    """Find an offer that `who` may answer, and lock its guest until the transaction ends. Raises `NotFound`."""
    _, wait = await tx.waitlist.get_offer(who.venue.id, offer_id)
    guest = await tx.guests.get_locked(wait.guest_id)
    if not who.may_see(guest):
        raise NotFound(f"no offer {offer_id}")
    return guest, *await tx.waitlist.get_offer(who.venue.id, offer_id)


async def _book(tx: Transaction, visitor: Visitor, offer: Offer, source: Source, now: datetime) -> Booking:
    try:
        if offer.booking_id is not None:
            return await tx.bookings.take_held(offer.booking_id, visitor.actor, source, now)
    except (NotFound, SlotTaken):
        pass  # Another release let it go, or the place was closed meanwhile.
    raise OfferOver(f"offer {offer.id} is held no longer")
