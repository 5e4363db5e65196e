"""The button that ends a booking before it is made."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Keyboard, Row

from app.bot.conversation import Conversation
from app.bot.dialogs.jumps import Opening, leads_to
from app.bot.dialogs.widgets import ButtonText
from app.bot.presses import toast
from app.bot.states import Menu


def stop_button() -> Button:
    """Ends the dialog without a booking and shows the menu."""
    return Button(ButtonText("button_drop_booking"), id="drop", on_click=stop_booking)


def back_and_stop(back: Keyboard) -> Row:
    """The last row of each step."""
    return Row(back, stop_button())


@leads_to(Menu.main)
async def stop_booking(callback: CallbackQuery, _: Any, manager: DialogManager) -> Opening:
    await toast(callback, Conversation.of(manager).words.plain("booking_dropped"))
    return Opening(Menu.main)
