"""The button that shares a guest's own phone number. Telegram vouches for the number that it sends."""

from typing import Any

from aiogram.types import CallbackQuery, KeyboardButton, Message, ReplyKeyboardMarkup
from aiogram_dialog import DialogManager, ShowMode

from app.bot.conversation import Conversation
from app.bot.presses import toast


async def ask_for_phone(callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
    """Show the button that shares the number: only a reply keyboard has it (Bot API, KeyboardButton)."""
    words = Conversation.of(manager).words
    await toast(callback)
    if isinstance(callback.message, Message):
        button = KeyboardButton(text=words.plain("button_send_phone"), request_contact=True)
        keyboard = ReplyKeyboardMarkup(keyboard=[[button]], resize_keyboard=True, one_time_keyboard=True)
        await callback.message.answer(words("ask_for_phone"), reply_markup=keyboard)
        manager.show_mode = ShowMode.DELETE_AND_SEND
