"""Dates, times and durations in the venue's zone and the reader's language."""

import locale as machine
import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.core import get_global

from app.domain.availability.slots import Slot
from app.domain.venues import Locale
from app.texts.dates import Dates
from tests.domain.builders import utc

NOW = utc("2026-11-20 09:00")
RU = Dates(Locale.RU, ZoneInfo("Europe/Moscow"))
EN = Dates(Locale.EN, ZoneInfo("Europe/Moscow"))


def test_a_day_of_this_year() -> None:
    assert RU.day(date(2026, 11, 22), NOW) == "вс, 22 ноября"
    assert EN.day(date(2026, 11, 22), NOW) == "Sun, 22 November"
    assert RU.long_day(date(2026, 11, 22), NOW) == "воскресенье, 22 ноября"
    assert RU.month_day(date(2026, 11, 22), NOW) == "22 ноября"
    assert EN.long_day(date(2026, 11, 22), NOW) == "Sunday, 22 November"


def test_a_day_of_another_year_is_shown_with_its_year() -> None:
    assert RU.day(date(2027, 1, 2), NOW) == "сб, 2 января 2027"
    assert EN.long_day(date(2027, 1, 2), NOW) == "Saturday, 2 January 2027"


def test_an_instant_is_shown_as_the_day_in_the_venues_zone() -> None:
    before_midnight_in_utc = utc("2026-12-31 22:30")

    assert RU.day(before_midnight_in_utc, NOW) == "пт, 1 января 2027"
    assert RU.day(before_midnight_in_utc, before_midnight_in_utc) == "пт, 1 января"


def test_times_are_shown_in_the_venues_zone() -> None:
    assert RU.time(utc("2026-11-22 15:00")) == "18:00"
    assert Dates(Locale.EN, ZoneInfo("America/New_York")).time(utc("2026-11-22 15:00")) == "10:00"


def test_a_slot_that_ends_at_midnight_ends_at_24_00() -> None:
    evening = Slot(utc("2026-11-22 15:00"), utc("2026-11-22 17:00"))
    last = Slot(utc("2026-11-22 19:00"), utc("2026-11-22 21:00"))

    assert RU.slot(evening) == "18:00–20:00"
    assert RU.slot(last) == "22:00–24:00"


BERLIN = Dates(Locale.EN, ZoneInfo("Europe/Berlin"))


def test_both_ends_of_a_slot_are_told_apart_where_the_clocks_repeat_an_hour() -> None:
    repeated = Slot(utc("2026-10-25 00:00"), utc("2026-10-25 01:00"))
    assert BERLIN.slot(repeated) == "02:00 (UTC+2)–02:00 (UTC+1)"
    assert BERLIN.time(utc("2026-10-25 00:30")) == "02:30 (UTC+2)"
    assert BERLIN.time(utc("2026-10-25 01:30")) == "02:30 (UTC+1)"


def test_a_time_that_occurs_once_is_shown_without_an_offset() -> None:
    assert BERLIN.slot(Slot(utc("2026-10-24 22:00"), utc("2026-10-24 23:00"))) == "00:00–01:00"
    assert BERLIN.time(utc("2026-10-25 02:00")) == "03:00"
    assert BERLIN.slot(Slot(utc("2026-03-29 00:00"), utc("2026-03-29 01:00"))) == "01:00–03:00"
    newfoundland = Dates(Locale.EN, ZoneInfo("America/St_Johns"))
    assert newfoundland.time(utc("2026-11-01 04:00")) == "01:30 (UTC-2:30)"


def test_days_are_counted_by_the_venues_midnights() -> None:
    late = utc("2026-11-20 20:59")
    assert [RU.days_until(utc(f"2026-11-{day}"), late) for day in ("20 21:00", "20 20:30", "21 21:00")] == [1, 0, 2]


@pytest.mark.parametrize(
    ("left", "russian", "english"),
    [
        (timedelta(hours=24), "через 24 часа", "in 24 hours"),
        (timedelta(hours=6), "через 6 часов", "in 6 hours"),
        (timedelta(hours=5, minutes=59, seconds=58), "через 6 часов", "in 6 hours"),
        (timedelta(hours=21), "через 21 час", "in 21 hours"),
        (timedelta(hours=2), "через 2 часа", "in 2 hours"),
        (timedelta(minutes=90), "через 90 минут", "in 90 minutes"),
        (timedelta(minutes=59, seconds=58), "через 1 час", "in 1 hour"),
        (timedelta(minutes=30), "через 30 минут", "in 30 minutes"),
        (timedelta(minutes=21), "через 21 минуту", "in 21 minutes"),
        (timedelta(seconds=5), "через 1 минуту", "in 1 minute"),
        (timedelta(days=2), "через 2 дня", "in 2 days"),
        (timedelta(days=40), "через 40 дней", "in 40 days"),
    ],
)
def test_the_remaining_time_is_shown_in_one_unit(left: timedelta, russian: str, english: str) -> None:
    assert RU.remaining(NOW + left, NOW) == russian
    assert EN.remaining(NOW + left, NOW) == english


@pytest.mark.parametrize(
    ("zone", "russian", "english"),
    [
        ("Europe/Moscow", "Москва", "Moscow"),
        ("America/New_York", "Нью-Йорк", "New York"),
        ("Asia/Yekaterinburg", "Екатеринбург", "Yekaterinburg"),
        ("Europe/Kyiv", "Киев", "Kyiv"),
        ("Europe/Kiev", "Киев", "Kyiv"),
        ("America/Argentina/Buenos_Aires", "Буэнос-Айрес", "Buenos Aires"),
        ("America/Argentina/Ushuaia", "Ушуая", "Ushuaia"),
        ("America/Indiana/Indianapolis", "Индианаполис", "Indianapolis"),
        ("Asia/Kolkata", "Калькутта", "Kolkata"),
        ("Etc/UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_shown_by_the_name_of_its_city(zone: str, russian: str, english: str) -> None:
    assert Dates(Locale.RU, ZoneInfo(zone)).city() == russian
    assert Dates(Locale.EN, ZoneInfo(zone)).city() == english


def test_the_city_of_every_zone_that_cldr_places_is_in_the_readers_language() -> None:
    places, present = get_global("zone_territories"), get_global("zone_aliases")
    nowhere = "ZZ"
    zones = [zone for zone in available_timezones() if places.get(present.get(zone, zone), nowhere) != nowhere]

    russian = {zone: Dates(Locale.RU, ZoneInfo(zone)).city() for zone in zones}
    english = {zone: Dates(Locale.EN, ZoneInfo(zone)).city() for zone in zones}

    assert len(zones) > 500
    assert {zone: city for zone, city in russian.items() if re.search("[A-Za-z/_]", city)} == {}
    assert {zone: city for zone, city in english.items() if re.search("[А-яЁё/_]", city)} == {}


def test_the_machines_locale_has_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANG", "LC_ALL", "LC_TIME", "LANGUAGE"):
        monkeypatch.setenv(variable, "de_DE.UTF-8")
    before = machine.setlocale(machine.LC_ALL)
    try:
        machine.setlocale(machine.LC_ALL, "C.UTF-8")
        assert EN.long_day(date(2026, 11, 22), NOW) == "Sunday, 22 November"
    finally:
        machine.setlocale(machine.LC_ALL, before)
