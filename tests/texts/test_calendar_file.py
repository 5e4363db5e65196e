"""The .ics file of a booking in each state: what the guest's calendar does with its entry."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event

from app.domain.bookings import Booking, BookingStatus
from app.domain.relatives import Relative
from app.domain.venues import Locale
from app.texts.calendar_file import calendar_feed, calendar_file
from app.texts.translator import Translator
from tests.domain.builders import a_booking, a_venue, at

VENUE = replace(a_venue("Asia/Vladivostok"), id="binary_bites")
WORDS = Translator.load(Path("data/venues"), [VENUE]).words(VENUE, Locale.RU)
VISIT = at("Asia/Vladivostok", "2026-11-23 06:00")
DAY_BEFORE, DAY_AFTER = VISIT - timedelta(days=1), VISIT + timedelta(days=1)


def read(booking: Booking, now: datetime) -> tuple[str, Event]:
    """The method of the booking's file and its event."""
    calendar = Calendar.from_ical(calendar_file(VENUE, booking, WORDS, now).content)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return str(calendar["method"]), event


def test_an_upcoming_visit_is_confirmed_with_an_alarm_and_its_party() -> None:
    method, event = read(a_booking(VISIT), DAY_BEFORE)

    assert (method, str(event["status"]), event.decoded("sequence")) == ("PUBLISH", "CONFIRMED", 1)
    assert len(event.walk("VALARM")) == 1
    assert str(event["description"]) == "2 гостя"


def test_the_entry_of_a_visit_of_somebody_else_names_them_without_the_year() -> None:
    _, event = read(a_booking(VISIT, for_whom=Relative("Маша", 2019)), DAY_BEFORE)
    (alarm,) = event.walk("VALARM")

    assert str(event["summary"]) == "Кафе: Стол, для: Маша"
    assert str(alarm["description"]) == "Кафе: Стол, для: Маша"


def test_the_phone_number_stands_in_the_entry() -> None:
    venue = replace(VENUE, phone="+7 495 000-10-10")
    file = calendar_file(venue, a_booking(VISIT), WORDS, DAY_BEFORE)
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")

    assert str(event["description"]) == "2 гостя\n+7 495 000-10-10"


def test_a_visit_without_a_party_size_says_nothing_of_a_party() -> None:
    _, event = read(a_booking(VISIT, party_size=None), DAY_BEFORE)

    assert "description" not in event


@pytest.mark.parametrize("time_version", [1, 3])
@pytest.mark.parametrize("now", [DAY_BEFORE, DAY_AFTER])
def test_a_canceled_booking_is_removed_from_the_calendar(time_version: int, now: datetime) -> None:
    booking = a_booking(VISIT, time_version=time_version)
    _, before = read(booking, DAY_BEFORE)

    method, event = read(replace(booking, status=BookingStatus.CANCELED), now)

    assert (method, str(event["status"])) == ("CANCEL", "CANCELLED")
    assert event["uid"] == before["uid"]
    assert event.decoded("sequence") > before.decoded("sequence")
    assert event.walk("VALARM") == []


@pytest.mark.parametrize("status", [BookingStatus.BOOKED, BookingStatus.COMPLETED, BookingStatus.NO_SHOW])
def test_a_past_visit_stays_confirmed_without_an_alarm(status: BookingStatus) -> None:
    method, event = read(a_booking(VISIT, status=status), DAY_AFTER)

    assert (method, str(event["status"]), event.decoded("sequence")) == ("PUBLISH", "CONFIRMED", 1)
    assert event.walk("VALARM") == []


def test_a_calendar_of_all_bookings_has_the_entries_of_their_files() -> None:
    bookings = [a_booking(VISIT, id=7), a_booking(VISIT + timedelta(days=1), id=8, time_version=3)]
    calendar = Calendar.from_ical(calendar_feed(VENUE, bookings, WORDS, DAY_BEFORE))

    assert list(calendar.walk("VEVENT")) == [read(booking, DAY_BEFORE)[1] for booking in bookings]
    assert (str(calendar["method"]), calendar.decoded("refresh-interval")) == ("PUBLISH", timedelta(hours=1))


def test_a_calendar_without_bookings_is_one() -> None:
    assert Calendar.from_ical(calendar_feed(VENUE, [], WORDS, DAY_BEFORE)).walk("VEVENT") == []


def test_the_files_name_has_the_visits_date_on_the_venues_clock() -> None:
    assert calendar_file(VENUE, a_booking(VISIT, id=7), WORDS, DAY_BEFORE).name == "booking-2026-11-23-7.ics"
