"""A press is answered although Telegram is slow to show the window that it leads to."""

import asyncio
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import CallbackQuery
from aiogram_dialog.api.entities import NewMessage, OldMessage
from aiogram_dialog.context.media_storage import MediaIdStorage
from aiogram_dialog.manager.manager import ManagerImpl
from aiogram_dialog.manager.message_manager import MessageManager
from aiogram_dialog.test_tools import MockMessageManager

from app.sandbox.chat_user import ChatUser
from tests.bot.aiogram_dialog_patches.plain import PlainBot, parameters
from tests.bot.steps import book, buttons, data_of, press_all, said, window
from tests.product import Product


class Recording(MockMessageManager):
    """Records the order in which windows are shown and presses answered."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library gives no types
        self.order: list[str] = []

    async def show_message(self, bot: Bot, new_message: NewMessage, old_message: OldMessage | None) -> OldMessage:
        shown: OldMessage = await super().show_message(bot, new_message, old_message)
        self.order.append("shown")
        return shown

    async def answer_callback(self, bot: Bot, callback_query: CallbackQuery) -> None:
        self.order.append("answered")


async def test_contract_plain_library_answers_when_the_window_has_been_shown() -> None:
    messages = Recording()
    bot = PlainBot(messages=messages)
    await bot.client.send("/start")
    await bot.press_in_window("on")
    assert messages.order == ["shown", "shown", "answered"]


def test_contract_names_that_the_patch_uses() -> None:
    assert parameters(ManagerImpl) == [
        "event", "message_manager", "media_id_storage", "registry", "router", "data", "getter"
    ]  # fmt: skip
    assert parameters(MessageManager.show_message) == ["self", "bot", "new_message", "old_message"]
    assert parameters(MessageManager.answer_callback) == ["self", "bot", "callback_query"]
    assert {"get_media_id", "save_media_id"} <= set(dir(MediaIdStorage))


async def test_press_is_answered_before_the_window_is_edited(anna: ChatUser, monkeypatch: pytest.MonkeyPatch) -> None:
    show, may_show = MessageManager.show_message, asyncio.Event()

    async def show_slowly(self: MessageManager, *what: Any) -> OldMessage:
        await may_show.wait()
        return await show(self, *what)

    monkeypatch.setattr(MessageManager, "show_message", show_slowly)
    pressed = anna.press("📝 Забронировать столик")
    async with asyncio.timeout(60):
        while not pressed.press.answered:  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.01)
    assert "Здравствуйте" in window(anna).text
    may_show.set()
    await pressed
    assert "Сколько вас" in window(anna).text


async def test_each_press_is_answered_once(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", "‹ Назад")
    assert len(product.sandbox.api.calls_of("answerCallbackQuery")) == 3


async def test_toast_is_shown_although_the_window_is_shown_again(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await anna.press("Отменить бронь")
    await anna.press("Да, отменить")
    assert said(anna) == "Бронь отменена"


async def test_window_that_cannot_be_rendered_is_answered_by_an_alert(anna: ChatUser) -> None:
    """The answer waits until the window is rendered."""
    await book(anna)
    await anna.write("/my")
    intent = data_of(window(anna), buttons(anna)[0]).split("\x1d")[0]
    await anna.press_data(window(anna), f"{intent}\x1dbooking:99")
    assert said(anna).startswith("Эта кнопка устарела")


async def test_guest_is_told_in_a_message_when_telegram_refuses_the_window(product: Product, anna: ChatUser) -> None:
    """The press was answered early, so that Telegram would not show an alert."""
    product.sandbox.api.faults.refuse("editMessageText", 400, "Bad Request: can't parse entities", times=1)
    await anna.press("📝 Забронировать столик")
    told = [message.text for message in anna.messages if "Что-то сломалось" in message.text]
    assert len(told) == 1
    assert "📝 Забронировать столик" in buttons(anna), "the menu is there again, below"
    assert anna.last is window(anna)


async def test_guest_is_told_when_the_window_after_a_toast_is_refused(product: Product, anna: ChatUser) -> None:
    await anna.press("🌐 Язык")
    product.sandbox.api.faults.refuse("editMessageText", 400, "Bad Request: can't parse entities", times=1)
    await anna.press("English")
    assert said(anna) == "We’ll speak English from now on"
    assert [message for message in anna.messages if message.text.startswith("Что-то сломалось")]


async def test_press_that_changes_nothing_says_so(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    for weekday in ("чт", "чт"):
        await anna.press(weekday)
        assert said(anna) == "Здесь ничего не изменилось"
    assert len(product.sandbox.api.calls_of("answerCallbackQuery")) == 4
