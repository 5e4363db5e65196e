"""The grid on the days on which a zone's clocks change."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.availability.slots import Slot, bookable_days, grid_of_day, local_midnight, slot_at
from app.domain.venues import Hours, Venue
from tests.domain.builders import a_venue, at

ROUND_THE_CLOCK = (Hours(0, 24 * 60),)
ZONES = (
    "Europe/Moscow",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # clocks change by half an hour
    "America/Santiago",  # clocks change at midnight
    "Asia/Kathmandu",  # five hours and three quarters from UTC
    "Pacific/Kiritimati",
)


def wall_starts(venue: Venue, slots: list[Slot]) -> list[str]:
    return [f"{slot.starts_at.astimezone(venue.zone):%H:%M}" for slot in slots]


@pytest.mark.parametrize(
    ("zone", "spring", "skipped"),
    [
        ("Europe/Berlin", date(2027, 3, 28), {"02:00", "02:30"}),
        ("America/New_York", date(2027, 3, 14), {"02:00", "02:30"}),
        ("Australia/Lord_Howe", date(2026, 10, 4), {"02:00"}),
        ("America/Santiago", date(2026, 9, 6), {"00:00", "00:30"}),
    ],
)
def test_a_time_skipped_in_spring_is_not_a_slot(zone: str, spring: date, skipped: set[str]) -> None:
    venue = a_venue(zone, ROUND_THE_CLOCK, slot_length=timedelta(minutes=30))
    the_day_after = wall_starts(venue, grid_of_day(venue, spring + timedelta(days=1)))

    on_the_day = wall_starts(venue, grid_of_day(venue, spring))

    assert on_the_day == [start for start in the_day_after if start not in skipped]


@pytest.mark.parametrize(
    ("zone", "autumn", "repeated", "gap"),
    [
        ("Europe/Berlin", date(2026, 10, 25), "02:30", timedelta(minutes=90)),
        ("America/New_York", date(2026, 11, 1), "01:30", timedelta(minutes=90)),
        ("Australia/Lord_Howe", date(2027, 4, 4), "01:30", timedelta(minutes=60)),
    ],
)
def test_a_time_repeated_in_autumn_is_offered_once(zone: str, autumn: date, repeated: str, gap: timedelta) -> None:
    venue = a_venue(zone, ROUND_THE_CLOCK, slot_length=timedelta(minutes=30))

    slots = grid_of_day(venue, autumn)

    starts = wall_starts(venue, slots)
    assert starts == wall_starts(venue, grid_of_day(venue, autumn + timedelta(days=1)))
    last_of_the_hour = slots[starts.index(repeated)]
    assert slots[starts.index(repeated) + 1].starts_at - last_of_the_hour.starts_at == gap


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        ("Europe/Berlin", "2027-03-27", "18:00", "2027-03-27T17:00:00+00:00"),
        ("Europe/Berlin", "2027-03-28", "18:00", "2027-03-28T16:00:00+00:00"),
        ("Europe/Berlin", "2026-10-25", "18:00", "2026-10-25T17:00:00+00:00"),
        ("America/New_York", "2027-03-14", "18:00", "2027-03-14T22:00:00+00:00"),
        ("America/New_York", "2026-11-01", "18:00", "2026-11-01T23:00:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04", "18:00", "2026-10-04T07:00:00+00:00"),
        ("Australia/Lord_Howe", "2027-04-04", "18:00", "2027-04-04T07:30:00+00:00"),
    ],
)
def test_the_evening_keeps_its_wall_clock_time(zone: str, day: str, wall: str, expected: str) -> None:
    venue = a_venue(zone)
    slots = grid_of_day(venue, date.fromisoformat(day))

    start = slots[wall_starts(venue, slots).index(wall)].starts_at

    assert start.isoformat() == expected


def test_a_slot_that_would_begin_inside_the_one_before_is_left_out() -> None:
    # Two hours from one o'clock end at four by the clock, which has skipped an hour.
    venue = a_venue("Europe/Berlin", [Hours(60, 9 * 60)])

    assert wall_starts(venue, grid_of_day(venue, date(2027, 3, 28))) == ["01:00", "05:00", "07:00"]


def test_a_slot_that_would_end_after_closing_is_left_out() -> None:
    # Open from one to three: an hour of that day does not exist.
    venue = a_venue("Europe/Berlin", [Hours(60, 3 * 60)])

    assert grid_of_day(venue, date(2027, 3, 28)) == []
    assert len(grid_of_day(venue, date(2027, 3, 29))) == 1


@st.composite
def venues(draw: st.DrawFn) -> Venue:
    slot = draw(st.sampled_from([15, 20, 30, 45, 60, 90, 120]))
    overrides = draw(
        st.lists(st.integers(0, 24 * 4).map(lambda quarter: quarter * 15), min_size=2, max_size=4, unique=True)
    )
    overrides.sort()
    hours = [Hours(opens, closes) for opens, closes in zip(overrides[::2], overrides[1::2], strict=False)]
    return a_venue(draw(st.sampled_from(ZONES)), hours, slot_length=timedelta(minutes=slot))


DAYS = st.one_of(
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    # Days around the clock changes, which a random day seldom hits.
    st.sampled_from([date(2027, 3, 28), date(2026, 10, 25), date(2027, 3, 14), date(2026, 11, 1), date(2026, 10, 4)]),
)


@given(venues(), DAYS)
def test_slots_never_overlap_not_even_those_of_the_next_day(venue: Venue, day: date) -> None:
    slots = [*grid_of_day(venue, day), *grid_of_day(venue, day + timedelta(days=1))]

    assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(slots))


@given(venues(), DAYS)
def test_a_slot_always_lasts_its_full_length(venue: Venue, day: date) -> None:
    assert all(slot.ends_at - slot.starts_at == venue.booking.slot_length for slot in grid_of_day(venue, day))


@given(venues(), DAYS)
def test_slots_begin_after_opening_on_the_wall_and_end_before_closing(venue: Venue, day: date) -> None:
    for slot in grid_of_day(venue, day):
        local = slot.starts_at.astimezone(venue.zone)
        begins = local.hour * 60 + local.minute
        assert any(
            hours.opens <= begins < hours.closes and slot.ends_at <= _instant(venue, day, hours.closes)
            for hours in venue.opening_hours[day.weekday()]
        )


@given(venues(), DAYS)
def test_starts_are_the_same_wall_clock_times_every_day(venue: Venue, day: date) -> None:
    plain_zone = a_venue("UTC", venue.opening_hours[0], slot_length=venue.booking.slot_length)
    every_day = wall_starts(plain_zone, grid_of_day(plain_zone, day))

    on_the_day = wall_starts(venue, grid_of_day(venue, day))

    clocks_change = local_midnight(venue, day + timedelta(days=1)) - local_midnight(venue, day) != timedelta(days=1)
    if clocks_change:
        assert set(on_the_day) <= set(every_day)
    else:
        assert on_the_day == every_day


@given(venues(), DAYS)
def test_every_slot_is_found_by_its_start(venue: Venue, day: date) -> None:
    now = local_midnight(venue, day) - timedelta(hours=1)

    for slot in grid_of_day(venue, day):
        assert slot_at(venue, slot.starts_at, now) == slot


@given(venues(), DAYS)
def test_the_bookable_days_are_every_day_once(venue: Venue, day: date) -> None:
    days = list(bookable_days(venue, local_midnight(venue, day)))

    assert days == [day + timedelta(days=ahead) for ahead in range(venue.booking.horizon_days + 1)]


def _instant(venue: Venue, day: date, minute: int) -> datetime:
    shown = day + timedelta(days=minute // (24 * 60))
    return at(venue.zone.key, f"{shown} {minute // 60 % 24:02}:{minute % 60:02}")
