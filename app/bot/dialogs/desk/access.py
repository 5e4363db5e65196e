"""Dialogs that are for the venue's admins alone."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject
from aiogram_dialog import Dialog, DialogManager, StartMode
from aiogram_dialog.api.entities import NewMessage
from aiogram_dialog.widgets.kbd import Start

from app.bot.conversation import Conversation
from app.bot.dialogs.widgets import ButtonText
from app.bot.dialogs.window import TypedWindow
from app.bot.states import AdminPanel

OnStart = Callable[[Any, DialogManager], Awaitable[None]]
"""Called with what the dialog was started with."""


class AdminDialog(Dialog):
    """A dialog that only admins can press and be shown.

    For anybody else, and for somebody who is an admin no longer, its buttons are those of an old message.
    """

    def __init__(self, *windows: TypedWindow, on_start: OnStart) -> None:
        super().__init__(*windows, on_start=on_start)
        self.callback_query.middleware(AdminsOnly())

    async def render(self, manager: DialogManager) -> NewMessage:
        Conversation.of(manager).as_admin()
        return await super().render(manager)


class AdminsOnly(BaseMiddleware):
    """Raises `NotFound` for a press of anybody but an admin, before it does anything."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        Conversation.of(data["dialog_manager"]).as_admin()
        return await handler(event, data)


def to_panel() -> Start:
    """A button to the panel, out of a dialog that was opened in its place.

    Such a dialog replaces the panel in aiogram-dialog's stack. Two dialogs on one stack that were started in the same
    second get the same id in one of a hundred cases, and the panel would be lost.
    """
    return Start(ButtonText("button_back"), "panel", AdminPanel.main, mode=StartMode.RESET_STACK)
