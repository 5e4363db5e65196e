"""Closures: what they cover, and the days and hours that an admin chooses from."""

from datetime import date, timedelta

from app.domain.availability.slots import Slot
from app.domain.closures import NewClosure, hours_of_day, opening_of_day, with_closures
from app.domain.venues import Hours
from tests.domain.builders import a_venue, at, utc

TUESDAY = date(2026, 11, 24)
EVENING = Slot(utc("2026-11-24 15:00"), utc("2026-11-24 17:00"))
LATER = Slot(utc("2026-11-24 17:00"), utc("2026-11-24 19:00"))


def test_a_closed_venue_closes_each_resource() -> None:
    busy = {EVENING: ["t1"]}
    assert with_closures(busy, [], ["t1", "t2"]) == busy
    assert with_closures(busy, [NewClosure(None, LATER)], ["t1", "t2"]) == {EVENING: ["t1"], LATER: ["t1", "t2"]}
    assert with_closures(busy, [NewClosure("t2", LATER)], ["t1", "t2"]) == {EVENING: ["t1"], LATER: ["t2"]}
    assert with_closures(busy, [NewClosure("t2", EVENING)], ["t1", "t2"]) == {EVENING: ["t1", "t2"]}


def test_a_day_is_from_the_opening_to_the_closing_at_night() -> None:
    venue = a_venue(hours=[Hours(18 * 60, 26 * 60)])
    night = Slot(at("Europe/Moscow", "2026-11-24 18:00"), at("Europe/Moscow", "2026-11-25 02:00"))
    assert opening_of_day(venue, TUESDAY) == night
    assert hours_of_day(venue, TUESDAY) == [night.starts_at + timedelta(hours=number) for number in range(9)]


def test_the_closing_is_offered_though_it_is_no_full_hour() -> None:
    venue = a_venue(hours=[Hours(9 * 60, 10 * 60 + 30)])
    assert hours_of_day(venue, TUESDAY) == [
        at("Europe/Moscow", f"2026-11-24 {time}") for time in ("09:00", "10:00", "10:30")
    ]


def test_a_closed_day_is_from_midnight_to_midnight() -> None:
    venue = a_venue(hours=[])
    assert opening_of_day(venue, TUESDAY).starts_at == at("Europe/Moscow", "2026-11-24 00:00")
    assert opening_of_day(venue, TUESDAY).ends_at == at("Europe/Moscow", "2026-11-25 00:00")
