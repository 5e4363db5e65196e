"""A guest's bookings as .ics files (RFC 5545), for the guest's own calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from app.domain.availability.slots import local_date
from app.domain.bookings import Booking, BookingStatus
from app.domain.venues import Venue
from app.texts.calendar_title import calendar_title
from app.texts.translator import Words

ALARM_BEFORE = timedelta(hours=1)
ASK_AGAIN_AFTER = timedelta(hours=1)
"""How often programs should ask for a guest's calendar (RFC 7986, 5.7). Many ask seldom, whatever it says."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """An .ics file with the name under which it is saved."""

    name: str
    content: bytes


def calendar_feed(venue: Venue, bookings: Iterable[Booking], words: Words, now: datetime) -> bytes:
    """Return all of a guest's bookings as one calendar (RFC 5545), for programs that ask for it again and again.

    An entry has the same UID as in `calendar_file`. `now` is UTC.
    """
    name = venue.name.to(words.locale)
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # for programs that do not know RFC 7986
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, {"value": "DURATION"})
    for booking in bookings:
        calendar.add_component(_event(venue, booking, words, now))
    content: bytes = calendar.to_ical()
    return content


def calendar_file(venue: Venue, booking: Booking, words: Words, now: datetime) -> CalendarFile:
    """Return the file. Its UID never changes, so that a calendar updates its entry instead of adding another one.

    For a canceled booking it tells the calendar to remove the entry (RFC 5546, 3.2.5). A visit that began before `now`
    (UTC) has no alarm.
    """
    calendar = _calendar("CANCEL" if _is_canceled(booking) else "PUBLISH")
    calendar.add_component(_event(venue, booking, words, now))
    day = local_date(venue, booking.starts_at)
    return CalendarFile(f"booking-{day.isoformat()}-{booking.id}.ics", calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Bronya//Bronya//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _is_canceled(booking: Booking) -> bool:
    return booking.status is BookingStatus.CANCELED


def _event(venue: Venue, booking: Booking, words: Words, now: datetime) -> Event:
    venue_name, resource = venue.name.to(words.locale), venue.resource_name(booking.resource_id).to(words.locale)
    summary = calendar_title(booking, venue_name, resource, words)
    event = Event()
    event.add("uid", f"booking-{booking.id}@{venue.id}.bronya")
    # A calendar ignores a file whose number is lower than that of its entry. Nothing follows a cancellation.
    event.add("sequence", booking.time_version + _is_canceled(booking))
    event.add("dtstamp", now)
    # In UTC, so that no calendar needs to know the venue's zone.
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", summary)
    party = words.plain("party", size=booking.party_size) if booking.party_size is not None else None
    if about := "\n".join(filter(None, (party, venue.phone))):
        event.add("description", about)
    event.add("location", f"{venue_name}, {venue.address.to(words.locale)}")
    event.add("status", "CANCELLED" if _is_canceled(booking) else "CONFIRMED")
    if booking.is_active(now) and now < booking.starts_at:
        event.add_component(_alarm(summary))
    return event


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
