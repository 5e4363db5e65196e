"""Edit a message of the bot."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageCaption, EditMessageText
from aiogram.types import InlineKeyboardMarkup

from app.bot.presses import is_already_done
from app.texts.translator import Html

log = structlog.stdlib.get_logger()

HAS_CAPTION = "there is no text in the message to edit"
"""Telegram's refusal to edit the text of a photo: the text of that is a caption."""


async def edit_message(
    bot: Bot,
    chat_id: int,
    message_id: int,
    text: Html,
    keyboard: InlineKeyboardMarkup | None,
    *,
    call_timeout: int | None = None,
) -> bool:
    """Give the message another text, or the photo another caption, and another keyboard, None for no buttons.

    `call_timeout` is in seconds, None for the bot's own. Returns whether the message is as it should be now. That it
    was deleted or cannot be edited is logged and no failure.
    """
    of_text = EditMessageText(chat_id=chat_id, message_id=message_id, text=text, reply_markup=keyboard)
    of_photo = EditMessageCaption(chat_id=chat_id, message_id=message_id, caption=text, reply_markup=keyboard)
    try:
        try:
            await bot(of_text, request_timeout=call_timeout)
        except TelegramBadRequest as refusal:
            if HAS_CAPTION not in refusal.message:
                raise
            await bot(of_photo, request_timeout=call_timeout)
    except TelegramBadRequest as refusal:
        log.info("message not edited", reason=refusal.message)
        return is_already_done(refusal)
    return True
