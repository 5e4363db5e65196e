"""A pressed button stops turning although Telegram is slow to show what it leads to."""

import asyncio
from typing import Any

import pytest
from aiogram_dialog.api.entities import OldMessage
from aiogram_dialog.manager.message_manager import MessageManager

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import book, buttons, data_of, press_all, said, window
from tests.product import Product


async def test_press_is_answered_before_the_window_is_edited(anna: ChatUser, monkeypatch: pytest.MonkeyPatch) -> None:
    show, may_show = MessageManager.show_message, asyncio.Event()

    async def show_slowly(self: MessageManager, *what: Any) -> OldMessage:
        await may_show.wait()
        return await show(self, *what)

    monkeypatch.setattr(MessageManager, "show_message", show_slowly)
    pressed = anna.press("📝 Записаться")
    async with asyncio.timeout(60):
        while not pressed.press.answered:  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.01)
    assert "Здравствуйте" in window(anna).text
    may_show.set()
    await pressed
    assert "Сколько вас" in window(anna).text


async def test_each_press_is_answered_once(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Записаться", "2", "‹ Назад")
    assert len(product.sandbox.api.calls_of("answerCallbackQuery")) == 3


async def test_toast_is_shown_although_the_window_is_shown_again(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await anna.press("Отменить запись")
    await anna.press("Да, отменить")
    assert said(anna) == "Запись отменена"


async def test_press_in_a_window_that_can_no_longer_be_rendered_is_answered_with_a_text(anna: ChatUser) -> None:
    """The answer waits until nothing can be refused any more."""
    await book(anna)
    await anna.press("📋 Мои записи")
    intent = data_of(window(anna), buttons(anna)[0]).split("\x1d")[0]
    await anna.press_data(window(anna), f"{intent}\x1dbooking:99")
    assert said(anna).startswith("Эта кнопка устарела")
