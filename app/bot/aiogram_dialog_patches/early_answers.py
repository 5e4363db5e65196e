"""Answer a press at the same time as the window that it leads to is sent."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import ChatEvent, NewMessage, OldMessage
from aiogram_dialog.api.internal import DialogManagerFactory
from aiogram_dialog.api.protocols import DialogRegistryProtocol, MessageNotModified
from aiogram_dialog.context.media_storage import MediaIdStorage
from aiogram_dialog.manager.manager import ManagerImpl
from aiogram_dialog.manager.message_manager import MessageManager

from app.bot.messages.edit_message import HAS_CAPTION
from app.bot.presses import is_answered, toast
from app.texts.translator import Words


class EarlyAnswers(MessageManager):
    """Shows the windows of one update and answers its press at the same time.

    Where a handler has answered the press already, there is no second answer. A window that Telegram
    refuses is explained in a message (`app.bot.errors`): an alert after this answer would not be shown.

    A press that changes nothing, such as one of a page number, is told so: the guest would take silence for a failure.
    A window with the same buttons is therefore shown before the press is answered.
    """

    def __init__(self, press: CallbackQuery | None, data: Mapping[str, Any]) -> None:
        self._press = press
        self._data = data

    async def show_message(self, bot: Bot, new_message: NewMessage, old_message: OldMessage | None) -> OldMessage:
        if self._press and _has_same_buttons(self._press, new_message):
            try:
                return await super().show_message(bot, new_message, old_message)
            except MessageNotModified:
                await self._say_that_nothing_changed(self._press)
                raise
        shown, answered = await asyncio.gather(
            super().show_message(bot, new_message, old_message), self._answer(bot), return_exceptions=True
        )
        if isinstance(shown, BaseException):
            raise shown
        if isinstance(answered, BaseException):
            raise answered
        return shown

    async def edit_message_safe(self, bot: Bot, new_message: NewMessage, old_message: OldMessage) -> Message:
        """Edit the window's message, or send a new one where that is impossible.

        Of two presses at once, the second has the message as it was before the first, perhaps without its photo.
        """
        try:
            return await super().edit_message_safe(bot, new_message, old_message)
        except TelegramBadRequest as refusal:
            if HAS_CAPTION not in refusal.message:
                raise
        await self.remove_message_safe(bot, old_message, new_message)
        return await self.send_message(bot, new_message)

    async def answer_callback(self, bot: Bot, callback_query: CallbackQuery) -> None:
        """Answer when no window was shown: aiogram-dialog calls this at the end of each press."""
        await self._answer(bot)

    async def _say_that_nothing_changed(self, press: CallbackQuery) -> None:
        words: Words | None = self._data.get("words")
        if words and not is_answered(press):
            self._press = None
            await toast(press, words.plain("nothing_changed"))

    async def _answer(self, bot: Bot) -> None:
        press, self._press = self._press, None
        if press and not is_answered(press):
            await super().answer_callback(bot, press)


def _has_same_buttons(press: CallbackQuery, window: NewMessage) -> bool:
    """Whether the message of the pressed button, as Telegram has it, has the window's buttons."""
    pressed = press.message.reply_markup if isinstance(press.message, Message) else None
    return pressed is not None and _buttons(pressed) == _buttons(window.reply_markup)


def _buttons(markup: object) -> list[list[tuple[str, str | None]]] | None:
    if not isinstance(markup, InlineKeyboardMarkup):
        return None
    return [[(button.text, button.callback_data) for button in row] for row in markup.inline_keyboard]


class EarlyAnswersFactory(DialogManagerFactory):
    """Makes the dialog manager of each update."""

    def __init__(self) -> None:
        self._media_ids = MediaIdStorage()  # type: ignore[no-untyped-call]  # aiogram-dialog gives it no types

    def __call__(
        self, event: ChatEvent, data: dict[str, Any], registry: DialogRegistryProtocol, router: Router
    ) -> DialogManager:
        press = event if isinstance(event, CallbackQuery) else None
        return ManagerImpl(event, EarlyAnswers(press, data), self._media_ids, registry, router, data, getter=None)
