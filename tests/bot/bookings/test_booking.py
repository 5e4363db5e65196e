"""A guest books in the chat, in one message that is edited at each step."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from app.bot.venue_bots import VenueBots
from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.venues import Venues
from app.runtime.clock import Clock
from app.sandbox.chat_user import ChatUser
from app.usecases.guests.ask_about_offers import AskAboutOffers
from tests.api.signing import a_user, init_data
from tests.bot.steps import (
    NOTHING_CHANGED,
    TABLE_FOR_TWO,
    TODAY,
    TUESDAY,
    book,
    buttons,
    change_rules,
    choose_time,
    data_of,
    press_all,
    said,
    told,
    window,
)
from tests.product import ANNA, BEN, CLINIC, MARIA, RESTAURANT, TOKENS, VERA, Product
from tests.ready_venues import visit

LONGEST_ID = 24
"""By how many bytes the longest id that the catalogue allows exceeds those of the ready venues."""


async def bookings_of(product: Product, telegram_id: int) -> list[Booking]:
    """All bookings in the database, read in a transaction of its own."""
    database, clock = await product.container.get(Database), await product.container.get(Clock)
    async with database.read() as tx:
        guest = await tx.guests.find(RESTAURANT, telegram_id)
        assert guest
        return await tx.guest_bookings.page(guest.id, clock.now(), 0, 100)


async def test_guest_books_a_table_in_russian(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    summary = window(anna).text
    assert f"вторник, 24 ноября, {visit('18:00')} по Москве" in summary
    assert "У окна на переулок, 2 гостя" in summary
    assert "Binary Bites, Москва, Битовый переулок, 8" in summary

    await anna.press("✅ Подтвердить")
    assert said(anna) == "🎉 Столик ваш!"
    assert told(anna).text.startswith("✅ Ждём вас!")
    assert f"вторник, 24 ноября, {visit('18:00')} по Москве" in told(anna).text
    (booking,) = await bookings_of(product, ANNA)
    assert (booking.resource_id, booking.party_size) == ("t3", 2)
    assert booking.starts_at.isoformat() == "2026-11-24T15:00:00+00:00"


async def test_guest_books_a_table_in_english(product: Product, ben: ChatUser) -> None:
    await press_all(ben, "📝 Book a table", "6", "🪑 Choose a table", "Private room")
    assert window(ben).buttons[0][1] == "November 2026"
    assert window(ben).buttons[1] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    await press_all(ben, TUESDAY, "06:00")
    assert f"Tuesday, 24 November, {visit('06:00', 6)} Moscow time" in window(ben).text
    assert "Private room, 6 guests" in window(ben).text
    await ben.press("✅ Confirm")
    assert said(ben) == "🎉 The table is yours!"
    assert told(ben).text.startswith("✅ See you soon!")
    assert f"Tuesday, 24 November, {visit('06:00', 6)} Moscow time" in told(ben).text
    assert len(await bookings_of(product, BEN)) == 1


async def test_times_are_arranged_in_even_rows(product: Product, anna: ChatUser) -> None:
    await change_rules(product, start_every=None, turn_times=())
    await press_all(anna, "📝 Забронировать столик", "2", TUESDAY)
    assert [len(row) for row in window(anna).buttons] == [3, 3, 3, 2]
    patient = product.person(ANNA, CLINIC)
    await patient.write("/start book")
    await press_all(patient, "🩺 Терапия", TUESDAY)
    assert [len(row) for row in window(patient).buttons] == [4, 4, 4, 4, 4, 4, 2]


async def test_no_callback_data_exceeds_telegrams_limit(product: Product) -> None:
    patient = product.person(ANNA, CLINIC)
    await patient.write("/start book")
    path = ("🩺 Терапия", "👤 Выбрать врача", "Пётр Ильич Громов", TUESDAY, "19:30", "✅ Подтвердить")
    for button in path:
        carried = [len(each["callback_data"].encode()) for row in window(patient).inline_keyboard for each in row]
        assert max(carried) <= 64 - LONGEST_ID
        await patient.press(button)


async def test_patient_sees_the_doctor_while_choosing_a_time(product: Product) -> None:
    anna = product.person(ANNA, CLINIC)
    await anna.write("/start book")
    assert len([button for button in buttons(anna) if button[0] in "🩺❤🧠🧒✋"]) == 5
    await press_all(anna, "›", "🦴 Ортопедия", "Обычный приём", "👤 Выбрать врача", "Сэсэг Баировна Цыренова")
    assert window(anna).photo
    await press_all(anna, TUESDAY, "19:30")
    assert window(anna).photo
    assert "Сэсэг Баировна Цыренова" in window(anna).text
    await anna.press("✅ Подтвердить")
    assert told(anna).photo, "the message stays as it is, with the doctor"
    assert "Ждём вас!" in told(anna).text
    assert "предложения" not in anna.last.text, "the clinic sends no offers"


async def test_tables_that_fit_best_come_first(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "4", "🪑 Выбрать столик")
    first = ["Терраса под липой", "Диваны у стены", "У открытой кухни", "Книжный уголок", "Стол у камина"]
    assert buttons(anna)[1:6] == first
    await anna.press("›")
    assert buttons(anna)[1:3] == ["Большой стол", "Отдельная комната"]


async def test_all_steps_of_a_booking_edit_one_message(anna: ChatUser) -> None:
    message = window(anna).id
    await press_all(anna, "📝 Забронировать столик", "2", TUESDAY, "18:00", "✅ Подтвердить")
    assert told(anna).id == message


async def test_confirming_twice_makes_one_booking(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    first, second = anna.press("✅ Подтвердить"), anna.press("✅ Подтвердить")
    presses = [await first, await second]
    assert all(press.answered for press in presses)
    assert [toast.text for toast in anna.toasts] == ["🎉 Столик ваш!"] * 2
    assert "Ждём вас!" in told(anna).text
    assert len(await bookings_of(product, ANNA)) == 1


async def test_guest_whose_table_was_taken_is_shown_others_at_the_same_time_first(
    product: Product, anna: ChatUser
) -> None:
    maria = product.person(MARIA)
    await choose_time(anna)
    await book(maria)
    await anna.press("✅ Подтвердить")
    assert said(anna).startswith("Здесь на это время только что заняли.")
    assert anna.toasts[-1].alert
    assert f"вторник, 24 ноября, {visit('18:00')}" in window(anna).text
    assert buttons(anna)[0] == "У окна во двор"
    assert TABLE_FOR_TWO not in buttons(anna)
    await press_all(anna, "У окна во двор", "✅ Подтвердить")
    (booking,) = await bookings_of(product, ANNA)
    assert (booking.resource_id, booking.starts_at.hour) == ("t4", 15)


async def test_second_press_of_a_refused_confirmation_books_nothing_unseen(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await book(product.person(MARIA))
    first, second = anna.press("✅ Подтвердить"), anna.press("✅ Подтвердить")
    presses = [await first, await second]
    assert all(press.answered for press in presses)
    assert "Свободны ещё" in window(anna).text
    assert not await bookings_of(product, ANNA)
    await anna.press("‹ Назад")
    assert "Во сколько" in window(anna).text


async def test_guest_whose_last_table_was_taken_is_shown_the_free_times(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "6", TUESDAY, "18:00")
    await take_all_tables_for_six(product)
    await anna.press("✅ Подтвердить")
    assert "из тех, что ещё свободны" in said(anna)
    assert "18:00" not in buttons(anna)
    await press_all(anna, "20:00", "✅ Подтвердить")
    assert len(await bookings_of(product, ANNA)) == 1


async def test_booked_evening_takes_four_taps(product: Product, anna: ChatUser) -> None:
    before = len(product.sandbox.api.calls_of("answerCallbackQuery"))
    await anna.press("📝 Забронировать столик")
    await press_all(anna, "2", TUESDAY, "18:00", "✅ Подтвердить")
    assert len(product.sandbox.api.calls_of("answerCallbackQuery")) - before == 1 + 4
    assert len(await bookings_of(product, ANNA)) == 1


async def test_another_table_at_the_same_time_is_one_tap_away(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await anna.press("🔄 Другой столик")
    assert f"вторник, 24 ноября, {visit('18:00')}" in window(anna).text
    assert "Терраса, у перил · до 2 гостей" in window(anna).text
    assert TABLE_FOR_TWO not in buttons(anna)
    await anna.press("‹ Назад")
    assert "У окна на переулок, 2 гостя" in window(anna).text
    await press_all(anna, "🔄 Другой столик", "Терраса, у перил")
    assert "Терраса, у перил, 2 гостя" in window(anna).text
    await anna.press("✅ Подтвердить")
    (booking,) = await bookings_of(product, ANNA)
    assert booking.resource_id == "t6"


async def test_another_table_that_was_taken_after_it_was_shown_is_refused(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await anna.press("🔄 Другой столик")
    await book(product.person(MARIA), table="Терраса, у перил")
    await anna.press("Терраса, у перил")
    assert "только что заняли" in said(anna)
    assert "Терраса, у перил" not in buttons(anna)
    await anna.press("🕐 Другое время")
    assert "Во сколько" in window(anna).text


async def test_guest_begins_with_a_table_and_is_asked_for_as_many_as_it_seats(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "🪑 Выбрать столик")
    assert "Какой столик выбрать?" in window(anna).text
    await press_all(anna, "›", "Круглый стол")
    assert window(anna).text == "Круглый стол\nСколько вас будет?"
    assert [button for button in buttons(anna) if button.isdigit()] == ["1", "2", "3"]
    await anna.press("‹ Назад")
    assert window(anna).text == "Сколько вас будет?"
    await press_all(anna, "🪑 Выбрать столик", "›", "Круглый стол", "2", TUESDAY, "18:00", "✅ Подтвердить")
    (booking,) = await bookings_of(product, ANNA)
    assert (booking.resource_id, booking.party_size) == ("t7", 2)


async def test_guest_who_wanted_a_table_may_take_any_after_all(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", "🪑 Выбрать столик", "Круглый стол")
    assert "Круглый стол" in window(anna).text
    await press_all(anna, "🪑 Выбрать столик", "Любой столик")
    assert "Круглый стол" not in window(anna).text
    await press_all(anna, TUESDAY, "18:00")
    assert "У окна на переулок, 2 гостя" in window(anna).text


async def test_time_taken_at_the_wanted_table_is_offered_at_others(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", "🪑 Выбрать столик", TABLE_FOR_TWO, TUESDAY)
    await book(product.person(MARIA))
    await anna.press("18:00")
    assert said(anna).startswith("Здесь на это время только что заняли.")
    await anna.press("У окна во двор")
    assert f"вторник, 24 ноября, {visit('18:00')}" in window(anna).text
    assert "У окна во двор, 2 гостя" in window(anna).text


async def test_time_is_free_until_every_table_is_taken(product: Product, anna: ChatUser) -> None:
    await book(product.person(MARIA))
    await press_all(anna, "📝 Забронировать столик", "2", TUESDAY, "18:00")
    assert "У окна во двор, 2 гостя" in window(anna).text


async def test_only_one_of_two_guests_gets_the_last_table(product: Product, anna: ChatUser) -> None:
    maria = product.person(MARIA)
    for guest in (anna, maria):
        await guest.write("/start")
        await press_all(
            guest, "📝 Забронировать столик", "1", "🪑 Выбрать столик", "Кресло с торшером", TUESDAY, "18:00"
        )
    await asyncio.gather(anna.press("✅ Подтвердить"), maria.press("✅ Подтвердить"))
    booked = [len(await bookings_of(product, person)) for person in (ANNA, MARIA)]
    assert sorted(booked) == [0, 1]
    loser = anna if booked[0] == 0 else maria
    assert "только что заняли" in said(loser)


async def test_time_that_was_taken_after_it_was_shown_is_refused_when_pressed(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "6", TUESDAY)
    await take_all_tables_for_six(product)
    await anna.press("18:00")
    assert "только что заняли" in said(anna)
    assert "18:00" not in buttons(anna)
    assert "20:00" in buttons(anna)


async def test_time_that_has_begun_after_it_was_shown_is_refused_with_that_reason(
    product: Product, anna: ChatUser
) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", TODAY)
    await product.advance(timedelta(hours=2))
    await anna.press("14:00")
    assert said(anna).startswith("На это время уже не забронировать столик")
    assert anna.toasts[-1].alert
    assert "14:00" not in buttons(anna)
    assert "16:00" in buttons(anna)


async def test_time_on_a_new_closure_is_refused_with_that_reason(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", TUESDAY)
    bots = await product.container.get(VenueBots)
    served = bots.of_venue(RESTAURANT)
    closed = replace(served.venue, closures=frozenset({date(2026, 11, 24)}))
    bots._by_bot[served.bot.id] = replace(served, venue=closed)
    await anna.press("18:00")
    assert said(anna) == "В это время мы закрыты. Выберите, пожалуйста, другое."


async def test_a_day_that_is_full_by_now_leads_to_its_waiting_list(product: Product, anna: ChatUser) -> None:
    await change_rules(product, start_every=None, turn_times=())
    maria = product.person(MARIA)
    await press_all(anna, "📝 Забронировать столик", "1", "🪑 Выбрать столик", "Кресло с торшером")
    monday = data_of(window(anna), TODAY)
    path = ("📝 Забронировать столик", "1", "🪑 Выбрать столик", "Кресло с торшером", TODAY)
    for time in ("14:00", "16:00", "18:00", "20:00", "22:00"):
        await maria.write("/start")
        await press_all(maria, *path, time, "✅ Подтвердить")
    await anna.press_data(window(anna), monday)
    assert "Когда вам было бы удобно?" in window(anna).text
    assert buttons(anna)[:2] == ["В любое время", "14:00"]
    await anna.press("🗓 Другой день")
    assert TODAY not in buttons(anna)
    assert "[⏳]" in buttons(anna)


async def test_days_before_today_and_beyond_the_horizon_are_not_offered(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    assert "22" not in buttons(anna)
    await press_all(anna, "›", "›")
    assert window(anna).buttons[0] == ["‹", "Январь 2027", "\u2800"]
    assert "22" in buttons(anna)
    assert "23" not in buttons(anna)
    assert "·" in buttons(anna), "the first of January is closed"
    assert "Точка — свободного времени нет." in window(anna).text


async def test_buttons_without_an_action_are_answered(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    for nothing in ("Ноябрь 2026", "пн", "\u2800"):
        await anna.press(nothing)
        assert said(anna) == NOTHING_CHANGED


async def test_guest_can_go_back_from_every_step(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", TUESDAY, "18:00")
    for expected in ("Во сколько", "На какой день", "Сколько вас", "Здравствуйте"):
        await anna.press("‹ Назад")
        assert expected in window(anna).text


@pytest.mark.parametrize("steps", range(4))
async def test_guest_can_stop_booking_at_every_step(product: Product, anna: ChatUser, steps: int) -> None:
    await anna.press("📝 Забронировать столик")
    await press_all(anna, *["2", TUESDAY, "18:00"][:steps])
    await anna.press("✖️ Не нужно")
    assert said(anna) == "Бронь не оформлена: вы остановились раньше."
    assert "Здравствуйте" in window(anna).text
    assert not await bookings_of(product, ANNA)


async def test_second_booking_at_the_same_time_is_refused_with_the_first_one(product: Product, anna: ChatUser) -> None:
    await choose_time(anna, table="У окна во двор")
    await book_over_rest(product)
    await anna.press("✅ Подтвердить")
    assert "уже есть бронь: У окна на переулок" in said(anna)
    assert "Во сколько" in window(anna).text


async def book_over_rest(product: Product) -> None:
    """Book the usual table for Anna in the Mini App, at the time that she has chosen in the chat."""
    await book_in_app(product, ANNA, "t3", 2)


async def take_all_tables_for_six(product: Product) -> None:
    """Book both in the Mini App at the time that Anna has chosen, and one of those that can be joined."""
    await book_in_app(product, MARIA, "t13", 6)
    await book_in_app(product, BEN, "t14", 6)
    await book_in_app(product, VERA, "t8", 4)


async def book_in_app(product: Product, telegram_id: int, resource_id: str, party_size: int) -> None:
    """Book a table on Tuesday at six in the evening."""
    signed = init_data(TOKENS[RESTAURANT], product.clock.now(), a_user(telegram_id))
    wish = {"resource_id": resource_id, "starts_at": "2026-11-24T18:00:00+03:00", "party_size": party_size}
    async with httpx.AsyncClient(headers={"Authorization": f"tma {signed}"}) as http:
        answer = await http.post(f"{product.address}/api/v1/venues/{RESTAURANT}/bookings", json=wish)
    assert answer.status_code == 201


async def book_as_many_as_allowed(anna: ChatUser) -> None:
    for time in ("06:00", "08:00", "10:00", "12:00", "14:00"):
        await book(anna, time)


LIMIT = "У вас уже 5 предстоящих броней\u00a0— больше нельзя."


@pytest.mark.parametrize("command", ["/book", "/start book", "/start"])
async def test_guest_at_the_limit_is_told_before_the_first_step(anna: ChatUser, command: str) -> None:
    await book_as_many_as_allowed(anna)
    await anna.write(command)
    if command == "/start":
        await anna.press("📝 Забронировать столик")
    assert window(anna).text.startswith(LIMIT)
    assert buttons(anna) == ["📋 Мои брони", "‹ Назад", "✖️ Не нужно"]
    await anna.write("/my")
    assert "Ваши брони" in window(anna).text


async def test_guest_at_the_limit_does_not_begin_the_same_booking_again(product: Product, anna: ChatUser) -> None:
    await book_as_many_as_allowed(anna)
    await anna.write("/my")
    await press_all(anna, "🟢 вт, 24 ноября · 06:00 · У окна на переулок", "Отменить бронь", "Да, отменить")
    await book(anna, "16:00")
    await anna.write("/my")
    await press_all(anna, "✖️ вт, 24 ноября · 06:00 · У окна на переулок", "📝 Ещё раз")
    assert said(anna).startswith(LIMIT)
    assert "отменена" in window(anna).text


async def test_guest_who_is_busy_at_a_time_is_told_when_it_is_chosen(anna: ChatUser) -> None:
    await book(anna)
    await choose_time(anna, table="У окна во двор")
    assert said(anna).startswith(
        f"На это время у вас уже есть бронь: У окна на переулок, вторник, 24 ноября, {visit('18:00')}."
    )
    assert anna.toasts[-1].alert
    assert "Во сколько?" in window(anna).text


async def test_details_are_said_once_after_a_booking(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    said_by = [message for message in anna.messages if "Битовый переулок, 8" in message.text]
    assert said_by == [told(anna)]
    assert told(anna).text.startswith("✅ Ждём вас!")


async def guest_of(product: Product, telegram_id: int) -> Guest:
    """The restaurant's guest, read in a transaction of its own."""
    database = await product.container.get(Database)
    async with database.read() as tx:
        guest = await tx.guests.find(RESTAURANT, telegram_id)
    assert guest
    return guest


async def consent_of(product: Product, telegram_id: int) -> bool | None:
    return (await guest_of(product, telegram_id)).offers_consent


async def test_offers_are_asked_about_once_after_the_first_booking(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await anna.press("Да, присылайте")
    assert anna.last.text == "Спасибо! Будем писать нечасто и по делу."
    assert not anna.last.buttons
    assert await consent_of(product, ANNA) is True
    await book(anna, "20:00")
    assert anna.last is told(anna)


async def test_what_was_agreed_to_is_kept_with_its_time(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await anna.press("Да, присылайте")
    guest = await guest_of(product, ANNA)
    assert (guest.offers_version, guest.offers_agreed_at) == ("2026-11-28", (await product.container.get(Clock)).now())


async def test_guest_who_was_asked_in_the_mini_app_is_not_asked_in_the_chat(product: Product, anna: ChatUser) -> None:
    ask = await product.container.get(AskAboutOffers)
    venue = (await product.container.get(Venues))[RESTAURANT]
    assert await ask(Visitor(venue, await guest_of(product, ANNA)), "2026-11-28")
    await book(anna)
    assert anna.last is told(anna)


async def test_guest_who_wants_no_offers_is_told_so_in_the_question(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await anna.press("Нет, спасибо")
    assert anna.last.text == "Хорошо, предложений не будет."
    assert not anna.last.buttons
    assert await consent_of(product, ANNA) is False
    assert told(anna).buttons


async def test_guest_who_does_not_answer_gets_no_offers_and_is_not_asked_again(
    product: Product, anna: ChatUser
) -> None:
    await book(anna)
    assert anna.last.buttons == [["Да, присылайте", "Нет, спасибо"]]
    assert await consent_of(product, ANNA) is False
    await book(anna, "20:00")
    assert anna.last is told(anna)


async def test_guest_changes_the_consent_to_offers_in_the_help_window(product: Product, anna: ChatUser) -> None:
    await anna.press("❓ Помощь")
    assert "Предложений мы вам не присылаем." in window(anna).text
    await anna.press("🎁 Присылать предложения")
    assert said(anna) == "Спасибо! Будем писать нечасто и по делу."
    assert "Иногда мы присылаем вам предложения и подарки." in window(anna).text
    assert await consent_of(product, ANNA) is True
    await anna.press("Не присылать предложений")
    assert said(anna) == "Хорошо, предложений не будет."
    assert "🎁 Присылать предложения" in buttons(anna)
    assert await consent_of(product, ANNA) is False


async def test_venue_without_offers_does_not_mention_them(product: Product) -> None:
    patient = product.person(BEN, CLINIC)
    await patient.write("/start")
    await patient.press("❓ Help")
    assert "offer" not in window(patient).text
    assert buttons(patient) == ["🔒 My data", "‹ Back"]
