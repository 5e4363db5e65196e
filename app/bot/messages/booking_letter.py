"""Render each kind of message about a booking, with the buttons under it."""

from datetime import datetime
from typing import assert_never

from aiogram.types import InlineKeyboardButton

from app.bot.booking_facts import booking_facts
from app.bot.messages.buttons import AskToCancel, AskToMove, BookAgain, OpenBooking, SendCalendar
from app.bot.messages.page import Page, Rows, make_button, make_keyboard, offer_rows
from app.bot.messages.question import add_for_whom, again_row, render_question, shown_comment, shown_stars
from app.bot.messages.reminder import render_reminder
from app.bot.visit_links import friends_link, google_link
from app.domain.bookings import Booking
from app.domain.map_link import map_link
from app.domain.messages.letters import BookingLetter
from app.domain.messages.payloads import (
    AlertAnswered,
    AlertBooked,
    AlertCanceled,
    AlertCanceledTogether,
    AlertDeleted,
    AlertLate,
    AlertMoved,
    AlertRated,
    AlertUntold,
    BookingAlert,
    Canceled,
    CanceledByVenue,
    Confirmation,
    FollowUp,
    Moved,
    Reminder,
    VisitOver,
    only_party_changed,
)
from app.domain.phones import shown_phone
from app.texts.facts import (
    AnsweredBookingFacts,
    BookingFacts,
    LateBookingFacts,
    MovedBookingFacts,
    PartyChangedFacts,
    RatedBookingFacts,
    UntoldBookingFacts,
)
from app.texts.translator import Html, Words


def render_booking(letter: BookingLetter, words: Words, now: datetime, username: str | None) -> Page:
    """Return the message of the letter's kind, with the booking as it is now.

    It has the buttons to change the booking if the guest may change it at the instant `now`. `username` is that of the
    venue's bot.
    """
    facts = booking_facts(letter.envelope.venue, letter.booking, letter.guest, words, now)
    text, rows = _text_and_rows(letter, words, facts, now, username)
    old_text = _old_text(letter, words, facts, now)
    old_rows = [[_open(letter, words)]] if letter.can_be_opened else []
    return Page(text, make_keyboard(rows), old_text, make_keyboard(old_rows))


def _text_and_rows(
    letter: BookingLetter, words: Words, facts: BookingFacts, now: datetime, username: str | None
) -> tuple[Html, Rows]:
    """One case for each kind of message to the guest; alerts have their own."""
    kind, booking, payload = letter.envelope.notification.kind, letter.booking, letter.payload
    match payload:
        case Confirmation():
            return _news(letter, words(kind, **facts), words, facts, now, username)
        case Moved():
            text = _moved(letter, payload, words, facts, now)
            return _news(letter, text, words, facts, now, username)
        case Reminder():
            return render_reminder(letter.envelope.venue, booking, facts, words, now)
        case Canceled():
            return words(kind, **facts), [[_open(letter, words)]]
        case VisitOver():
            text = _add_line(words(kind, **facts), "your_rating", words, stars=shown_stars(letter.rating))
            return text, [[_open(letter, words), *again_row(booking, words)]]
        case FollowUp(variant=key) if letter.envelope.venue.asks_rating(key):
            return render_question(booking, facts, key, letter.rating, words)
        case FollowUp(variant=key):
            text = add_for_whom(words(key, **facts), facts, words)
            return text, [again_row(booking, words), *offer_rows(words, is_offer=letter.is_offer)]
        case CanceledByVenue(reason=reason):
            text = _add_line(words(kind, **facts), "cancellation_reason", words, explanation=reason)
            return text, [[make_button(words, "button_book_again_instead", BookAgain(booking_id=booking.id))]]
        case _:
            return _text_and_rows_of_alert(letter, payload, words, facts, now)


def _text_and_rows_of_alert(
    letter: BookingLetter, payload: BookingAlert, words: Words, facts: BookingFacts, now: datetime
) -> tuple[Html, Rows]:
    """One case for each kind of alert about a booking."""
    kind, open_it = letter.envelope.notification.kind, _open(letter, words)
    match payload:
        case AlertBooked() | AlertCanceled():
            return words(kind, **facts), _alert_rows(letter, words)
        case AlertMoved():
            return _moved(letter, payload, words, facts, now), _alert_rows(letter, words)
        case AlertLate():
            return _answered(letter, words, facts), _alert_rows(letter, words)
        case AlertCanceledTogether() | AlertDeleted():
            return words(kind, **facts), [[open_it]]
        case AlertAnswered(answer=answer):
            text = words(kind, **AnsweredBookingFacts(**facts, answer=answer))
            return _add_line(text, "card_stars", words, stars=shown_stars(letter.rating)), [[open_it]]
        case AlertRated():
            return _rated(letter, words, facts), [[open_it]]
        case AlertUntold(message=message):
            text = words(kind, **UntoldBookingFacts(**facts, message=words(f"kind_{message}")))
            return _add_phone(text, letter, words), [[open_it]]
        case _:
            assert_never(payload)


def _moved(
    letter: BookingLetter, payload: Moved | AlertMoved, words: Words, facts: BookingFacts, now: datetime
) -> Html:
    """Return where and when the booking is now and was before, or that only the number of its guests has changed."""
    if not only_party_changed(payload, letter.booking):
        return words(letter.envelope.notification.kind, **_move_facts(letter, payload, facts, words, now))
    key = "party_changed" if isinstance(payload, Moved) else "alert_party_changed"
    old_party, old_slot = words("party", size=payload.old_party_size or 0), words.dates.slot(payload.old_slot)
    return words(key, **PartyChangedFacts(**facts, old_party=old_party, old_slot=old_slot))


def _answered(letter: BookingLetter, words: Words, facts: BookingFacts) -> Html:
    """Return how late the guest comes, and whether that touches the next visit; or that they come in time after all."""
    answer = letter.booking.answer
    if answer is None or not letter.booking.is_late:
        return words("alert_in_time", **facts)
    text = _add_phone(words("alert_late", **LateBookingFacts(**facts, minutes=answer.late_minutes)), letter, words)
    next_time = words.dates.time(letter.touched_at) if letter.touched_at else ""
    return _add_line(text, "card_touched", words, next_time=next_time)


def _rated(letter: BookingLetter, words: Words, facts: BookingFacts) -> Html:
    """Return the stars that the guest has given, and what they have written."""
    rated = RatedBookingFacts(**facts, stars=shown_stars(letter.rating))
    key = "alert_rated" if letter.rating and letter.rating.is_low else "alert_rated_anew"
    text = _add_phone(words(key, **rated), letter, words)
    return _add_line(text, "card_comment", words, comment=shown_comment(letter.rating))


def _add_phone(text: Html, letter: BookingLetter, words: Words) -> Html:
    phone = letter.guest.phone
    return _add_line(text, "card_phone", words, phone=shown_phone(phone) if phone else "")


def _add_line(text: Html, key: str, words: Words, **fact: str) -> Html:
    """Add a line that names one fact, unless that is empty."""
    return Html(f"{text}\n{words(key, **fact)}") if all(fact.values()) else text


def _old_text(letter: BookingLetter, words: Words, facts: BookingFacts, now: datetime) -> Html | None:
    """Return what the earlier message is edited to: short, because the new one below says all."""
    match letter.payload:
        case Moved() | AlertMoved() if only_party_changed(letter.payload, letter.booking):
            return words("replaced_by_party", **facts)
        case Moved() | AlertMoved():
            return words("replaced_by_move", **_move_facts(letter, letter.payload, facts, words, now))
        case AlertLate():
            return words("replaced_by_answer", **facts)
        case CanceledByVenue() | AlertCanceled():
            return words("replaced_by_cancellation", **facts)
        case AlertDeleted():
            return words("replaced_by_deletion", **facts)
        case _:
            return None


def _news(
    letter: BookingLetter, text: Html, words: Words, facts: BookingFacts, now: datetime, username: str | None
) -> tuple[Html, Rows]:
    """Add the buttons to see the booking, to save it and to tell friends; while the guest may change it, also those to
    change it."""
    booking = letter.booking
    calendar = make_button(words, "button_calendar", SendCalendar(booking_id=booking.id))
    google = InlineKeyboardButton(text=words.plain("button_google"), url=google_link(booking, facts, words))
    where = [InlineKeyboardButton(text=words.plain("button_map"), url=map_link(facts["address"]))]
    if for_friends := friends_link(letter.envelope.venue, facts, words, username):
        where.append(InlineKeyboardButton(text=words.plain("button_friends"), url=for_friends))
    if not booking.is_changeable(letter.envelope.venue.booking, now):
        return text, [[_open(letter, words)], [calendar, google], where]
    move = make_button(words, "button_move", AskToMove(booking_id=booking.id))
    rows = [[_open(letter, words), move], [calendar, google], where, [_cancel(booking, words)]]
    return Html(f"{text}\n{words('changeable_until', **facts)}"), rows


def _alert_rows(letter: BookingLetter, words: Words) -> Rows:
    """Admins may cancel a live booking; staff only see it, while it is theirs."""
    if not letter.can_be_opened:
        return []
    open_it, can_cancel = [_open(letter, words)], letter.booking.is_live and not letter.envelope.is_for_staff
    return [open_it, [_cancel(letter.booking, words)]] if can_cancel else [open_it]


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
