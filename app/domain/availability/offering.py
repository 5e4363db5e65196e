"""What a venue offers: the places that fit a wish, how long the visit lasts, and whether it may be booked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from app.domain.errors import ResourceDoesNotFit
from app.domain.venues import Asks, Place, Resource, Service, Venue

MOST_JOINED = 4
"""The largest number of tables that are pushed together."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a guest chooses before a time. A field is None where nothing was chosen."""

    party_size: int | None = None
    specialty: str | None = None
    service: str | None = None


ANYTHING = Wish()


class Offering:
    """What one venue offers. It is made of the venue's rules and catalogue whenever it is needed."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        self._rules = venue.booking

    @property
    def first_choice(self) -> Asks:
        """What a guest chooses first."""
        return self._rules.asks

    def fitting(self, wish: Wish) -> Sequence[Place]:
        """The places that fit, the best first: the fewest tables, then the fewest empty seats, then the catalogue's
        order. Tables are joined only if no part of them seats the party.

        Raises `NotFound` for an unknown specialty or service.
        """
        resources = list(self._resources(wish))
        if wish.party_size is None:
            return [Place((resource,)) for resource in resources]
        if wish.party_size > (self._rules.max_party_size or 0):
            return []
        singles = [table for table in resources if (table.capacity or 0) >= wish.party_size]
        joinable = tuple(table for table in resources if table.joins)
        joined = joined_places(joinable, wish.party_size) if joinable else ()
        singles.sort(key=lambda table: table.capacity or 0)
        return [*(Place((table,)) for table in singles), *joined]

    def duration(self, wish: Wish) -> timedelta:
        """How long the visit lasts. Raises `NotFound` for an unknown service."""
        if wish.service is not None:
            return self._venue.service(wish.service).length
        if wish.party_size is not None:
            for turn_time in self._rules.turn_times:
                if wish.party_size <= turn_time.up_to:
                    return turn_time.length
        return self._rules.slot_length

    @property
    def shortest_visit(self) -> timedelta:
        """How long the shortest visit lasts."""
        lengths = [service.length for service in self._venue.services.values()]
        lengths += [each.length for each in self._rules.turn_times]
        if self._rules.asks is not Asks.SERVICE:
            lengths.append(self._rules.slot_length)
        return min(lengths)

    @property
    def step(self) -> timedelta:
        """The time between two starts."""
        return self._rules.start_every or self._rules.slot_length

    def buffer(self, wish: Wish) -> timedelta:
        """How long the place stays busy after the visit. Raises `NotFound` for an unknown service."""
        return self._rules.buffer if wish.service is None else self._venue.service(wish.service).buffer

    def party_sizes(self, place: Place | None = None) -> list[int]:
        """The sizes of parties that can be booked, at a place if one is given; empty where the venue asks for none."""
        sizes = range(1, (self._rules.max_party_size or 0) + 1)
        return [size for size in sizes if place is None or place in self.fitting(Wish(size))]

    def services(self, specialty: str | None = None, place: Place | None = None) -> list[Service]:
        """The services of the doctors of a specialty, and of a place if one is given. Raises `NotFound` for an unknown
        specialty."""
        resources = place.resources if place else self._resources(Wish(specialty=specialty))
        performing = {resource.id for resource in resources}
        return [service for service in self._venue.services.values() if performing & set(service.resources)]

    def check(self, wish: Wish, place: Place) -> None:
        """Raise `ResourceDoesNotFit` unless the place may be booked for the wish, which must be complete: it has a
        party size, from 1 to the venue's largest, exactly where the venue asks for it, and a service where it asks for
        that. Raises `NotFound` for an unknown specialty or service."""
        if self._rules.asks is Asks.PARTY_SIZE:
            largest = self._rules.max_party_size or 0
            if wish.party_size is None or not 1 <= wish.party_size <= largest:
                raise ResourceDoesNotFit(f"parties of 1 to {largest} can be booked, not {wish.party_size}")
        elif wish.party_size is not None:
            raise ResourceDoesNotFit("a person is booked without a party size")
        if self._rules.asks is Asks.SERVICE and wish.service is None:
            raise ResourceDoesNotFit("a service must be chosen")
        if place not in self.fitting(wish):
            raise ResourceDoesNotFit(f"{place.id} does not fit {wish}")

    def _resources(self, wish: Wish) -> Iterator[Resource]:
        specialty = self._venue.specialty(wish.specialty).id if wish.specialty is not None else None
        service = self._venue.service(wish.service) if wish.service is not None else None
        for resource in self._venue.resources.values():
            if specialty in (None, resource.specialty) and (service is None or resource.id in service.resources):
                yield resource


@lru_cache(maxsize=256)
def joined_places(tables: tuple[Resource, ...], party_size: int) -> tuple[Place, ...]:
    """The tables to push together for a party, the best first. `tables` are in the catalogue's order."""
    seats = {index: table.capacity or 0 for index, table in enumerate(tables)}
    # A table that seats the party by itself is joined with no other.
    number = {table.id: index for index, table in enumerate(tables) if seats[index] < party_size}
    joins = {index: {number[each] for each in tables[index].joins if each in number} for index in number.values()}
    found: list[frozenset[int]] = []
    too_small = {frozenset({index}) for index in joins}
    for _ in range(MOST_JOINED - 1):
        larger = {group | {near} for group in too_small for index in group for near in joins[index] - group}
        enough = {group for group in larger if sum(seats[index] for index in group) >= party_size}
        too_small = larger - enough
        # Another table beside enough ones is never needed.
        found += [group for group in enough if not any(part < group for part in found)]
    found.sort(key=lambda group: (len(group), sum(seats[index] for index in group), sorted(group)))
    return tuple(Place(tuple(tables[index] for index in sorted(group))) for group in found)
