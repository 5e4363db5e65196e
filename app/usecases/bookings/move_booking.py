"""Move a booking to another slot."""

from dataclasses import replace
from datetime import datetime

import structlog

from app.database.bookings import NewSlot
from app.database.transaction import Database, Transaction
from app.domain.access import Admin, Visitor
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, check_open, slot_at, slot_from
from app.domain.bookings import (
    Actor,
    Booking,
    Role,
    Standing,
    check_changeable,
    check_moves,
    check_unchanged,
    wish_of,
)
from app.domain.errors import PartyDoesNotFit, Refused, ResourceDoesNotFit, SlotTaken
from app.domain.guests import Guest, check_not_barred
from app.domain.messages.notifications import Claimed
from app.domain.messages.planning import plan_for_move
from app.domain.messages.why_not import WhyNot
from app.domain.misfits import compare, promise_of
from app.domain.venues import Place, Venue
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import FindSlots, MovedBooking
from app.usecases.bookings.alerts import chats_of, time_of_alert
from app.usecases.bookings.arrivals import check_arrivals
from app.usecases.bookings.check_guest import check_guest_is_free
from app.usecases.bookings.show_booking import find_locked
from app.usecases.waitlist.ending import end_fulfilled

log = structlog.stdlib.get_logger()


class MoveBooking:
    """Give a booking another slot, cancel its unsent messages and plan those of the new time, in one transaction.

    The guest may move it until the venue's limit before the old start, and a limited number of times; an admin until
    the old end. The new slot must be one that a guest could book; it may overlap the booking's own slot. An admin may
    also give it another resource at the same time, when the visit begins soon or has begun. `resource_id` may be that
    of joined tables, and `service` is the id of another service; None keeps the booking's. Only an admin gives a
    `party_size`, another number of guests, also at the booking's own place and time. The visit then lasts as long as
    that of such a party does; one that has begun gets no shorter. A move to the current slot, with the same number,
    changes nothing and sends nothing. `seen_version` is the `time_version` with which the booking was shown; None if it
    was not shown. `message_id` is Telegram's id of the dialog's message, which becomes the guest's news of the move and
    is left to the caller (`AnswerInMessage`); None for a new message. Raises `NotFound`, `BookingClosed`,
    `BookingChanged`, `TooLateToChange`, `GuestBarred`, `TooManyMoves`, `ResourceDoesNotFit`, `OutsideHours`, `TooSoon`,
    `TooFarAhead`, `GuestIsBusy`; and with what is free instead `SlotTaken`, and `PartyDoesNotFit` for a number of
    guests that the place is not for.
    """

    def __init__(self, database: Database, queue: TaskQueue, find_slots: FindSlots, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._find_slots = find_slots
        self._clock = clock

    async def __call__(
        self,
        who: Visitor | Admin,
        booking_id: int,
        resource_id: str,
        starts_at: datetime,
        seen_version: int | None = None,
        service: str | None = None,
        message_id: int | None = None,
        party_size: int | None = None,
    ) -> Booking:
        venue = who.venue
        place, wish = venue.place(resource_id), Wish()
        try:
            async with self._database.write() as tx:
                guest, old = await self._find(tx, who, booking_id)
                wish = wish_of(venue, old)
                size = wish.party_size if party_size is None else party_size
                wish = replace(wish, service=service or wish.service, party_size=size)
                is_there = (old.resource_id, old.starts_at, old.service_id) == (resource_id, starts_at, wish.service)
                if is_there and old.party_size == wish.party_size:
                    return old
                check_unchanged(old, seen_version)
                if isinstance(who, Visitor):
                    check_not_barred(guest)
                    check_moves(await tx.booking_history.count_moves(old.id, Role.GUEST))
                to = self._slot(who, old, wish, place, starts_at)
                booking, due = await move_to(tx, venue, guest, old, to, who.actor, self._clock.now(), message_id)
        except (SlotTaken, PartyDoesNotFit) as refusal:
            log.info("move refused", venue=venue.id, booking=booking_id, code=refusal.code)
            moved = MovedBooking(who, booking_id)
            if isinstance(refusal, PartyDoesNotFit):
                raise PartyDoesNotFit(await self._find_slots.same_time(venue, wish, starts_at, moved)) from None
            raise await self._find_slots.taken(venue, wish, starts_at, place, moved) from None
        except Refused as refusal:
            log.info("move refused", venue=venue.id, booking=booking_id, code=refusal.code)
            raise
        note_moved(booking, who.actor)
        await self._queue.push(due)
        return booking

    async def _find(self, tx: Transaction, who: Visitor | Admin, booking_id: int) -> tuple[Guest, Booking]:
        """Find the booking and its guest, and lock both until the transaction ends."""
        guest, booking = await find_locked(tx, who, booking_id)
        check_changeable(booking, who.actor, who.venue.booking, self._clock.now())
        return guest, booking

    def _slot(self, who: Visitor | Admin, old: Booking, wish: Wish, place: Place, starts_at: datetime) -> NewSlot:
        """The slot with its place, if `who` could book it. It may be with a doctor of another specialty."""
        venue, offering, now = who.venue, Offering(who.venue), self._clock.now()
        _check_place(offering, old, replace(wish, specialty=None), place)
        is_there = (place.id, starts_at) == (old.resource_id, old.starts_at)
        if isinstance(who, Admin) and starts_at == old.starts_at:
            slot = slot_from(venue, wish, starts_at)
            if starts_at <= now:
                slot = max(slot, old.slot)
            if not is_there or slot != old.slot:
                check_open(venue, place, slot)
        else:
            slot = slot_at(venue, starts_at, now, wish, place)
        to = slot_of_move(venue, wish, place, slot)
        if is_there and wish.party_size != old.party_size:
            # What was promised, and accepted by an admin, stays.
            as_changed = replace(old, party_size=wish.party_size, ends_at=slot.ends_at)
            to = replace(to, standing=compare(venue, as_changed, now))
        return to


def _check_place(offering: Offering, old: Booking, wish: Wish, place: Place) -> None:
    """Raise `PartyDoesNotFit` where only the new number of guests does not fit the place, else `ResourceDoesNotFit`."""
    try:
        offering.check(wish, place)
    except ResourceDoesNotFit:
        if wish.party_size != old.party_size and wish.party_size in offering.party_sizes():
            raise PartyDoesNotFit from None
        raise


def slot_of_move(venue: Venue, wish: Wish, place: Place, slot: Slot) -> NewSlot:
    """The slot with its place, and what the venue promises for it. Raises `NotFound` for an unknown service."""
    standing = Standing(promise_of(venue, place.id, slot.starts_at))
    return NewSlot(place.id, slot, standing, wish.service, Offering(venue).buffer(wish), wish.party_size)


async def move_to(
    tx: Transaction,
    venue: Venue,
    guest: Guest,
    old: Booking,
    to: NewSlot,
    actor: Actor,
    now: datetime,
    message_id: int | None = None,
) -> tuple[Booking, list[Claimed]]:
    """Give a booking another slot, cancel its unsent messages and plan those of the new time: return it as it is then,
    and what is due now (UTC). It and its guest are locked (`find_locked`), and whether the actor may move it there has
    been checked. Raises `GuestIsBusy` and `SlotTaken`."""
    if to.slot != old.slot:
        await check_guest_is_free(tx, guest, to.slot, old.for_whom, for_booking=old.id)
    if to.slot.starts_at != old.starts_at or (to.party_size or 0) > (old.party_size or 0):
        wish = replace(wish_of(venue, old), party_size=to.party_size)
        await check_arrivals(tx, venue, wish, to.slot, for_booking=old.id)
    booking = await tx.bookings.move(old, to, actor, now)
    chats = await chats_of(tx, venue, guest, old, booking)
    await tx.ledger.drop_unsent(old.id, WhyNot.BOOKING_MOVED, now)
    await end_fulfilled(tx, venue, guest, booking, now)
    alert_at = await time_of_alert(tx, actor, guest, now)
    planned = plan_for_move(venue, old, booking, chats, now, alert_at, message_id)
    return booking, await tx.ledger.plan(venue.id, planned, now)


def note_moved(booking: Booking, actor: Actor) -> None:
    """Log the move."""
    log.info(
        "moved",
        venue=booking.venue_id,
        booking=booking.id,
        by=str(actor.role),
        resource=booking.resource_id,
        starts_at=booking.starts_at.isoformat(),
    )
