"""Rules for booking, changing and deleting."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.availability.slots import Slot
from app.domain.bookings import (
    LIVE,
    SYSTEM,
    Actor,
    Booking,
    BookingStatus,
    Role,
    check_changeable,
    check_deletable,
)
from app.domain.errors import BookingActive, BookingClosed, TooLateToChange
from tests.domain.builders import RULES, a_booking, at

EVENING = at("Europe/Moscow", "2026-11-22 18:00")
AN_HOUR_BEFORE = replace(RULES, cancel_until=timedelta(hours=1))
GUEST, ADMIN = Actor(Role.GUEST, 100), Actor(Role.ADMIN, 1)
FINISHED = sorted(set(BookingStatus) - LIVE)


@pytest.mark.parametrize("status", BookingStatus)
def test_held_booked_and_seated_are_live(status: BookingStatus) -> None:
    live = {BookingStatus.HELD, BookingStatus.BOOKED, BookingStatus.SEATED}
    assert a_booking(EVENING, status=status).is_live is (status in live)


@pytest.mark.parametrize("status", BookingStatus)
def test_a_visit_that_has_ended_is_completed_before_the_sweep_comes(status: BookingStatus) -> None:
    booking = a_booking(EVENING, status=status)
    ended = BookingStatus.COMPLETED if status in {BookingStatus.BOOKED, BookingStatus.SEATED} else status
    assert booking.status_at(booking.ends_at - timedelta(seconds=1)) is status
    assert booking.status_at(booking.ends_at) is ended


def test_a_booking_knows_its_slot() -> None:
    assert a_booking(EVENING).slot == Slot(EVENING, EVENING + timedelta(hours=2))


def test_a_guest_may_change_a_booking_until_the_venues_limit() -> None:
    booking = a_booking(EVENING)
    limit = EVENING - timedelta(hours=1)

    assert booking.changeable_until(AN_HOUR_BEFORE) == limit
    assert booking.is_changeable(AN_HOUR_BEFORE, limit - timedelta(seconds=1))
    assert not booking.is_changeable(AN_HOUR_BEFORE, limit)


@pytest.mark.parametrize("status", FINISHED)
def test_a_closed_booking_is_not_changeable(status: BookingStatus) -> None:
    assert not a_booking(EVENING, status=status).is_changeable(RULES, EVENING - timedelta(days=1))


@pytest.mark.parametrize("actor", [GUEST, ADMIN, SYSTEM])
def test_guests_and_admins_can_cancel_before_the_limit(actor: Actor) -> None:
    check_changeable(a_booking(EVENING), actor, AN_HOUR_BEFORE, EVENING - timedelta(hours=2))


def test_after_the_limit_only_an_admin_can_cancel_until_the_end() -> None:
    booking = a_booking(EVENING)

    with pytest.raises(TooLateToChange):
        check_changeable(booking, GUEST, AN_HOUR_BEFORE, EVENING - timedelta(minutes=59))
    check_changeable(booking, ADMIN, AN_HOUR_BEFORE, booking.ends_at - timedelta(seconds=1))


@pytest.mark.parametrize("actor", [GUEST, ADMIN, SYSTEM])
def test_a_visit_that_has_ended_cannot_be_canceled(actor: Actor) -> None:
    booking = a_booking(EVENING)

    with pytest.raises(BookingClosed):
        check_changeable(booking, actor, RULES, booking.ends_at)


@pytest.mark.parametrize("booking", [a_booking(EVENING, status=status) for status in FINISHED])
def test_a_closed_booking_cannot_be_canceled(booking: Booking) -> None:
    with pytest.raises(BookingClosed):
        check_changeable(booking, ADMIN, RULES, EVENING - timedelta(days=1))


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_live_booking_is_not_deleted_until_it_has_ended(status: BookingStatus) -> None:
    booking = a_booking(EVENING, status=status)

    with pytest.raises(BookingActive):
        check_deletable(booking, booking.ends_at - timedelta(seconds=1))
    check_deletable(booking, booking.ends_at)


@pytest.mark.parametrize("status", FINISHED)
def test_a_closed_booking_can_be_deleted_at_once(status: BookingStatus) -> None:
    check_deletable(a_booking(EVENING, status=status), EVENING - timedelta(days=1))
