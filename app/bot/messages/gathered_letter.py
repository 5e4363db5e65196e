"""Render several alerts as one message: a line for each, and buttons that open the bookings."""

from datetime import datetime

from aiogram.types import InlineKeyboardButton

from app.bot.booking_facts import guest_link, visitor_name
from app.bot.messages.buttons import OpenBooking
from app.bot.messages.page import Page, make_keyboard
from app.domain.messages.letters import BookingLetter, GatheredLetter
from app.domain.messages.payloads import AlertMoved, only_party_changed
from app.domain.names import shorten
from app.domain.venues import Venue
from app.texts.facts import BookingLineFacts, GatheredFacts, GatheredMoveFacts, GatheredPartyFacts
from app.texts.translator import Html, Words

IN_A_ROW = 5
"""Buttons with the numbers of lines: wide enough for a finger on a narrow phone."""
SHORT = 30
"""Characters of a name in a line: twenty lines must fit into a message."""


def render_gathered(letter: GatheredLetter, words: Words, now: datetime) -> Page:
    """Return a numbered line for each alert, with the booking as it is now, and buttons that open those bookings which
    the recipient may see."""
    lines = [_line(number, alert, words, now) for number, alert in enumerate(letter.letters, 1)]
    buttons = [
        InlineKeyboardButton(text=str(number), callback_data=OpenBooking(booking_id=alert.booking.id).pack())
        for number, alert in enumerate(letter.letters, 1)
        if alert.can_be_opened
    ]
    rows = [buttons[begin : begin + IN_A_ROW] for begin in range(0, len(buttons), IN_A_ROW)]
    return Page(words("alerts_gathered", number=len(lines), lines=Html("\n".join(lines))), make_keyboard(rows))


def _line(number: int, alert: BookingLetter, words: Words, now: datetime) -> Html:
    venue, booking, guest = alert.envelope.venue, alert.booking, alert.guest
    about = BookingLineFacts(
        day=words.dates.day(booking.starts_at, now),
        time=words.dates.time(booking.starts_at),
        resource=_name(venue, booking.resource_id, words),
        party=words("party", size=booking.party_size or 0),
        guest=shorten(visitor_name(booking, guest, words), SHORT),
        guest_link=guest_link(guest),
    )
    facts = GatheredFacts(number=number, line=words(f"booking_line_{venue.booking.asks}", **about))
    key, payload = f"gathered_{alert.envelope.notification.kind}", alert.payload
    if not isinstance(payload, AlertMoved):
        return words(key, **facts)
    if only_party_changed(payload, booking):
        old_party = words("party", size=payload.old_party_size or 0)
        return words("gathered_alert_party_changed", **GatheredPartyFacts(**facts, old_party=old_party))
    before = GatheredMoveFacts(
        **facts,
        old_day=words.dates.day(payload.old_starts_at, now),
        old_time=words.dates.time(payload.old_starts_at),
        old_resource=_name(venue, payload.old_resource_id, words),
    )
    return words(key, **before)


def _name(venue: Venue, resource_id: str, words: Words) -> str:
    return shorten(venue.resource_name(resource_id).to(words.locale), SHORT)
