"""Venues, their resources, and the language in which a guest is addressed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import ALL_REFUSALS, GuestIsBusy, NotFound, Refused, SlotTaken, TooManyBookings
from app.domain.venues import Locale, Localized, Resource
from tests.domain.builders import TABLE, a_guest, a_venue, utc

NOW = utc("2026-11-22 09:00")


def a_table(name: str, capacity: int) -> Resource:
    return replace(TABLE, id=name, capacity=capacity)


def test_tables_that_fit_best_come_first_and_equals_in_the_catalogues_order() -> None:
    tables = [a_table("big", 6), a_table("second", 4), a_table("first", 2), a_table("third", 4)]
    venue = replace(a_venue(), resources={table.id: table for table in tables})

    assert [table.id for table in venue.tables_for(3)] == ["second", "third", "big"]
    assert venue.tables_for(7) == []


def test_doctors_come_in_the_catalogues_order() -> None:
    doctors = [
        Resource(i, TABLE.name, TABLE.description, specialty=s) for i, s in [("b", "ent"), ("x", "eye"), ("a", "ent")]
    ]
    venue = replace(a_venue(), resources={doctor.id: doctor for doctor in doctors})

    assert [doctor.id for doctor in venue.doctors_of("ent")] == ["b", "a"]


def test_an_unknown_resource_is_not_found() -> None:
    assert a_venue().resource("t1") is TABLE
    with pytest.raises(NotFound, match="no resource 't99' in cafe"):
        a_venue().resource("t99")


def test_a_removed_resource_is_shown_by_its_id() -> None:
    assert a_venue().resource_name("t1") == TABLE.name
    assert a_venue().resource_name("t99") == Localized("t99", "t99")


def test_a_venue_knows_which_of_its_follow_ups_are_offers() -> None:
    venue = a_venue()

    assert venue.is_offer("offer")
    assert not venue.is_offer("review")
    assert not venue.is_offer("unknown")


def test_a_name_is_returned_in_the_readers_language() -> None:
    name = Localized("Стол", "Table")

    assert (name.to(Locale.RU), name.to(Locale.EN)) == ("Стол", "Table")


@pytest.mark.parametrize(
    ("chosen", "language_code", "venue_locale", "expected"),
    [
        (Locale.EN, "ru", Locale.RU, Locale.EN),
        (Locale.RU, "en", Locale.EN, Locale.RU),
        (None, "ru", Locale.EN, Locale.RU),
        (None, "en-GB", Locale.RU, Locale.EN),
        (None, "EN", Locale.RU, Locale.EN),
        (None, "de", Locale.RU, Locale.RU),
        (None, "de", Locale.EN, Locale.EN),
        (None, "", Locale.EN, Locale.EN),
        (None, None, Locale.RU, Locale.RU),
    ],
)
def test_a_guests_locale_is_the_choice_else_telegrams_else_the_venues(
    chosen: Locale | None, language_code: str | None, venue_locale: Locale, expected: Locale
) -> None:
    guest = a_guest(language_code=language_code, chosen_locale=chosen)

    assert guest.locale(replace(a_venue(), locale=venue_locale)) is expected


def test_every_refusal_is_listed_with_a_code_of_its_own() -> None:
    assert set(ALL_REFUSALS) == set(Refused.__subclasses__())
    assert len({refusal.code for refusal in ALL_REFUSALS}) == len(ALL_REFUSALS)


def test_refusals_contain_the_facts_that_their_texts_need() -> None:
    assert SlotTaken([NOW, NOW + timedelta(hours=2)]).free_starts == (NOW, NOW + timedelta(hours=2))
    assert GuestIsBusy(7, "t1", utc("2026-11-22 18:00"), utc("2026-11-22 20:00")).other_booking_id == 7
    assert TooManyBookings(5).limit == 5
