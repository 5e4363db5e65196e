"""What every step of booking ends with."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Button, Keyboard, Row

from app.bot.conversation import Conversation
from app.bot.dialogs.widgets import Label
from app.bot.presses import toast
from app.bot.states import Menu


def drop_button() -> Button:
    return Button(Label("button_drop_booking"), id="drop", on_click=drop_draft)


def back_and_drop(back: Keyboard) -> Row:
    return Row(back, drop_button())


async def drop_draft(callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
    await toast(callback, Conversation.of(manager).words.plain("booking_dropped"))
    await manager.start(Menu.main, mode=StartMode.RESET_STACK)
