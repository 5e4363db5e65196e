"""After a deployment Telegram delivers presses that are too old to be answered. They are carried out all the same."""

import pytest

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TABLE_FOR_TWO, TUESDAY, book, buttons, choose_time, press_all, said, told, window
from tests.product import ANNA, MARIA, Product
from tests.ready_venues import visit

ON_TUESDAY = "🟢 вт, 24 ноября · 18:00 · У окна на переулок"
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def press_late(product: Product, user: ChatUser, button: str) -> None:
    """Press a button so that the press arrives too late for Telegram to accept an answer."""
    faults = product.sandbox.api.faults
    faults.refuse("answerCallbackQuery", 400, TOO_OLD, times=9)
    await user.press(button)
    faults.clear()


@pytest.mark.parametrize(
    ("path", "button", "shown"),
    [
        (["/my", ON_TUESDAY, "Отменить бронь"], "Да, отменить", "отменена"),
        (["/my", ON_TUESDAY, "🔁 Перенести"], "✖️ Оставить", visit("18:00")),
        (["/start", "🌐 Язык"], "English", "Hello"),
        (["/start", "📝 Забронировать столик"], "✖️ Не нужно", "Здравствуйте"),
    ],
)
async def test_a_press_that_telegram_delivers_late_is_carried_out(
    product: Product, anna: ChatUser, path: list[str], button: str, shown: str
) -> None:
    await book(anna)
    await product.settle()
    await press_all(anna, *path)
    await press_late(product, anna, button)
    assert shown in window(anna).text
    assert button not in buttons(anna)


@pytest.mark.parametrize(
    ("path", "button"),
    [
        (["/my", ON_TUESDAY, "🔁 Перенести", TUESDAY, "20:00"], "✅ Перенести"),
        (["/book", "2", TUESDAY, "20:00"], "✅ Подтвердить"),
    ],
)
async def test_a_late_press_that_ends_a_dialog_is_carried_out(
    product: Product, anna: ChatUser, path: list[str], button: str
) -> None:
    await book(anna)
    await press_all(anna, *path)
    await press_late(product, anna, button)
    assert visit("20:00") in told(anna).text


async def test_a_late_answer_to_the_question_about_offers_is_carried_out(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await press_late(product, anna, "Нет, спасибо")
    assert anna.last.text == "Хорошо, предложений не будет."


async def test_a_late_press_that_is_refused_shows_the_other_tables(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await book(product.person(MARIA))
    await press_late(product, anna, "✅ Подтвердить")
    assert "Свободны ещё" in window(anna).text
    assert TABLE_FOR_TWO not in buttons(anna)


async def test_a_taken_time_is_not_shown_after_a_late_press(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", "🪑 Выбрать столик", TABLE_FOR_TWO, TUESDAY)
    await book(product.person(MARIA))
    await press_late(product, anna, "18:00")
    assert "18:00" not in buttons(anna)


async def test_a_calendar_file_is_sent_for_a_late_press(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await press_late(product, anna, "📅 В календарь")
    assert anna.last.document


async def test_a_failed_message_is_sent_again_for_a_late_press(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await choose_time(anna)
    for method in ("editMessageText", "sendMessage"):
        product.sandbox.api.faults.refuse(method, 400, "Bad Request: odd", times=1, chat_id=ANNA)
    await anna.press("✅ Подтвердить")
    await product.settle()
    await vera.write("/admin")
    await press_all(vera, "⚠️ Недоставленные сообщения", "12:00 · Анна Смирнова · подтверждение")
    await press_late(product, vera, "🔁 Отправить ещё раз")
    assert window(vera).text.startswith("Недоставленные сообщения")
    assert "Анна Смирнова" not in window(vera).text


async def test_any_other_refusal_of_an_answer_is_a_defect(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "🌐 Язык")
    product.sandbox.api.faults.refuse("answerCallbackQuery", 400, "Bad Request: MESSAGE_TOO_LONG")
    await anna.press("English")
    assert "Что-то сломалось" in said(anna)
