"""Which places are free at which times, compared with a model that looks at every minute."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.availability.free_places import (
    ARRIVALS_WITHIN,
    Arrival,
    GridSlot,
    Occupied,
    allows_arrival,
    find_free_places,
)
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, bookable_days, day_of, local_midnight, slot_at, span_of_visits
from app.domain.errors import OutsideHours, Refused
from app.domain.venues import Asks, Hours, Localized, Place, Resource, Service, Venue
from tests.domain.builders import TABLE, a_venue, at

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NAME = Localized("Имя", "Name")
MONDAY = date(2026, 11, 23)
FOR_TWO = Wish(2)
DAYS = [
    (zone, date.fromisoformat(day))
    for zone, day in [
        ("Europe/Berlin", "2027-03-27"),  # the clocks go forward in the night after it
        ("Europe/Berlin", "2027-03-28"),
        ("Europe/Berlin", "2026-10-24"),  # and back
        ("Europe/Berlin", "2026-10-25"),
        ("Australia/Lord_Howe", "2026-10-03"),  # by half an hour
        ("Australia/Lord_Howe", "2027-04-03"),
        ("America/Santiago", "2026-09-05"),  # at midnight
        ("Asia/Kathmandu", "2026-12-31"),
        ("Europe/Moscow", "2026-12-31"),
        ("America/New_York", "2026-10-31"),
    ]
]


@dataclass(frozen=True)
class Case:
    """A venue and its live bookings on a day and in the night after it."""

    venue: Venue
    wish: Wish
    day: date
    occupied: Occupied
    now: datetime

    def openings(self) -> list[GridSlot]:
        places = Offering(self.venue).fitting(self.wish)
        return find_free_places(self.venue, self.wish, places, [self.day], self.occupied, self.now)[self.day]


@st.composite
def some_hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    """Up to two openings of a day, the second one perhaps over midnight, to 06:00 at the latest."""
    edges = sorted(draw(st.lists(st.integers(6 * 4, 30 * 4), min_size=2, max_size=4, unique=True)))
    return tuple(Hours(15 * opens, 15 * closes) for opens, closes in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, day = draw(st.sampled_from(DAYS))
    resources = [
        replace(
            TABLE,
            id=name,
            capacity=draw(st.integers(2, 4)),
            joins=joins,
            hours=draw(st.none() | st.lists(some_hours(), min_size=7, max_size=7).map(tuple)),
            absences=draw(st.sampled_from([frozenset[date](), frozenset({day})])) if name == "c" else frozenset(),
        )
        for name, joins in (("a", ("b",)), ("b", ("a",)), ("c", ()))
    ]
    rules: dict[str, Any] = {
        "slot_length": draw(st.sampled_from([30, 45, 90, 120])) * MINUTE,
        "start_every": draw(st.none() | st.sampled_from([15, 30, 60]).map(lambda m: m * MINUTE)),
        "buffer": draw(st.sampled_from([0, 10, 30])) * MINUTE,
        "guests_per_15_minutes": draw(st.none() | st.integers(8, 12)),
        "max_party_size": 8,
        "min_notice": draw(st.sampled_from([0, 90])) * MINUTE,
    }
    venue = replace(
        a_venue(zone, draw(some_hours()), **rules),
        resources={each.id: each for each in resources},
        special_hours=draw(st.just({}) | some_hours().map(lambda hours: {day: hours})),
    )
    midnight = local_midnight(venue, day)
    starts = st.integers(0, 33 * 12).map(lambda fives: midnight + fives * 5 * MINUTE)
    spans = st.tuples(starts, st.integers(1, 40)).map(lambda each: Slot(each[0], each[0] + each[1] * 5 * MINUTE))
    busy = draw(st.dictionaries(spans, st.sets(st.sampled_from(list(venue.resources)), min_size=1), max_size=6))
    arrivals = draw(st.lists(st.builds(Arrival, starts, st.integers(1, 4)), max_size=6))
    return Case(
        venue,
        Wish(draw(st.integers(1, 8))),
        day,
        Occupied(busy, arrivals),
        midnight + draw(st.integers(-4, 20)) * 60 * MINUTE,
    )


def wall(zone: ZoneInfo, day: date, minute: int) -> datetime | None:
    """The instant at which the clock shows a time of the day, 24:30 on the next one; None if the clocks skip it."""
    local = datetime.combine(day, datetime.min.time()) + minute * MINUTE
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == local else None


def model_of_place(case: Case, place: Place) -> dict[datetime, bool]:
    """The starts at a place, found minute by minute, and whether each is free."""
    offering, starts = Offering(case.venue), dict[datetime, bool]()
    length, busy_for = offering.duration(case.wish), offering.duration(case.wish) + offering.buffer(case.wish)
    earliest = datetime.min.replace(tzinfo=UTC)
    for opens, closes in stretches(case, place):
        closes_at = shown(case.venue.zone, case.day, closes).astimezone(UTC)
        for minute in range(opens, closes, offering.step // MINUTE):
            start = shown(case.venue.zone, case.day, minute)
            is_skipped = start.astimezone(UTC).astimezone(case.venue.zone).time() != start.time()
            start = start.astimezone(UTC)
            if not is_skipped and start >= earliest and start + length <= closes_at:
                starts[start] = model_is_free(case, place, start, busy_for)
                earliest = start + offering.step
        if starts:
            earliest = max(starts) + length
    return starts


def shown(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The wall-clock time so many minutes after a day's midnight."""
    return (datetime.combine(day, time()) + minute * MINUTE).replace(tzinfo=zone)


def stretches(case: Case, place: Place) -> Iterator[tuple[int, int]]:
    """From when until when the venue and all resources of the place are open without a break, in minutes."""
    weekday = case.day.weekday()
    own = [each.hours[weekday] for each in place.resources if each.hours is not None]
    hours = [case.venue.special_hours.get(case.day, case.venue.opening_hours[weekday]), *own]
    if any(case.day in each.absences for each in place.resources):
        return
    open_at = [m for m in range(48 * 60) if all(any(h.opens <= m < h.closes for h in some) for some in hours)]
    begins = [minute for minute in open_at if minute - 1 not in open_at]
    ends = [minute + 1 for minute in open_at if minute + 1 not in open_at]
    yield from zip(begins, ends, strict=True)


def model_is_free(case: Case, place: Place, start: datetime, busy_for: timedelta) -> bool:
    if start <= case.now or start < case.now + case.venue.booking.min_notice:
        return False
    resource_ids = {each.id for each in place.resources}
    taken = [slot for slot, busy in case.occupied.busy.items() if resource_ids & set(busy)]
    if any(slot.overlaps(Slot(start, start + busy_for)) for slot in taken):
        return False
    limit, party = case.venue.booking.guests_per_15_minutes, case.wish.party_size or 0
    windows = [start - minute * MINUTE for minute in range(15)]
    return limit is None or all(guests_in(case, begin) + party <= limit for begin in windows)


def guests_in(case: Case, begin: datetime) -> int:
    return sum(each.party_size for each in case.occupied.arrivals if begin <= each.at < begin + ARRIVALS_WITHIN)


@settings(deadline=None, max_examples=300)
@given(cases())
def test_exactly_the_free_places_are_offered(case: Case) -> None:
    places = Offering(case.venue).fitting(case.wish)
    model = {place.id: model_of_place(case, place) for place in places}
    expected: dict[datetime, list[str]] = {start: [] for starts in model.values() for start in starts}
    for start, offered in expected.items():
        free = [place for place in places if model[place.id].get(start)]
        fewest = min((len(place.resources) for place in free), default=0)
        offered += [place.id for place in free if len(place.resources) == fewest]

    found = {each.slot.starts_at: [place.id for place in each.free] for each in case.openings()}

    assert places == [] or found == expected
    assert list(found) == sorted(found)


@settings(deadline=None, max_examples=300)
@given(cases())
def test_a_slot_can_be_booked_exactly_where_it_is_offered(case: Case) -> None:
    for opening in find_free_places(
        case.venue, case.wish, Offering(case.venue).fitting(case.wish), [case.day], Occupied(), case.now
    )[case.day]:
        start = opening.slot.starts_at
        for place in Offering(case.venue).fitting(case.wish):
            alone = find_free_places(case.venue, case.wish, [place], [case.day], Occupied(), case.now)[case.day]
            is_offered = any(each.free and each.slot == opening.slot for each in alone)
            try:
                booked = slot_at(case.venue, start, case.now, case.wish, place)
            except Refused:
                assert not is_offered
            else:
                assert is_offered
                assert booked == opening.slot


@settings(deadline=None)
@given(cases())
def test_every_slot_is_within_the_span_that_is_read_and_belongs_to_its_day(case: Case) -> None:
    for opening in case.openings():
        span = span_of_visits(case.venue, [case.day])
        assert span
        assert span[0] <= opening.slot.starts_at
        assert opening.slot.ends_at <= span[1]
        assert day_of(case.venue, opening.slot.starts_at) == case.day


def a_bar(zone: str = "Europe/Moscow") -> Venue:
    """Open from 18:00 to 02:00, starts every hour."""
    return a_venue(zone, [Hours(18 * 60, 26 * 60)], slot_length=timedelta(hours=1))


def starts(venue: Venue, day: date, wish: Wish = FOR_TWO, now: datetime | None = None) -> list[str]:
    found = find_free_places(
        venue, wish, Offering(venue).fitting(wish), [day], Occupied(), now or local_midnight(venue, day) - DAY
    )[day]
    return [f"{each.slot.starts_at.astimezone(venue.zone):%H:%M}" for each in found if each.free]


def test_a_night_belongs_to_the_day_on_which_it_begins_over_new_year_too() -> None:
    bar, eve = a_bar(), date(2026, 12, 31)

    assert starts(bar, eve) == ["18:00", "19:00", "20:00", "21:00", "22:00", "23:00", "00:00", "01:00"]
    one = at("Europe/Moscow", "2027-01-01 01:00")
    assert day_of(bar, one) == eve
    assert slot_at(bar, one, one - DAY).ends_at == at("Europe/Moscow", "2027-01-01 02:00")
    closed = replace(bar, closures=frozenset({eve}))
    assert starts(closed, eve) == []
    with pytest.raises(OutsideHours):
        slot_at(closed, one, one - DAY)


def test_the_day_before_can_be_booked_while_its_night_goes_on() -> None:
    now = at("Europe/Moscow", "2026-11-24 00:30")

    assert starts(a_bar(), MONDAY, now=now) == ["01:00"]
    assert next(bookable_days(a_bar(), now)) == MONDAY
    assert next(bookable_days(a_bar(), now + timedelta(hours=2))) == MONDAY + DAY


def test_a_split_shift_begins_its_grid_again() -> None:
    venue = a_venue(hours=[Hours(9 * 60, 13 * 60), Hours(13 * 60 + 45, 17 * 60)], slot_length=timedelta(minutes=90))

    assert starts(venue, MONDAY) == ["09:00", "10:30", "13:45", "15:15"]


def a_person(name: str, **changes: Any) -> Resource:
    return replace(Resource(name, NAME, NAME), **changes)


def a_barbers_shop(*people: Resource) -> Venue:
    cut = Service("cut", NAME, timedelta(minutes=45), timedelta(minutes=15), tuple(each.id for each in people))
    rules: dict[str, Any] = {"asks": Asks.SERVICE, "max_party_size": None, "start_every": timedelta(minutes=30)}
    venue = a_venue(hours=[Hours(10 * 60, 20 * 60)], **rules)
    return replace(venue, resources={each.id: each for each in people}, services={"cut": cut})


def test_own_hours_and_absences_limit_a_person() -> None:
    hours = ((Hours(12 * 60, 14 * 60),), *[()] * 6)
    shop = a_barbers_shop(a_person("anna", hours=hours, absences=frozenset({MONDAY + 7 * DAY})))

    assert starts(shop, MONDAY, Wish(service="cut")) == ["12:00", "12:30", "13:00"]
    assert starts(shop, MONDAY + DAY, Wish(service="cut")) == []
    assert starts(shop, MONDAY + 7 * DAY, Wish(service="cut")) == []


def test_the_person_with_the_emptiest_day_is_proposed_first() -> None:
    shop = a_barbers_shop(a_person("anna"), a_person("boris"), a_person("vera"))
    wish, noon = Wish(service="cut"), at("Europe/Moscow", "2026-11-23 12:00")
    hour = timedelta(hours=1)
    busy = {
        Slot(noon - DAY, noon - DAY + 8 * hour): ["boris"],
        Slot(noon, noon + hour): ["anna", "boris"],
        Slot(noon + hour, noon + 2 * hour): ["anna", "vera"],
        Slot(noon + 2 * hour, noon + 4 * hour): ["vera"],
    }
    places = Offering(shop).fitting(wish)
    found = find_free_places(shop, wish, places, [MONDAY], Occupied(busy), noon - DAY)[MONDAY]

    free = {f"{each.slot.starts_at.astimezone(shop.zone):%H:%M}": [place.id for place in each.free] for each in found}
    assert free["10:00"] == ["boris", "anna", "vera"]
    assert free["12:00"] == ["vera"]
    # The buffer of a visit at half past eleven is until half past twelve.
    assert free["11:30"] == ["vera"]
    assert free["11:00"] == ["boris", "anna", "vera"]


@pytest.mark.parametrize(
    ("minute", "party_size", "is_allowed"), [(0, 2, False), (0, 1, True), (14, 2, False), (15, 4, True), (15, 5, False)]
)
def test_at_most_so_many_guests_arrive_within_any_15_minutes(minute: int, party_size: int, is_allowed: bool) -> None:
    venue, begin = a_venue(guests_per_15_minutes=6), at("Europe/Moscow", "2026-11-23 18:00")
    others = [Arrival(begin, 3), Arrival(begin + 10 * MINUTE, 2)]

    assert allows_arrival(venue, Arrival(begin + minute * MINUTE, party_size), others) is is_allowed
    assert allows_arrival(a_venue(), Arrival(begin, 100), others)


def test_the_buffer_of_a_nights_last_visit_keeps_clear_of_the_next_days_first() -> None:
    night, morning = Hours(18 * 60, 26 * 60), Hours(2 * 60 + 15, 4 * 60 + 15)
    bar = a_venue(hours=[night], slot_length=timedelta(hours=1), buffer=timedelta(minutes=30))
    bar = replace(bar, special_hours={MONDAY + DAY: (morning,)})
    begin = at("Europe/Moscow", "2026-11-24 02:15")
    occupied = Occupied({Slot(begin, begin + timedelta(hours=1)): [TABLE.id]})
    days = [MONDAY, MONDAY + DAY]

    found = find_free_places(bar, FOR_TWO, Offering(bar).fitting(FOR_TWO), days, occupied, begin - 2 * DAY)

    assert [bool(each.free) for each in found[MONDAY]] == [True] * 7 + [False]
    assert [bool(each.free) for each in found[MONDAY + DAY]] == [False, True]
