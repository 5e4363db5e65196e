"""Check what a guest may still book: before a booking is made, and earlier, before the steps that lead to it."""

from datetime import datetime

from app.database.transaction import Database, Transaction
from app.domain.access import Visitor
from app.domain.availability.slots import Slot
from app.domain.bookings import (
    CANCELLATIONS,
    CANCELLATIONS_WITHIN,
    NO_SHOWS_WITHIN,
    check_cancellations,
    check_no_shows,
)
from app.domain.errors import GuestIsBusy, TooManyBookings
from app.domain.guests import Guest, check_not_barred
from app.domain.pseudonyms import pseudonym_of
from app.domain.relatives import Relative, may_be_same
from app.domain.venues import Venue
from app.runtime.clock import Clock


class CheckMayBook:
    """Raise the refusal that any further booking of the guest would get, whatever its slot.

    `GuestBarred`, `TooManyNoShows`, `TooManyCancellations`, or `TooManyBookings` for a guest who has as many upcoming
    bookings as the venue allows.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, visitor: Visitor) -> None:
        async with self._database.read() as tx:
            await check_may_book(tx, visitor.venue, visitor.guest, self._clock.now())


class CheckGuestIsFree:
    """Raise `GuestIsBusy` for a guest who has another booking for the same person at the time of a slot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(
        self, visitor: Visitor, slot: Slot, for_booking: int | None = None, for_whom: Relative | None = None
    ) -> None:
        """`for_booking` is the id of the booking that is to move there, whose person counts; `for_whom` is the person
        of a new one, None for the guest."""
        async with self._database.read() as tx:
            if for_booking is not None and (moved := await tx.bookings.find(visitor.venue.id, for_booking)):
                for_whom = moved.for_whom
            await check_guest_is_free(tx, visitor.guest, slot, for_whom, for_booking)


async def check_may_book(tx: Transaction, venue: Venue, guest: Guest, now: datetime) -> None:
    """Raise `GuestBarred`, `TooManyNoShows`, `TooManyCancellations` or `TooManyBookings`. See `CheckMayBook`."""
    await check_is_welcome(tx, venue, guest, now)
    since = now - CANCELLATIONS_WITHIN
    pseudonym = pseudonym_of(venue, guest)
    check_cancellations(await tx.booking_history.canceled_at(guest, pseudonym, since, back=CANCELLATIONS), now)
    if await tx.guest_bookings.count_upcoming(guest.id, now) >= venue.booking.max_active_per_guest:
        raise TooManyBookings(venue.booking.max_active_per_guest)


async def check_is_welcome(tx: Transaction, venue: Venue, guest: Guest, now: datetime) -> None:
    """Raise `GuestBarred` or `TooManyNoShows`: what only the venue can lift."""
    check_not_barred(guest)
    if venue.booking.no_show_limit:
        check_no_shows(venue.booking, await tx.guest_bookings.count_no_shows(guest.id, now - NO_SHOWS_WITHIN))


async def check_guest_is_free(
    tx: Transaction, guest: Guest, slot: Slot, for_whom: Relative | None, for_booking: int | None = None
) -> None:
    """Raise `GuestIsBusy`. See `CheckGuestIsFree`. Before a change the guest is locked: no other booking of theirs can
    come in between."""
    for other in await tx.guest_bookings.overlaps(guest.id, slot, for_booking):
        if may_be_same(other.for_whom, for_whom):
            name = for_whom.name if for_whom else None
            raise GuestIsBusy(other.id, other.resource_id, other.starts_at, other.ends_at, name)
