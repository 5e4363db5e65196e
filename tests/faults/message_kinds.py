"""Identify the notifications in a sendMessage call, by the text's first words and the bookings of its buttons."""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.messages.kinds import Kind

BEGINNINGS = {
    "✅ <b>Ждём вас": Kind.CONFIRMATION,
    "⏰ <b>Ждём вас": Kind.REMINDER,
    "🆕 <b>Новая бронь": Kind.ALERT_BOOKED,
    "❌ <b>Бронь отменена": Kind.ALERT_CANCELED,
    "📵 <b>Гость не получил": Kind.ALERT_UNTOLD,
    "🕐 <b>Гость опоздает": Kind.ALERT_LATE,
    "⚠️ <b>Низкая оценка": Kind.ALERT_RATED,
    "Спасибо, что были у нас": Kind.FOLLOW_UP,
    "🎈 <b>Для вас есть место!": Kind.WAITLIST_OFFER,
}
MOVED = "🔁 <b>Бронь перенесена"
"""Two kinds begin with it; the one to admins also has the guest's name."""
GATHERED = "🔔"
"""Several alerts in one message. Each has a numbered line with a mark, and a button that opens the booking."""
LINE = re.compile(r"^\d+\. (🆕|🔁|❌|📵)", re.MULTILINE)
MARKS = {"🆕": Kind.ALERT_BOOKED, "🔁": Kind.ALERT_MOVED, "❌": Kind.ALERT_CANCELED, "📵": Kind.ALERT_UNTOLD}


def notifications_in(text: str, reply_markup: Mapping[str, Any] | None) -> list[tuple[Kind, int | None]]:
    """The kind and the booking of each notification in the message; empty for a dialog's window and for service news.

    The booking is the one that a button opens; None for a follow-up, which has no button.
    """
    bookings = [int(found) for found in re.findall(r"'open:(\d+)'", str(reply_markup))]
    if text.startswith(GATHERED):
        return list(zip((MARKS[mark] for mark in LINE.findall(text)), bookings, strict=True))
    kind = _kind_of(text)
    return [(kind, bookings[0] if bookings else None)] if kind else []


def ends_dialog(text: str) -> bool:
    """Whether an edited message may have been that of a dialog."""
    kind = _kind_of(text)
    return kind is not None and kind.rule.ends_dialog


def _kind_of(text: str) -> Kind | None:
    if text.startswith(MOVED):
        return Kind.ALERT_MOVED if "👤" in text else Kind.MOVED
    return next((kind for beginning, kind in BEGINNINGS.items() if text.startswith(beginning)), None)
