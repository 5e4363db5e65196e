"""A reminder can be answered: the guest comes, is late, and may change that; the desk sees it."""

from datetime import timedelta

import pytest

from app.bot.messages.buttons import AnswerReminding, AskHowLate, ShowReminder
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.bot.steps import book, data_of, press_all, said, window
from tests.bot.test_forged_presses import NO_BOOKINGS, OLD
from tests.product import A_FEW_SECONDS, MARIA, Product
from tests.ready_venues import visit

UNTIL_A_DAY_BEFORE = timedelta(hours=6)
"""From noon of Monday to the first reminder of a visit on Tuesday at six."""
ANSWERS = ["👍 Приду", "🕐 Опаздываю"]
CHANGES = ["🔁 Перенести", "Отменить бронь"]
OPEN = ["Открыть бронь", "🗺 На карте"]


@pytest.fixture
async def reminder(product: Product, anna: ChatUser) -> Message:
    """Anna's first reminder, a day before the visit."""
    await book(anna)
    await product.advance(UNTIL_A_DAY_BEFORE)
    found = anna.last
    assert found.text.startswith(f"⏰ Ждём вас завтра в 18:00\n\n🗓 вторник, 24 ноября, {visit('18:00')} по Москве")
    assert found.buttons == [ANSWERS, CHANGES, OPEN]
    return found


async def test_a_guest_answers_that_they_come(vera: ChatUser, anna: ChatUser, reminder: Message) -> None:
    press = await anna.press("👍 Приду", reminder)
    assert press.answered
    assert said(anna) == "Отлично, ждём вас!"
    assert reminder.text.endswith("👍 Вы ответили, что придёте вовремя.")
    assert reminder.buttons == [["🕐 Опаздываю"], CHANGES, OPEN]

    await anna.press("Открыть бронь", reminder)
    assert "👍 Вы ответили, что придёте вовремя." in window(anna).text
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›")
    assert "Анна Смирнова · 2 👍" in window(vera).text
    await press_all(vera, "🟢 18:00 · Анна Смирнова")
    assert "👍 Гость ответил, что придёт вовремя." in window(vera).text
    assert "гость придёт вовремя (гость)" in window(vera).text


async def test_a_late_guest_says_how_late_and_takes_it_back(
    product: Product, vera: ChatUser, anna: ChatUser, reminder: Message
) -> None:
    await anna.press("🕐 Опаздываю", reminder)
    assert reminder.buttons == [["на 10 мин", "на 20 мин", "на 30 мин"], ["‹ Назад"]]
    await anna.press("‹ Назад", reminder)
    assert reminder.buttons == [ANSWERS, CHANGES, OPEN]

    await press_all(anna, "🕐 Опаздываю", "на 20 мин")
    assert said(anna) == "Хорошо, ждём вас на 20 минут позже."
    assert reminder.text.endswith("🕐 Вы ответили, что опоздаете на 20 минут.")
    await product.advance(A_FEW_SECONDS)
    alert = vera.last
    assert alert.text.startswith("🕐 Гость опоздает на 20 минут")
    assert vera.messages[-2].text.startswith(
        f"🕐 вторник, 24 ноября, {visit('18:00')}, У окна на переулок: гость ответил"
    )

    messages = len(vera.messages)
    await anna.press("👍 Приду", reminder)
    await product.advance(A_FEW_SECONDS)
    assert alert.text.startswith("👍 Гость придёт вовремя")
    assert len(vera.messages) == messages


async def test_a_second_press_is_answered_like_the_first(anna: ChatUser, reminder: Message) -> None:
    pressed = data_of(reminder, "👍 Приду")
    for _ in range(2):
        press = await anna.press_data(reminder, pressed)
        assert press.answered
        assert said(anna) == "Отлично, ждём вас!"


async def test_the_reminder_of_an_earlier_time_says_so(product: Product, anna: ChatUser, reminder: Message) -> None:
    pressed = [data_of(reminder, text) for text in ANSWERS]
    await anna.press("🔁 Перенести", reminder)
    await press_all(anna, "25", "20:00", "✅ Перенести")
    for data in pressed:
        await anna.press_data(reminder, data)
        assert said(anna) == f"Это напоминание о прежнем времени. Теперь ждём вас: ср, 25 ноября, {visit('20:00')}."
        assert reminder.buttons == [["Открыть бронь"]]


async def test_the_reminder_of_a_canceled_visit_and_of_one_that_has_begun_say_so(
    product: Product, anna: ChatUser, reminder: Message
) -> None:
    coming, late = (data_of(reminder, text) for text in ANSWERS)
    await product.advance(timedelta(hours=24))
    await anna.press_data(reminder, coming)
    assert said(anna) == "Время визита уже наступило. Если задерживаетесь, позвоните нам: +7 495 000-10-10."
    await anna.press_data(reminder, late)
    assert reminder.buttons[0] == ["на 10 мин", "на 20 мин", "на 30 мин"]
    await product.advance(timedelta(hours=3))
    for data in (coming, late):
        await anna.press_data(reminder, data)
        assert said(anna) == "Эта бронь уже прошла или отменена."


async def test_answers_about_another_guests_booking_are_those_of_an_old_button(
    product: Product, reminder: Message
) -> None:
    maria = product.person(MARIA)
    await maria.write("/start")
    forged = [
        AnswerReminding(booking_id=1, version=1, late_minutes=0).pack(),
        AnswerReminding(booking_id=1, version=1, late_minutes=20).pack(),
        AskHowLate(booking_id=1, version=1).pack(),
        ShowReminder(booking_id=1, version=1).pack(),
    ]
    for data in forged:
        await maria.press_data(window(maria), data)
        assert said(maria) == OLD


async def test_forged_answers_are_refused(anna: ChatUser, reminder: Message) -> None:
    for data in (
        *(f"late:{each}:1" for each in NO_BOOKINGS),
        "answer:1:1:15",
        "answer:1:1:-1",
        "answer:1:1:",
        "answer:1",
    ):
        await anna.press_data(reminder, data)
        assert said(anna) == OLD
