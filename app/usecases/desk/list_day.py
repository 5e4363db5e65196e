"""List a day's bookings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.database.transaction import Database
from app.domain.access import Admin, Staff
from app.domain.availability.slots import day_of, span_of_day
from app.domain.bookings import Booking, BookingStatus
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.usecases.desk.held import Held, held_within

Listed = tuple[Booking, Guest]
"""A booking with its guest."""


class PartOfDay(StrEnum):
    """The bookings of a day, apart from each other."""

    AHEAD = "ahead"
    """Today: the guests who are there or still to come. On any other day: all that are not canceled."""
    ENDED = "ended"
    """Today: the visits that are over, and no-shows. On any other day there are none."""
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class ListedDay:
    """The bookings of a day by their parts: soonest first, at one time in the catalogue's order of the resources."""

    parts: Mapping[PartOfDay, Sequence[Listed]]
    held: Sequence[Held]
    """What is held for guests of the waiting list, who have not booked yet; in the same order."""

    def of(self, part: PartOfDay) -> Sequence[Listed]:
        return self.parts[part]


class ListDay:
    """List all bookings of the venue that start on a day of its calendar, each with its guest, and what is held there;
    to staff only their own.

    What is booked after midnight, in a night that the venue is open through, belongs to the day before.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, who: Admin | Staff, day: date) -> ListedDay:
        venue, now = who.venue, self._clock.now()
        span = span_of_day(venue, day)
        async with self._database.read() as tx:
            bookings = await tx.venue_bookings.between(venue.id, span.starts_at, span.ends_at)
            if isinstance(who, Staff):
                bookings = [booking for booking in bookings if who.may_see_booking(booking)]
            offers = await held_within(tx, who, span)
            theirs = {booking.guest_id for booking in bookings} | {wait.guest_id for _, wait in offers}
            guests = await tx.guests.get_many(theirs)
        is_today = day_of(venue, now) == day
        parts: dict[PartOfDay, list[Listed]] = {part: [] for part in PartOfDay}
        for booking in sorted(bookings, key=lambda each: _place(venue, each.starts_at, each.resource_id)):
            parts[_part(booking, now, is_today=is_today)].append((booking, guests[booking.guest_id]))
        held = [Held(offer, wait, guests[wait.guest_id]) for offer, wait in offers]
        held.sort(key=lambda each: _place(venue, each.offer.slot.starts_at, each.offer.place_id))
        return ListedDay(parts, held)


def _part(booking: Booking, now: datetime, *, is_today: bool) -> PartOfDay:
    if booking.status is BookingStatus.CANCELED:
        return PartOfDay.CANCELED
    return PartOfDay.ENDED if is_today and not booking.is_active(now) else PartOfDay.AHEAD


def _place(venue: Venue, starts_at: datetime, place_id: str) -> tuple[datetime, int, str]:
    """Return what a day's list is sorted by. A place that the catalogue no longer has comes last."""
    numbers = {resource_id: number for number, resource_id in enumerate(venue.resources)}
    return starts_at, numbers.get(place_id, len(numbers)), place_id
