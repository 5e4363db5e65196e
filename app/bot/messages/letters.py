"""Render letters: one renderer for each."""

from datetime import datetime
from typing import assert_never

from app.bot.booking_facts import admin_name
from app.bot.messages.booking_letter import render_booking
from app.bot.messages.broadcast_letter import render_broadcast, render_report
from app.bot.messages.buttons import OpenUndecided
from app.bot.messages.export_letter import render_export, render_export_report
from app.bot.messages.gathered_letter import render_gathered
from app.bot.messages.page import Page, make_button, make_keyboard
from app.bot.messages.waitlist_letter import render_waitlist
from app.domain.messages.letters import (
    AllCanceledLetter,
    BookingLetter,
    BroadcastLetter,
    CatalogueLetter,
    ExportLetter,
    ExportReportLetter,
    GatheredLetter,
    Letter,
    ReportLetter,
    ServiceLetter,
    WaitlistLetter,
)
from app.domain.messages.payloads import GroupTrouble, ServiceStarted, ServiceStopped
from app.texts.facts import ERROR_LENGTH, AllCanceledFacts, CatalogueFacts, GroupTroubleFacts, ServiceFacts
from app.texts.translator import Words


def write_page(letter: Letter, words: Words, now: datetime, username: str | None = None) -> Page:
    """Return the message in the language of `words` and the venue's zone. Raises `MissingTextError`.

    `username` is that of the venue's bot: without it nothing can be shared with friends.
    """
    match letter:
        case BookingLetter():
            return render_booking(letter, words, now, username)
        case GatheredLetter():
            return render_gathered(letter, words, now)
        case ServiceLetter():
            return _render_service(letter, words)
        case CatalogueLetter() | AllCanceledLetter():
            return _render_catalogue(letter, words)
        case BroadcastLetter():
            return render_broadcast(letter, words)
        case ReportLetter():
            return render_report(letter, words)
        case ExportLetter():
            return render_export(letter, words)
        case ExportReportLetter():
            return render_export_report(letter, words)
        case WaitlistLetter():
            return render_waitlist(letter, words, now)
        case _:
            assert_never(letter)


def _render_service(letter: ServiceLetter, words: Words) -> Page:
    """Return the message that the venue's service has started or stopped, or that alerts do not reach the group."""
    kind, venue = letter.envelope.notification.kind, letter.envelope.venue.name.to(words.locale)
    match letter.payload:
        case GroupTrouble(trouble=trouble, error=error):
            why = words(f"trouble_{trouble}")
            return Page(words(kind, **GroupTroubleFacts(venue=venue, trouble=why, error=error[:ERROR_LENGTH])))
        case ServiceStarted(at=at) | ServiceStopped(at=at):
            return Page(words(kind, **ServiceFacts(venue=venue, time=words.dates.time(at))))
        case _:
            assert_never(letter.payload)


def _render_catalogue(letter: CatalogueLetter | AllCanceledLetter, words: Words) -> Page:
    return (
        _render_misfits(letter, words) if isinstance(letter, CatalogueLetter) else _render_all_canceled(letter, words)
    )


def _render_misfits(letter: CatalogueLetter, words: Words) -> Page:
    """Return the message to admins that bookings no longer fit the catalogue, with a button to their list."""
    facts = CatalogueFacts(venue=letter.envelope.venue.name.to(words.locale), number=letter.payload.number)
    text = words(letter.envelope.notification.kind, **facts)
    return Page(text, make_keyboard([[make_button(words, "button_open_undecided", OpenUndecided())]]))


def _render_all_canceled(letter: AllCanceledLetter, words: Words) -> Page:
    """Return the message to admins that one of them cancels all bookings with a misfit."""
    payload = letter.payload
    facts = AllCanceledFacts(
        reason=words(f"misfit_name_{payload.misfit}"), admin=admin_name(letter.admin, words), number=payload.number
    )
    return Page(words(letter.envelope.notification.kind, **facts))
