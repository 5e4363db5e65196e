"""What the venue keeps about a guest: the guest reads it, gets it as a file, and has it erased after a question."""

from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.jumps import Opening, leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.my_data_file import send_my_data
from app.bot.presses import toast
from app.bot.states import Menu
from app.runtime.clock import Clock
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.tell_my_data import TellMyData


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("privacy"),
            Button(ButtonText("button_my_data"), id="my_data", on_click=send_file),
            SwitchTo(ButtonText("button_forget_me"), "forget", Menu.forget),
            SwitchTo(ButtonText("button_back"), "back", Menu.help),
            state=Menu.privacy,
        ),
        TypedWindow(
            MessageText("ask_to_forget"),
            Button(ButtonText("button_yes_forget"), id="yes", on_click=forget),
            SwitchTo(ButtonText("button_back"), "back", Menu.privacy),
            state=Menu.forget,
        ),
        TypedWindow(
            MessageText("forgotten"),
            SwitchTo(ButtonText("button_menu"), "menu", Menu.main),
            state=Menu.forgotten,
        ),
    )


@inject
async def send_file(
    callback: CallbackQuery, _: Any, manager: DialogManager, tell: FromDishka[TellMyData], clock: FromDishka[Clock]
) -> None:
    await toast(callback)
    bot: Bot = manager.middleware_data["bot"]
    await send_my_data(bot, Conversation.of(manager), tell, clock.now())
    manager.show_mode = ShowMode.DELETE_AND_SEND


@leads_to(Menu.forgotten)
@inject
async def forget(
    _callback: CallbackQuery, _: Any, manager: DialogManager, forget_guest: FromDishka[ForgetGuest]
) -> Opening:
    """The next message or press makes a new guest."""
    await forget_guest(Conversation.of(manager).as_visitor())
    return Opening(Menu.forgotten)
