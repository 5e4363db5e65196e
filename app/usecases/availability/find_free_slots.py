"""Find the free slots of a resource."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.database.transaction import Database
from app.domain.availability.slots import Slot, bookable_days, free_slots, local_date, offered_slots, span_of_days
from app.domain.venues import Resource, Venue
from app.runtime.clock import Clock


class FindFreeSlots:
    """Find the free slots of a resource: offered slots that overlap no live booking.

    No rights are needed. It is one query for any number of days. Returns the slots by local day; a day without a free
    slot has an empty list.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, resource: Resource, days: Sequence[date]) -> Mapping[date, list[Slot]]:
        if not days:
            return {}
        begin, end = span_of_days(venue, days)
        async with self._database.read() as tx:
            taken = (await tx.bookings.busy(venue.id, [resource.id], begin, end)).get(resource.id, [])
        now = self._clock.now()
        return {day: free_slots(offered_slots(venue, day, now), taken) for day in days}

    async def starts_on_day_of(self, venue: Venue, resource: Resource, instant: datetime) -> list[datetime]:
        """The starts, UTC, of the free slots on the local day that contains `instant`."""
        day = local_date(venue, instant)
        return [slot.starts_at for slot in (await self(venue, resource, [day]))[day]]

    async def days(self, venue: Venue, resource: Resource) -> set[date]:
        """Return the local days from today to the horizon that have a free slot."""
        found = await self(venue, resource, list(bookable_days(venue, self._clock.now())))
        return {day for day, slots in found.items() if slots}
