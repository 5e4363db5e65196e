"""Answer a press at the same time as the window that it leads to is sent."""

import asyncio
from typing import Any

from aiogram import Bot, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import ChatEvent, NewMessage, OldMessage
from aiogram_dialog.api.internal import DialogManagerFactory
from aiogram_dialog.api.protocols import DialogRegistryProtocol
from aiogram_dialog.context.media_storage import MediaIdStorage
from aiogram_dialog.manager.manager import ManagerImpl
from aiogram_dialog.manager.message_manager import MessageManager

from app.bot.presses import is_answered


class EarlyAnswers(MessageManager):
    """Shows the windows of one update and answers its press at the same time.

    Where a handler has answered the press already, there is no second answer. A window that Telegram
    refuses is explained in a message (`app.bot.errors`): an alert after this answer would not be shown.
    """

    def __init__(self, press: CallbackQuery | None) -> None:
        self._press = press

    async def show_message(self, bot: Bot, new_message: NewMessage, old_message: OldMessage | None) -> OldMessage:
        shown, answered = await asyncio.gather(
            super().show_message(bot, new_message, old_message), self._answer(bot), return_exceptions=True
        )
        if isinstance(shown, BaseException):
            raise shown
        if isinstance(answered, BaseException):
            raise answered
        return shown

    async def answer_callback(self, bot: Bot, callback_query: CallbackQuery) -> None:
        """Answer when no window was shown: aiogram-dialog calls this at the end of each press."""
        await self._answer(bot)

    async def _answer(self, bot: Bot) -> None:
        press, self._press = self._press, None
        if press and not is_answered(press):
            await super().answer_callback(bot, press)


class EarlyAnswersFactory(DialogManagerFactory):
    """Makes the dialog manager of each update."""

    def __init__(self) -> None:
        self._media_ids = MediaIdStorage()  # type: ignore[no-untyped-call]  # aiogram-dialog gives it no types

    def __call__(
        self, event: ChatEvent, data: dict[str, Any], registry: DialogRegistryProtocol, router: Router
    ) -> DialogManager:
        press = event if isinstance(event, CallbackQuery) else None
        return ManagerImpl(event, EarlyAnswers(press), self._media_ids, registry, router, data, getter=None)
