"""Tell presses under notifications from those of dialogs, and leave the pressed notification as it is."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, InaccessibleMessage, TelegramObject
from aiogram_dialog.utils import CB_SEP


async def is_press_of_no_dialog(callback: CallbackQuery) -> bool:
    """A filter: whether the pressed button is under a message that no dialog has sent."""
    return pressed_button(callback) is None


def pressed_button(callback: CallbackQuery) -> tuple[str, str] | None:
    """The id of the dialog whose button was pressed, and the button's; None for a press of no dialog."""
    dialog, separator, button = (callback.data or "").partition(CB_SEP)
    return (dialog, button) if separator else None


class KeepPressedMessage(BaseMiddleware):
    """Hides the pressed message from aiogram-dialog, which would edit or delete it, taking it for its window.

    An inaccessible message (Bot API) has the chat and the id and nothing else. For a press under such a message
    aiogram-dialog edits the message that it remembers as its window.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, CallbackQuery) and event.message:
            inaccessible = InaccessibleMessage(chat=event.message.chat, message_id=event.message.message_id)
            event = event.model_copy(update={"message": inaccessible})
        return await handler(event, data)
