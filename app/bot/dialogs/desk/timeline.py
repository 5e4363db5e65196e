"""Lines and buttons of the bookings of a day."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TypedDict

from aiogram_dialog import DialogManager

from app.bot.booking_facts import visitor_name
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL, open_day
from app.bot.dialogs.window import Buttons
from app.domain.availability.slots import local_time
from app.domain.bookings import Booking, BookingStatus
from app.domain.guests import Guest
from app.domain.names import shorten
from app.domain.venues import Venue, resource_ids_of
from app.runtime.clock import Clock
from app.texts.facts import HELD_ON_SCREEN, LINES_ON_SCREEN, NAME_IN_LINE, RESOURCE_IN_LINE
from app.texts.translator import Html, Words
from app.usecases.desk.held import Held
from app.usecases.desk.list_day import ListDay, Listed, ListedDay, PartOfDay

NOTED, COMING, LATE = " 📝", " 👍", " 🕐+"
"""Signs behind a booking: it has a note; its guest has answered to come in time, or late by the minutes that follow."""


class LineFacts(TypedDict):
    """What the texts of one booking in a list may name."""

    mark: str
    time: str
    resource: str
    guest: str
    party: str


class DatedLineFacts(LineFacts):
    """The same, in a list of several days."""

    day: str


async def read_day(manager: DialogManager, list_day: ListDay, clock: Clock) -> tuple[PartOfDay, ListedDay]:
    """Return the bookings of the day and the resource that are open, and the open part: the present if it is empty."""
    panel = PANEL.read(manager)
    found = await list_day(Conversation.of(manager).as_desk(), open_day(manager, clock))
    if panel.of_resource is not None:
        found = _of_resource(found, panel.of_resource)
    return (panel.part if found.of(panel.part) else PartOfDay.AHEAD), found


def _of_resource(day: ListedDay, resource_id: str) -> ListedDay:
    parts = {
        part: [each for each in day.of(part) if resource_id in resource_ids_of(each[0].resource_id)]
        for part in PartOfDay
    }
    return ListedDay(parts, [each for each in day.held if resource_id in resource_ids_of(each.offer.place_id)])


def hour_of(venue: Venue, starts_at: datetime) -> datetime:
    """Return the beginning of the hour in which a visit starts: a wall-clock time of the venue, without a zone."""
    return local_time(venue, starts_at).replace(minute=0, second=0, microsecond=0)


def timeline(venue: Venue, listed: Sequence[Listed], held: Sequence[Held], words: Words, now: datetime) -> Html:
    """Return the first `LINES_ON_SCREEN` bookings and the first `HELD_ON_SCREEN` held places, in one line each under
    the time at which they start."""
    rows = [(each.starts_at, _line(venue, each, guest, words, now)) for each, guest in listed[:LINES_ON_SCREEN]]
    rows += [(each.offer.slot.starts_at, _line_of_held(venue, each, words)) for each in held[:HELD_ON_SCREEN]]
    lines: list[str] = []
    for starts_at, group in groupby(sorted(rows, key=itemgetter(0)), key=itemgetter(0)):
        lines.append(words("timeline_time", time=words.dates.time(starts_at)))
        lines += (line for _, line in group)
    return Html("\n".join(lines))


def _line(venue: Venue, booking: Booking, guest: Guest, words: Words, now: datetime) -> Html:
    return words(
        f"timeline_{venue.booking.asks}",
        mark=words.plain(f"mark_{booking.status_at(now)}"),
        resource=shorten(venue.resource_name(booking.resource_id).to(words.locale), RESOURCE_IN_LINE),
        guest=shorten(visitor_name(booking, guest, words), NAME_IN_LINE),
        size=booking.party_size or 0,
        noted=_signs(booking, now),
    )


def _line_of_held(venue: Venue, held: Held, words: Words) -> Html:
    return words(
        f"timeline_held_{venue.booking.asks}",
        resource=shorten(venue.resource_name(held.offer.place_id).to(words.locale), RESOURCE_IN_LINE),
        guest=shorten(visitor_name(held.wait, held.guest, words), NAME_IN_LINE),
        size=held.wait.wish.party_size or 0,
        held_until=words.dates.time(held.offer.held_until),
    )


def _signs(booking: Booking, now: datetime) -> str:
    noted = NOTED if booking.note else ""
    if booking.answer is None or booking.status_at(now) is not BookingStatus.BOOKED:
        return noted
    return noted + (f"{LATE}{booking.answer.late_minutes}" if booking.is_late else COMING)


def booking_buttons(venue: Venue, listed: Sequence[Listed], words: Words, now: datetime) -> Buttons:
    """Return a button for each booking."""
    facts = [(booking.id, line_facts(venue, booking, guest, words, now)) for booking, guest in listed]
    return [(booking_id, words.plain("button_day_line", **each)) for booking_id, each in facts]


def line_facts(venue: Venue, booking: Booking, guest: Guest, words: Words, now: datetime) -> LineFacts:
    return {
        "mark": words.plain(f"mark_{booking.status_at(now)}"),
        "time": words.dates.time(booking.starts_at),
        "resource": venue.resource_name(booking.resource_id).to(words.locale),
        "guest": visitor_name(booking, guest, words),
        "party": words("party", size=booking.party_size or 0),
    }


def dated_line_facts(venue: Venue, booking: Booking, guest: Guest, words: Words, now: datetime) -> DatedLineFacts:
    return {**line_facts(venue, booking, guest, words, now), "day": words.dates.day(booking.starts_at, now)}
