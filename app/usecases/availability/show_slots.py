"""Show the whole grid of slots, free or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.database.transaction import Database
from app.domain.availability.slots import Slot, free_slots, grid_of_day, offered_slots, span_of_days
from app.domain.venues import Resource, Venue
from app.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class GridSlot:
    """A slot and the resources that are free for it now, in the order of the request."""

    slot: Slot
    free: tuple[Resource, ...]


class ShowSlots:
    """Return the grid of each local day, including past and taken slots, with the resources that are free.

    No rights are needed. It is one query for any number of days and resources.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(
        self, venue: Venue, resources: Sequence[Resource], days: Sequence[date]
    ) -> Mapping[date, list[GridSlot]]:
        taken = await self._taken(venue, resources, days)
        now = self._clock.now()
        offered = [slot for day in days for slot in offered_slots(venue, day, now)]
        free = {resource.id: frozenset(free_slots(offered, taken.get(resource.id, ()))) for resource in resources}

        def free_at(slot: Slot) -> tuple[Resource, ...]:
            return tuple(resource for resource in resources if slot in free[resource.id])

        return {day: [GridSlot(slot, free_at(slot)) for slot in grid_of_day(venue, day)] for day in days}

    async def _taken(
        self, venue: Venue, resources: Sequence[Resource], days: Sequence[date]
    ) -> Mapping[str, list[Slot]]:
        begin, end = span_of_days(venue, days)
        async with self._database.read() as tx:
            return await tx.bookings.busy(venue.id, [resource.id for resource in resources], begin, end)
