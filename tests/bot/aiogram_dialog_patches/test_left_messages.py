"""The message of a dialog that has ended keeps its buttons; aiogram-dialog would take them off."""

import pytest

from app.bot.aiogram_dialog_patches import left_messages
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import book, told


async def test_the_next_window_leaves_the_buttons_of_the_message(anna: ChatUser) -> None:
    await book(anna)
    message = told(anna)
    buttons = message.buttons
    await anna.write("/start")
    assert message in anna.messages
    assert message.buttons == buttons


async def test_contract_plain_library_deletes_the_message(anna: ChatUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_messages, "forget_message", lambda _: None)
    await book(anna)
    message = told(anna)
    await anna.write("/start")
    assert message not in anna.messages
