"""Edit the notification under which a button was pressed."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from app.bot.messages.edit_message import edit_message
from app.texts.translator import Html

log = structlog.stdlib.get_logger()


async def edit_pressed(
    bot: Bot, press: CallbackQuery, keyboard: InlineKeyboardMarkup | None, text: Html | None = None
) -> None:
    """Give the message another keyboard, None for no buttons, and another text unless that is None.

    The message may be gone, or be as it should be after a second press: that is logged and no failure.
    """
    if press.message is None:
        return
    chat_id, message_id = press.message.chat.id, press.message.message_id
    if text is not None:
        await edit_message(bot, chat_id, message_id, text, keyboard)
        return
    try:
        await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=keyboard)
    except TelegramBadRequest as refusal:
        log.info("pressed message not edited", reason=refusal.message)
