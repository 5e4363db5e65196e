"""Guests wait for a taken time in the chat, and the desk sees who waits."""

from datetime import date, timedelta

import pytest

from app.database.transaction import Database
from app.domain.access import Admin, Visitor
from app.domain.availability.slots import span_of_day
from app.domain.closures import NewClosure
from app.domain.venues import Venues
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from app.usecases.closures.close import Close
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen
from app.usecases.guests.forget_guest import ForgetGuest
from tests.bot.steps import TABLE_FOR_TWO, TUESDAY, book, buttons, data_of, press_all, said, told, window
from tests.product import A_FEW_SECONDS, MARIA, RESTAURANT, VERA, Product
from tests.ready_venues import visit

WAIT, ALL_DAY, TAKE, LEAVE = "⏳ Моё время занято", "В любое время", "✅ Беру", "✖️ Больше не жду"
YES = "Да, отменить"
OFFER = "🎈 Для вас есть место!"


async def wait_for_six(guest: ChatUser) -> None:
    """Join the list for a table that is taken at 18:00."""
    await guest.write("/start")
    await press_all(guest, "📝 Забронировать столик", "2", "🪑 Выбрать столик", TABLE_FOR_TWO, TUESDAY, WAIT, "18:00")


async def cancel(guest: ChatUser) -> None:
    await guest.write("/my")
    await press_all(guest, buttons(guest)[0], "Отменить бронь", YES)


async def offered(product: Product, anna: ChatUser) -> ChatUser:
    """Return a guest for whom the table is held that Anna had booked."""
    await book(anna, table=TABLE_FOR_TWO)
    maria = product.person(MARIA)
    await wait_for_six(maria)
    await cancel(anna)
    await product.advance(A_FEW_SECONDS)
    return maria


async def close_tuesday(product: Product, resource_id: str | None) -> Admin:
    """Close a table for the day, or all of them, and return the admin who did it."""
    venue = (await product.container.get(Venues))[RESTAURANT]
    admin, closure = Admin(venue, VERA), NewClosure(resource_id, span_of_day(venue, date(2026, 11, 24)))
    seen = (await (await product.container.get(PreviewClosure))(admin, closure)).digest
    await (await product.container.get(Close))(admin, closure, seen)
    return admin


def offers(guest: ChatUser) -> list[str]:
    return [message.text for message in guest.messages if message.text.startswith(OFFER)]


async def test_a_guest_waits_for_a_taken_time_and_takes_the_place(product: Product, anna: ChatUser) -> None:
    await book(anna, table=TABLE_FOR_TWO)
    maria = product.person(MARIA)
    await wait_for_six(maria)
    assert "Вы в листе ожидания" in window(maria).text
    assert "вторник, 24 ноября, около 18:00" in window(maria).text
    await maria.write("/my")
    assert "⏳ вт, 24 ноября, около 18:00" in buttons(maria)

    await cancel(anna)
    await product.advance(A_FEW_SECONDS)

    [offer] = offers(maria)
    message = next(each for each in maria.messages if each.text == offer)
    assert f"{TABLE_FOR_TWO}" in offer
    assert visit("18:00") in offer
    assert "Держим его до 12:1" in offer
    await maria.press(TAKE)
    assert said(maria) == "Готово, место ваше!"
    assert told(maria) is message, "the offer becomes the confirmation"
    assert message.text.startswith("✅ Ждём вас!")
    before = message.text, len(maria.messages)
    await product.advance(A_FEW_SECONDS)
    assert (message.text, len(maria.messages)) == before
    await maria.write("/my")
    assert len([each for each in buttons(maria) if "24 ноября" in each]) == 1


async def test_a_guest_whose_first_booking_is_a_place_of_the_list_is_asked_about_offers(
    product: Product, anna: ChatUser
) -> None:
    maria = await offered(product, anna)

    await maria.press(TAKE)

    assert maria.last.buttons == [["Да, присылайте", "Нет, спасибо"]]


async def test_a_place_goes_to_the_next_and_an_old_offer_says_that_it_is_over(
    product: Product, anna: ChatUser, ben: ChatUser
) -> None:
    await book(anna, table=TABLE_FOR_TWO)
    maria = product.person(MARIA)
    await wait_for_six(maria)
    await press_all(ben, "📝 Book a table", "2", TUESDAY)
    await cancel(anna)
    await product.advance(A_FEW_SECONDS)
    message = next(each for each in maria.messages if each.text.startswith(OFFER))
    pressed = data_of(message, TAKE), data_of(message, "Нет, спасибо"), data_of(message, LEAVE)

    await product.advance(timedelta(minutes=11))

    assert any("Время вышло" in each.text for each in maria.messages)
    await maria.press_data(message, pressed[0])
    assert said(maria).startswith("Это место мы больше не держим")
    await maria.press_data(message, pressed[1])
    assert said(maria).startswith("Это место мы больше не держим")
    before = len(ben.messages)
    await ben.press_data(ben.messages[-1], pressed[0])
    assert len(ben.messages) >= before, "somebody else's button is an old one"
    await maria.press_data(message, pressed[2])
    assert said(maria) == "Хорошо, это пожелание убрали."
    await maria.write("/my")
    assert not [each for each in buttons(maria) if each.startswith("⏳")]


async def test_who_leaves_one_wish_is_not_told_that_they_wait_for_nothing(product: Product, anna: ChatUser) -> None:
    await book(anna, table=TABLE_FOR_TWO)
    maria = product.person(MARIA)
    await wait_for_six(maria)
    await press_all(maria, "/start", "📝 Забронировать столик", "2", "🪑 Выбрать столик", TABLE_FOR_TWO, TUESDAY, WAIT)
    await maria.press("19:00")
    await cancel(anna)
    await product.advance(A_FEW_SECONDS)
    message = next(each for each in maria.messages if each.text.startswith(OFFER))

    pressed = data_of(message, TAKE), data_of(message, LEAVE)
    await maria.press_data(message, pressed[1])
    assert said(maria) == "Хорошо, это пожелание убрали."
    await product.advance(A_FEW_SECONDS)

    assert message.text.startswith("👌 Это место мы больше не держим: ")
    assert message.text.endswith("Это пожелание из листа ожидания убрали.")
    await maria.write("/my")
    assert [each for each in buttons(maria) if "24 ноября" in each], "the other wish remains"
    await maria.press_data(message, pressed[0])
    assert said(maria) == "Это место мы больше не держим."


ONE_WAY, OTHER_WAY = "the offer's message", "/my"
DECLINE, IS_OLD = "Нет, спасибо", "Эта кнопка устарела. Вот меню\u00a0— начните с него."


async def offered_in(product: Product, anna: ChatUser, way: str) -> tuple[ChatUser, Message, str]:
    """A guest who is offered a place, and the button that declines it: in the offer, or in the window of the wish."""
    maria = await offered(product, anna)
    if way == OTHER_WAY:
        await press_all(maria, "/my", "🎈 вт, 24 ноября, около 18:00")
        message = window(maria)
    else:
        message = next(each for each in maria.messages if each.text.startswith(OFFER))
    return maria, message, data_of(message, DECLINE)


@pytest.mark.parametrize("way", [ONE_WAY, OTHER_WAY])
async def test_declining_is_answered_alike_from_the_offer_and_from_the_wish(
    product: Product, anna: ChatUser, way: str
) -> None:
    maria, message, decline = await offered_in(product, anna, way)
    await maria.press_data(message, decline)
    assert said(maria) == "Хорошо. Если появится другое место, напишем."
    await product.advance(A_FEW_SECONDS)
    assert any(each.text.startswith("👌 Это место вам не нужно") for each in maria.messages)


@pytest.mark.parametrize("way", [ONE_WAY, OTHER_WAY])
async def test_declining_too_late_is_answered_alike_from_the_offer_and_from_the_wish(
    product: Product, anna: ChatUser, way: str
) -> None:
    maria, message, decline = await offered_in(product, anna, way)
    await product.advance(timedelta(minutes=11))
    await maria.press_data(message, decline)
    assert said(maria) == "Это место мы больше не держим."


@pytest.mark.parametrize("way", [ONE_WAY, OTHER_WAY])
async def test_declining_what_was_erased_is_an_old_button_from_the_offer_and_from_the_wish(
    product: Product, anna: ChatUser, way: str
) -> None:
    maria, message, decline = await offered_in(product, anna, way)
    await forget(product, MARIA)
    await maria.press_data(message, decline)
    assert said(maria) == IS_OLD
    assert "Выберите столик, остальное — за нами." in maria.last.text


async def forget(product: Product, telegram_id: int) -> None:
    """Erase what is known of a guest, as the Mini App does."""
    venue = (await product.container.get(Venues))[RESTAURANT]
    async with (await product.container.get(Database)).read() as tx:
        guest = await tx.guests.find(venue.id, telegram_id)
    assert guest
    await (await product.container.get(ForgetGuest))(Visitor(venue, guest))


async def test_a_full_day_can_be_waited_for_and_a_wish_is_left_in_my_bookings(product: Product, anna: ChatUser) -> None:
    admin = await close_tuesday(product, "t3")

    await press_all(anna, "📝 Забронировать столик", "2", "🪑 Выбрать столик", TABLE_FOR_TWO)
    assert "⏳ — всё занято, но можно встать в лист ожидания." in window(anna).text
    await press_all(anna, "⏳", ALL_DAY)
    assert "24 ноября, в любое время" in window(anna).text
    await press_all(anna, "/my", "⏳ вт, 24 ноября, в любое время")
    assert "Вы ждёте с 23 ноября, 12:0" in window(anna).text

    [closed] = await (await product.container.get(ListClosures))(admin)
    await (await product.container.get(Reopen))(admin, closed.id)
    await product.advance(A_FEW_SECONDS)
    await anna.write("/my")
    await anna.press("🎈 вт, 24 ноября, в любое время")
    assert f"{TABLE_FOR_TWO}, {visit('06:00')}" in window(anna).text
    await anna.press(LEAVE)
    assert said(anna) == "Хорошо, это пожелание убрали."
    assert not [each for each in buttons(anna) if "24 ноября" in each]


async def test_a_full_day_that_is_said_offers_the_waiting_list_and_other_days(product: Product, anna: ChatUser) -> None:
    await close_tuesday(product, None)

    await anna.write("столик на двоих завтра в 19:00")
    assert "вт, 24 ноября\u00a0— всё занято. Можно подождать" in anna.messages[-2].text
    assert {ALL_DAY, "19:00"} <= set(buttons(anna))
    await anna.press("🗓 Другой день")
    assert "На какой день" in window(anna).text
    await anna.press("25")
    await press_all(anna, "🕐 Всё время этого дня", "18:00")
    assert "среда, 25 ноября" in window(anna).text


async def test_from_the_waiting_list_of_a_day_back_leads_to_its_free_times_or_else_to_the_calendar(
    product: Product, anna: ChatUser
) -> None:
    await book(anna, table=TABLE_FOR_TWO)
    maria = product.person(MARIA)
    await press_all(maria, "/start", "📝 Забронировать столик", "2", "🪑 Выбрать столик", TABLE_FOR_TWO, TUESDAY, WAIT)
    await maria.press("‹ Назад")
    assert "Во сколько?" in window(maria).text
    assert "20:00" in buttons(maria)
    await maria.press(WAIT)
    await close_tuesday(product, None)
    await maria.press("‹ Назад")
    assert "На какой день?" in window(maria).text


async def test_the_desk_sees_the_list_of_a_day_passes_one_by_and_takes_one_off(
    product: Product, anna: ChatUser, vera: ChatUser
) -> None:
    maria = await offered(product, anna)

    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›")
    day = window(vera).text
    assert "вторник, 24 ноября · 0 броней" in day, "what is held is no booking"
    assert f"18:00\n🎈 {TABLE_FOR_TWO} · Мария Кузнецова · 2 · держим до 12:1" in day
    assert "Никого не ждём" not in day
    await press_all(vera, "🪑 По столикам", f"{TABLE_FOR_TWO} · 0")
    assert "🎈" in window(vera).text
    await press_all(vera, "🪑 Все столики", "⏳ Лист ожидания: 1")
    assert "вторник, 24 ноября · в листе ожидания 1" in window(vera).text
    assert f"2 гостя, {TABLE_FOR_TWO} · около 18:00 · 🎈 держим {visit('18:00')} до 12:1" in window(vera).text
    card = next(each for each in buttons(vera) if each.startswith("1. "))
    await press_all(vera, card, "⏭ Предложить следующему")
    assert said(vera) == "Место предложим следующему"
    await product.advance(A_FEW_SECONDS)
    assert any("Это место мы больше не держим" in each.text for each in maria.messages)
    await press_all(vera, card, "✖️ Убрать из листа")
    assert "Места никто не ждёт" in window(vera).text
