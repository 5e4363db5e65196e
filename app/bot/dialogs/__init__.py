"""The dialogs: what guests and admins see and press. One message in the chat, edited in place."""

from aiogram_dialog import Dialog

from app.bot.dialogs import admin, booking, broadcast, failed_messages, menu, my_bookings


def make_dialogs() -> list[Dialog]:
    """New ones at each call: a dialog belongs to one dispatcher."""
    makers = (menu, booking, my_bookings, admin, failed_messages, broadcast)
    return [each.make_dialog() for each in makers]
