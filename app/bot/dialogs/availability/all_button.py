"""The button that shows all services or specialties where a sentence may mean only some of them."""

from dataclasses import replace
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Keyboard

from app.bot.dialogs.availability.chosen_slot import CHOSEN_SLOT
from app.bot.dialogs.pages import set_page
from app.bot.dialogs.widgets import ButtonText


def all_button(text: ButtonText, pages: str) -> Keyboard:
    """Return the button for a window whose data has `has_more`. It opens the first page of the pager `pages`."""

    async def show_all(_callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
        CHOSEN_SLOT.write(manager, replace(CHOSEN_SLOT.read(manager), specialties=None, services=None))
        await set_page(manager, pages, 0)

    return Button(text, id="all", on_click=show_all, when="has_more")
