"""The dialogs: what guests and admins see and press. One message in the chat, edited in place."""

from aiogram_dialog import Dialog

from app.bot.dialogs.bookings import booking, my_bookings
from app.bot.dialogs.broadcasts import broadcast
from app.bot.dialogs.closures import closing
from app.bot.dialogs.desk import panel
from app.bot.dialogs.desk_booking import new_booking
from app.bot.dialogs.exports import export
from app.bot.dialogs.guests import menu
from app.bot.dialogs.messages import failed_messages


def make_dialogs() -> list[Dialog]:
    """New ones at each call: a dialog belongs to one dispatcher."""
    makers = (menu, booking, my_bookings, panel, new_booking, closing, failed_messages, broadcast, export)
    return [each.make_dialog() for each in makers]
