"""A guest books: for how many or which specialty, table or doctor, day, time, check, done. One message, edited."""

from typing import Any

from aiogram_dialog import Dialog, DialogManager

from app.bot.dialogs.booking import confirm, resource, time
from app.bot.dialogs.booking.draft import begin_booking, book_again

__all__ = ["begin_booking", "book_again", "make_dialog"]


def make_dialog() -> Dialog:
    return Dialog(*resource.windows(), *time.windows(), *confirm.windows(), on_start=take_over)


async def take_over(start_data: Any, manager: DialogManager) -> None:
    """Begin with what is known already, see `book_again`."""
    manager.dialog_data.update(start_data or {})
