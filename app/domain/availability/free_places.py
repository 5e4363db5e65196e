"""Which places are free at which times: the grids of the places that fit, without what live bookings keep busy."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, grid_of_day, hours_of, is_bookable, span_of_visits
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

    busy: Mapping[str, Sequence[Slot]] = field(default_factory=dict)
    """When each resource is busy, buffers included, by its id."""
    arrivals: Sequence[Arrival] = ()
    """Empty in a venue without a limit of arrivals."""


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


def _grid_with_free(
    venue: Venue, wish: Wish, places: Sequence[Place], day: date, occupied: Occupied, now: datetime
) -> list[GridSlot]:
    grids = _grids(venue, wish, places, day)
    slots = sorted({slot for grid, _ in grids for slot in grid})
    if not slots:
        return []
    number = {slot: index for index, slot in enumerate(slots)}
    # A set of slots is an integer with a bit for each: a week of hundreds of resources takes milliseconds.
    bookable = _bits(number[slot] for slot in slots if _may_be_booked(venue, wish, day, slot, occupied, now))
    buffer = Offering(venue).buffer(wish)
    starts, ends = [slot.starts_at for slot in slots], [slot.ends_at + buffer for slot in slots]
    free: dict[str, int] = {}
    for grid, alike in grids:
        offered = bookable & _bits(number[slot] for slot in grid)
        for place in alike:
            taken = (_taken(starts, ends, occupied.busy.get(each.id, ())) for each in place.resources)
            free[place.id] = _without(offered, taken)
    return list(_fewest_tables_first(slots, _in_order(venue, places, slots, occupied), free))


def _grids(
    venue: Venue, wish: Wish, places: Sequence[Place], day: date
) -> Sequence[tuple[Sequence[Slot], Sequence[Place]]]:
    """The different grids of a day, each with its places. Where no place fits, the venue's own without a place."""
    if not places:
        return [(grid_of_day(venue, day, wish), ())]
    # Most places share their hours, and so their grid.
    by_hours: dict[tuple[Hours, ...], list[Place]] = defaultdict(list)
    for place in places:
        by_hours[hours_of(venue, place, day)].append(place)
    return [(grid_of_day(venue, day, wish, alike[0]), alike) for alike in by_hours.values()]


def _may_be_booked(venue: Venue, wish: Wish, day: date, slot: Slot, occupied: Occupied, now: datetime) -> bool:
    if not is_bookable(venue, day, slot, now):
        return False
    return wish.party_size is None or allows_arrival(venue, Arrival(slot.starts_at, wish.party_size), occupied.arrivals)


def _by_day(venue: Venue, days: Sequence[date], occupied: Occupied, buffer: timedelta) -> dict[date, Occupied]:
    """What is taken on each day, so that no day looks at the bookings of the others. Arrivals are few.

    The buffer of a day's last visit may reach into the next day.
    """
    in_order = sorted((span[0], day) for day in days if (span := span_of_visits(venue, [day])))
    begins = [begin for begin, _ in in_order]
    busy: dict[date, dict[str, list[Slot]]] = {day: defaultdict(list) for day in days}
    for resource_id, all_of_resource in occupied.busy.items():
        for each in all_of_resource:
            last = bisect_left(begins, each.ends_at)
            for index in range(max(0, bisect_right(begins, each.starts_at - buffer) - 1), last):
                busy[in_order[index][1]][resource_id].append(each)
    return {day: Occupied(busy[day], occupied.arrivals) for day in days}


def _taken(starts: Sequence[datetime], ends: Sequence[datetime], busy: Sequence[Slot]) -> int:
    """The slots, all of one length, that a resource cannot take: they, or the buffer after them, overlap busy time.

    `ends` are those of the buffers.
    """
    taken = 0
    for each in busy:
        first, beyond = bisect_right(ends, each.starts_at), bisect_left(starts, each.ends_at)
        if first < beyond:
            taken |= (1 << beyond) - (1 << first)
    return taken


def _in_order(venue: Venue, places: Sequence[Place], slots: Sequence[Slot], occupied: Occupied) -> Sequence[Place]:
    """The places, the best one for each of the slots first."""
    if Offering(venue).first_choice is Asks.PARTY_SIZE:
        return places
    begin, end = slots[0].starts_at, slots[-1].ends_at

    def work(place: Place) -> timedelta:
        busy = (each for resource in place.resources for each in occupied.busy.get(resource.id, ()))
        times = (min(each.ends_at, end) - max(each.starts_at, begin) for each in busy)
        return sum((time for time in times if time > timedelta(0)), timedelta(0))

    return sorted(places, key=work)


def _fewest_tables_first(slots: Sequence[Slot], places: Sequence[Place], free: Mapping[str, int]) -> Iterator[GridSlot]:
    by_number = [
        [(place, free[place.id]) for place in alike] for _, alike in groupby(sorted(places, key=_tables), key=_tables)
    ]
    for index, slot in enumerate(slots):
        found = ([place for place, bits in alike if bits >> index & 1] for alike in by_number)
        yield GridSlot(slot, tuple(next((each for each in found if each), ())))


def _tables(place: Place) -> int:
    return len(place.resources)


def _bits(indexes: Iterable[int]) -> int:
    return sum(1 << index for index in indexes)


def _without(offered: int, taken: Iterable[int]) -> int:
    for each in taken:
        offered &= ~each
    return offered
