"""A reminder with the guest's answer and the buttons that still make sense, and the question how late they come."""

from datetime import datetime

from aiogram.types import InlineKeyboardButton

from app.bot.messages.buttons import AnswerReminding, AskHowLate, AskToCancel, AskToMove, OpenBooking, ShowReminder
from app.bot.messages.page import Rows, make_button
from app.domain.bookings import Booking
from app.domain.map_link import map_link
from app.domain.messages.kinds import Kind
from app.domain.reminder_answers import IN_TIME, LATE_CHOICES, possible_answers
from app.domain.venues import Venue
from app.texts.facts import BookingFacts
from app.texts.translator import Html, Words


def render_reminder(
    venue: Venue, booking: Booking, facts: BookingFacts, words: Words, now: datetime
) -> tuple[Html, Rows]:
    """Return the reminder of the booking as it is at `now` (UTC), with the guest's answer if there is one."""
    text = words(Kind.REMINDER, **facts)
    if booking.answer:
        key = "answer_late" if booking.is_late else "answer_coming"
        text = Html(f"{text}\n{words(key, minutes=booking.answer.late_minutes)}")
    on_map = InlineKeyboardButton(text=words.plain("button_map"), url=map_link(facts["address"]))
    rows = [_answers(booking, words, now), _changes(venue, booking, words, now), [open_button(booking, words), on_map]]
    return text, [row for row in rows if row]


def how_late_rows(booking: Booking, words: Words, now: datetime) -> Rows:
    """Return the delays that can be answered at `now` (UTC), and the way back. Empty if there are none left."""
    late = [
        InlineKeyboardButton(
            text=words.plain("button_late_by", minutes=minutes), callback_data=_answer(booking, minutes).pack()
        )
        for minutes in possible_answers(booking, now)
        if minutes != IN_TIME
    ]
    back = ShowReminder(booking_id=booking.id, version=booking.time_version)
    return [late, [make_button(words, "button_back", back)]] if late else []


def open_button(booking: Booking, words: Words) -> InlineKeyboardButton:
    return make_button(words, "button_open_booking", OpenBooking(booking_id=booking.id))


def _answers(booking: Booking, words: Words, now: datetime) -> list[InlineKeyboardButton]:
    """Those that the guest has not given already."""
    possible, row = possible_answers(booking, now), []
    is_coming = booking.answer is not None and not booking.is_late
    if IN_TIME in possible and not is_coming:
        row.append(make_button(words, "button_coming", _answer(booking, IN_TIME)))
    if possible and possible[-1] in LATE_CHOICES:
        how_late = AskHowLate(booking_id=booking.id, version=booking.time_version)
        row.append(make_button(words, "button_late", how_late))
    return row


def _changes(venue: Venue, booking: Booking, words: Words, now: datetime) -> list[InlineKeyboardButton]:
    if not booking.is_changeable(venue.booking, now):
        return []
    return [
        make_button(words, "button_move", AskToMove(booking_id=booking.id)),
        make_button(words, "button_cancel_booking", AskToCancel(booking_id=booking.id)),
    ]


def _answer(booking: Booking, late_minutes: int) -> AnswerReminding:
    return AnswerReminding(booking_id=booking.id, version=booking.time_version, late_minutes=late_minutes)
