"""Dialogs that are for the venue's admins, with some windows that its staff may see, too."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from aiogram import BaseMiddleware
from aiogram.fsm.state import State
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
    """A dialog that only admins can press and be shown; in the windows `for_staff` also the venue's staff.

    For anybody else, and for somebody who is an admin no longer, its buttons are those of an old message. A button of a
    window for staff that is for admins alone is hidden from staff, and its handler asks for an admin.
    """

    def __init__(self, *windows: TypedWindow, on_start: OnStart, for_staff: Collection[State] = ()) -> None:
        super().__init__(*windows, on_start=on_start)
        self._check = AccessCheck(for_staff)
        self.callback_query.middleware(self._check)

    async def render(self, manager: DialogManager) -> NewMessage:
        self._check.check(manager)
        return await super().render(manager)


class AccessCheck(BaseMiddleware):
    """Raises `NotFound` for a press of anybody who may not see the window, before it does anything."""

    def __init__(self, for_staff: Collection[State]) -> None:
        self._for_staff = frozenset(for_staff)

    def check(self, manager: DialogManager) -> None:
        """Raise `NotFound` for anybody who may not see the window that is open, and count it."""
        conversation = Conversation.of(manager)
        if manager.current_context().state in self._for_staff:
            conversation.as_desk()
        else:
            conversation.as_admin()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        self.check(data["dialog_manager"])
        return await handler(event, data)


def to_panel() -> Start:
    """A button to the panel, out of a dialog that was opened in its place.

    Such a dialog replaces the panel in aiogram-dialog's stack. Two dialogs on one stack that were started in the same
    second get the same id in one of a hundred cases, and the panel would be lost.
    """
    return Start(ButtonText("button_back"), "panel", AdminPanel.main, mode=StartMode.RESET_STACK)
