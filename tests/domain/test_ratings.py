"""When a guest may rate a visit, and which ratings are low."""

from datetime import timedelta

import pytest

from app.domain.bookings import BookingStatus
from app.domain.errors import BookingClosed, NotFound, TooEarly, TooLateToRate
from app.domain.ratings import Rating, check_rating
from tests.domain.builders import a_booking, utc

BOOKING = a_booking(utc("2026-11-24 15:00"))
AFTER = BOOKING.ends_at + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize("stars", [-1, 0, 6])
def test_a_visit_is_given_one_to_five_stars(stars: int) -> None:
    for possible in range(1, 6):
        check_rating(BOOKING, None, possible, AFTER)
    with pytest.raises(NotFound):
        check_rating(BOOKING, None, stars, AFTER)


def test_a_visit_is_not_rated_before_its_end() -> None:
    check_rating(BOOKING, None, 5, BOOKING.ends_at)
    with pytest.raises(TooEarly):
        check_rating(BOOKING, None, 5, BOOKING.ends_at - timedelta(seconds=1))


@pytest.mark.parametrize("status", [BookingStatus.CANCELED, BookingStatus.NO_SHOW])
def test_a_visit_that_was_none_is_not_rated(status: BookingStatus) -> None:
    with pytest.raises(BookingClosed):
        check_rating(a_booking(BOOKING.starts_at, status=status), None, 5, AFTER)


def test_stars_can_be_changed_for_a_day_after_the_first() -> None:
    rated, only_words = Rating(3, None, AFTER), Rating(None, "Fine", None)
    check_rating(BOOKING, rated, 5, AFTER + DAY - timedelta(seconds=1))
    check_rating(BOOKING, only_words, 5, AFTER + 3 * DAY)
    with pytest.raises(TooLateToRate):
        check_rating(BOOKING, rated, 5, AFTER + DAY)


@pytest.mark.parametrize(("stars", "is_low"), [(None, False), (1, True), (2, True), (3, False), (5, False)])
def test_one_and_two_stars_are_few(stars: int | None, is_low: bool) -> None:
    assert Rating(stars, None, None).is_low is is_low
