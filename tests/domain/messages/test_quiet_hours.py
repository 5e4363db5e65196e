"""What waits for the end of the quiet hours, and what makes no sound in them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.messages.kinds import Kind
from app.domain.messages.quiet_hours import after_quiet_hours, before_quiet_hours, is_quiet, is_silent
from app.domain.venues import MessageRules, QuietHours
from tests.domain.builders import MESSAGES, NIGHT, a_notification, a_venue, at, utc

QUIET_AT_NIGHT = MessageRules(MESSAGES.reminders, MESSAGES.follow_ups, NIGHT)


@pytest.mark.parametrize(
    ("quiet", "local", "expected"),
    [
        (NIGHT, "21:59", False),
        (NIGHT, "22:00", True),
        (NIGHT, "00:00", True),
        (NIGHT, "08:59", True),
        (NIGHT, "09:00", False),
        (QuietHours(time(13), time(15)), "12:59", False),
        (QuietHours(time(13), time(15)), "13:00", True),
        (QuietHours(time(13), time(15)), "15:00", False),
        (None, "03:00", False),
    ],
)
def test_quiet_hours_begin_and_end_on_the_venues_clock(quiet: QuietHours | None, local: str, expected: bool) -> None:
    venue = a_venue("Asia/Vladivostok", messages=MessageRules((), (), quiet))

    assert is_quiet(venue, at("Asia/Vladivostok", f"2026-11-22 {local}")) is expected


@pytest.mark.parametrize(
    ("zone", "quiet", "local", "expected"),
    [
        ("Europe/Moscow", NIGHT, "2026-11-22 21:59", "2026-11-22 21:59"),
        ("Europe/Moscow", NIGHT, "2026-11-22 23:30", "2026-11-23 09:00"),
        ("Europe/Moscow", NIGHT, "2026-11-23 00:00", "2026-11-23 09:00"),
        ("Europe/Moscow", QuietHours(time(13), time(15)), "2026-11-22 13:30", "2026-11-22 15:00"),
        ("Europe/Moscow", QuietHours(time(22), time(0)), "2026-11-22 22:30", "2026-11-23 00:00"),
        ("Europe/Berlin", NIGHT, "2027-03-27 23:30", "2027-03-28 09:00"),
        ("Europe/Berlin", NIGHT, "2026-10-24 23:30", "2026-10-25 09:00"),
        ("America/New_York", NIGHT, "2026-11-01 00:30", "2026-11-01 09:00"),
        ("Australia/Lord_Howe", NIGHT, "2026-10-03 23:30", "2026-10-04 09:00"),
    ],
)
def test_an_instant_in_quiet_hours_is_moved_to_their_end(
    zone: str, quiet: QuietHours, local: str, expected: str
) -> None:
    venue = a_venue(zone, messages=MessageRules((), (), quiet))

    waited = after_quiet_hours(venue, at(zone, local))

    assert waited == at(zone, expected)
    assert waited.tzinfo is UTC


def test_no_instant_is_moved_back_when_quiet_hours_end_in_a_repeated_hour() -> None:
    venue = a_venue("Europe/Berlin", messages=MessageRules((), (), QuietHours(time(22), time(2, 30))))
    second_time_a_quarter_past_two = utc("2026-10-25 01:15")

    assert after_quiet_hours(venue, second_time_a_quarter_past_two) == utc("2026-10-25 01:30")


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the bounds of a strategy are naive
ZONES = st.sampled_from(["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
QUIET_HOURS = st.tuples(st.times(), st.times()).map(lambda times: QuietHours(*times))


@given(ZONES, QUIET_HOURS, INSTANTS)
def test_quiet_hours_move_a_message_forward_by_less_than_a_day(zone: str, quiet: QuietHours, instant: datetime) -> None:
    venue = a_venue(zone, messages=MessageRules((), (), quiet))

    wait = after_quiet_hours(venue, instant) - instant

    assert timedelta(0) <= wait <= timedelta(hours=25)


@given(ZONES, INSTANTS)
def test_no_moved_message_is_within_quiet_hours(zone: str, instant: datetime) -> None:
    venue = a_venue(zone, messages=QUIET_AT_NIGHT)

    assert not is_quiet(venue, after_quiet_hours(venue, instant))


@pytest.mark.parametrize(
    ("zone", "quiet", "local", "expected"),
    [
        ("Europe/Moscow", NIGHT, "2026-11-22 21:59", "2026-11-22 21:59"),
        ("Europe/Moscow", NIGHT, "2026-11-22 22:00", "2026-11-22 21:30"),
        ("Europe/Moscow", NIGHT, "2026-11-23 02:30", "2026-11-22 21:30"),
        ("Europe/Moscow", NIGHT, "2026-11-23 08:59", "2026-11-22 21:30"),
        ("Europe/Moscow", QuietHours(time(13), time(15)), "2026-11-22 13:30", "2026-11-22 12:30"),
        ("Europe/Moscow", QuietHours(time(0), time(9)), "2026-11-23 02:30", "2026-11-22 23:30"),
        ("Europe/Berlin", NIGHT, "2027-03-28 08:30", "2027-03-27 21:30"),
        ("Europe/Berlin", NIGHT, "2026-10-25 08:30", "2026-10-24 21:30"),
    ],
)
def test_an_instant_in_quiet_hours_is_moved_to_the_evening_before(
    zone: str, quiet: QuietHours, local: str, expected: str
) -> None:
    venue = a_venue(zone, messages=MessageRules((), (), quiet))

    evening = before_quiet_hours(venue, at(zone, local))

    assert evening == at(zone, expected)
    assert evening.tzinfo is UTC


def test_there_is_no_evening_before_quiet_hours_that_last_all_day() -> None:
    venue = a_venue(messages=MessageRules((), (), QuietHours(time(22), time(21, 45))))

    assert before_quiet_hours(venue, at("Europe/Moscow", "2026-11-22 23:00")) is None


@given(ZONES, QUIET_HOURS, INSTANTS)
def test_no_instant_is_moved_back_into_quiet_hours_or_later(zone: str, quiet: QuietHours, instant: datetime) -> None:
    venue = a_venue(zone, messages=MessageRules((), (), quiet))

    evening = before_quiet_hours(venue, instant)

    if evening is not None:
        assert timedelta(0) <= instant - evening <= timedelta(hours=26)
        assert not is_quiet(venue, evening)


@given(ZONES, INSTANTS)
def test_every_night_has_an_evening_before(zone: str, instant: datetime) -> None:
    assert before_quiet_hours(a_venue(zone, messages=QUIET_AT_NIGHT), instant) is not None


@pytest.mark.parametrize(
    ("kind", "local", "useful_for", "silent"),
    [
        (Kind.ALERT_BOOKED, "12:00", timedelta(hours=24), False),
        (Kind.ALERT_BOOKED, "23:00", timedelta(hours=24), True),
        (Kind.CONFIRMATION, "23:00", timedelta(minutes=30), True),
        (Kind.REMINDER, "23:00", timedelta(hours=6), True),
        (Kind.REMINDER, "23:00", timedelta(hours=1), False),
        (Kind.REMINDER, "23:00", timedelta(minutes=30), False),
        (Kind.REMINDER, "12:00", timedelta(hours=6), False),
    ],
)
def test_at_night_only_a_reminder_of_a_visit_within_the_hour_makes_a_sound(
    kind: Kind,
    local: str,
    useful_for: timedelta,
    silent: bool,
) -> None:
    venue = a_venue(messages=QUIET_AT_NIGHT)
    now = at("Europe/Moscow", f"2026-11-22 {local}")
    notification = a_notification(kind, now, expires_at=now + useful_for)

    assert is_silent(venue, notification, now) is silent
