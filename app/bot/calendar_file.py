"""A booking as an .ics file (RFC 5545), for the guest's own calendar."""

from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.types import BufferedInputFile
from icalendar import Alarm, Calendar, Event

from app.bot.conversation import Conversation
from app.domain.bookings import Booking
from app.domain.venues import Venue
from app.texts.translator import Words

ALARM_BEFORE = timedelta(hours=1)


async def send_calendar_file(bot: Bot, talk: Conversation, booking: Booking, now: datetime) -> None:
    """Put the booking into the chat as a file that the guest's calendar opens."""
    file = calendar_file(talk.venue, booking, talk.words, now)
    await bot.send_document(talk.guest.telegram_id, file, caption=talk.words("calendar_caption"))


def calendar_file(venue: Venue, booking: Booking, words: Words, now: datetime) -> BufferedInputFile:
    """The file to send. Its UID never changes: a calendar brings its entry up to date instead of doubling it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Bronya//Bronya//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(venue, booking, words, now))
    return BufferedInputFile(calendar.to_ical(), filename=f"booking-{booking.id}.ics")


def _event(venue: Venue, booking: Booking, words: Words, now: datetime) -> Event:
    names = {
        "venue": venue.name.to(words.locale),
        "resource": venue.resource_name(booking.resource_id).to(words.locale),
    }
    event = Event()
    event.add("uid", f"booking-{booking.id}@{venue.id}.bronya")
    event.add("sequence", booking.time_version)
    event.add("dtstamp", now)
    # In UTC, so that no calendar needs to know the venue's zone.
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", words.plain("calendar_summary", **names))
    event.add("location", f"{names['venue']}, {venue.address.to(words.locale)}")
    event.add("status", "CONFIRMED" if booking.is_live else "CANCELLED")
    event.add_component(_alarm(words.plain("calendar_summary", **names)))
    return event


def _alarm(says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
