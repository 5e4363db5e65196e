"""Render letters: one renderer for each."""

from datetime import datetime
from typing import assert_never

from app.bot.messages.booking_letter import render_booking
from app.bot.messages.broadcast_letter import render_broadcast, render_report
from app.bot.messages.buttons import OpenUndecided
from app.bot.messages.page import Page, make_button, make_keyboard
from app.domain.messages.letters import (
    BookingLetter,
    BroadcastLetter,
    CatalogueLetter,
    Letter,
    ReportLetter,
    ServiceLetter,
)
from app.texts.facts import CatalogueFacts, ServiceFacts
from app.texts.translator import Words


def write_page(letter: Letter, words: Words, now: datetime) -> Page:
    """Return the message in the language of `words` and the venue's zone. Raises `MissingTextError`."""
    match letter:
        case BookingLetter():
            return render_booking(letter, words, now)
        case ServiceLetter():
            return _render_service(letter, words)
        case CatalogueLetter():
            return _render_misfits(letter, words)
        case BroadcastLetter():
            return render_broadcast(letter, words)
        case ReportLetter():
            return render_report(letter, words)
        case _:
            assert_never(letter)


def _render_service(letter: ServiceLetter, words: Words) -> Page:
    """Return the message to admins that the venue's service has started or stopped."""
    envelope = letter.envelope
    facts = ServiceFacts(venue=envelope.venue.name.to(words.locale), time=words.dates.time(letter.payload.at))
    return Page(words(envelope.notification.kind, **facts))


def _render_misfits(letter: CatalogueLetter, words: Words) -> Page:
    """Return the message to admins that bookings no longer fit the catalogue, with a button to their list."""
    facts = CatalogueFacts(venue=letter.envelope.venue.name.to(words.locale), number=letter.payload.number)
    text = words(letter.envelope.notification.kind, **facts)
    return Page(text, make_keyboard([[make_button(words, "button_open_undecided", OpenUndecided())]]))
