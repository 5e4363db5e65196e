"""Admins see and change the bookings of a day in the chat; for everybody else the panel does not exist."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.bot.messages.buttons import OpenBooking, StopBroadcasting
from app.bot.venue_bots import VenueBots
from app.runtime.rejections import Rejection
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Person
from tests.bot.steps import book, buttons, data_of, press_all, said, window
from tests.pictures.png import links_in, opened
from tests.product import CLINIC, MARIA, RESTAURANT, VERA, Product
from tests.runtime.rejections import rejected

OLD = "Эта кнопка устарела. Вот меню\u00a0— начните с него."


async def test_day_shows_who_comes_when(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await book(product.person(MARIA), "20:00")
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням")
    assert "понедельник, 23 ноября" in window(vera).text
    assert "Никого не ждём" in window(vera).text
    await vera.press("›")
    assert "вторник, 24 ноября · 2 брони" in window(vera).text
    assert "18:00\n🟢 У окна на переулок · Анна Смирнова · 2\n20:00\n" in window(vera).text
    assert "🟢 20:00 · Мария Кузнецова" in buttons(vera)
    await press_all(vera, "‹", "‹")
    assert "воскресенье, 22 ноября" in window(vera).text
    await vera.press("Сегодня")
    assert "понедельник, 23 ноября" in window(vera).text


async def test_admin_jumps_to_a_day(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "🗓 Другой день", "24")
    assert "вторник, 24 ноября · 1 бронь" in window(vera).text
    await press_all(vera, "🗓 Другой день", "‹", "15")
    assert "четверг, 15 октября" in window(vera).text


async def test_back_leads_from_the_card_to_where_it_was_opened(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.settle()
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›", "🟢 18:00 · Анна Смирнова", "‹ Назад")
    assert "вторник, 24 ноября" in window(vera).text
    await press_all(vera, "Открыть бронь", "‹ Назад")
    assert "Панель администратора" in window(vera).text


async def test_history_names_the_admin_who_made_the_change(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await press_all(vera, "Отменить бронь", "Да, отменить")
    assert f"отменена (администратор {vera.chat.person.first_name}" in window(vera).text


async def test_admin_is_not_promised_that_a_guest_who_has_blocked_the_bot_will_be_told(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.settle()
    await vera.press("Отменить бронь")
    assert "Гость сразу получит сообщение об отмене." in window(vera).text
    await anna.block()
    await press_all(vera, "‹ Нет, оставить", "Отменить бронь")
    assert "Гость сразу получит" not in window(vera).text
    assert "Гость заблокировал бота, сообщение не дойдёт." in window(vera).text


async def test_names_of_the_maximum_length_fit_every_window(product: Product, vera: ChatUser) -> None:
    product.sandbox.telegram.add_person(Person(666, "&" * 64, "&" * 64))
    guest = product.person(666)
    for time in ("12:00", "14:00", "16:00", "18:00"):
        await book(guest, time)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›")
    assert window(vera).text.count(f"· {'&' * 15}… ·") == 4
    await press_all(vera, "‹ Назад", "👥 Гости")
    assert "&" * 64 in window(vera).text


async def test_admin_cancels_from_the_day(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›", "🟢 18:00 · Анна Смирнова", "Отменить бронь", "Да, отменить")
    assert said(vera) == "Бронь отменена"
    await press_all(vera, "📅 Весь день", "✖️ Отменены · 1")
    assert "✖️ 18:00 · Анна Смирнова" in buttons(vera)


async def test_card_of_an_ended_visit_shows_no_one_who_completed_it(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.advance(timedelta(days=2))
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "‹", "☑️ 18:00 · Анна Смирнова")
    assert "завершена (автоматически)" in window(vera).text


async def test_guests_are_counted_and_the_newest_are_listed(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    maria = product.person(MARIA)
    await maria.write("/start")
    await maria.block()
    await vera.write("/admin")
    await vera.press("👥 Гости")
    assert "Всего: 3" in window(vera).text
    assert "Заблокировали бота: 1" in window(vera).text
    assert "Мария Кузнецова, пн, 23 ноября" in window(vera).text


async def test_bookings_are_counted_by_status(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await press_all(anna, "/my", "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "Отменить бронь", "Да, отменить")
    await book(anna, "20:00")
    await vera.write("/admin")
    await vera.press("📊 Цифры")
    assert "🟢 предстоит: 1" in window(vera).text
    assert "✖️ отменена: 1" in window(vera).text
    assert "2 брони" in window(vera).text


async def test_admin_of_one_venue_sees_nothing_of_another_venue(product: Product, anna: ChatUser) -> None:
    await book(anna)
    vera = product.person(VERA, CLINIC)
    await vera.write("/admin")
    await press_all(vera, "📅 Записи по дням", "›")
    assert "Никого не ждём" in window(vera).text


async def test_guest_who_sends_the_admin_command_gets_the_answer_to_an_unknown_one(anna: ChatUser) -> None:
    assert "🗝 Панель администратора" not in buttons(anna)
    await anna.write("/nonsense")
    unknown = anna.messages[-2].text
    await anna.write("/admin")
    assert anna.messages[-2].text == unknown
    assert "Здравствуйте" in window(anna).text


async def test_guest_cannot_press_an_admins_button(vera: ChatUser, anna: ChatUser) -> None:
    """A modified client may send any callback data."""
    intent = data_of(window(anna), "ℹ️ О нас").split("\x1d")[0]
    await anna.press_data(window(anna), f"{intent}\x1dadmin")
    assert said(anna) == OLD
    assert "Здравствуйте" in window(anna).text


async def test_commands_and_presses_of_the_desk_by_a_stranger_are_counted(anna: ChatUser) -> None:
    before = rejected(Rejection.NOT_AN_ADMIN, RESTAURANT)
    await anna.write("/admin")
    await anna.press_data(window(anna), StopBroadcasting(broadcast_id=1).pack())
    assert rejected(Rejection.NOT_AN_ADMIN, RESTAURANT) == before + 2


async def test_a_guests_own_old_buttons_are_no_attack(anna: ChatUser) -> None:
    before = rejected(Rejection.NOT_AN_ADMIN, RESTAURANT)
    await anna.press_data(window(anna), OpenBooking(booking_id=77).pack())
    assert said(anna) == OLD
    assert rejected(Rejection.NOT_AN_ADMIN, RESTAURANT) == before


async def remove_admins(product: Product) -> None:
    """Remove all admins of the restaurant."""
    bots = await product.container.get(VenueBots)
    served = bots.of_venue(RESTAURANT)
    bots._by_bot[served.bot.id] = replace(served, venue=replace(served.venue, admin_ids=()))


async def test_former_admin_is_refused_and_the_press_is_counted(product: Product, vera: ChatUser) -> None:
    await vera.write("/admin")
    await remove_admins(product)
    before = rejected(Rejection.NOT_AN_ADMIN, RESTAURANT)
    await vera.press("👥 Гости")
    assert said(vera) == OLD
    assert rejected(Rejection.NOT_AN_ADMIN, RESTAURANT) == before + 1
    assert "🗝 Панель администратора" not in buttons(vera)


@pytest.mark.parametrize(
    "path", [["📅 Брони по дням", "›"], ["👥 Гости"], ["📊 Цифры"], ["⚠️ Недоставленные сообщения"]]
)
@pytest.mark.parametrize("words", ["/nonsense", "Кто сегодня придёт?"])
async def test_former_admin_is_not_shown_an_admin_window_again(
    product: Product, vera: ChatUser, anna: ChatUser, path: list[str], words: str
) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, *path)
    await remove_admins(product)
    newest = vera.last.id
    await vera.write(words)
    shown = [message.text for message in vera.messages if message.id > newest and message.from_bot]
    assert not any("Анна Смирнова" in text or "Всего" in text or "Недоставленные" in text for text in shown)
    assert shown[-2] == OLD
    assert "Здравствуйте" in shown[-1]


async def test_an_admin_gets_the_qr_code_of_a_table(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await vera.write("/admin")
    await vera.press("🔳 QR-коды для печати")
    await vera.press("Стойка у кофемашины")
    picture = next(message for message in vera.messages if message.photo)
    assert picture.text.startswith("Стойка у кофемашины\nhttps://t.me/")
    link = picture.text.splitlines()[1]
    assert picture.photo
    assert links_in(opened(picture.photo.content)) == [link]
    start = link.partition("?start=")[2]
    await anna.write(f"/start {start}")
    assert "Стойка у кофемашины" in window(anna).text
