"""A booking is moved in the chat by its guest and by an admin."""

from datetime import timedelta

import pytest

from app.database.transaction import Database
from app.domain.bookings import Booking
from app.domain.venues import TurnTime
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from app.texts.facts import HISTORY_LINES
from tests.bot.steps import (
    TABLE_FOR_TWO,
    TODAY,
    TUESDAY,
    book,
    buttons,
    change_rules,
    data_of,
    press_all,
    said,
    told,
    window,
)
from tests.product import A_FEW_SECONDS, ANNA, CLINIC, MARIA, RESTAURANT, Product
from tests.ready_venues import visit

ON_TUESDAY = f"🟢 вт, 24 ноября · 18:00 · {TABLE_FOR_TWO}"
WEDNESDAY = "25"


async def stored(product: Product, booking_id: int = 1) -> Booking:
    """The booking, read in a transaction of its own."""
    database = await product.container.get(Database)
    async with database.read() as tx:
        return await tx.bookings.get(RESTAURANT, booking_id)


def news(user: ChatUser, title: str) -> Message:
    """The newest message that begins like this."""
    return next(message for message in reversed(user.messages) if message.text.startswith(title))


async def open_card(user: ChatUser, row: str = ON_TUESDAY) -> None:
    await user.write("/my")
    await user.press(row)


def times(user: ChatUser, first: str, last: str) -> list[str]:
    """The times between two, on the buttons of the window."""
    return [button for button in buttons(user) if ":" in button and first <= button <= last]


async def test_guest_moves_a_booking_from_its_card(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await open_card(anna)
    await anna.press("🔁 Перенести")
    assert f"Сейчас: вторник, 24 ноября, {visit('18:00')}" in window(anna).text
    await press_all(anna, WEDNESDAY, "20:00")
    question = window(anna).text
    assert f"Было: вторник, 24 ноября, {visit('18:00')}" in question
    assert f"среда, 25 ноября, {visit('20:00')} по Москве" in question
    assert "У окна на переулок, 2 гостя" in question

    await anna.press("✅ Перенести")
    assert said(anna) == "Бронь перенесена"
    assert f"среда, 25 ноября, {visit('20:00')}" in told(anna).text
    booking = await stored(product)
    assert (booking.starts_at.isoformat(), booking.resource_id) == ("2026-11-25T17:00:00+00:00", "t3")
    assert f"Было: вторник, 24 ноября, {visit('18:00')}, У окна на переулок." in told(anna).text


async def test_guest_moves_a_booking_in_english(product: Product, ben: ChatUser) -> None:
    await press_all(ben, "📝 Book a table", "6", TUESDAY, "06:00", "✅ Confirm", "/my")
    await press_all(ben, "🟢 Tue, 24 November · 06:00 · Big table", "🔁 Move")
    assert f"Now: Tuesday, 24 November, {visit('06:00', 6)}" in window(ben).text
    await press_all(ben, TUESDAY, "08:00", "✅ Move it")
    assert said(ben) == "The booking has been moved"
    assert f"Tuesday, 24 November, {visit('08:00', 6)} Moscow time" in told(ben).text


async def test_guest_moves_a_booking_from_the_confirmation(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    confirmation = news(anna, "✅ Ждём вас!")
    assert confirmation.buttons[0] == ["Открыть бронь", "🔁 Перенести"]
    before = confirmation.text, confirmation.buttons
    await anna.press("🔁 Перенести", confirmation)
    assert anna.last is window(anna)
    await press_all(anna, TUESDAY, "20:00")
    assert (confirmation.text, confirmation.buttons) == before
    message = window(anna)
    await anna.press("✅ Перенести")
    assert told(anna) is message, "the dialog's message is that of the new time"
    assert message.text.startswith("🔁 Бронь перенесена")
    assert f"вторник, 24 ноября, {visit('20:00')}" in message.text
    assert confirmation.text == f"🔁 вторник, 24 ноября, {visit('18:00')}: теперь иначе, подробности ниже."
    assert confirmation.buttons == [["Открыть бронь"]]
    await anna.press("🔁 Перенести", message)
    await press_all(anna, TUESDAY, "22:00", "✅ Перенести")
    assert (await stored(product)).time_version == 3
    assert message.text == f"🔁 вторник, 24 ноября, {visit('20:00')}: теперь иначе, подробности ниже."
    count = len(anna.messages)
    await product.advance(A_FEW_SECONDS)
    assert len(anna.messages) == count


async def test_message_about_a_move_has_a_button_to_move_again(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", TUESDAY, "20:00", "✅ Перенести")
    await product.advance(A_FEW_SECONDS)
    await anna.press("🔁 Перенести", news(anna, "🔁 Бронь перенесена"))
    assert f"Сейчас: вторник, 24 ноября, {visit('20:00')}" in window(anna).text


async def test_current_slot_and_taken_slots_are_not_offered(product: Product, anna: ChatUser) -> None:
    await change_rules(product, start_every=None, turn_times=())
    await book(anna)
    await book(product.person(MARIA), "20:00")
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", TUESDAY)
    offered = [button for button in buttons(anna) if ":" in button]
    assert offered == ["06:00", "08:00", "10:00", "12:00", "14:00", "16:00", "22:00"]


async def test_guest_moves_by_half_an_hour_at_the_same_table(product: Product, anna: ChatUser) -> None:
    await book(anna)
    maria = product.person(MARIA)
    await maria.write("/start")
    await press_all(maria, "📝 Забронировать столик", "2", "🪑 Выбрать столик", TABLE_FOR_TWO, TUESDAY)
    assert times(maria, "17:00", "19:00") == [], "a new booking of the table is not possible then"
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", TUESDAY)
    assert times(anna, "17:00", "19:00") == ["17:00", "17:30", "18:30", "19:00"]
    await press_all(anna, "18:30")
    assert f"вторник, 24 ноября, {visit('18:30')}" in window(anna).text
    assert "У окна на переулок, 2 гостя" in window(anna).text
    await anna.press("✅ Перенести")
    assert said(anna) == "Бронь перенесена"
    booking = await stored(product)
    assert (booking.starts_at.isoformat(), booking.resource_id) == ("2026-11-24T15:30:00+00:00", "t3")


async def test_own_table_is_one_of_the_others_when_any_may_be_chosen(product: Product, anna: ChatUser) -> None:
    await book(anna, table="Терраса, у перил")
    await open_card(anna, "🟢 вт, 24 ноября · 18:00 · Терраса, у перил")
    await press_all(anna, "🔁 Перенести", "🪑 Выбрать столик", "Любой столик", TUESDAY, "18:30")
    assert "У окна на переулок, 2 гостя" in window(anna).text
    await press_all(anna, "🔄 Другой столик", "Терраса, у перил", "✅ Перенести")
    booking = await stored(product)
    assert (booking.starts_at.isoformat(), booking.resource_id) == ("2026-11-24T15:30:00+00:00", "t6")


async def test_guest_whose_new_time_was_taken_is_shown_other_tables_and_the_free_times(
    product: Product, anna: ChatUser
) -> None:
    await book(anna)
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", TUESDAY, "20:00")
    await book(product.person(MARIA), "20:00")
    await anna.press("✅ Перенести")
    assert "только что заняли" in said(anna)
    assert anna.toasts[-1].alert
    assert "У окна во двор" in buttons(anna)
    await anna.press("🕐 Другое время")
    assert "20:00" not in buttons(anna)
    await press_all(anna, "22:00", "✅ Перенести")
    assert said(anna) == "Бронь перенесена"


async def test_guest_moves_a_booking_to_another_table_at_the_same_time(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", "🪑 Выбрать столик", "Любой столик", TUESDAY, "18:00")
    assert "У окна во двор, 2 гостя" in window(anna).text
    await press_all(anna, "🔄 Другой столик", "Терраса, у перил", "✅ Перенести")
    assert said(anna) == "Бронь перенесена"
    booking = await stored(product)
    assert (booking.resource_id, booking.starts_at.isoformat()) == ("t6", "2026-11-24T15:00:00+00:00")


async def test_guest_moves_a_booking_to_a_certain_table(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", "🪑 Выбрать столик", "‹ Назад")
    assert TABLE_FOR_TWO in window(anna).text
    await press_all(anna, "🪑 Выбрать столик", "У окна во двор", WEDNESDAY, "20:00", "✅ Перенести")
    assert (await stored(product)).resource_id == "t4"


async def test_guest_moves_from_a_message_with_the_length_for_the_party(product: Product, anna: ChatUser) -> None:
    """The times of a table depend on the party: a move that begins under a message knows it, too."""
    await change_rules(product, turn_times=(TurnTime(2, timedelta(hours=4)),))
    await book(anna, "06:00")
    await product.settle()
    await anna.press("🔁 Перенести", news(anna, "✅ Ждём вас!"))
    await anna.press(TUESDAY)
    assert [button for button in buttons(anna) if ":" in button][-1] == "20:00"


async def test_move_onto_another_booking_of_the_guest_is_refused_with_that_booking(anna: ChatUser) -> None:
    await book(anna)
    await book(anna, "20:00", "У окна во двор")
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", TUESDAY, "20:00")
    assert f"уже есть бронь: У окна во двор, вторник, 24 ноября, {visit('20:00')}" in said(anna)
    assert "20:00" in buttons(anna)


async def test_confirming_a_move_twice_moves_once(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", TUESDAY, "20:00")
    first, second = anna.press("✅ Перенести"), anna.press("✅ Перенести")
    presses = [await first, await second]
    assert all(press.answered for press in presses)
    assert [toast.text for toast in anna.toasts][-2:] == ["Бронь перенесена"] * 2
    assert f"вторник, 24 ноября, {visit('20:00')}" in told(anna).text
    assert (await stored(product)).time_version == 2


async def test_guest_can_go_back_from_every_step(anna: ChatUser) -> None:
    await book(anna)
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", TUESDAY, "20:00")
    for expected in ("Во сколько", "На какой день", "предстоит"):
        await anna.press("‹ Назад")
        assert expected in window(anna).text


@pytest.mark.parametrize("steps", range(3))
async def test_guest_can_stop_moving_at_every_step(product: Product, anna: ChatUser, steps: int) -> None:
    await book(anna)
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", *[TUESDAY, "20:00"][:steps], "✖️ Оставить")
    assert said(anna) == "Хорошо, время остаётся прежним."
    assert f"вторник, 24 ноября, {visit('18:00')}" in window(anna).text
    assert (await stored(product)).time_version == 1


async def test_cancel_command_says_that_the_move_was_stopped(anna: ChatUser) -> None:
    await book(anna)
    await open_card(anna)
    await anna.press("🔁 Перенести")
    await anna.write("/cancel")
    assert anna.messages[-2].text == "Хорошо, время остаётся прежним."


async def test_booking_canceled_meanwhile_does_not_move(product: Product, anna: ChatUser, vera: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await open_card(anna)
    await press_all(anna, "🔁 Перенести", TUESDAY, "20:00")
    await press_all(vera, "Отменить бронь", "Да, отменить")
    await anna.press("✅ Перенести")
    assert said(anna) == "Эта бронь уже прошла или отменена."
    assert "отменена" in window(anna).text
    assert "🔁 Перенести" not in buttons(anna)


async def test_guest_who_is_too_late_to_change_is_told_to_call(product: Product) -> None:
    anna = product.person(ANNA, CLINIC)
    await anna.write("/start book")
    await press_all(anna, "🩺 Терапия", TODAY, "13:30", "✅ Подтвердить", "/my")
    await anna.press("🟢 пн, 23 ноября · 13:30 · Анна Викторовна Соколова")
    assert "🔁 Перенести" in buttons(anna)
    move = data_of(window(anna), "🔁 Перенести")
    await product.advance(timedelta(minutes=45))
    await anna.press_data(window(anna), move)
    assert said(anna).startswith("Изменить запись здесь уже нельзя")
    assert "🔁 Перенести" not in buttons(anna)


async def test_admin_moves_a_booking_and_its_card_shows_the_previous_time(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.settle()
    await press_all(vera, "Открыть бронь", "🔁 Перенести", WEDNESDAY, "06:00")
    assert f"Было: вторник, 24 ноября, {visit('18:00')}" in window(vera).text
    await vera.press("✅ Перенести")
    assert said(vera) == "Бронь перенесена"
    card = window(vera).text
    assert f"среда, 25 ноября, {visit('06:00')}" in card
    assert "12:00\u00a0— создана (гость)" in card
    assert "12:00\u00a0— перенесена (администратор Вера Орлова)\nбыла: вт, 24 ноября, 18:00, У окна на переулок" in card
    await vera.press("📅 Весь день")
    assert "среда, 25 ноября · 1 бронь" in window(vera).text
    await product.advance(A_FEW_SECONDS)
    assert f"среда, 25 ноября, {visit('06:00')}" in news(anna, "🔁 Бронь перенесена").text


async def test_admin_moves_a_booking_by_half_an_hour_at_its_table(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.settle()
    await press_all(vera, "Открыть бронь", "🔁 Перенести", TUESDAY)
    assert times(vera, "17:30", "18:30") == ["17:30", "18:30"]
    await press_all(vera, "18:30", "✅ Перенести")
    assert said(vera) == "Бронь перенесена"
    booking = await stored(product)
    assert (booking.starts_at.isoformat(), booking.resource_id) == ("2026-11-24T15:30:00+00:00", "t3")


async def test_admin_moves_a_booking_that_its_guest_can_no_longer_move(product: Product) -> None:
    anna, vera = product.person(ANNA, CLINIC), product.person(105, CLINIC)
    await vera.write("/start")
    await anna.write("/start book")
    await press_all(anna, "🩺 Терапия", TODAY, "13:30", "✅ Подтвердить")
    await product.advance(timedelta(minutes=45))
    await press_all(vera, "Открыть запись", "🔁 Перенести", TUESDAY, "08:00", "✅ Перенести")
    assert said(vera) == "Запись перенесена"


async def test_history_of_a_booking_that_moved_often_still_fits_a_message(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.settle()
    await vera.press("Открыть бронь")
    for times in range(24):
        await press_all(vera, "🔁 Перенести", TUESDAY, "20:00" if times % 2 == 0 else "18:00", "✅ Перенести")
    assert window(vera).text.count("перенесена (администратор Вера Орлова)") == HISTORY_LINES
