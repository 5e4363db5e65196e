"""Buttons that confirm are green, those that cancel red; all others have no colour."""

from app.bot.button_styles import STYLES
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from app.texts.ftl import messages, read_ftl
from app.texts.translator import PRODUCT_TEXTS
from tests.bot.steps import TUESDAY, press_all, told, window
from tests.product import Product


def styles(message: Message) -> dict[str, str | None]:
    return {each["text"]: each.get("style") for row in message.inline_keyboard for each in row}


def test_only_texts_that_exist_have_a_colour() -> None:
    assert set(STYLES) <= set(messages(read_ftl(PRODUCT_TEXTS / "ru.ftl")))


async def test_the_check_is_green_and_the_question_red(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", TUESDAY, "18:00")
    assert styles(window(anna)) == {
        "✅ Подтвердить": "success",
        "🔄 Другой столик": None,
        "‹ Назад": None,
        "✖️ Не нужно": None,
    }
    await anna.press("✅ Подтвердить")
    await product.settle()
    await anna.press("Отменить бронь", told(anna))
    assert styles(window(anna)) == {"Да, отменить": "danger", "‹ Нет, оставить": None}
