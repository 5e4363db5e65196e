"""Updates of chats other than private ones: people in a group are told where to write, and nobody becomes a guest.

Alerts to the staff group have links to the private chat instead of buttons (`app/bot/messages/link_buttons.py`).
"""

import structlog
from aiogram import Bot
from aiogram.enums import ChatType, MessageEntityType
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import Chat, Message, Update

from app.texts.translator import Words

log = structlog.stdlib.get_logger()

REFUSALS = (TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat, TelegramRetryAfter)
"""A group may forbid the bot to write, or be gone, or be written to too often: none is worth a second try."""


def is_private(chat: Chat | None) -> bool:
    """Whether an update comes from a chat with one person. One without a chat comes from the person alone."""
    return chat is None or chat.type == ChatType.PRIVATE


def find_move(update: Update) -> tuple[int, int] | None:
    """The ids of a group before and after it became a supergroup, when one of Telegram's two messages says so.

    One comes in the group, one in the supergroup (Bot API, Message).
    """
    message = update.message
    if message and message.migrate_to_chat_id:
        return message.chat.id, message.migrate_to_chat_id
    if message and message.migrate_from_chat_id:
        return message.migrate_from_chat_id, message.chat.id
    return None


async def point_to_private_chat(bot: Bot, update: Update, words: Words) -> None:
    """Answer a command or mention of the bot with the link to its private chat. Any other update gets no answer.

    The sender is not asked about: it may be a group's anonymous admin, a channel, or Telegram itself.
    """
    if (message := update.message) is None:
        return
    username = str((await bot.me()).username)
    if not _speaks_to(message, username):
        return
    try:
        await message.answer(words("only_in_private", link=f"https://t.me/{username}"))
    except REFUSALS as refusal:
        log.info("group not answered", reason=str(refusal))


def _speaks_to(message: Message, username: str) -> bool:
    """Whether a text or caption has a command for this bot, or mentions it."""
    text = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities or ():
        words = entity.extract_from(text).lower()
        is_ours = words.endswith(f"@{username.lower()}")
        match entity.type:
            case MessageEntityType.BOT_COMMAND if is_ours or "@" not in words:
                return True
            case MessageEntityType.MENTION if is_ours:
                return True
    return False
