"""Close the venue or a resource for a time."""

from dataclasses import dataclass

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.closures import NewClosure
from app.domain.errors import BookingChanged, Refused
from app.domain.venues import resource_ids_of
from app.domain.waitlist import EndOfOffer
from app.runtime.clock import Clock
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.closures.preview_closure import digest, find_hit
from app.usecases.waitlist.ending import end_offer

log = structlog.stdlib.get_logger()


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of the bookings that the closure hit."""

    canceled: int
    refused: int
    """Bookings that could not be canceled, because they changed meanwhile: they stand."""


class Close:
    """Close the admin's venue or one of its resources for a time, and cancel each booking that falls into it.

    From the moment of the closure nobody can book that time. The bookings are canceled after it, each in a transaction
    of its own, and each guest is told, with the `reason` if there is one. Guests who are there now stay, and offers of
    the waiting list for that time end. `seen` is the
    digest of the bookings that the admin was shown (`PreviewClosure`). Raises `BookingChanged`, and closes nothing,
    when these are others by now; `NotFound` for an unknown resource.
    """

    def __init__(self, database: Database, cancel: CancelBooking, clock: Clock) -> None:
        self._database = database
        self._cancel = cancel
        self._clock = clock

    async def __call__(self, admin: Admin, closure: NewClosure, seen: str, reason: str | None = None) -> Closed:
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
        refused = 0
        for booking in hit:
            try:
                await self._cancel(admin, booking.id, booking.time_version, reason)
            except Refused as refusal:
                log.info("not canceled", venue=venue.id, booking=booking.id, code=refusal.code)
                refused += 1
        return Closed(len(hit) - refused, refused)

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
