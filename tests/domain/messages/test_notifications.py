"""Planning of notifications, quiet hours, conditions of delivery, and retries."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bookings import BookingStatus
from app.domain.messages.kinds import Kind, Urgency
from app.domain.messages.notifications import RETRY_FOR, NewNotification, is_still_wanted, next_attempt_at
from app.domain.messages.payloads import AlertCanceled, ServiceStarted
from app.domain.messages.planning import Chats, lead_name, plan_for_booking, plan_news, plan_service_news
from app.domain.messages.quiet_hours import after_quiet_hours, is_quiet, is_silent
from app.domain.venues import MessageRules, QuietHours, Venue
from tests.domain.builders import MESSAGES, NIGHT, a_booking, a_notification, a_venue, at, utc

GUEST, ADMINS = 100, [1, 2]
EVENING = at("Europe/Moscow", "2026-11-22 18:00")
QUIET_AT_NIGHT = MessageRules(MESSAGES.reminders, MESSAGES.follow_ups, NIGHT)


def plan(venue: Venue, starts_at: datetime, now: datetime) -> list[NewNotification]:
    return plan_for_booking(venue, a_booking(starts_at), Chats(GUEST, ADMINS), now)


def planned(kind: Kind, venue: Venue, starts_at: datetime, now: datetime) -> list[NewNotification]:
    return [notification for notification in plan(venue, starts_at, now) if notification.kind is kind]


# Planning


def test_a_booking_plans_alerts_a_confirmation_reminders_and_follow_ups() -> None:
    notifications = plan(a_venue(), EVENING, EVENING - timedelta(days=3))

    assert [(n.kind, n.chat_id, n.payload.variant) for n in notifications] == [
        (Kind.ALERT_BOOKED, 1, ""),
        (Kind.ALERT_BOOKED, 2, ""),
        (Kind.CONFIRMATION, GUEST, ""),
        (Kind.REMINDER, GUEST, "24h"),
        (Kind.REMINDER, GUEST, "6h"),
        (Kind.REMINDER, GUEST, "30m"),
        (Kind.FOLLOW_UP, GUEST, "review"),
        (Kind.FOLLOW_UP, GUEST, "offer"),
    ]


def test_for_a_guest_without_telegram_only_alerts_are_planned() -> None:
    notifications = plan_for_booking(a_venue(), a_booking(EVENING), Chats(None, ADMINS), EVENING - timedelta(days=3))

    assert [(n.kind, n.chat_id) for n in notifications] == [(Kind.ALERT_BOOKED, 1), (Kind.ALERT_BOOKED, 2)]


def test_the_confirmation_is_due_now_and_expires_at_the_visit() -> None:
    now = EVENING - timedelta(days=3)

    (confirmation,) = planned(Kind.CONFIRMATION, a_venue(), EVENING, now)

    assert (confirmation.due_at, confirmation.expires_at) == (now, EVENING)


def test_each_reminder_expires_at_the_next_one_and_the_last_at_the_visit() -> None:
    reminders = planned(Kind.REMINDER, a_venue(), EVENING, EVENING - timedelta(days=3))

    assert [(EVENING - n.due_at, EVENING - n.expires_at) for n in reminders] == [
        (timedelta(hours=24), timedelta(hours=6)),
        (timedelta(hours=6), timedelta(minutes=30)),
        (timedelta(minutes=30), timedelta(0)),
    ]


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (timedelta(hours=24, seconds=1), ["24h", "6h", "30m"]),
        (timedelta(hours=24), ["6h", "30m"]),
        (timedelta(hours=5), ["30m"]),
        (timedelta(minutes=30), []),
        (timedelta(minutes=1), []),
    ],
)
def test_a_reminder_whose_time_has_passed_is_not_planned(ahead: timedelta, expected: list[str]) -> None:
    reminders = planned(Kind.REMINDER, a_venue(), EVENING, EVENING - ahead)

    assert [reminder.payload.variant for reminder in reminders] == expected


def test_a_venue_may_have_no_reminders_and_no_follow_ups() -> None:
    silent = a_venue(messages=MessageRules((), ()))

    assert [n.kind for n in plan(silent, EVENING, EVENING - timedelta(days=3)) if n.chat_id == GUEST] == [
        Kind.CONFIRMATION
    ]


def test_a_reminder_is_due_in_elapsed_hours_before_the_visit_when_clocks_change() -> None:
    venue = a_venue("Europe/Berlin")
    visit = at("Europe/Berlin", "2027-03-28 18:00")

    first, *_ = planned(Kind.REMINDER, venue, visit, visit - timedelta(days=3))

    assert first.due_at == at("Europe/Berlin", "2027-03-27 17:00")


def test_follow_ups_are_counted_from_the_visits_end() -> None:
    review, offer = planned(Kind.FOLLOW_UP, a_venue(), EVENING, EVENING - timedelta(days=3))

    assert review.due_at == at("Europe/Moscow", "2026-11-22 21:00")
    assert offer.due_at == at("Europe/Moscow", "2026-11-22 23:00")
    assert review.expires_at - review.due_at == timedelta(hours=24)


def test_a_follow_up_due_at_night_waits_for_the_morning_and_a_reminder_does_not() -> None:
    venue = a_venue(messages=QUIET_AT_NIGHT)
    early_visit = at("Europe/Moscow", "2026-11-23 06:00")

    review, offer = planned(Kind.FOLLOW_UP, venue, EVENING, EVENING - timedelta(days=3))
    last_reminder = planned(Kind.REMINDER, venue, early_visit, EVENING)[-1]

    assert review.due_at == at("Europe/Moscow", "2026-11-22 21:00")
    assert offer.due_at == at("Europe/Moscow", "2026-11-23 09:00")
    assert offer.expires_at == offer.due_at + timedelta(hours=24)
    assert last_reminder.due_at == at("Europe/Moscow", "2026-11-23 05:30")


def test_every_admin_is_alerted_at_once() -> None:
    alerts = plan_news(AlertCanceled(), a_booking(EVENING), Chats(GUEST, ADMINS), EVENING)

    assert [(n.chat_id, n.due_at, n.expires_at) for n in alerts] == [
        (chat, EVENING, EVENING + timedelta(hours=24)) for chat in ADMINS
    ]


def test_news_of_the_service_say_when_it_happened() -> None:
    started_at = utc("2026-11-22 15:00")

    (news,) = plan_service_news(ServiceStarted(at=started_at), [1], started_at)

    assert news.payload == ServiceStarted(at=started_at)
    assert news.urgency is Urgency.URGENT


@pytest.mark.parametrize("kind", Kind)
def test_only_follow_ups_and_broadcasts_are_bulk(kind: Kind) -> None:
    expected = Urgency.BULK if kind in {Kind.FOLLOW_UP, Kind.BROADCAST} else Urgency.URGENT

    assert a_notification(kind, EVENING).urgency is expected


@pytest.mark.parametrize(
    ("lead", "name"),
    [
        (timedelta(hours=24), "24h"),
        (timedelta(minutes=30), "30m"),
        (timedelta(minutes=90), "90m"),
        (timedelta(hours=1), "1h"),
    ],
)
def test_a_lead_is_named_as_the_venue_writes_it(lead: timedelta, name: str) -> None:
    assert lead_name(lead) == name


# Quiet hours


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


# Silent messages


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


# Delivery

STANDING = {
    Kind.CONFIRMATION: {BookingStatus.BOOKED},
    Kind.MOVED: {BookingStatus.BOOKED},
    Kind.REMINDER: {BookingStatus.BOOKED},
    Kind.FOLLOW_UP: {BookingStatus.BOOKED, BookingStatus.COMPLETED},
    Kind.ALERT_BOOKED: set(BookingStatus) - {BookingStatus.CANCELED},
    Kind.ALERT_MOVED: set(BookingStatus) - {BookingStatus.CANCELED},
}


@pytest.mark.parametrize("status", BookingStatus)
@pytest.mark.parametrize("kind", Kind)
def test_a_message_is_wanted_only_in_certain_statuses_of_its_booking(kind: Kind, status: BookingStatus) -> None:
    expected = status in STANDING.get(kind, set(BookingStatus))

    assert is_still_wanted(a_notification(kind, EVENING), a_booking(EVENING, status=status)) is expected


@pytest.mark.parametrize("kind", Kind)
def test_a_message_for_an_earlier_time_of_the_booking_is_not_wanted(kind: Kind) -> None:
    assert not is_still_wanted(a_notification(kind, EVENING), a_booking(EVENING, time_version=2))


# Retries


def test_pauses_grow_and_the_last_one_repeats() -> None:
    pauses = []
    for attempts in range(1, 14):
        again_at = next_attempt_at(a_notification(Kind.ALERT_BOOKED, EVENING, attempts=attempts), EVENING)
        assert again_at
        pauses.append(int((again_at - EVENING).total_seconds()))

    assert pauses == [1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 900, 900, 900]


def test_a_message_is_not_retried_after_it_would_have_expired() -> None:
    notification = a_notification(Kind.REMINDER, EVENING, expires_at=EVENING + timedelta(minutes=1), attempts=7)

    assert next_attempt_at(notification, EVENING) is None
    assert next_attempt_at(notification, EVENING - timedelta(seconds=1)) == EVENING + timedelta(seconds=59)


def test_a_message_is_retried_for_a_day_at_most() -> None:
    long_of_use = a_notification(Kind.CONFIRMATION, EVENING, expires_at=EVENING + timedelta(days=30), attempts=99)

    assert next_attempt_at(long_of_use, EVENING + RETRY_FOR - timedelta(minutes=16))
    assert next_attempt_at(long_of_use, EVENING + RETRY_FOR - timedelta(minutes=15)) is None


@given(
    st.integers(1, 1000), st.timedeltas(timedelta(0), timedelta(days=3)), st.timedeltas(timedelta(0), timedelta(days=3))
)
def test_no_retry_is_later_than_the_expiry_or_a_day(attempts: int, use: timedelta, late: timedelta) -> None:
    notification = a_notification(Kind.REMINDER, EVENING, expires_at=EVENING + use, attempts=attempts)

    again_at = next_attempt_at(notification, EVENING + late)

    if again_at:
        assert EVENING + late < again_at < min(EVENING + use, EVENING + RETRY_FOR)
