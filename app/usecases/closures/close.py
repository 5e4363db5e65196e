"""Close the venue or a resource for a time."""

from dataclasses import dataclass

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.bookings import Booking
from app.domain.closures import NewClosure, Remedy
from app.domain.errors import BookingChanged, GuestIsBusy, Refused, SlotTaken
from app.domain.venues import resource_ids_of
from app.domain.waitlist import EndOfOffer
from app.runtime.clock import Clock
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.closures.move_elsewhere import MoveElsewhere
from app.usecases.closures.preview_closure import digest, find_hit
from app.usecases.waitlist.ending import end_offer

log = structlog.stdlib.get_logger()


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of the bookings that the closure hit."""

    canceled: int
    refused: int
    """Bookings that could not be canceled or moved, because they changed meanwhile: they stand."""
    moved: int = 0


class Close:
    """Close the admin's venue or one of its resources for a time, and cancel each booking that falls into it, or move
    those to other places that can be moved, as the `remedy` says.

    From the moment of the closure nobody can book that time. The bookings are canceled or moved after it, the earliest
    first, each in a transaction of its own, and each guest is told; of a cancellation with the `reason` if there is
    one. A booking whose new place was taken meanwhile gets the next best one, or is canceled. Guests who are there now
    stay, and offers of the waiting list for that time end. `seen` is the
    digest of the bookings that the admin was shown (`PreviewClosure`). Raises `BookingChanged`, and closes nothing,
    when these are others by now; `NotFound` for an unknown resource.
    """

    def __init__(self, database: Database, move: MoveElsewhere, cancel: CancelBooking, clock: Clock) -> None:
        self._database = database
        self._move = move
        self._cancel = cancel
        self._clock = clock

    async def __call__(
        self,
        admin: Admin,
        closure: NewClosure,
        seen: str,
        reason: str | None = None,
        remedy: Remedy = Remedy.CANCEL,
    ) -> Closed:
        venue, now = admin.venue, self._clock.now()
        closed = [venue.resource(closure.resource_id).id] if closure.resource_id is not None else list(venue.resources)
        async with self._database.write() as tx:
            # A booking that is made now comes first, and is among those below, or it sees the closure.
            await tx.bookings.lock_resources(venue.id, *closed)
            hit, _seated = await find_hit(tx, admin, closure, now)
            if digest(hit) != seen:
                raise BookingChanged("other bookings fall into the closure by now")
            await tx.closures.add(venue.id, closure, admin.telegram_id, now)
        log.info("closed", venue=venue.id, resource=closure.resource_id, bookings=len(hit))
        await self._end_offers(admin, closure)
        moved = refused = 0
        for booking in hit:
            try:
                if remedy is Remedy.MOVE and await self._has_moved(admin, booking):
                    moved += 1
                else:
                    await self._cancel(admin, booking.id, booking.time_version, reason)
            except Refused as refusal:
                log.info("not canceled", venue=venue.id, booking=booking.id, code=refusal.code)
                refused += 1
        return Closed(len(hit) - moved - refused, refused, moved)

    async def _has_moved(self, admin: Admin, booking: Booking) -> bool:
        """Move the booking, and return whether there was a place for it."""
        try:
            await self._move(admin, booking.id, booking.time_version)
        except (SlotTaken, GuestIsBusy) as refusal:
            log.info("not moved", venue=admin.venue.id, booking=booking.id, code=refusal.code)
            return False
        return True

    async def _end_offers(self, admin: Admin, closure: NewClosure) -> None:
        """End the offers of the waiting list that fall into the closure. By now none of them can be taken."""
        venue, now = admin.venue, self._clock.now()
        async with self._database.read() as tx:
            offers = await tx.waitlist.offers_at(venue.id, closure.span)
        for offer, wait in offers:
            if any(closure.covers(each) for each in resource_ids_of(offer.place_id)):
                async with self._database.write() as tx:
                    guest = await tx.guests.get_locked(wait.guest_id)
                    await end_offer(tx, guest, offer, wait, EndOfOffer.CLOSED, now)
