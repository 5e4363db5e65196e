"""Commands work whatever is open, and every message gets an answer."""

from collections.abc import Callable
from functools import partial

from app.database.transaction import Database
from app.sandbox.chat_user import ChatUser
from app.sandbox.delivery import UpdateDelivery
from app.sandbox.model import Person
from tests.bot.steps import TUESDAY, book, buttons, press_all, said, told, window
from tests.product import CLINIC, MARIA, RESTAURANT, Product

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)


async def test_start_registers_the_guest_and_greets_them_by_name(product: Product, anna: ChatUser) -> None:
    assert "Здравствуйте, Анна!" in window(anna).text
    database = await product.container.get(Database)
    async with database.read() as tx:
        guest = await tx.guests.find(RESTAURANT, 101)
    assert guest
    assert (guest.name, guest.username) == ("Анна Смирнова", "anna_s")


async def test_deep_link_opens_the_booking_dialog(product: Product) -> None:
    maria = product.person(MARIA)
    await maria.write("/start book")
    assert window(maria).text == "Сколько вас будет?"


async def test_unknown_deep_link_is_explained_and_opens_the_menu(product: Product) -> None:
    maria = product.person(MARIA)
    await maria.write("/start <b>evil")
    assert maria.messages[-2].text.startswith("По этой ссылке нашлось не всё")
    assert "Здравствуйте" in window(maria).text


async def test_start_in_the_middle_of_a_booking_shows_the_menu(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    await anna.write("/start")
    assert "Здравствуйте" in window(anna).text
    assert anna.last is window(anna)


async def test_every_command_works_in_the_middle_of_a_booking(anna: ChatUser) -> None:
    expected = {
        "/book": "Сколько вас",
        "/my": "Пока ничего нет",
        "/language": "На каком языке",
        "/cancel": "Здравствуйте",
    }
    for command, text in expected.items():
        await anna.write("/start")
        await press_all(anna, "📝 Забронировать столик", "2", TUESDAY)
        await anna.write(command)
        assert text in window(anna).text
        assert anna.last is window(anna)


async def test_help_during_a_booking_does_not_stop_it(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", TUESDAY)
    await anna.write("/help")
    assert "/book\u00a0— забронировать столик" in anna.messages[-2].text
    assert "Во сколько" in window(anna).text
    await press_all(anna, "18:00", "✅ Подтвердить")
    assert "Ждём вас!" in told(anna).text


async def test_help_at_the_menu_is_the_window_with_the_offers_switch(product: Product, anna: ChatUser) -> None:
    maria = product.person(MARIA)
    for user in (anna, maria):
        await user.write("/help")
        assert "/book\u00a0— забронировать столик" in window(user).text
        assert "🎁 Присылать предложения" in buttons(user)
        assert user.last is window(user)


async def test_repeated_help_command_shows_one_help_message(anna: ChatUser) -> None:
    for _ in range(2):
        await anna.write("/help")
    assert len([message for message in anna.messages if "/book\u00a0— забронировать столик" in message.text]) == 1
    assert anna.last is window(anna)


async def test_cancel_command_says_what_was_stopped(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    await anna.write("/cancel")
    assert anna.messages[-2].text == "Бронь не оформлена: вы остановились раньше."
    await anna.write("/cancel")
    assert anna.messages[-2].text == "Отменять нечего: вы ещё ничего не начали."


async def test_cancel_command_after_a_booking_stops_nothing(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await anna.write("/cancel")
    assert anna.messages[-2].text == "Отменять нечего: вы ещё ничего не начали."


async def test_help_after_a_booking_shows_the_switch_of_offers(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await anna.write("/help")
    assert "🎁 Присылать предложения" in buttons(anna)


async def test_unexpected_message_is_answered_with_a_hint_and_the_window(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    unexpected: list[Callable[[], UpdateDelivery]] = [
        partial(anna.write, "Здравствуйте, мне бы столик"),
        partial(anna.write, "/nonsense"),
        anna.send_sticker,
        partial(anna.send_photo, PNG),
        partial(anna.send_document, "menu.pdf", b"%PDF"),
        anna.send_contact,
    ]
    for send in unexpected:
        await send()
        assert "Я понимаю кнопки и" in anna.messages[-2].text
        assert anna.last is window(anna)
        assert "На какой день" in window(anna).text


async def test_service_messages_are_not_answered(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    for tell in (anna.allow_writing, partial(anna.pin, window(anna))):
        shown = window(anna)
        await tell()
        assert window(anna) is shown
        assert not anna.last.from_bot


async def test_guest_who_allowed_writing_in_the_mini_app_is_registered(product: Product) -> None:
    maria = product.person(MARIA)
    await maria.allow_writing()
    assert len(maria.messages) == 1
    database = await product.container.get(Database)
    async with database.read() as tx:
        assert await tx.guests.find(RESTAURANT, MARIA)


async def test_first_message_of_a_new_guest_is_answered_with_the_menu(product: Product) -> None:
    maria = product.person(MARIA)
    await maria.send_sticker()
    assert "Я понимаю кнопки и" in maria.messages[-2].text
    assert "Здравствуйте" in window(maria).text


async def test_chosen_language_takes_effect_at_once_and_is_kept(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "🌐 Язык", "English")
    assert said(anna) == "We’ll speak English from now on"
    assert "Hello, Анна!" in window(anna).text
    await anna.write("/start")
    assert "Hello" in window(anna).text
    await press_all(anna, "🌐 Language")
    assert "✓ English" in buttons(anna)


async def test_markup_in_guests_names_is_escaped(product: Product) -> None:
    evil = Person(666, "<b>Bobby</b> & <a href='tg://user?id=1'>co", None, None, "ru")
    product.sandbox.telegram.add_person(evil)
    user = product.person(evil.id)
    await user.write("/start")
    assert "Здравствуйте, <b>Bobby</b>!" in window(user).text
    await book(user)
    vera = product.person(105)
    await vera.write("/start")
    await press_all(vera, "🗝 Панель администратора", "👥 Гости")
    assert evil.name in window(vera).text


async def test_a_guest_whose_name_cannot_be_seen_is_called_by_a_neutral_word(product: Product) -> None:
    product.sandbox.telegram.add_person(Person(667, "\u202e\u3164", None, None, "ru"))
    user = product.person(667)
    await user.write("/start")
    assert "Здравствуйте, Гость!" in window(user).text
    vera = product.person(105)
    await vera.write("/start")
    await press_all(vera, "🗝 Панель администратора", "👥 Гости")
    assert "Гость, пн, 23 ноября" in window(vera).text


async def test_about_and_help_lead_back_to_the_menu(anna: ChatUser) -> None:
    for button, text in (("ℹ️ О нас", "☎️ +7 495 000-10-10"), ("❓ Помощь", "/book\u00a0— забронировать столик")):
        await anna.press(button)
        assert text in window(anna).text
        await anna.press("‹ Назад")
        assert "Здравствуйте" in window(anna).text


async def test_venues_do_not_share_guests(product: Product, anna: ChatUser) -> None:
    await book(anna)
    elsewhere = product.person(101, CLINIC)
    await elsewhere.write("/my")
    assert "Пока ничего нет" in window(elsewhere).text
