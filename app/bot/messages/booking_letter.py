"""Render each kind of message about a booking, with the buttons under it."""

from datetime import datetime
from typing import assert_never
from urllib.parse import quote

from aiogram.types import InlineKeyboardButton

from app.bot.booking_facts import booking_facts
from app.bot.messages.buttons import AskToCancel, AskToMove, OpenBooking, SendCalendar
from app.bot.messages.page import Page, Rows, make_button, make_keyboard, offer_rows
from app.domain.bookings import Booking
from app.domain.messages.letters import BookingLetter
from app.domain.messages.payloads import (
    AlertAnswered,
    AlertBooked,
    AlertCanceled,
    AlertDeleted,
    AlertMoved,
    Canceled,
    CanceledByVenue,
    Confirmation,
    FollowUp,
    Moved,
    Reminder,
)
from app.texts.facts import AnsweredBookingFacts, BookingFacts, MovedBookingFacts
from app.texts.translator import Html, Words

MAP_URL = "https://yandex.com/maps/?text="


def render_booking(letter: BookingLetter, words: Words, now: datetime) -> Page:
    """Return the message of the letter's kind, with the booking as it is now.

    It has the buttons to change the booking if the guest may change it at the instant `now`.
    """
    facts = booking_facts(letter.envelope.venue, letter.booking, letter.guest, words, now)
    text, rows = _text_and_rows(letter, words, facts, now)
    old_text = _old_text(letter, words, facts, now)
    return Page(text, make_keyboard(rows), old_text, make_keyboard([[_open(letter, words)]]))


def _text_and_rows(letter: BookingLetter, words: Words, facts: BookingFacts, now: datetime) -> tuple[Html, Rows]:
    """One case for each kind of message about a booking."""
    kind, booking, payload = letter.envelope.notification.kind, letter.booking, letter.payload
    open_it = _open(letter, words)
    match payload:
        case Confirmation():
            return _news(letter, words(kind, **facts), words, facts, now)
        case Moved():
            return _news(letter, words(kind, **_move_facts(letter, payload, facts, words, now)), words, facts, now)
        case Reminder() | Canceled() | AlertCanceled() | AlertDeleted():
            return words(kind, **facts), [[open_it]]
        case FollowUp(variant=key):
            return words(key, **facts), offer_rows(words, is_offer=letter.is_offer)
        case CanceledByVenue():
            return words(kind, **facts), []
        case AlertBooked():
            return words(kind, **facts), _alert_rows(booking, open_it, words)
        case AlertMoved():
            text = words(kind, **_move_facts(letter, payload, facts, words, now))
            return text, _alert_rows(booking, open_it, words)
        case AlertAnswered(answer=answer):
            return words(kind, **AnsweredBookingFacts(**facts, answer=answer)), [[open_it]]
        case _:
            assert_never(payload)


def _old_text(letter: BookingLetter, words: Words, facts: BookingFacts, now: datetime) -> Html | None:
    """Return what the earlier message is edited to: short, because the new one below says all."""
    match letter.payload:
        case Moved() | AlertMoved():
            return words("replaced_by_move", **_move_facts(letter, letter.payload, facts, words, now))
        case CanceledByVenue() | AlertCanceled():
            return words("replaced_by_cancellation", **facts)
        case AlertDeleted():
            return words("replaced_by_deletion", **facts)
        case _:
            return None


def _news(letter: BookingLetter, text: Html, words: Words, facts: BookingFacts, now: datetime) -> tuple[Html, Rows]:
    """Add the buttons to see the booking and to save it; while the guest may change it, also those to change it."""
    booking = letter.booking
    calendar = make_button(words, "button_calendar", SendCalendar(booking_id=booking.id))
    on_map = InlineKeyboardButton(text=words.plain("button_map"), url=MAP_URL + quote(facts["address"]))
    if not booking.is_changeable(letter.envelope.venue.booking, now):
        return text, [[_open(letter, words)], [calendar, on_map]]
    move = make_button(words, "button_move", AskToMove(booking_id=booking.id))
    rows = [[_open(letter, words), move], [calendar, on_map], [_cancel(booking, words)]]
    return Html(f"{text}\n{words('changeable_until', **facts)}"), rows


def _alert_rows(booking: Booking, open_it: InlineKeyboardButton, words: Words) -> Rows:
    return [[open_it], [_cancel(booking, words)]] if booking.is_live else [[open_it]]


def _open(letter: BookingLetter, words: Words) -> InlineKeyboardButton:
    return make_button(words, "button_open_booking", OpenBooking(booking_id=letter.booking.id))


def _cancel(booking: Booking, words: Words) -> InlineKeyboardButton:
    return make_button(words, "button_cancel_booking", AskToCancel(booking_id=booking.id))


def _move_facts(
    letter: BookingLetter, payload: Moved | AlertMoved, facts: BookingFacts, words: Words, now: datetime
) -> MovedBookingFacts:
    """Add where and when the booking was before the move."""
    return MovedBookingFacts(
        **facts,
        old_resource=letter.envelope.venue.resource_name(payload.old_resource_id).to(words.locale),
        old_day=words.dates.long_day(payload.old_starts_at, now),
        old_slot=words.dates.slot(payload.old_slot),
    )
