"""Keep texts from being read as presses of a reply keyboard, of which the product has none."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject
from aiogram_dialog.utils import REPLY_CALLBACK_SYMBOLS


class StripReplyCallbacks(BaseMiddleware):
    """Removes the invisible characters at a text's end in which aiogram-dialog encodes a press of a reply keyboard.

    Only a modified client sends them: aiogram-dialog would decode them to callback data and call the dialogs' handlers.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, Message) and event.text:
            event = event.model_copy(update={"text": event.text.rstrip(REPLY_CALLBACK_SYMBOLS)})
        return await handler(event, data)
