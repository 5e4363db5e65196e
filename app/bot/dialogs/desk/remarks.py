"""Read what an admin types about a booking or a guest: a note, or the reason for a cancellation or a bar."""

from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode

from app.bot.conversation import Conversation
from app.domain.bookings import REMARK_LENGTH
from app.domain.names import can_be_seen


async def read_remark(message: Message, manager: DialogManager) -> str | None:
    """Return what was typed, or None where it is too long or nothing of it can be seen, which the admin is told.

    The window is sent again below.
    """
    manager.show_mode = ShowMode.DELETE_AND_SEND
    words, remark = Conversation.of(manager).words, (message.text or "").strip()
    if not can_be_seen(remark):
        await message.answer(words("remark_wants_words"))
        return None
    if len(remark) <= REMARK_LENGTH:
        return remark
    await message.answer(words("remark_is_too_long", length=len(remark), limit=REMARK_LENGTH))
    return None
