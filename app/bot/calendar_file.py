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


async def send_calendar_file(bot: Bot, conversation: Conversation, booking: Booking, now: datetime) -> None:
    """Send the guest an .ics file of their booking. `now` is when it is made."""
    file = calendar_file(conversation.venue, booking, conversation.words, now)
    await bot.send_document(conversation.guest.telegram_id, file, caption=conversation.words("calendar_caption"))


def calendar_file(venue: Venue, booking: Booking, words: Words, now: datetime) -> BufferedInputFile:
    """Return the file. Its UID never changes, so that a calendar updates its entry instead of adding another one."""
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


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
