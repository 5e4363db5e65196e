"""A bot of plain aiogram-dialog: what the library does without our overrides."""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiogram import BaseMiddleware, Dispatcher, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message, Update
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window, setup_dialogs
from aiogram_dialog.test_tools import BotClient, MockMessageManager
from aiogram_dialog.test_tools.memory_storage import JsonMemoryStorage
from aiogram_dialog.widgets.kbd import Button, Keyboard
from aiogram_dialog.widgets.text import Const

UNDER_NOTIFICATION = "open:1"


class Steps(StatesGroup):
    first = State()
    second = State()


async def start(_message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Steps.first, mode=StartMode.RESET_STACK)


async def open_below(_callback: CallbackQuery, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Steps.second, mode=StartMode.RESET_STACK, show_mode=ShowMode.DELETE_AND_SEND)


async def go_on(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.switch_to(Steps.second)


class PlainBot:
    """Answers `/start` with a dialog of two windows, and presses of `UNDER_NOTIFICATION` with its second window."""

    def __init__(
        self,
        *keyboards: Keyboard,
        messages: MockMessageManager | None = None,
        of_messages: BaseMiddleware | None = None,
    ) -> None:
        self.messages = messages or MockMessageManager()  # type: ignore[no-untyped-call]  # the library gives no types
        self.dispatcher = Dispatcher(storage=JsonMemoryStorage())
        if of_messages:
            self.dispatcher.message.outer_middleware(of_messages)
        self.notifications = Router()
        self.notifications.callback_query.register(open_below, lambda callback: callback.data == UNDER_NOTIFICATION)
        dialog = Dialog(
            Window(Const("first"), Button(Const("on"), "on", go_on), *keyboards, state=Steps.first),
            Window(Const("second"), state=Steps.second),
        )
        self.dispatcher.message.register(start, lambda message: message.text == "/start")
        self.dispatcher.include_routers(self.notifications, dialog)
        setup_dialogs(self.dispatcher, message_manager=self.messages)
        self.client = BotClient(self.dispatcher)

    @property
    def window(self) -> Message:
        """The message that was shown last."""
        message: Message = self.messages.last_message()
        return message

    async def press(self, data: str, message_id: int = 1) -> None:
        """Press a button that carries `data`, under the message with that id."""
        message = Message(message_id=message_id, date=datetime.now(UTC), chat=self.client.chat, text="pressed")
        callback = CallbackQuery(id="1", from_user=self.client.user, chat_instance="-", message=message, data=data)
        await self.dispatcher.feed_update(self.client.bot, Update(update_id=1000, callback_query=callback))

    async def press_in_window(self, data: str) -> None:
        """Press a button of the window's dialog."""
        assert self.window.reply_markup
        intent = str(self.window.reply_markup.inline_keyboard[0][0].callback_data).split("\x1d")[0]
        await self.press(f"{intent}\x1d{data}", self.window.message_id)


def parameters(of: Callable[..., Any]) -> list[str]:
    """The names of a function's parameters."""
    return list(inspect.signature(of).parameters)
