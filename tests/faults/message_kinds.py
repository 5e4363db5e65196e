"""Identify the notification in a sendMessage call: by the text's first words and the booking that its button opens."""

import re
from typing import Any

from app.domain.messages.kinds import Kind

BEGINNINGS = {
    "✅ <b>Ждём вас": Kind.CONFIRMATION,
    "⏰ <b>Ждём вас": Kind.REMINDER,
    "🆕 <b>Новая бронь": Kind.ALERT_BOOKED,
    "❌ <b>Бронь отменена": Kind.ALERT_CANCELED,
    "Спасибо, что были у нас": Kind.FOLLOW_UP,
}
MOVED = "🔁 <b>Бронь перенесена"
"""Two kinds begin with it; the one to admins also has the guest's name."""


def kind_of(text: str) -> Kind | None:
    """The kind of a notification with this text; None for a dialog's window and for service news."""
    if text.startswith(MOVED):
        return Kind.ALERT_MOVED if "👤" in text else Kind.MOVED
    return next((kind for beginning, kind in BEGINNINGS.items() if text.startswith(beginning)), None)


def booking_of(reply_markup: dict[str, Any] | None) -> int | None:
    """The id of the booking that the message's button opens; None for a follow-up, which has no button."""
    found = re.search(r"'open:(\d+)'", str(reply_markup))
    return int(found.group(1)) if found else None
