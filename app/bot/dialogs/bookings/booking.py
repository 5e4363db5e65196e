"""A guest books: for how many or which specialty, table or doctor, day, time, check, done. One message, edited."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import SwitchTo

from app.bot.dialogs.availability.slot import slot_windows
from app.bot.dialogs.bookings import confirm, resource
from app.bot.dialogs.bookings.draft import begin_booking, begin_draft, book_again
from app.bot.dialogs.bookings.steps import drop_button
from app.bot.dialogs.widgets import Label
from app.bot.states import Booking

__all__ = ["begin_booking", "book_again", "make_dialog"]


def make_dialog() -> Dialog:
    to_resources = SwitchTo(Label("button_back"), "back", Booking.resource)
    return Dialog(
        *resource.windows(),
        *slot_windows(Booking.day, Booking.time, back=to_resources, drop=drop_button()),
        *confirm.windows(),
        on_start=begin_draft,
    )
