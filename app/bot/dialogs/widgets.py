"""Widgets that every dialog is made of: texts by their key, buttons to choose from, the way to the menu."""

from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from typing import Any, TypeVar

from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Group, Keyboard, Select, Start
from aiogram_dialog.widgets.kbd.select import OnItemClick
from aiogram_dialog.widgets.text import Format
from magic_filter import F

from app.bot.aiogram_dialog_patches.widgets import ComputedText
from app.bot.callback_values import parse_callback_value
from app.bot.states import Menu
from app.texts.translator import Words

T = TypeVar("T")

MOST_IN_THREES = 12
"""Buttons that a grid shows three in a row; more stand four in a row."""


class MessageText(ComputedText):
    """A text of the message, by its key. Its facts are the words and numbers that the window's getters offer."""

    def __init__(self, key: str, when: WhenCondition = None) -> None:
        super().__init__(when)
        self.key = key

    def write(self, data: Mapping[str, Any], manager: DialogManager) -> str:
        words: Words = manager.middleware_data["words"]
        return words(self.key, **_facts(data))


class ButtonText(MessageText):
    """The text of a button, by its key: without markup."""

    def write(self, data: Mapping[str, Any], manager: DialogManager) -> str:
        words: Words = manager.middleware_data["words"]
        return words.plain(self.key, **_facts(data))


def _facts(data: Mapping[str, Any]) -> dict[str, str | int]:
    return {name: fact for name, fact in data.items() if isinstance(fact, str | int)}


def to_menu(key: str = "button_menu", when: WhenCondition = None) -> Start:
    """A button to the main menu; `key` is that of its text."""
    return Start(ButtonText(key), id="menu", state=Menu.main, mode=StartMode.RESET_STACK, when=when)


class Choice(Select[T]):
    """A button for each pair of value and text that a getter offers, as `buttons` or under another name.

    `parse` reads the value of a pressed button; where it raises `ValueError`, the press is answered like that of an old
    button.
    """

    def __init__(
        self, choice_id: str, parse: Callable[[str], T], on_click: OnItemClick[Select[T], T], offered: str = "buttons"
    ) -> None:
        super().__init__(
            Format("{item[1]}"),
            choice_id,
            itemgetter(0),
            offered,
            type_factory=partial(parse_callback_value, parse),
            on_click=on_click,
        )


def grid(choice: Keyboard) -> Group:
    """The buttons of a `Choice` in rows of three, or of four when there are more than `MOST_IN_THREES`."""
    number = F["buttons"].len()
    return Group(
        Group(choice, width=3, when=number <= MOST_IN_THREES), Group(choice, width=4, when=number > MOST_IN_THREES)
    )
