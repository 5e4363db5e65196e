"""Find the slots at which anything that fits a guest's wish is free."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.database.transaction import Database, Transaction
from app.domain.availability.free_places import ARRIVALS_WITHIN, GridSlot, Occupied, find_free_places
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import bookable_days, day_of, span_of_visits
from app.domain.errors import SlotTaken
from app.domain.venues import Place, Venue
from app.runtime.clock import Clock


class FindSlots:
    """Return the grid of each local day, including past and taken slots, with the places that are free, the best first.

    `place` is the only place that is wanted; by default all are that fit the wish. No rights are needed. The number of
    queries grows neither with the days nor with the resources. Raises `NotFound` for an unknown specialty or service.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(
        self, venue: Venue, wish: Wish, days: Sequence[date], place: Place | None = None
    ) -> Mapping[date, list[GridSlot]]:
        async with self._database.read() as tx:
            return await find_slots(tx, venue, wish, days, self._clock.now(), place)

    async def free(
        self, venue: Venue, wish: Wish, days: Sequence[date], place: Place | None = None
    ) -> Mapping[date, list[GridSlot]]:
        """Like a call, but only the slots at which a place is free. A day without one has an empty list."""
        found = await self(venue, wish, days, place)
        return {day: [slot for slot in slots if slot.free] for day, slots in found.items()}

    async def days(self, venue: Venue, wish: Wish, place: Place | None = None) -> set[date]:
        """Return the local days from today to the horizon that have a free slot."""
        found = await self.free(venue, wish, list(bookable_days(venue, self._clock.now())), place)
        return {day for day, slots in found.items() if slots}

    async def taken(self, venue: Venue, wish: Wish, starts_at: datetime, place: Place | None = None) -> SlotTaken:
        """Return the refusal for a start (UTC) that is taken, with what is free instead: the other places at the same
        time, and the other times of that day, at the place if one was wanted."""
        day = day_of(venue, starts_at)
        slots = (await self(venue, wish, [day]))[day]
        same_time = [each.id for slot in slots if slot.slot.starts_at == starts_at for each in slot.free]
        if place:
            slots = (await self(venue, wish, [day], place))[day]
        other_times = [slot.slot.starts_at for slot in slots if slot.free and slot.slot.starts_at != starts_at]
        return SlotTaken(other_times, same_time)


async def find_slots(
    tx: Transaction, venue: Venue, wish: Wish, days: Sequence[date], now: datetime, place: Place | None = None
) -> Mapping[date, list[GridSlot]]:
    """Like `FindSlots`, in a transaction that is open."""
    places = [place] if place else Offering(venue).fitting(wish)
    occupied = await read_occupied(tx, venue, wish, places, days)
    return find_free_places(venue, wish, places, days, occupied, now)


async def read_occupied(
    tx: Transaction, venue: Venue, wish: Wish, places: Sequence[Place], days: Sequence[date]
) -> Occupied:
    """What live bookings take of the places on these days. One query, and another one for a limit of arrivals."""
    span = span_of_visits(venue, days)
    if not span:
        return Occupied()
    begin, end = span
    resource_ids = {resource.id for place in places for resource in place.resources}
    busy = await tx.bookings.busy(venue.id, resource_ids, begin, end + Offering(venue).buffer(wish))
    if venue.booking.guests_per_15_minutes is None:
        return Occupied(busy)
    return Occupied(busy, await tx.bookings.arrivals(venue.id, begin - ARRIVALS_WITHIN, end + ARRIVALS_WITHIN))
