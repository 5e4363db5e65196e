"""Check the page number that a pressed button of a pager carries."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.api.protocols import DialogProtocol
from aiogram_dialog.widgets.kbd import PrevPage

from app.bot.callback_values import parse_callback_value

MAX_PAGE = 10_000
"""More than any list has: a greater number comes from a modified client."""


class CheckedPrevPage(PrevPage):
    """The button to the previous page. It must be the first of its pager.

    All buttons of a pager have one id, so aiogram-dialog lets the first one handle the presses of all. It raises
    `NotFound` for what is no number, and moves a number into the range from 0 to `MAX_PAGE`.
    """

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        page = min(max(0, parse_callback_value(int, data)), MAX_PAGE)
        return await super()._process_item_callback(callback, str(page), dialog, manager)
