"""Which messages an event causes, to whom, and when each is due and expires."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.messages.kinds import WAKES_WITHIN, Kind, Urgency
from app.domain.messages.notifications import NewNotification
from app.domain.messages.payloads import AlertCanceled, CanceledByVenue, Moved, ServiceStarted
from app.domain.messages.planning import Chats, lead_name, plan_for_booking, plan_news, plan_service_news
from app.domain.messages.quiet_hours import is_quiet
from app.domain.venues import MessageRules, QuietHours, Venue
from tests.domain.builders import MESSAGES, NIGHT, a_booking, a_venue, at, utc

GUEST, ADMINS = 100, [1, 2]
EVENING = at("Europe/Moscow", "2026-11-22 18:00")
EVENING_ENDS = a_booking(EVENING).ends_at
QUIET_AT_NIGHT = MessageRules(MESSAGES.reminders, MESSAGES.follow_ups, NIGHT)


def plan(venue: Venue, starts_at: datetime, now: datetime) -> list[NewNotification]:
    return plan_for_booking(venue, a_booking(starts_at), Chats(GUEST, ADMINS), now)


def planned(kind: Kind, venue: Venue, starts_at: datetime, now: datetime) -> list[NewNotification]:
    return [notification for notification in plan(venue, starts_at, now) if notification.kind is kind]


def test_a_booking_plans_alerts_a_confirmation_reminders_and_follow_ups() -> None:
    notifications = plan(a_venue(), EVENING, EVENING - timedelta(days=3))

    assert [(n.kind, n.chat_id, n.payload.variant) for n in notifications] == [
        (Kind.ALERT_BOOKED, 1, ""),
        (Kind.ALERT_BOOKED, 2, ""),
        (Kind.CONFIRMATION, GUEST, ""),
        (Kind.REMINDER, GUEST, "24h"),
        (Kind.REMINDER, GUEST, "6h"),
        (Kind.REMINDER, GUEST, "30m"),
        (Kind.VISIT_OVER, GUEST, ""),
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


def test_the_confirmation_is_edited_when_the_visit_ends() -> None:
    (over,) = planned(Kind.VISIT_OVER, a_venue(), EVENING, EVENING - timedelta(days=3))

    assert (over.due_at, over.expires_at) == (EVENING + timedelta(hours=2), EVENING + timedelta(hours=26))


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
        Kind.CONFIRMATION,
        Kind.VISIT_OVER,
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


def test_a_follow_up_due_at_night_waits_for_the_morning_and_the_last_reminder_does_not() -> None:
    venue = a_venue(messages=QUIET_AT_NIGHT)
    early_visit = at("Europe/Moscow", "2026-11-23 06:00")

    review, offer = planned(Kind.FOLLOW_UP, venue, EVENING, EVENING - timedelta(days=3))
    last_reminder = planned(Kind.REMINDER, venue, early_visit, EVENING)[-1]

    assert review.due_at == at("Europe/Moscow", "2026-11-22 21:00")
    assert offer.due_at == at("Europe/Moscow", "2026-11-23 09:00")
    assert offer.expires_at == offer.due_at + timedelta(hours=24)
    assert last_reminder.due_at == at("Europe/Moscow", "2026-11-23 05:30")


def reminders_at(leads: list[float], starts_at: str, booked_at: str = "2026-11-20 12:00") -> list[tuple[str, str, str]]:
    """The reminders in Moscow of a visit with a quiet night: variant, due and expiry; leads in hours."""
    rules = MessageRules(tuple(timedelta(hours=lead) for lead in leads), (), NIGHT)
    venue = a_venue(messages=rules)
    visit, now = (at("Europe/Moscow", text) for text in (starts_at, booked_at))

    def local(instant: datetime) -> str:
        return f"{instant.astimezone(venue.zone):%d %H:%M}"

    reminders = planned(Kind.REMINDER, venue, visit, now)
    return [(each.payload.variant, local(each.due_at), local(each.expires_at)) for each in reminders]


def test_a_reminder_of_the_night_is_due_in_the_evening_before() -> None:
    assert reminders_at([24, 6, 0.5], "2026-11-24 08:30") == [
        ("24h", "22 21:30", "23 21:30"),
        ("6h", "23 21:30", "24 08:00"),
        ("30m", "24 08:00", "24 08:30"),
    ]


def test_a_reminder_of_the_night_is_not_planned_when_another_one_is_due_since_the_evening() -> None:
    assert reminders_at([10.75, 6], "2026-11-24 08:30") == [("645m", "23 21:45", "24 08:30")]


def test_two_reminders_of_one_night_are_one() -> None:
    assert reminders_at([10, 6, 5.5], "2026-11-24 08:30") == [("10h", "23 21:30", "24 08:30")]


def test_a_reminder_of_the_night_is_not_planned_after_the_evening_before() -> None:
    assert reminders_at([6, 0.5], "2026-11-24 08:30", booked_at="2026-11-23 21:31") == [("30m", "24 08:00", "24 08:30")]


LEADS = st.lists(st.integers(5, 60 * 72), unique=True, max_size=5).map(lambda leads: sorted(leads, reverse=True))
VISITS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the bounds of a strategy are naive


@given(
    st.sampled_from(["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    st.none() | st.tuples(st.times(), st.times()).map(lambda times: QuietHours(*times)),
    LEADS,
    VISITS,
    st.integers(0, 60 * 96),
)
def test_reminders_are_in_order_never_late_and_none_of_them_at_night(
    zone: str, quiet: QuietHours | None, leads: list[int], visit: datetime, booked_ahead: int
) -> None:
    times = tuple(timedelta(minutes=lead) for lead in leads)
    venue, now = a_venue(zone, messages=MessageRules(times, (), quiet)), visit - timedelta(minutes=booked_ahead)

    reminders = planned(Kind.REMINDER, venue, visit, now)

    due = [reminder.due_at for reminder in reminders]
    assert [*due, visit] == sorted({*due, visit}), "each at a time of its own, before the visit"
    assert [reminder.expires_at for reminder in reminders] == [*due[1:], visit][: len(due)]
    latest = {lead_name(lead): visit - lead for lead in times}
    for reminder in reminders:
        assert now < reminder.due_at <= latest[reminder.payload.variant]
        assert visit - reminder.due_at <= WAKES_WITHIN or not is_quiet(venue, reminder.due_at)


def test_every_admin_is_alerted_at_once() -> None:
    alerts = plan_news(AlertCanceled(), a_booking(EVENING), Chats(GUEST, ADMINS), EVENING)

    assert [(n.chat_id, n.due_at, n.expires_at) for n in alerts] == [
        (chat, EVENING, EVENING + timedelta(hours=24)) for chat in ADMINS
    ]


@pytest.mark.parametrize(("hours_before", "hours_of_use"), [(40, 40), (24, 24), (5, 24), (-1, 24)])
def test_a_guest_is_told_of_a_cancellation_until_the_visit_and_for_a_day(hours_before: int, hours_of_use: int) -> None:
    now = EVENING - timedelta(hours=hours_before)

    (news,) = plan_news(CanceledByVenue(reason=""), a_booking(EVENING), Chats(GUEST, ADMINS), now)

    assert news.expires_at == now + timedelta(hours=hours_of_use)


@pytest.mark.parametrize(("hours_after", "use_ends_at"), [(-1, EVENING), (0, EVENING_ENDS), (1, EVENING_ENDS)])
def test_a_guest_who_is_late_is_told_of_a_move_until_the_end(hours_after: int, use_ends_at: datetime) -> None:
    moved = Moved(old_resource_id="t2", old_starts_at=EVENING, old_ends_at=EVENING_ENDS)

    now = EVENING + timedelta(hours=hours_after)
    (news,) = plan_news(moved, a_booking(EVENING), Chats(GUEST, ADMINS), now)

    assert news.expires_at == use_ends_at


def test_news_of_the_service_say_when_it_happened() -> None:
    started_at = utc("2026-11-22 15:00")

    (news,) = plan_service_news(ServiceStarted(at=started_at), [1], started_at)

    assert news.payload == ServiceStarted(at=started_at)
    assert news.urgency is Urgency.URGENT


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
