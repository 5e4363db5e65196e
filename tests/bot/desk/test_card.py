"""An admin records on a booking's card whether the guest has come, writes notes, and cancels with a reason."""

from datetime import timedelta

import pytest

from app.bot.messages.buttons import AskToCancel, AskToMove, OpenBooking
from app.domain.bookings import REMARK_LENGTH
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TUESDAY, book, buttons, data_of, press_all, said, window
from tests.bot.test_forged_presses import OLD
from tests.product import CLINIC, MARIA, VERA, Product

UNTIL_THE_VISIT = timedelta(hours=30)
"""From noon of Monday to six o'clock of Tuesday."""
SEPARATOR = "\x1d"
"""Between the id of the dialog and that of the button."""
TEXT_WANTED = "Здесь нужен текст: фотографии, стикеры и команды не подойдут."
ANNAS = "🟢 18:00 · Анна Смирнова"


async def open_card(vera: ChatUser, *path: str) -> None:
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", *path)


async def test_an_admin_seats_a_guest_and_takes_it_back(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await product.advance(UNTIL_THE_VISIT)
    await open_card(vera, ANNAS)
    await vera.press("▶️ Гость пришёл")
    assert said(vera) == "Отмечено: гость пришёл"
    assert "визит идёт" in window(vera).text
    assert "гость пришёл (администратор Вера Орлова)" in window(vera).text
    assert "Отменить бронь" not in buttons(vera)

    await vera.press("↩️ Гость ещё не пришёл")
    assert "предстоит" in window(vera).text
    assert "▶️ Гость пришёл" in buttons(vera)


async def test_an_admin_marks_a_no_show_and_takes_it_back(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await open_card(vera, "›", ANNAS)
    assert "🚫 Не пришёл" not in buttons(vera), "the visit has not begun"
    await product.advance(UNTIL_THE_VISIT)
    await open_card(vera, ANNAS)
    await vera.press("🚫 Не пришёл")
    assert "гость не пришёл" in window(vera).text
    await vera.press("↩️ Гость всё-таки придёт")
    assert "предстоит" in window(vera).text


async def test_a_seated_guest_is_told_that_it_is_too_late_to_cancel(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.advance(UNTIL_THE_VISIT - timedelta(minutes=10))
    await anna.write("/my")
    await press_all(anna, "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "Отменить бронь")
    await open_card(vera, ANNAS, "▶️ Гость пришёл")
    await anna.press("Да, отменить")
    calls = "Пожалуйста, позвоните нам: +7 495 000-10-10."
    assert said(anna) == f"Изменить бронь здесь уже нельзя: визит совсем скоро. {calls}"
    assert "визит идёт" in window(anna).text


async def test_a_guest_who_is_marked_twice_is_shown_as_there(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await product.advance(UNTIL_THE_VISIT)
    await open_card(vera, ANNAS)
    seat = data_of(window(vera), "▶️ Гость пришёл")
    await vera.press("▶️ Гость пришёл")
    await vera.press_data(window(vera), seat)
    assert said(vera) == "Отмечено: гость пришёл"
    assert "визит идёт" in window(vera).text


async def test_the_second_of_two_admins_is_told_and_shown_what_is_true_now(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.advance(UNTIL_THE_VISIT)
    await open_card(vera, ANNAS)
    seat = data_of(window(vera), "▶️ Гость пришёл")
    await vera.press("🚫 Не пришёл")
    await vera.press_data(window(vera), seat)
    assert said(vera) == "Пока вы решали, бронь изменилась. Вот какая она теперь."
    assert "гость не пришёл" in window(vera).text


async def test_the_card_leads_to_what_became_of_each_message(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await product.advance(timedelta(minutes=1))
    await anna.block()
    await product.advance(timedelta(hours=7))
    await open_card(vera, "›", ANNAS, "✉️ Сообщения")
    shown = window(vera).text
    now = "пн, 23 ноября, 12:00"
    assert f"подтверждение · Анна Смирнова\n{now} — ✅ отправлено пн, 23 ноября, 12:0" in shown
    assert f"извещение о новой брони · Вера Орлова\n{now} — ✅ отправлено пн, 23 ноября, 12:0" in shown
    assert "напоминание · Анна Смирнова\nпн, 23 ноября, 18:00 — ⚠️ не доставлено: бот заблокирован" in shown
    assert "напоминание · Анна Смирнова\nвт, 24 ноября, 12:00 — ⏳ ждёт своего времени" in shown
    await vera.press("‹ Назад")
    assert "предстоит" in window(vera).text


async def test_an_admin_writes_changes_and_removes_a_note(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await open_card(vera, "›", ANNAS, "📝 Заметка")
    await vera.write("Аллергия на <орехи> & мёд")
    assert "📝 Аллергия на <орехи> & мёд" in window(vera).text
    assert "изменена заметка (администратор Вера Орлова)" in window(vera).text

    await vera.press("📝 Заметка")
    await vera.write("ж" * (REMARK_LENGTH + 1))
    assert vera.messages[-2].text == "Получился 301 символ, а поместится 300. Напишите, пожалуйста, короче."
    await vera.send_sticker()
    assert vera.messages[-2].text == TEXT_WANTED
    await vera.write("\u202e\u3164")
    assert vera.messages[-2].text == TEXT_WANTED, "nothing of it can be seen"
    await vera.press("🗑 Убрать заметку")
    assert said(vera) == "Заметки больше нет"
    assert "📝 Аллергия" not in window(vera).text


@pytest.mark.parametrize(
    "path",
    [
        ["📅 Брони по дням", "›", ANNAS, "📝 Заметка"],
        ["📅 Брони по дням", "›", ANNAS, "Отменить бронь"],
        ["🔎 Найти"],
        ["⛔️ Закрыть на время", "⛔️ Закрыть", "🏠 Binary Bites целиком", TUESDAY, "Весь день"],
        ["📣 Рассылка"],
    ],
)
async def test_a_contact_in_a_window_that_takes_a_text_leaves_it_open(
    vera: ChatUser, anna: ChatUser, path: list[str]
) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, *path)
    before = window(vera).text
    await vera._say(contact={"phone_number": "79161234567", "first_name": "Аня", "user_id": MARIA})
    assert "икеры и команды не подойдут." in vera.messages[-2].text
    assert window(vera).text == before


async def test_a_guest_reads_nothing_of_the_note(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await open_card(vera, "›", ANNAS, "📝 Заметка")
    await vera.write("Неприятный гость")
    await anna.write("/my")
    await anna.press("🟢 вт, 24 ноября · 18:00 · У окна на переулок")
    assert not any("Неприятный" in message.text for message in anna.messages)


async def test_a_guest_is_told_the_reason_of_a_cancellation(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await open_card(vera, "›", ANNAS, "Отменить бронь")
    assert "Можно написать причину" in window(vera).text
    await vera.write("Прорвало трубу, <b>простите</b>")
    assert "Причина: «Прорвало трубу, <b>простите</b>»" in window(vera).text
    await vera.press("Да, отменить")
    assert "«Прорвало трубу, <b>простите</b>»" in window(vera).text, "the history has it"
    await product.advance(timedelta(seconds=5))
    (told,) = [message.text for message in anna.messages if "Нам пришлось отменить" in message.text]
    assert "💬 Прорвало трубу, <b>простите</b>" in told


async def test_a_reason_that_was_dropped_is_not_told_the_next_time(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await open_card(vera, "›", ANNAS, "Отменить бронь")
    await vera.write("Прорвало трубу")
    await press_all(vera, "‹ Нет, оставить", "Отменить бронь")
    assert "Прорвало" not in window(vera).text


async def test_presses_of_the_card_by_a_guest_change_nothing(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await product.advance(UNTIL_THE_VISIT)
    await open_card(vera, ANNAS)
    for text in ("▶️ Гость пришёл", "🚫 Не пришёл", "📝 Заметка", "Отменить бронь"):
        data = data_of(window(vera), text)
        await anna.write("/start")
        own = data_of(window(anna), "ℹ️ О нас").split(SEPARATOR)[0]
        for forged in (data, SEPARATOR.join([own, data.split(SEPARATOR)[1]])):
            await anna.press_data(window(anna), forged)
            assert said(anna) == OLD
    await open_card(vera, ANNAS)
    assert "предстоит" in window(vera).text


async def test_an_admin_of_another_venue_opens_no_card(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    """Its admins are those of this venue, too, but what they open there is the other venue's."""
    await book(anna)
    await product.settle()
    elsewhere = product.person(VERA, CLINIC)
    await elsewhere.write("/start")
    for button in (OpenBooking(booking_id=1), AskToCancel(booking_id=1), AskToMove(booking_id=1)):
        await elsewhere.press_data(window(elsewhere), button.pack())
        assert said(elsewhere) == OLD
