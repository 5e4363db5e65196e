"""What each kind of notification says, and the buttons under it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from app.bot.booking_facts import booking_facts
from app.bot.messages.buttons import AskToCancel, AskToMove, NoMoreOffers, OpenBooking, SendCalendar, StopBroadcasting
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking
from app.domain.broadcasts import Broadcast, Progress
from app.domain.guests import Guest
from app.domain.messages.notifications import BULK_A_SECOND, Kind
from app.texts.facts import BookingFacts, MovedBookingFacts, ServiceFacts
from app.texts.translator import Html, Words
from app.usecases.messages.deliver_notification import Letter

BAR = 10
"""Marks in a bar that fills."""
MAP_URL = "https://yandex.com/maps/?text="
NEWS_FOR_GUEST = frozenset({Kind.CONFIRMATION, Kind.MOVED})
"""What tells guests where their booking stands, and what they can do about it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A letter as the chat will show it."""

    text: Html
    keyboard: InlineKeyboardMarkup | None = None
    """Under the message itself."""
    old_keyboard: InlineKeyboardMarkup | None = None
    """Under the earlier message that is edited to say the same: to look, and to change nothing."""


def write_page(letter: Letter, words: Words, now: datetime) -> Page:
    """Write a letter in the reader's language and the venue's zone."""
    notification = letter.notification
    if letter.broadcast:
        return _write_broadcast(letter, letter.broadcast, words)
    if letter.booking is None or letter.guest is None:
        at = datetime.fromisoformat(str(notification.facts["at"]))
        news = ServiceFacts(venue=letter.venue.name.to(words.locale), time=words.dates.time(at))
        return Page(words(notification.kind, **news))
    facts = _facts(letter, letter.booking, letter.guest, words, now)
    text = words(notification.variant if notification.kind is Kind.FOLLOW_UP else notification.kind, **facts)
    if notification.kind in NEWS_FOR_GUEST and letter.booking.is_changeable(letter.venue.booking, now):
        text = Html(f"{text}\n{words('changeable_until', **facts)}")
    open_it = _button(words, "button_open_booking", OpenBooking(booking_id=letter.booking.id))
    return Page(text, _keyboard(_rows(letter, letter.booking, words, facts, now)), _keyboard([[open_it]]))


def _write_broadcast(letter: Letter, broadcast: Broadcast, words: Words) -> Page:
    """What the admin wrote, as it is; or, to admins, how far it is."""
    if letter.progress is None:
        return Page(Html(broadcast.text), _keyboard(_offer_rows(letter, words)))
    stop = _button(words, "button_stop_broadcast", StopBroadcasting(broadcast_id=broadcast.id))
    return Page(_report(broadcast, letter.progress, words), _keyboard([[stop]] if letter.goes_on else []))


def _report(broadcast: Broadcast, progress: Progress, words: Words) -> Html:
    title = "broadcast_running" if progress.owed else "broadcast_stopped" if broadcast.stopped_at else "broadcast_done"
    reached = progress.total - progress.owed - progress.left_out
    share = reached / max(1, progress.total)
    lines = [
        words(
            "broadcast_report",
            title=words(title),
            bar="▓" * int(share * BAR) + "░" * (BAR - int(share * BAR)),
            percent=int(share * 100),
            sent=progress.sent,
            total=progress.total,
        ),
        *[
            words("broadcast_failed", number=number, why=words(f"failure_{why}"))
            for why, number in progress.failed.items()
        ],
    ]
    if progress.left_out:
        lines.append(words("broadcast_left_out", number=progress.left_out))
    if progress.owed:
        lines.append(words("broadcast_remaining", minutes=minutes_to_send(progress.owed)))
    return Html("\n".join(lines))


def minutes_to_send(messages: int) -> int:
    """How long a bot needs for so many bulk messages, in whole minutes: 0 for less than one."""
    return messages // (BULK_A_SECOND * 60)


def _facts(letter: Letter, booking: Booking, guest: Guest, words: Words, now: datetime) -> BookingFacts:
    """The booking, and with the news of a move also where and when it was before."""
    facts, before = booking_facts(letter.venue, booking, guest, words, now), letter.notification.facts
    if "old_starts_at" not in before:
        return facts
    starts_at, ends_at = (datetime.fromisoformat(str(before[name])) for name in ("old_starts_at", "old_ends_at"))
    return MovedBookingFacts(
        **facts,
        old_resource=letter.venue.resource_name(str(before["old_resource_id"])).to(words.locale),
        old_day=words.dates.long_day(starts_at, now),
        old_slot=words.dates.slot(Slot(starts_at, ends_at)),
    )


def _rows(
    letter: Letter, booking: Booking, words: Words, facts: BookingFacts, now: datetime
) -> list[list[InlineKeyboardButton]]:
    open_it = _button(words, "button_open_booking", OpenBooking(booking_id=booking.id))
    cancel = _button(words, "button_cancel_booking", AskToCancel(booking_id=booking.id))
    match letter.notification.kind:
        case Kind.CONFIRMATION | Kind.MOVED:
            calendar = _button(words, "button_calendar", SendCalendar(booking_id=booking.id))
            on_map = InlineKeyboardButton(text=words.plain("button_map"), url=MAP_URL + quote(facts["address"]))
            if not booking.is_changeable(letter.venue.booking, now):
                return [[open_it], [calendar, on_map]]
            move = _button(words, "button_move", AskToMove(booking_id=booking.id))
            return [[open_it, move], [calendar, on_map], [cancel]]
        case Kind.REMINDER | Kind.ALERT_CANCELED | Kind.ALERT_DELETED:
            return [[open_it]]
        case Kind.ALERT_BOOKED | Kind.ALERT_MOVED:
            return [[open_it], [cancel]] if booking.is_live else [[open_it]]
        case _:
            return _offer_rows(letter, words)


def _offer_rows(letter: Letter, words: Words) -> list[list[InlineKeyboardButton]]:
    return [[_button(words, "button_no_offers", NoMoreOffers())]] if letter.is_offer else []


def _keyboard(rows: list[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _button(words: Words, key: str, says: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=words.plain(key), callback_data=says.pack())
