"""Which places are free at which times: the grids of the places that fit, without what live bookings keep busy."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import MINUTE, Slot, grid_in_hours, hours_of, is_bookable, span_of_visits
from app.domain.venues import Asks, Hours, Place, Venue

ARRIVALS_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A party that arrives, or would arrive, at an instant (UTC)."""

    at: datetime
    party_size: int


@dataclass(frozen=True, slots=True)
class Occupied:
    """What live bookings take of a venue in a span of time."""

    busy: Mapping[Slot, Collection[str]] = field(default_factory=dict)
    """The ids of the resources that are busy, by the time: from a visit's start to the end of its buffer. In a large
    venue many visits have the same time, so there are few times."""
    arrivals: Sequence[Arrival] = ()
    """Empty in a venue without a limit of arrivals. Parties that arrive at the same time may be one."""


@dataclass(frozen=True, slots=True)
class GridSlot:
    """A slot of the grid, and the places that are free for it now, the best first. It has none if it is taken, past, or
    cannot be booked yet. Joined tables are there only where no smaller number of tables is free."""

    slot: Slot
    free: tuple[Place, ...]

    @property
    def best(self) -> Place | None:
        """The place to propose; None if nothing is free."""
        return self.free[0] if self.free else None


def find_free_places(
    venue: Venue, wish: Wish, places: Sequence[Place], days: Sequence[date], occupied: Occupied, now: datetime
) -> dict[date, list[GridSlot]]:
    """The slots of each local day at the places, with those places that are free.

    `places` are some that fit the wish, in the order of `Offering.fitting`. Tables keep this order; people are put in
    the order of their work on that day, the least busy first. Bookings that are not in `occupied` are not considered.
    """
    by_day = _by_day(venue, days, occupied, Offering(venue).buffer(wish))
    return {day: _grid_with_free(venue, wish, places, day, by_day[day], now) for day in days}


def allows_arrival(venue: Venue, party: Arrival, others: Sequence[Arrival]) -> bool:
    """Whether the party may arrive among the others by the venue's limit for any 15 minutes."""
    limit = venue.booking.guests_per_15_minutes
    if limit is None:
        return True
    near = [other for other in others if abs(other.at - party.at) < ARRIVALS_WITHIN]
    # The fullest 15 minutes that include the party's arrival begin with an arrival.
    begins = {party.at, *(other.at for other in near if other.at < party.at)}
    sums = (sum(other.party_size for other in near if begin <= other.at < begin + ARRIVALS_WITHIN) for begin in begins)
    return max(sums) + party.party_size <= limit


def without_pacing(venue: Venue) -> Venue:
    """The venue without its limit of arrivals: for what an admin may do in spite of it, and for guests who arrive then
    anyway."""
    return replace(venue, booking=replace(venue.booking, guests_per_15_minutes=None))


@dataclass(frozen=True, slots=True)
class _Grid:
    """The slots of a local day at some places, in order and of one length, whatever is booked.

    A set of slots is an integer with a bit for each: a week of hundreds of resources takes milliseconds.
    """

    slots: tuple[Slot, ...]
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    in_hours: Mapping[tuple[Hours, ...], int]
    """Those of the slots that are in a place's hours."""


def _grid_with_free(
    venue: Venue, wish: Wish, places: Sequence[Place], day: date, occupied: Occupied, now: datetime
) -> list[GridSlot]:
    hours = [hours_of(venue, place, day) for place in places]
    # Most places share their hours, and so their grid.
    distinct = tuple(dict.fromkeys(hours)) or (venue.hours_on(day),)
    offering = Offering(venue)
    grid = _grid(venue.zone, distinct, offering.duration(wish), offering.step, day)
    if not grid.slots:
        return []
    bookable = _bookable(venue, wish, day, grid, occupied, now)
    taken = _taken(grid, offering.buffer(wish), occupied)
    free = [
        (place, _without(bookable & grid.in_hours[each], place, taken))
        for place, each in zip(places, hours, strict=True)
    ]
    return _fewest_tables_first(grid.slots, _in_order(venue, free, grid.slots, occupied))


# Like a place's grid, it is needed for sixty days at a time and never changes.
@lru_cache(maxsize=4096)
def _grid(zone: ZoneInfo, hours: tuple[tuple[Hours, ...], ...], length: timedelta, step: timedelta, day: date) -> _Grid:
    grids = {each: grid_in_hours(zone, each, length, step, day) for each in hours}
    slots = tuple(sorted({slot for grid in grids.values() for slot in grid}))
    bit = {slot: 1 << index for index, slot in enumerate(slots)}
    return _Grid(
        slots,
        tuple(slot.starts_at for slot in slots),
        tuple(slot.ends_at for slot in slots),
        {each: sum(bit[slot] for slot in grid) for each, grid in grids.items()},
    )


def _bookable(venue: Venue, wish: Wish, day: date, grid: _Grid, occupied: Occupied, now: datetime) -> int:
    """The slots that notice, horizon and the limit of arrivals allow."""
    # Those that begin too soon are the first ones.
    first = bisect_left(grid.slots, True, key=lambda slot: is_bookable(venue, day, slot, now))
    if wish.party_size is None or venue.booking.guests_per_15_minutes is None:
        return (1 << len(grid.slots)) - (1 << first)
    return sum(
        1 << index
        for index, start in enumerate(grid.starts)
        if index >= first and allows_arrival(venue, Arrival(start, wish.party_size), occupied.arrivals)
    )


def _by_day(venue: Venue, days: Sequence[date], occupied: Occupied, buffer: timedelta) -> dict[date, Occupied]:
    """What is taken on each day, so that no day looks at the bookings of the others.

    The buffer of a day's last visit may reach into the next day.
    """
    in_order = sorted((span[0], day) for day in days if (span := span_of_visits(venue, [day])))
    begins = [begin for begin, _ in in_order]

    def between(begin: datetime, end: datetime) -> Iterator[date]:
        """The days with visits between two instants. All but the last that opened before `begin` have ended."""
        first = max(0, bisect_right(begins, begin) - 1)
        return (day for _, day in in_order[first : bisect_left(begins, end)])

    busy: dict[date, dict[Slot, Collection[str]]] = {day: {} for day in days}
    for slot, resource_ids in occupied.busy.items():
        for day in between(slot.starts_at - buffer, slot.ends_at):
            busy[day][slot] = resource_ids
    arrivals: dict[date, list[Arrival]] = {day: [] for day in days}
    for arrival in occupied.arrivals:
        for day in between(arrival.at - ARRIVALS_WITHIN, arrival.at + ARRIVALS_WITHIN):
            arrivals[day].append(arrival)
    return {day: Occupied(busy[day], arrivals[day]) for day in days}


def _taken(grid: _Grid, buffer: timedelta, occupied: Occupied) -> Mapping[str, int]:
    """The slots that each resource cannot take: they, or the buffer after them, overlap time in which it is busy."""
    taken: dict[str, int] = defaultdict(int)
    for busy, resource_ids in occupied.busy.items():
        first = bisect_right(grid.ends, busy.starts_at - buffer)
        beyond = bisect_left(grid.starts, busy.ends_at)
        if first < beyond:
            bits = (1 << beyond) - (1 << first)
            for resource_id in resource_ids:
                taken[resource_id] |= bits
    return taken


def _without(offered: int, place: Place, taken: Mapping[str, int]) -> int:
    """Those of the offered slots that all resources of the place can take."""
    for resource in place.resources:
        offered &= ~taken[resource.id]
    return offered


def _in_order(
    venue: Venue, free: Sequence[tuple[Place, int]], slots: Sequence[Slot], occupied: Occupied
) -> Sequence[tuple[Place, int]]:
    """The places with their free slots, the best one for each of the slots first."""
    if Offering(venue).first_choice is Asks.PARTY_SIZE:
        return free
    begin, end = slots[0].starts_at, slots[-1].ends_at
    minutes: dict[str, int] = defaultdict(int)
    for busy, resource_ids in occupied.busy.items():
        within = max(0, (min(busy.ends_at, end) - max(busy.starts_at, begin)) // MINUTE)
        for resource_id in resource_ids:
            minutes[resource_id] += within
    return sorted(free, key=lambda each: minutes[each[0].resource.id])


def _fewest_tables_first(slots: Sequence[Slot], free: Sequence[tuple[Place, int]]) -> list[GridSlot]:
    places: list[tuple[Place, ...]] = [()] * len(slots)
    without_place = (1 << len(slots)) - 1
    for _, alike in groupby(sorted(free, key=_tables), key=_tables):
        for together, found in _slots_by_places(alike, without_place):
            without_place &= ~together
            for index in _indexes(together):
                places[index] = found
    return [GridSlot(slot, found) for slot, found in zip(slots, places, strict=True)]


def _slots_by_places(free: Iterable[tuple[Place, int]], slots: int) -> Iterator[tuple[int, tuple[Place, ...]]]:
    """Those of the slots at which any of the places is free, together where it is the same places: they are few sets,
    and there are many slots."""
    groups: list[tuple[int, list[Place]]] = [(slots, [])]
    for place, bits in free:
        refined: list[tuple[int, list[Place]]] = []
        for together, places in groups:
            if without := together & ~bits:
                refined.append((without, places))
            if having := together & bits:
                # The list is shared with nobody unless the group was parted.
                having_places = [*places] if without else places
                having_places.append(place)
                refined.append((having, having_places))
        groups = refined
    return ((together, tuple(places)) for together, places in groups if places)


def _tables(free: tuple[Place, int]) -> int:
    return len(free[0].resources)


def _indexes(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
