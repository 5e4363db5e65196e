"""The grid of slots: hours, closures, notice, horizon."""

import os
import time as machine
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.availability.offering import ANYTHING
from app.domain.availability.slots import (
    Slot,
    bookable_days,
    grid_of_day,
    is_bookable,
    local_date,
    local_midnight,
    slot_at,
    slot_from,
)
from app.domain.errors import OutsideHours, TooFarAhead, TooSoon
from app.domain.venues import Hours, Venue
from tests.domain.builders import a_venue, at, utc

SUNDAY = date(2026, 11, 22)
NOW = utc("2026-11-20 09:00")


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The server is in another zone than the venue."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    machine.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    machine.tzset()


def starts(venue: Venue, day: date) -> list[str]:
    return [f"{slot.starts_at.astimezone(venue.zone):%H:%M}" for slot in grid_of_day(venue, day)]


def offered(venue: Venue, day: date, now: datetime) -> list[Slot]:
    return [slot for slot in grid_of_day(venue, day) if is_bookable(venue, day, slot, now)]


def test_the_grid_fills_the_opening_hours() -> None:
    assert starts(a_venue(), SUNDAY) == [f"{hour:02}:00" for hour in range(6, 24, 2)]


def test_a_slot_from_an_instant_ends_as_that_of_the_grid() -> None:
    venue = a_venue(slot_length=timedelta(minutes=90))

    assert [slot_from(venue, ANYTHING, slot.starts_at) for slot in grid_of_day(venue, SUNDAY)] == grid_of_day(
        venue, SUNDAY
    )


def test_nothing_else_makes_the_end_of_a_slot() -> None:
    """Code that read the length of slots could add it to a start, which is wrong across a clock change."""
    files = {path for path in Path("app").rglob("*.py") if ".slot_length" in path.read_text(encoding="utf-8")}

    # The API only shows the length.
    assert files - {Path("app/api/venues.py")} == {Path("app/domain/availability/offering.py")}


def test_the_last_slot_may_end_at_midnight() -> None:
    assert grid_of_day(a_venue(), SUNDAY)[-1].ends_at == at("Europe/Moscow", "2026-11-23 00:00")


def test_the_grid_starts_again_after_a_break() -> None:
    venue = a_venue(
        hours=[Hours(9 * 60, 12 * 60), Hours(13 * 60 + 30, 16 * 60 + 30)], slot_length=timedelta(minutes=60)
    )

    assert starts(venue, SUNDAY) == ["09:00", "10:00", "11:00", "13:30", "14:30", "15:30"]


def test_a_remainder_shorter_than_a_slot_is_not_offered() -> None:
    assert starts(a_venue(hours=[Hours(6 * 60, 9 * 60)]), SUNDAY) == ["06:00"]


def test_a_weekday_without_hours_is_closed() -> None:
    venue = a_venue()
    closed_on_sundays = replace(venue, opening_hours={d: h for d, h in venue.opening_hours.items() if d != 6})

    assert grid_of_day(closed_on_sundays, SUNDAY) == []
    assert grid_of_day(closed_on_sundays, SUNDAY + timedelta(days=1)) != []


def test_a_closure_closes_the_whole_day() -> None:
    venue = replace(a_venue(), closures=frozenset({SUNDAY}))

    assert grid_of_day(venue, SUNDAY) == []
    with pytest.raises(OutsideHours):
        slot_at(venue, at("Europe/Moscow", "2026-11-22 18:00"), NOW)


def test_a_slot_that_has_begun_is_not_offered() -> None:
    now = at("Europe/Moscow", "2026-11-22 18:00")

    starts_at = [slot.starts_at for slot in offered(a_venue(), SUNDAY, now)]

    assert starts_at == [now + timedelta(hours=2), now + timedelta(hours=4)]


def test_a_slot_at_exactly_the_notice_is_offered() -> None:
    venue = a_venue(min_notice=timedelta(minutes=90))

    assert len(offered(venue, SUNDAY, at("Europe/Moscow", "2026-11-22 20:30"))) == 1
    assert len(offered(venue, SUNDAY, at("Europe/Moscow", "2026-11-22 20:31"))) == 0


def test_days_are_offered_up_to_the_horizon() -> None:
    venue = a_venue(horizon_days=2)

    assert list(bookable_days(venue, NOW)) == [date(2026, 11, 20), date(2026, 11, 21), SUNDAY]
    assert len(offered(venue, SUNDAY, NOW)) == 9
    assert offered(venue, SUNDAY + timedelta(days=1), NOW) == []


def test_the_horizon_is_counted_in_the_venues_days() -> None:
    venue = a_venue("Asia/Vladivostok", horizon_days=0)
    late_evening_in_utc = utc("2026-11-21 20:00")

    assert list(bookable_days(venue, late_evening_in_utc)) == [SUNDAY]


@pytest.mark.parametrize(
    ("starts_at", "now", "refusal"),
    [
        ("2026-11-22 18:30", "2026-11-20 09:00", OutsideHours),
        ("2026-11-22 04:00", "2026-11-20 09:00", OutsideHours),
        ("2026-11-22 18:00", "2026-11-22 18:00", TooSoon),
        ("2026-11-22 18:00", "2026-11-22 17:31", TooSoon),
        ("2026-11-22 18:00", "2026-09-22 23:59", TooFarAhead),
    ],
)
def test_a_slot_that_may_not_be_booked_is_refused_with_the_rule_it_breaks(
    starts_at: str, now: str, refusal: type[Exception]
) -> None:
    venue = a_venue(min_notice=timedelta(minutes=30))

    with pytest.raises(refusal):
        slot_at(venue, at("Europe/Moscow", starts_at), at("Europe/Moscow", now))


@pytest.mark.parametrize("now", ["2026-11-22 17:30", "2026-09-23 00:00"])
def test_a_slot_is_booked_from_the_horizon_to_the_notice(now: str) -> None:
    venue = a_venue(min_notice=timedelta(minutes=30))
    starts_at = at("Europe/Moscow", "2026-11-22 18:00")

    assert slot_at(venue, starts_at, at("Europe/Moscow", now)) == Slot(starts_at, starts_at + timedelta(hours=2))


def test_neighbours_do_not_overlap() -> None:
    first, second, *_ = grid_of_day(a_venue(), SUNDAY)

    assert not first.overlaps(second)
    assert first.overlaps(first)


@pytest.mark.usefixtures("machine_zone")
def test_the_machines_time_zone_has_no_effect() -> None:
    venue = a_venue("Asia/Vladivostok")
    first = datetime(2026, 11, 21, 20, tzinfo=UTC)

    assert [slot.starts_at for slot in grid_of_day(venue, SUNDAY)] == [
        first + timedelta(hours=h) for h in range(0, 18, 2)
    ]
    assert local_date(venue, first) == SUNDAY
    assert local_midnight(venue, SUNDAY) == datetime(2026, 11, 21, 14, tzinfo=UTC)
