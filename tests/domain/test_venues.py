"""Venues, their resources, and the language in which a guest is addressed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import ALL_REFUSALS, GuestIsBusy, NotFound, Refused, SlotTaken, TooManyBookings
from app.domain.venues import Locale, Localized, Place, Resource
from tests.domain.builders import TABLE, a_guest, a_venue, utc

NOW = utc("2026-11-22 09:00")


def a_table(name: str, *joins: str) -> Resource:
    return replace(TABLE, id=name, name=Localized(name, name), capacity=2, joins=joins)


@pytest.mark.parametrize(
    ("names", "together"),
    [
        ([("У окна", "Window")], ("У окна", "Window")),
        ([("У окна", "Window"), ("Диваны", "Sofas")], ("У окна и Диваны", "Window and Sofas")),
        ([("Стол 8", "Table 8"), ("Стол 9", "Table 9")], ("Столы 8 и 9", "Tables 8 and 9")),
        ([("Столик 1", "1"), ("Столик 2", "2"), ("Столик 3", "3")], ("Столики 1, 2 и 3", "1, 2 and 3")),
        ([("Стол 8", "Table 8"), ("Столик 9", "Bar 9")], ("Стол 8 и Столик 9", "Table 8 and Bar 9")),
    ],
)
def test_joined_tables_are_named_together(names: list[tuple[str, str]], together: tuple[str, str]) -> None:
    tables = [replace(TABLE, name=Localized(*each)) for each in names]
    assert Place(tuple(tables)).name == Localized(*together)


def test_joined_tables_are_a_place_in_the_catalogues_order_only() -> None:
    tables = [a_table("a", "b"), a_table("b", "a", "c"), a_table("c", "b"), a_table("d")]
    venue = replace(a_venue(), resources={table.id: table for table in tables})

    place = venue.place("a+b+c")

    assert (place.id, place.capacity, place.name) == ("a+b+c", 6, Localized("a, b и c", "a, b and c"))
    assert venue.resource_name("a+b+gone") == Localized("a, b и gone", "a, b and gone")
    for unknown in ("b+a", "a+c", "a+d", "a+a", "a+gone", "a+", ""):
        with pytest.raises(NotFound):
            venue.place(unknown)


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
