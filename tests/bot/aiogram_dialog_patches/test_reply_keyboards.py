"""A message with invisible characters at its end is handled as a text."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Chat, Message, TelegramObject
from aiogram_dialog.utils import join_reply_callback

from app.bot.aiogram_dialog_patches.reply_keyboards import StripReplyCallbacks
from tests.bot.aiogram_dialog_patches.plain import UNDER_NOTIFICATION, PlainBot

HIDDEN_PRESS = join_reply_callback("Hello", UNDER_NOTIFICATION)


async def test_contract_plain_library_takes_hidden_characters_for_a_press() -> None:
    bot = PlainBot()
    await bot.client.send("/start")
    await bot.client.send(HIDDEN_PRESS)
    assert bot.window.text == "second"


async def test_hidden_characters_at_the_end_are_no_press() -> None:
    bot = PlainBot(of_messages=StripReplyCallbacks())
    await bot.client.send("/start")
    await bot.client.send(HIDDEN_PRESS)
    assert bot.window.text == "first"


@pytest.mark.parametrize(("text", "read"), [(HIDDEN_PRESS, "Hello"), ("\u200dHello", "\u200dHello"), (None, None)])
async def test_nothing_else_of_a_message_changes(text: str | None, read: str | None) -> None:
    async def handle(event: TelegramObject, _data: dict[str, Any]) -> TelegramObject:
        return event

    message = Message(message_id=1, date=datetime.now(UTC), chat=Chat(id=1, type="private"), text=text)
    assert await StripReplyCallbacks()(handle, message, {}) == message.model_copy(update={"text": read})
