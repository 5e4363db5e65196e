"""A booking that its guest has removed is gone, also under the buttons of messages that were sent before."""

import pytest

from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.bot.steps import book, press_all, said, window
from tests.product import Product

OLD = "Эта кнопка устарела. Вот меню\u00a0— начните с него."


@pytest.mark.parametrize("button", ["Открыть бронь", "📅 В календарь", "🔁 Перенести", "Отменить бронь"])
async def test_buttons_of_its_old_messages_are_answered_as_old_ones(
    product: Product, anna: ChatUser, vera: ChatUser, button: str
) -> None:
    await book(anna)
    await product.settle()
    confirmation = _with_button(anna, button)
    await press_all(anna, "/my", "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "Отменить бронь", "Да, отменить")
    await press_all(anna, "🗑 Убрать", "Да, убрать")
    await anna.press(button, confirmation)
    assert said(anna) == OLD
    assert "Здравствуйте" in anna.last.text
    await vera.press("Открыть бронь", _with_button(vera, "Открыть бронь"))
    assert "убрана из списка гостя" in window(vera).text


def _with_button(user: ChatUser, text: str) -> Message:
    """The notification with this button: the only messages without a dialog's buttons."""
    return next(message for message in user.messages if any(text in row for row in message.buttons))
