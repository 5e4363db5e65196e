"""Which notification a message of the Bot API is: by its first words and by the booking its button opens."""

import re
from typing import Any

from app.domain.messages.notifications import Kind

BEGINNINGS = {
    "✅ <b>Ждём вас": Kind.CONFIRMATION,
    "⏰ <b>Ваш визит": Kind.REMINDER,
    "🆕 <b>Новая запись": Kind.ALERT_BOOKED,
    "❌ <b>Запись отменена": Kind.ALERT_CANCELED,
    "Спасибо, что были у нас": Kind.FOLLOW_UP,
}
MOVED = "🔁 <b>Запись перенесена"
"""Begins two kinds: that to the admin names the guest."""


def kind_of(text: str) -> Kind | None:
    """None for a dialog's window, and for news of the service."""
    if text.startswith(MOVED):
        return Kind.ALERT_MOVED if "👤" in text else Kind.MOVED
    return next((kind for beginning, kind in BEGINNINGS.items() if text.startswith(beginning)), None)


def booking_of(reply_markup: dict[str, Any] | None) -> int | None:
    """The booking that the message's button opens. Follow-ups have none."""
    found = re.search(r"'open:(\d+)'", str(reply_markup))
    return int(found.group(1)) if found else None
