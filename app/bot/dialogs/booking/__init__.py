"""A guest books: for how many or which specialty, table or doctor, day, time, check, done. One message, edited."""

from aiogram_dialog import Dialog

from app.bot.dialogs.booking import confirm, resource, time
from app.bot.dialogs.booking.draft import begin_booking, book_again
from app.bot.dialogs.widgets import take_over

__all__ = ["begin_booking", "book_again", "make_dialog"]


def make_dialog() -> Dialog:
    return Dialog(*resource.windows(), *time.windows(), *confirm.windows(), on_start=take_over)
