"""Show a day's bookings, and what is held on it, beside the hours of the resources."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.database.transaction import Database
from app.database.venue_bookings import DayVersion
from app.domain.access import Admin, Staff
from app.domain.availability.slots import Slot, day_of, open_spans, span_of_day
from app.domain.bookings import Booking
from app.domain.closures import Closure
from app.domain.guests import Guest
from app.domain.venues import Place, Resource
from app.runtime.clock import Clock
from app.usecases.desk.held import Held, held_within


@dataclass(frozen=True, slots=True)
class Row:
    """A resource, and when it can be booked on the day, UTC."""

    resource: Resource
    hours: Sequence[Slot]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A day of the venue."""

    day: date
    version: str
    """Differs from that of any other moment at which the day looks otherwise."""
    rows: Sequence[Row]
    """All resources in the catalogue's order; for staff the own ones."""
    bookings: Sequence[tuple[Booking, Guest]]
    """All bookings of these resources on the day with their guests, canceled ones, too; the earliest first. Those of
    resources that the catalogue has no longer are for admins."""
    closures: Sequence[Closure]
    """Those of the venue and of these resources that are in force at some time of the day, the earliest first."""
    held: Sequence[Held]
    """What of these resources is held, until the guest has answered or nobody holds it any longer."""
    waiting: int
    """So many wishes there are for a place of the day; 0 for staff, who do not see the waiting list."""


class ShowTimeline:
    """Show a local day of the venue, to staff only their own; a night over midnight belongs to the day before. None is
    the present day.

    Returns None if the day is still as in the `known_versions`: that costs one query, which reads indexes. A change of
    another's booking changes the version of staff, too.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(
        self, who: Admin | Staff, day: date | None = None, known_versions: Sequence[str] = ()
    ) -> Timeline | None:
        venue, now = who.venue, self._clock.now()
        day = day or day_of(venue, now)
        span = span_of_day(venue, day)
        shown = [each for each in venue.resources.values() if isinstance(who, Admin) or each.id in who.resource_ids]
        rows = [Row(each, open_spans(venue, Place((each,)), day)) for each in shown]
        async with self._database.read() as tx:
            state = await tx.venue_bookings.version_between(venue.id, span.starts_at, span.ends_at, now)
            version = _version(who, day, rows, state)
            if version in known_versions:
                return None
            bookings = await tx.venue_bookings.between(venue.id, span.starts_at, span.ends_at)
            closures = await tx.closures.within(venue.id, span.starts_at, span.ends_at)
            offers = await held_within(tx, who, span)
            waiting = 0
            if isinstance(who, Staff):
                bookings = [booking for booking in bookings if who.may_see_booking(booking)]
                closures = [each for each in closures if each.resource_id in {None, *who.resource_ids}]
            else:
                waiting = len(await tx.waitlist.of_day(venue.id, day, now))
            theirs = {booking.guest_id for booking in bookings} | {wait.guest_id for _, wait in offers}
            guests = await tx.guests.get_many(theirs)
        listed = [(booking, guests[booking.guest_id]) for booking in bookings]
        held = [Held(offer, wait, guests[wait.guest_id]) for offer, wait in offers]
        return Timeline(day, version, rows, listed, closures, held, waiting)


def _version(who: Admin | Staff, day: date, rows: Sequence[Row], state: DayVersion) -> str:
    """The catalogue is a part of it: another one comes with a restart, and the desk stays open meanwhile."""
    # Without sets, whose order differs from process to process.
    shown = [(each.resource.id, each.resource.name, each.resource.capacity, each.hours) for each in rows]
    return hashlib.sha256(repr((who.venue.id, who.actor.role, day, shown, state)).encode()).hexdigest()[:32]
