"""Find the slots at which anything that fits a guest's wish is free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.database.transaction import Database, Transaction
from app.domain.access import Admin, Visitor
from app.domain.availability.free_places import ARRIVALS_WITHIN, GridSlot, Occupied, find_free_places, without_pacing
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import day_of, latest_in_time, span_of_visits
from app.domain.bookings import Booking
from app.domain.closures import with_closures
from app.domain.errors import SlotTaken
from app.domain.venues import Place, Venue
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import find_visible


@dataclass(frozen=True, slots=True)
class MovedBooking:
    """A booking for which `who` looks for another slot: a guest for their own, an admin for one of the venue."""

    who: Visitor | Admin
    booking_id: int


class FindSlots:
    """Return the grid of each local day, including past and taken slots, with the places that are free, the best first.

    `place` is the only place that is wanted; by default all are that fit the wish. With `for_booking` the answer is
    what that booking can move to: its own visit and party do not count, and its own place is not free at its own start,
    where a move would change nothing. No rights are needed without it. The number of queries grows neither with the
    days nor with the resources. Raises `NotFound` for an unknown specialty or service, and for a booking that is not
    theirs.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(
        self,
        venue: Venue,
        wish: Wish,
        days: Sequence[date],
        place: Place | None = None,
        for_booking: MovedBooking | None = None,
    ) -> Mapping[date, list[GridSlot]]:
        async with self._database.read() as tx:
            moved = await find_visible(tx, for_booking.who, for_booking.booking_id) if for_booking else None
            return await find_slots(tx, venue, wish, days, self._clock.now(), place, moved)

    async def free(
        self,
        venue: Venue,
        wish: Wish,
        days: Sequence[date],
        place: Place | None = None,
        for_booking: MovedBooking | None = None,
    ) -> Mapping[date, list[GridSlot]]:
        """Like a call, but only the slots at which a place is free. A day without one has an empty list."""
        found = await self(venue, wish, days, place, for_booking)
        return {day: [slot for slot in slots if slot.free] for day, slots in found.items()}

    async def taken(
        self,
        venue: Venue,
        wish: Wish,
        starts_at: datetime,
        place: Place | None = None,
        for_booking: MovedBooking | None = None,
    ) -> SlotTaken:
        """Return the refusal for a start (UTC) that is taken, with what is free instead: the other places at the same
        time, and the other times of that day, at the place if one was wanted."""
        day = day_of(venue, starts_at)
        slots = (await self(venue, wish, [day], place, for_booking))[day]
        is_all = place is None and for_booking is None
        same_time = _free_at(slots, starts_at) if is_all else await self.same_time(venue, wish, starts_at, for_booking)
        other_times = [slot.slot.starts_at for slot in slots if slot.free and slot.slot.starts_at != starts_at]
        return SlotTaken(other_times, same_time)

    async def same_time(
        self, venue: Venue, wish: Wish, starts_at: datetime, for_booking: MovedBooking | None = None
    ) -> list[str]:
        """Return the ids of the places that are free at a start (UTC), the best first. To an admin, who may give a
        booking another place at any time before its end, also those at a start that has passed or comes too soon, and
        at its own start whatever the limit of arrivals, unless its party becomes larger."""
        now, day = self._clock.now(), day_of(venue, starts_at)
        async with self._database.read() as tx:
            moved = await find_visible(tx, for_booking.who, for_booking.booking_id) if for_booking else None
            if moved and for_booking and isinstance(for_booking.who, Admin):
                now = min(now, latest_in_time(venue, starts_at))
                if moved.starts_at == starts_at and (wish.party_size or 0) <= (moved.party_size or 0):
                    # They arrive then anyway.
                    venue = without_pacing(venue)
            slots = (await find_slots(tx, venue, wish, [day], now, moved=moved))[day]
        return _free_at(slots, starts_at)


def _free_at(slots: Sequence[GridSlot], starts_at: datetime) -> list[str]:
    """The ids of the places that are free at a start (UTC), the best first."""
    return [each.id for slot in slots if slot.slot.starts_at == starts_at for each in slot.free]


async def find_slots(
    tx: Transaction,
    venue: Venue,
    wish: Wish,
    days: Sequence[date],
    now: datetime,
    place: Place | None = None,
    moved: Booking | None = None,
) -> Mapping[date, list[GridSlot]]:
    """Like `FindSlots`, in a transaction that is open. `moved` is a booking that the caller may see."""
    places = [place] if place else Offering(venue).fitting(wish)
    occupied = await read_occupied(tx, venue, wish, places, days, moved.id if moved else None)
    found = find_free_places(venue, wish, places, days, occupied, now)
    if moved is None or moved.service_id != wish.service:
        return found
    return {day: [_without_own_place(slot, moved) for slot in slots] for day, slots in found.items()}


def _without_own_place(found: GridSlot, moved: Booking) -> GridSlot:
    if found.slot.starts_at != moved.starts_at:
        return found
    return replace(found, free=tuple(place for place in found.free if place.id != moved.resource_id))


async def read_occupied(
    tx: Transaction,
    venue: Venue,
    wish: Wish,
    places: Sequence[Place],
    days: Sequence[date],
    for_booking: int | None = None,
) -> Occupied:
    """What live bookings and closures take of the places on these days, without the booking `for_booking`.

    Two queries, and another one for a limit of arrivals.
    """
    span = span_of_visits(venue, days)
    if not span:
        return Occupied()
    begin, end = span
    resource_ids = {resource.id for place in places for resource in place.resources}
    end_of_buffers = end + Offering(venue).buffer(wish)
    booked = await tx.busy_times.within(venue.id, resource_ids, begin, end_of_buffers, for_booking)
    busy = with_closures(booked, await tx.closures.within(venue.id, begin, end_of_buffers), resource_ids)
    if venue.booking.guests_per_15_minutes is None:
        return Occupied(busy)
    first, last = begin - ARRIVALS_WITHIN, end + ARRIVALS_WITHIN
    return Occupied(busy, await tx.busy_times.arrivals(venue.id, first, last, for_booking))
