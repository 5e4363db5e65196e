"""Base classes for widgets of our own.

aiogram-dialog asks for methods with private names to be overridden: here they get public ones.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager
from aiogram_dialog.api.internal import RawKeyboard
from aiogram_dialog.api.protocols import DialogProtocol
from aiogram_dialog.widgets.kbd import Keyboard
from aiogram_dialog.widgets.text import Text


class ComputedText(Text, ABC):
    """A text that a subclass writes. It is written only where the condition `when` holds."""

    @abstractmethod
    def write(self, data: Mapping[str, Any], manager: DialogManager) -> str:
        """Return the text. `data` is what the window's getters offer."""

    async def _render_text(self, data: Mapping[str, Any], manager: DialogManager) -> str:
        return self.write(data, manager)


class ItemKeyboard(Keyboard, ABC):
    """A keyboard whose buttons each carry an item, which is a string of up to some 40 bytes."""

    @abstractmethod
    def rows(self, data: Mapping[str, Any], manager: DialogManager) -> list[list[InlineKeyboardButton]]:
        """Return the buttons, made by `button`. `data` is what the window's getters offer."""

    @abstractmethod
    async def press(self, callback: CallbackQuery, item: str, manager: DialogManager) -> None:
        """Handle a press. `item` is what the button carries, or anything else from a modified client."""

    def button(self, text: str, item: str) -> InlineKeyboardButton:
        """Return a button that carries `item`."""
        return InlineKeyboardButton(text=text, callback_data=self._item_callback_data(item))

    async def _render_keyboard(self, data: Mapping[str, Any], manager: DialogManager) -> RawKeyboard:
        return [[*row] for row in self.rows(data, manager)]

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        await self.press(callback, data, manager)
        return True
