"""Cancel or move the bookings that fall into a closure."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from app.database.errors import is_connection_error
from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.bookings import Booking, BookingStatus
from app.domain.closures import Closure, Remedy
from app.domain.errors import BookingChanged, GuestIsBusy, Refused, SlotTaken
from app.domain.waitlist import EndOfOffer
from app.runtime.clock import Clock
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.closures.move_elsewhere import MoveElsewhere
from app.usecases.waitlist.ending import end_offer

log = structlog.stdlib.get_logger()

ATTEMPTS = 3
"""So often a booking is tried that somebody changes at the same moment. One whose guest has come stays."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of the bookings that the closure hit."""

    canceled: int
    refused: int
    """Bookings that could not be canceled or moved, because they changed meanwhile: they stand."""
    moved: int = 0


class ApplyRemedy:
    """Cancel each booking that falls into a stored closure, or move it, as the closure's `remedy` says, and end the
    offers of the waiting list for that time. Then the closure is finished.

    `hit` are the bookings (`find_hit`). Each is changed in a transaction of its own, as it is by then: with a number of
    guests that was changed meanwhile, and no longer when the closure was reopened. It may run twice, also at the same
    time, and a process that is killed leaves the closure unfinished: `FinishClosures` takes it up. So does an error
    with a booking, which is raised when the others are done.
    """

    def __init__(self, database: Database, move: MoveElsewhere, cancel: CancelBooking, clock: Clock) -> None:
        self._database = database
        self._move = move
        self._cancel = cancel
        self._clock = clock

    async def __call__(self, admin: Admin, closure: Closure, hit: Sequence[Booking]) -> Closed:
        await self._end_offers(admin, closure)
        errors: list[Exception] = []
        for shown in hit:
            try:
                await self._apply(admin, closure, shown)
            except Exception as error:
                if is_connection_error(error):
                    raise
                errors.append(error)
        if errors:
            raise ExceptionGroup(f"{len(errors)} bookings of closure {closure.id} neither canceled nor moved", errors)
        async with self._database.write() as tx:
            await tx.closures.finish(closure.id)
            found = await tx.bookings.find_many([booking.id for booking in hit])
        # Counted by what they are now: another process may have done some of it.
        left = [booking for booking in found.values() if booking.status is not BookingStatus.CANCELED]
        refused = sum(_falls_into(closure, booking) for booking in left)
        return Closed(len(hit) - len(left), refused, len(left) - refused)

    async def _apply(self, admin: Admin, closure: Closure, shown: Booking) -> None:
        """Cancel or move one booking, if it still falls into the closure."""
        for _ in range(ATTEMPTS):
            booking = await self._still_hit(closure, shown)
            if booking is None:
                return
            try:
                if closure.remedy is not Remedy.MOVE or not await self._has_moved(admin, booking):
                    await self._cancel(admin, booking.id, booking.time_version, closure.reason)
            except Refused as refusal:
                log.info("not canceled", venue=admin.venue.id, booking=booking.id, code=refusal.code)
                if not isinstance(refusal, BookingChanged):
                    return
            else:
                return

    async def _still_hit(self, closure: Closure, shown: Booking) -> Booking | None:
        """The booking as it is now; None if it does not fall into the closure any more."""
        async with self._database.read() as tx:
            booking = await tx.bookings.find(shown.venue_id, shown.id)
            is_closed = await tx.closures.is_in_force(closure.id)
        return booking if booking and is_closed and _falls_into(closure, booking) else None

    async def _has_moved(self, admin: Admin, booking: Booking) -> bool:
        """Move the booking, and return whether there was a place for it."""
        try:
            await self._move(admin, booking.id, booking.time_version)
        except (SlotTaken, GuestIsBusy) as refusal:
            log.info("not moved", venue=admin.venue.id, booking=booking.id, code=refusal.code)
            return False
        return True

    async def _end_offers(self, admin: Admin, closure: Closure) -> None:
        """End the offers of the waiting list that fall into the closure. By now none of them can be taken."""
        venue, now = admin.venue, self._clock.now()
        async with self._database.read() as tx:
            offers = await tx.waitlist.offers_at(venue.id, closure.span)
        for offer, wait in offers:
            if closure.covers_place(offer.place_id):
                async with self._database.write() as tx:
                    guest = await tx.guests.get_locked(wait.guest_id)
                    await end_offer(tx, guest, offer, wait, EndOfOffer.CLOSED, now)


def _falls_into(closure: Closure, booking: Booking) -> bool:
    return closure.covers_place(booking.resource_id) and closure.span.overlaps(booking.slot)
