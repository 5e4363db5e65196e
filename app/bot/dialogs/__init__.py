"""The dialogs: what guests and admins see and press. One message in the chat, edited in place."""

from aiogram_dialog import Dialog

from app.bot.dialogs import admin, booking, menu, my_bookings


def make_dialogs() -> list[Dialog]:
    """New ones at each call: a dialog belongs to one dispatcher."""
    return [menu.make_dialog(), booking.make_dialog(), my_bookings.make_dialog(), admin.make_dialog()]
