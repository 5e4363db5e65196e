"""Which places fit a wish, how long the visit lasts, and what may be booked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.availability.offering import MOST_JOINED, Offering, Wish
from app.domain.errors import NotFound, ResourceDoesNotFit
from app.domain.venues import Asks, Localized, Place, Resource, Service, Specialty, TurnTime, Venue
from tests.domain.builders import TABLE, a_venue

NAME = Localized("Имя", "Name")
CUT = Service("cut", NAME, timedelta(minutes=45), timedelta(minutes=5), ("anna",))
SHAVE = Service("shave", NAME, timedelta(minutes=20), timedelta(0), ("anna", "boris"))


def a_table(name: str, capacity: int, *joins: str) -> Resource:
    return replace(TABLE, id=name, capacity=capacity, joins=joins)


def a_person(name: str, specialty: str | None = None) -> Resource:
    return Resource(name, NAME, NAME, specialty=specialty)


def with_resources(resources: Iterable[Resource], **rules: Any) -> Venue:
    return replace(a_venue(**rules), resources={each.id: each for each in resources})


def a_barbers_shop() -> Venue:
    venue = with_resources(
        [a_person("anna"), a_person("boris")], asks=Asks.SERVICE, max_party_size=None, buffer=timedelta(minutes=10)
    )
    return replace(venue, services={"cut": CUT, "shave": SHAVE})


def ids(venue: Venue, wish: Wish) -> list[str]:
    return [place.id for place in Offering(venue).fitting(wish)]


def test_tables_that_fit_best_come_first_and_equals_in_the_catalogues_order() -> None:
    venue = with_resources([a_table("big", 6), a_table("second", 4), a_table("first", 2), a_table("third", 4)])

    assert ids(venue, Wish(3)) == ["second", "third", "big"]
    assert ids(venue, Wish()) == ["big", "second", "first", "third"]


def test_a_party_above_the_venues_largest_fits_nowhere() -> None:
    assert ids(with_resources([a_table("hall", 40)]), Wish(7)) == []


def test_two_tables_of_four_are_joined_for_eight_and_only_for_these() -> None:
    venue = with_resources(
        [a_table("a", 4, "b"), a_table("b", 4, "a", "c"), a_table("c", 2, "b"), a_table("d", 4)], max_party_size=10
    )

    assert ids(venue, Wish(4)) == ["a", "b", "d"]
    assert ids(venue, Wish(5)) == ["b+c", "a+b"]
    assert ids(venue, Wish(8)) == ["a+b"]
    assert ids(venue, Wish(10)) == ["a+b+c"]


@st.composite
def joinable_tables(draw: st.DrawFn) -> list[Resource]:
    number = draw(st.integers(1, 7))
    pairs = draw(st.sets(st.sampled_from(list(combinations(range(number), 2)) or [(0, 0)]))) if number > 1 else set()
    return [
        a_table(
            f"t{index}",
            draw(st.integers(1, 6)),
            *[f"t{other}" for other in range(number) if {(index, other), (other, index)} & pairs],
        )
        for index in range(number)
    ]


def brute_force(tables: list[Resource], party_size: int) -> list[str]:
    """Try all groups of tables."""
    enough: list[tuple[Resource, ...]] = []
    for size in range(1, MOST_JOINED + 1):
        for group in combinations(tables, size):
            is_larger = any(set(part) < set(group) for part in enough)
            if is_connected(group) and sum(t.capacity or 0 for t in group) >= party_size and not is_larger:
                enough.append(group)
    enough.sort(key=lambda g: (len(g), sum(t.capacity or 0 for t in g), [tables.index(t) for t in g]))
    return ["+".join(t.id for t in group) for group in enough]


def is_connected(group: tuple[Resource, ...]) -> bool:
    reached = {group[0].id}
    for _ in group:
        reached |= {t.id for t in group if reached & set(t.joins)}
    return len(reached) == len(group)


@given(joinable_tables(), st.integers(1, 20))
def test_the_tables_for_a_party_are_those_of_a_search_through_all_groups(tables: list[Resource], party: int) -> None:
    venue = with_resources(tables, max_party_size=20)

    assert ids(venue, Wish(party)) == brute_force(tables, party)
    for place_id in ids(venue, Wish(party)):
        assert venue.place(place_id).capacity >= party


def test_people_of_a_specialty_and_a_service_come_in_the_catalogues_order() -> None:
    people = [a_person("b", "ent"), a_person("x", "eye"), a_person("a", "ent")]
    ent = Specialty("ent", NAME, NAME, "ear")
    clinic = replace(
        with_resources(people, asks=Asks.SPECIALTY),
        specialties={"ent": ent},
        services={"first": replace(CUT, id="first", resources=("a", "x"))},
    )

    assert ids(clinic, Wish(specialty="ent")) == ["b", "a"]
    assert ids(clinic, Wish(specialty="ent", service="first")) == ["a"]
    for unknown in (Wish(specialty="alchemy"), Wish(service="alchemy")):
        with pytest.raises(NotFound):
            Offering(clinic).fitting(unknown)


def test_a_visit_lasts_as_long_as_its_service_its_party_or_the_venues_slots() -> None:
    turns = (TurnTime(2, timedelta(minutes=90)), TurnTime(4, timedelta(minutes=120)))
    restaurant = Offering(a_venue(turn_times=turns, slot_length=timedelta(minutes=150), buffer=timedelta(minutes=15)))
    shop = Offering(a_barbers_shop())

    lengths = [restaurant.duration(Wish(size)) for size in (1, 2, 3, 4, 5, None)]
    assert [length // timedelta(minutes=1) for length in lengths] == [90, 90, 120, 120, 150, 150]
    assert restaurant.buffer(Wish(2)) == timedelta(minutes=15)
    assert (shop.duration(Wish(service="cut")), shop.buffer(Wish(service="cut"))) == (CUT.length, CUT.buffer)
    assert shop.buffer(Wish(service="shave")) == timedelta(0)


def test_starts_are_as_far_apart_as_a_slot_is_long_unless_the_venue_says_otherwise() -> None:
    half_an_hour = timedelta(minutes=30)

    assert Offering(a_venue()).step == timedelta(hours=2)
    assert Offering(a_venue(start_every=half_an_hour)).step == half_an_hour


@pytest.mark.parametrize("party_size", [1, 4])
def test_a_party_takes_a_table_that_seats_it(party_size: int) -> None:
    Offering(a_venue()).check(Wish(party_size), Place((TABLE,)))


@pytest.mark.parametrize("party_size", [None, 0, -1, 5, 7])
def test_a_party_that_the_table_or_the_venue_does_not_seat_is_refused(party_size: int | None) -> None:
    with pytest.raises(ResourceDoesNotFit):
        Offering(a_venue()).check(Wish(party_size), Place((TABLE,)))


def test_more_tables_than_a_party_needs_are_refused() -> None:
    venue = with_resources([a_table("a", 4, "b"), a_table("b", 4, "a")], max_party_size=8)

    Offering(venue).check(Wish(8), venue.place("a+b"))
    with pytest.raises(ResourceDoesNotFit):
        Offering(venue).check(Wish(4), venue.place("a+b"))


def test_a_person_is_booked_without_a_party_size() -> None:
    clinic = with_resources([a_person("d1")], asks=Asks.SPECIALTY, max_party_size=None)

    Offering(clinic).check(Wish(), clinic.place("d1"))
    with pytest.raises(ResourceDoesNotFit):
        Offering(clinic).check(Wish(1), clinic.place("d1"))


def test_a_service_is_booked_with_somebody_who_performs_it() -> None:
    shop = a_barbers_shop()

    Offering(shop).check(Wish(service="cut"), shop.place("anna"))
    for wish in (Wish(), Wish(service="cut"), Wish(1, service="shave")):
        with pytest.raises(ResourceDoesNotFit):
            Offering(shop).check(wish, shop.place("boris"))


def test_a_table_can_be_booked_by_parties_that_it_seats_and_joined_ones_by_those_that_need_both() -> None:
    venue = with_resources([a_table("a", 4, "b"), a_table("b", 4, "a"), a_table("c", 6)], max_party_size=8)
    offering = Offering(venue)

    assert offering.party_sizes() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert offering.party_sizes(venue.place("a")) == [1, 2, 3, 4]
    assert offering.party_sizes(venue.place("a+b")) == [5, 6, 7, 8]
    assert Offering(a_barbers_shop()).party_sizes() == []


def test_services_to_choose_from_are_those_of_the_person_or_of_the_specialtys_doctors() -> None:
    shop = a_barbers_shop()
    assert Offering(shop).services() == [CUT, SHAVE]
    assert Offering(shop).services(place=shop.place("boris")) == [SHAVE]
    specialties = {name: Specialty(name, NAME, NAME, "eye") for name in ("therapy", "surgery")}
    doctors = with_resources(
        [a_person("anna", "therapy"), a_person("boris", "surgery")], asks=Asks.SPECIALTY, max_party_size=None
    )
    clinic = replace(doctors, specialties=specialties, services={"cut": CUT, "shave": SHAVE})
    assert Offering(clinic).services("surgery") == [SHAVE]
    with pytest.raises(NotFound):
        Offering(clinic).services("astrology")
