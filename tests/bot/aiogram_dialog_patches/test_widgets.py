"""Widgets of our own are called as aiogram-dialog calls its own."""

from collections.abc import Mapping
from typing import Any, cast

import pytest
from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Keyboard
from aiogram_dialog.widgets.text import Text

from app.bot.aiogram_dialog_patches.widgets import ComputedText, ItemKeyboard
from tests.bot.aiogram_dialog_patches.plain import PlainBot, parameters

NO_MANAGER = cast(DialogManager, None)


class Upper(ComputedText):
    def write(self, data: Mapping[str, Any], manager: DialogManager) -> str:
        return str(data["word"]).upper()


class Letters(ItemKeyboard):
    """A button for each letter of a word."""

    def __init__(self, word: str) -> None:
        super().__init__("letters")
        self.word = word
        self.pressed: list[str] = []

    def rows(self, data: Mapping[str, Any], manager: DialogManager) -> list[list[InlineKeyboardButton]]:
        return [[self.button(letter.upper(), letter) for letter in self.word]]

    async def press(self, callback: CallbackQuery, item: str, manager: DialogManager) -> None:
        self.pressed.append(item)


def test_contract_plain_library_leaves_methods_with_private_names_to_subclasses() -> None:
    """A public method, overridden, would not be asked for the condition `when`."""
    assert Text.__abstractmethods__ == {"_render_text"}
    assert Keyboard.__abstractmethods__ == {"_render_keyboard"}


def test_contract_names_that_the_patch_uses() -> None:
    assert parameters(Text._render_text) == ["self", "data", "manager"]
    assert parameters(Keyboard._render_keyboard) == ["self", "data", "manager"]
    assert parameters(Keyboard._process_item_callback) == ["self", "callback", "data", "dialog", "manager"]
    assert parameters(Keyboard._item_callback_data) == ["self", "data"]


@pytest.mark.parametrize(("is_shown", "text"), [(True, "HELLO"), (False, "")])
async def test_a_text_is_written_only_where_its_condition_holds(is_shown: bool, text: str) -> None:
    data = {"word": "hello", "is_shown": is_shown}
    assert await Upper(when="is_shown").render_text(data, NO_MANAGER) == text


async def test_a_pressed_button_gives_back_its_item() -> None:
    letters = Letters("ab")
    bot = PlainBot(letters)
    await bot.client.send("/start")
    assert bot.window.reply_markup
    buttons = bot.window.reply_markup.inline_keyboard[1]
    assert [button.text for button in buttons] == ["A", "B"]
    for button in buttons:
        await bot.press(str(button.callback_data))
    await bot.press_in_window("letters:c:d")
    assert letters.pressed == ["a", "b", "c:d"]
