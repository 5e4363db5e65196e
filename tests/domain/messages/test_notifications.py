"""Until when a message is wanted, and when it is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bookings import BookingStatus
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import RETRY_FOR, is_still_wanted, next_attempt_at
from tests.domain.builders import a_booking, a_notification, at

EVENING = at("Europe/Moscow", "2026-11-22 18:00")


@pytest.mark.parametrize("status", BookingStatus)
@pytest.mark.parametrize(
    ("kinds", "statuses"),
    [
        ([Kind.CONFIRMATION, Kind.MOVED, Kind.REMINDER], {BookingStatus.BOOKED}),
        ([Kind.FOLLOW_UP], {BookingStatus.BOOKED, BookingStatus.SEATED, BookingStatus.COMPLETED}),
        ([Kind.ALERT_BOOKED, Kind.ALERT_MOVED], set(BookingStatus) - {BookingStatus.CANCELED}),
        (
            [Kind.CANCELED, Kind.CANCELED_BY_VENUE, Kind.ALERT_CANCELED, Kind.ALERT_DELETED, Kind.ALERT_ANSWERED],
            set(BookingStatus),
        ),
    ],
)
def test_a_message_is_wanted_only_in_certain_statuses_of_its_booking(
    kinds: list[Kind], statuses: set[BookingStatus], status: BookingStatus
) -> None:
    booking = a_booking(EVENING, status=status)

    wanted = {kind: is_still_wanted(a_notification(kind, EVENING), booking) for kind in kinds}

    assert wanted == dict.fromkeys(kinds, status in statuses)


@pytest.mark.parametrize("kind", Kind)
def test_a_message_for_an_earlier_time_of_the_booking_is_not_wanted(kind: Kind) -> None:
    assert not is_still_wanted(a_notification(kind, EVENING), a_booking(EVENING, time_version=2))


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
