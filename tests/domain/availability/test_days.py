"""To which local day an instant belongs, and when a place is open on it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.availability.slots import Slot, day_of, open_spans, span_of_day
from app.domain.venues import Hours, Place, Venue
from tests.domain.builders import TABLE, a_venue

SUNDAY = date(2026, 11, 22)
SECOND = timedelta(seconds=1)


def at(wall: str, zone: str = "Europe/Moscow") -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))


def bar(zone: str = "Europe/Moscow") -> Venue:
    """It opens at six in the evening; on Saturdays its night goes on until four, else until two."""
    hours = {day: (Hours(18 * 60, 28 * 60 if day == 5 else 26 * 60),) for day in range(7)}
    return replace(a_venue(zone), opening_hours=hours)


def test_day_without_a_night_lasts_from_midnight_to_midnight() -> None:
    assert span_of_day(a_venue(), SUNDAY) == Slot(at("2026-11-22 00:00"), at("2026-11-23 00:00"))


def test_night_belongs_to_the_day_on_which_it_begins() -> None:
    assert span_of_day(bar(), SUNDAY) == Slot(at("2026-11-22 04:00"), at("2026-11-23 02:00"))


@pytest.mark.parametrize("day", [SUNDAY, date(2026, 10, 25), date(2026, 3, 29)])
def test_span_of_a_day_is_what_day_of_says_also_when_the_clocks_change(day: date) -> None:
    venue = bar("Europe/Berlin")
    span = span_of_day(venue, day)
    for instant in (span.starts_at, span.ends_at - SECOND):
        assert day_of(venue, instant) == day
    for instant in (span.starts_at - SECOND, span.ends_at):
        assert day_of(venue, instant) != day


def test_place_is_open_in_its_own_hours_and_not_while_it_is_absent() -> None:
    short = replace(TABLE, hours=((Hours(20 * 60, 22 * 60),),) * 7)
    away = replace(TABLE, absences=frozenset({SUNDAY}))
    assert open_spans(bar(), Place((short,)), SUNDAY) == [Slot(at("2026-11-22 20:00"), at("2026-11-22 22:00"))]
    assert open_spans(bar(), Place((away,)), SUNDAY) == []
