"""Checks of what a venue offers: its hours, services, lengths of visits, and the tables that join."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, pairwise

from app.catalogue.mistakes import mistake
from app.catalogue.schema import WEEKDAYS, ResourceTable, VenueFile
from app.domain.availability.offering import MOST_JOINED, joined_places
from app.domain.venues import Asks, Hours, Localized, Resource

DAY_MINUTES = 24 * 60
PLACE_ID_LENGTH = 32
"""Characters. Short enough for the 64 bytes of a button's data (Bot API)."""
JOINED_ID_LENGTH = (PLACE_ID_LENGTH - MOST_JOINED + 1) // MOST_JOINED


def offering_mistakes(file: VenueFile) -> Iterator[str]:
    """Yield every mistake in the keys from which slots and places are made."""
    for check in _CHECKS:
        yield from check(file)


def _weekly_hours(file: VenueFile) -> Iterator[str]:
    if not any(file.opening_hours.of(weekday) for weekday in WEEKDAYS):
        yield mistake("opening_hours", "at least one day", None)
    week = {weekday: sorted(file.opening_hours.of(weekday)) for weekday in WEEKDAYS}
    for weekday, following in zip(WEEKDAYS, (*WEEKDAYS[1:], WEEKDAYS[0]), strict=True):
        key = f"opening_hours.{weekday}"
        yield from _overlaps(key, [*week[weekday], *_next_day(week[following][:1])])
        for hours in week[weekday]:
            yield from _too_short(file, key, hours)


def _special_hours(file: VenueFile) -> Iterator[str]:
    closed = {day for days in file.closures.dates for day in days}
    for day, opening in file.closures.hours.items():
        key = f"closures.hours.{day}"
        if day in closed or not opening:
            yield mistake(key, "hours, or the day in closures.dates, not both", [_written(hours) for hours in opening])
        before, after = (
            _hours_on(file, day - timedelta(days=1), closed),
            _hours_on(file, day + timedelta(days=1), closed),
        )
        night = [Hours(0, hours.closes - DAY_MINUTES) for hours in before if hours.closes > DAY_MINUTES]
        yield from _overlaps(key, [*night, *sorted(opening), *_next_day(after[:1])])
        for hours in opening:
            yield from _too_short(file, key, hours)


def _hours_on(file: VenueFile, day: date, closed: set[date]) -> Sequence[Hours]:
    if day in closed:
        return []
    return sorted(file.closures.hours.get(day, file.opening_hours.of(WEEKDAYS[day.weekday()])))


def _next_day(opening: Iterable[Hours]) -> list[Hours]:
    """Hours of the next day in minutes of this one."""
    return [Hours(hours.opens + DAY_MINUTES, hours.closes + DAY_MINUTES) for hours in opening]


def _overlaps(key: str, in_order: Sequence[Hours]) -> Iterator[str]:
    for earlier, later in pairwise(in_order):
        if later.opens < earlier.closes:
            yield mistake(key, "hours that do not overlap", f"{_written(earlier)}, {_written(later)}")


def _too_short(file: VenueFile, key: str, hours: Hours) -> Iterator[str]:
    """Where all visits are alike and follow each other, they fill the hours; else the shortest one must fit."""
    booking = file.booking
    is_even = booking.start_every_minutes in (None, booking.slot_minutes) and not (booking.turn_times or file.services)
    if not is_even:
        yield from _too_short_for_any(file, key, hours)
    elif _minutes(hours) % booking.slot_minutes:
        yield mistake(key, f"a whole number of slots of {booking.slot_minutes} minutes", _written(hours))


def _too_short_for_any(file: VenueFile, key: str, hours: Hours, resource: ResourceTable | None = None) -> Iterator[str]:
    """Check that the shortest visit fits, or the shortest of a resource."""
    lengths = [visit.minutes for visit in _visits(file) if resource is None or resource in visit.resources]
    if lengths and _minutes(hours) < min(lengths):
        yield mistake(key, f"at least the {min(lengths)} minutes of the shortest visit", _written(hours))


def _too_long(file: VenueFile) -> Iterator[str]:
    """Check that each visit fits into hours of a weekday: otherwise it could never be booked."""
    venue = [hours for weekday in WEEKDAYS for hours in file.opening_hours.of(weekday)]
    for visit in _visits(file):
        each_own = [venue if each.hours is None else chain(*each.hours.values()) for each in visit.resources]
        longest = max(map(_minutes, chain(*each_own)), default=visit.minutes)
        if visit.minutes > longest:
            yield mistake(visit.key, f"at most {longest}, the minutes of the longest hours for it", visit.minutes)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A length of visits: the key that says it, and the resources of which one is needed."""

    key: str
    minutes: int
    resources: Sequence[ResourceTable]


def _visits(file: VenueFile) -> Iterator[_Visit]:
    booking, largest = file.booking, file.booking.max_party_size or 0
    if booking.asks is not Asks.SERVICE and not any(each.up_to >= largest for each in booking.turn_times):
        yield _Visit("booking.slot_minutes", booking.slot_minutes, file.resources)
    for turn_time in booking.turn_times:
        yield _Visit("booking.turn_times", turn_time.minutes, file.resources)
    for service in file.services:
        people = [resource for resource in file.resources if resource.id in service.resources]
        yield _Visit(f"services[{service.id}].minutes", service.minutes, people)


def _own_hours(file: VenueFile) -> Iterator[str]:
    for resource in file.resources:
        if resource.hours is None:
            continue
        if not any(resource.hours.values()):
            yield mistake(f"resources[{resource.id}].hours", "at least one day", None)
        for weekday, opening in resource.hours.items():
            key = f"resources[{resource.id}].hours.{weekday}"
            yield from _overlaps(key, sorted(opening))
            for hours in opening:
                yield from _too_short_for_any(file, key, hours, resource)
                venue = file.opening_hours.of(weekday)
                if not any(each.opens <= hours.opens and hours.closes <= each.closes for each in venue):
                    expected = f"hours within opening_hours.{weekday}, {_all_written(venue)}"
                    yield mistake(key, expected, _written(hours))


def _services(file: VenueFile) -> Iterator[str]:
    if file.booking.asks is Asks.SERVICE and not file.services:
        yield mistake("services", "at least one", None)
    if file.booking.asks is Asks.PARTY_SIZE and file.services:
        yield mistake("services", _no_key(file), [service.id for service in file.services])
        return
    known = [resource.id for resource in file.resources]
    for service in file.services:
        wrong = [each for each in service.resources if each not in known or service.resources.count(each) > 1]
        for each in dict.fromkeys(wrong):
            yield mistake(f"services[{service.id}].resources", f"ids of resources, each once: {', '.join(known)}", each)
    performed = {each for service in file.services for each in service.resources}
    for resource in file.resources if file.booking.asks is Asks.SERVICE else ():
        if resource.id not in performed:
            yield mistake(f"resources[{resource.id}]", "a service that names it in its resources", None)


def _turn_times(file: VenueFile) -> Iterator[str]:
    sizes = [each.up_to for each in file.booking.turn_times]
    if sizes and file.booking.asks is not Asks.PARTY_SIZE:
        yield mistake("booking.turn_times", _no_key(file), sizes)
        return
    for earlier, later in pairwise(sizes):
        if later <= earlier:
            yield mistake("booking.turn_times", "larger parties after smaller ones, each size once", sizes)
            break
    largest = file.booking.max_party_size or 0
    for before, size in zip([0, *sizes], sizes, strict=False):
        if largest and before >= largest:
            yield mistake("booking.turn_times", f"parties of at most {largest} guests, max_party_size", size)


def _pacing(file: VenueFile) -> Iterator[str]:
    pacing, largest = file.booking.pacing, file.booking.max_party_size
    if pacing and file.booking.asks is not Asks.PARTY_SIZE:
        yield mistake("booking.pacing", _no_key(file), pacing.guests_per_15_minutes)
    elif pacing and largest and pacing.guests_per_15_minutes < largest:
        key, expected = "booking.pacing.guests_per_15_minutes", f"at least max_party_size, {largest}"
        yield mistake(key, expected, pacing.guests_per_15_minutes)


def _joins(file: VenueFile) -> Iterator[str]:
    tables = {resource.id: resource for resource in file.resources}
    for table in file.resources:
        key = f"resources[{table.id}].joins"
        if table.joins and file.booking.asks is not Asks.PARTY_SIZE:
            yield mistake(key, _no_key(file), table.joins)
            continue
        if table.joins and len(table.id) > JOINED_ID_LENGTH:
            yield mistake(key, f"an id of at most {JOINED_ID_LENGTH} characters for a table that is joined", table.id)
        for other in table.joins:
            if other == table.id or table.joins.count(other) > 1 or other not in tables:
                yield mistake(key, "ids of other tables, each once", other)
            elif table.id not in tables[other].joins:
                yield mistake(
                    f"resources[{other}].joins", f"{table.id}, because {table.id} joins {other}", tables[other].joins
                )


def _largest_party(file: VenueFile) -> Iterator[str]:
    """Check that the venue can seat its largest party."""
    largest = file.booking.max_party_size
    if file.booking.asks is not Asks.PARTY_SIZE or largest is None or not any(each.capacity for each in file.resources):
        return
    tables = _as_tables(file.resources)
    most = next((size for size in range(largest, 0, -1) if _seats(tables, size)), 0)
    if most < largest:
        what = "tables that join" if any(table.joins for table in tables) else "table"
        yield mistake("booking.max_party_size", f"at most the largest {what}'s {most}", largest)


def _seats(tables: tuple[Resource, ...], party_size: int) -> bool:
    return any((table.capacity or 0) >= party_size for table in tables) or bool(joined_places(tables, party_size))


def _as_tables(resources: Sequence[ResourceTable]) -> tuple[Resource, ...]:
    nameless = Localized("", "")
    known: Mapping[str, object] = {resource.id: resource for resource in resources}
    return tuple(
        Resource(each.id, nameless, nameless, each.capacity, joins=tuple(join for join in each.joins if join in known))
        for each in resources
    )


def _minutes(hours: Hours) -> int:
    return hours.closes - hours.opens


def _all_written(opening: Iterable[Hours]) -> str:
    return ", ".join(_written(hours) for hours in opening) or "on which the venue is closed"


def _written(hours: Hours) -> str:
    """As in the file, where 24:00 is midnight at the end of the day."""
    opens, closes = hours.opens % DAY_MINUTES, hours.closes
    closes -= DAY_MINUTES if closes > DAY_MINUTES else 0
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (opens, closes))


def _no_key(file: VenueFile) -> str:
    return f'no such key in a venue with asks = "{file.booking.asks}"'


_CHECKS: tuple[Callable[[VenueFile], Iterator[str]], ...] = (
    _weekly_hours,
    _special_hours,
    _own_hours,
    _too_long,
    _services,
    _turn_times,
    _pacing,
    _joins,
    _largest_party,
)
