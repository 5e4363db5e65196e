"""Tell the first message of an album from the others: Telegram sends each in an update of its own."""

from aiogram.types import Message
from aiogram_dialog import DialogManager


def continues_album(message: Message, manager: DialogManager) -> bool:
    """Whether the message belongs to the album that the window was last shown for.

    aiogram-dialog remembers the album of the message for which it has shown a window.
    """
    album = message.media_group_id
    return album is not None and album == manager.current_stack().last_income_media_group_id
