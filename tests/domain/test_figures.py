"""The figures of a period, from counted bookings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from app.domain.availability.slots import Slot
from app.domain.bookings import BookingStatus, Source
from app.domain.closures import Closure
from app.domain.figures import DayCount, Lead, Origins, PeriodFigures, Visits, _without, figures_of
from app.domain.periods import Period
from app.domain.venues import Hours
from tests.domain.builders import TABLE, a_venue, at

HOUR = timedelta(hours=1)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOON = at("Europe/Moscow", "2026-11-23 12:00")
VENUE = replace(a_venue(hours=[Hours(10 * 60, 14 * 60)]), resources={"t1": TABLE, "t2": replace(TABLE, id="t2")})
"""Two tables, open for four hours a day."""
LATER = NOON + timedelta(days=7)


def visits(begin: datetime, hours: float, status: BookingStatus, number: int = 1, places: int = 1) -> Visits:
    return Visits(Slot(begin, begin + hours * HOUR), status, number, places, guests=3 * number)


def figures(
    *found: Visits, days: tuple[date, date] = (MONDAY, MONDAY), closures: Sequence[Closure] = (), now: datetime = LATER
) -> PeriodFigures:
    return figures_of(VENUE, days, found, [], closures, now)


def test_a_visit_that_has_ended_is_completed_and_one_that_goes_on_is_not() -> None:
    found = (visits(NOON, 1, BookingStatus.BOOKED, 2), visits(NOON, 1, BookingStatus.SEATED, 1, 2))
    ended, going_on = figures(*found, now=NOON + HOUR), figures(*found, now=NOON + HOUR / 2)
    assert ended.statuses[BookingStatus.COMPLETED] == 3
    assert going_on.statuses[BookingStatus.BOOKED] == 2
    assert going_on.statuses[BookingStatus.SEATED] == 1
    assert ended.bookings == going_on.bookings == 3


def test_a_canceled_booking_and_a_no_show_bring_no_guests_and_take_no_time() -> None:
    found = figures(
        visits(NOON, 1, BookingStatus.COMPLETED, 3, 3),
        visits(NOON, 1, BookingStatus.NO_SHOW),
        visits(NOON, 1, BookingStatus.CANCELED, 4, 4),
    )
    assert found.guests == 9
    assert found.no_show_share == 0.25
    assert found.days == {MONDAY: DayCount(came=3, no_shows=1, canceled=4)}
    assert found.total_occupancy == 3 / 8


def test_occupancy_is_by_the_hour_of_the_venues_clock() -> None:
    half_past = NOON + HOUR / 2
    found = figures(visits(half_past, 1, BookingStatus.BOOKED, places=2), days=(MONDAY, TUESDAY))
    assert found.occupancy == {
        **{(weekday, hour): 0.0 for weekday in (0, 1) for hour in range(10, 14)},
        (0, 12): 0.5,
        (0, 13): 0.5,
    }
    assert found.busiest == (0, 12)
    assert figures().busiest is None


def test_of_several_mondays_the_mean_is_taken() -> None:
    two_weeks = (MONDAY, MONDAY + timedelta(days=13))
    assert figures(visits(NOON, 1, BookingStatus.BOOKED, places=2), days=two_weeks).occupancy[0, 12] == 0.5


def test_closed_hours_are_not_counted_as_free() -> None:
    of_table = Closure("t2", Slot(NOON, NOON + 9 * HOUR), 1, 900, None, None)
    of_house = Closure(None, Slot(NOON, LATER), 2, 900, None, None)
    visit = visits(NOON - HOUR, 2, BookingStatus.BOOKED)
    assert figures(visit).occupancy[0, 12] == 0.5
    assert figures(visit, closures=[of_table]).occupancy[0, 12] == 1.0
    assert (0, 12) not in figures(visit, closures=[of_table, of_house]).occupancy
    assert figures(visit, closures=[of_house]).total_occupancy == 0.5


def test_absences_and_own_hours_are_not_counted_as_free() -> None:
    away = replace(TABLE, id="t2", absences=frozenset({MONDAY}))
    short = replace(TABLE, hours=((Hours(10 * 60, 11 * 60),),) * 7)
    venue = replace(VENUE, resources={"t1": short, "t2": away})
    assert figures_of(venue, (MONDAY, MONDAY), [], [], [], LATER).occupancy == {(0, 10): 0.0}


def test_a_repeated_hour_of_the_autumn_counts_twice() -> None:
    venue = replace(a_venue("Europe/Berlin", [Hours(0, 24 * 60)]))
    sunday = date(2026, 10, 25)
    begin = at("Europe/Berlin", "2026-10-25 02:00")
    found = figures_of(venue, (sunday, sunday), [visits(begin, 2, BookingStatus.BOOKED)], [], [], LATER)
    assert found.occupancy[6, 2] == 1.0
    assert round(found.total_occupancy * 25) == 2


def test_more_than_there_is_room_for_is_full() -> None:
    """A booking outside of today's hours, or of a table that is gone."""
    found = figures(visits(NOON, 4, BookingStatus.BOOKED, places=99))
    assert found.total_occupancy == found.occupancy[0, 12] == 1.0
    assert (0, 15) not in found.occupancy


def test_sources_and_leads_are_added_up() -> None:
    origins = [Origins(Source.CHAT, Lead.DAY, 2), Origins(Source.CHAT, Lead.WEEK, 1), Origins(None, Lead.WEEK, 4)]
    found = figures_of(VENUE, (MONDAY, MONDAY), [], origins, [], LATER)
    assert found.sources == {Source.CHAT: 3, Source.APP: 0, Source.PHONE: 0, Source.WALK_IN: 0, None: 4}
    assert found.leads == {**dict.fromkeys(Lead, 0), Lead.DAY: 2, Lead.WEEK: 5}


def test_an_empty_period_has_zeros() -> None:
    found = figures(days=(MONDAY, TUESDAY))
    assert (found.bookings, found.guests, found.total_occupancy, found.no_show_share) == (0, 0, 0.0, None)
    assert list(found.days) == [MONDAY, TUESDAY]


def test_parts_outside_of_closures() -> None:
    def slot(begin: int, end: int) -> Slot:
        return Slot(NOON + begin * HOUR, NOON + end * HOUR)

    assert _without(slot(0, 9), [slot(5, 6), slot(1, 3), slot(2, 4)]) == [slot(0, 1), slot(4, 5), slot(6, 9)]
    assert _without(slot(0, 9), [slot(-1, 1), slot(8, 12), slot(20, 21)]) == [slot(1, 8)]
    assert _without(slot(0, 9), [slot(-1, 12)]) == []


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.WEEK, "2026-11-17", "2026-11-23"),
        (Period.RECENT, "2026-10-25", "2026-11-23"),
        (Period.QUARTER, "2026-08-26", "2026-11-23"),
        (Period.NEXT_WEEK, "2026-11-23", "2026-11-29"),
        (Period.THIS_MONTH, "2026-11-01", "2026-11-30"),
        (Period.LAST_MONTH, "2026-10-01", "2026-10-31"),
    ],
)
def test_days_of_a_period(period: Period, first: str, last: str) -> None:
    assert period.days(MONDAY) == (date.fromisoformat(first), date.fromisoformat(last))
