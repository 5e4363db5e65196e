"""Presses are answered at once: while the window they lead to is on its way, not after it has arrived."""

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


class PromptAnswers(MessageManager):
    """Shows windows for one press. When one is shown it is drawn already, so nothing is left that an alert could say.

    Where a handler has said something to the press, Telegram overlooks this second, empty answer.
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
        """What aiogram-dialog asks for at the end: nothing is left to do unless no window was shown."""
        await self._answer(bot)

    async def _answer(self, bot: Bot) -> None:
        press, self._press = self._press, None
        if press:
            await super().answer_callback(bot, press)


class PromptManagers(DialogManagerFactory):
    """Makes the dialog manager of each update."""

    def __init__(self) -> None:
        self._media_ids = MediaIdStorage()  # type: ignore[no-untyped-call]  # aiogram-dialog does not say

    def __call__(
        self, event: ChatEvent, data: dict[str, Any], registry: DialogRegistryProtocol, router: Router
    ) -> DialogManager:
        press = event if isinstance(event, CallbackQuery) else None
        return ManagerImpl(event, PromptAnswers(press), self._media_ids, registry, router, data, getter=None)
