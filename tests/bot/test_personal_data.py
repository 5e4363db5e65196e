"""A guest reads in the chat what is kept about them, gets it as a file and has it erased."""

import json
from datetime import timedelta

import pytest

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import book, buttons, data_of, press_all, said, window
from tests.bot.test_forged_presses import OLD
from tests.product import Product

ANNAS = "🟢 18:00 · Анна Смирнова"


@pytest.fixture
async def noted(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    """Anna has a booking about which Vera has noted something, and has shared her phone number."""
    await book(anna)
    await anna.write("/my")
    await anna.press("📱 Бронь по телефону")
    await anna.tap("📱 Поделиться номером")
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›", ANNAS, "📝 Заметка")
    await vera.write("Аллергия на <орехи>")
    await product.settle()


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize("way", ["/my_data", "📄 Прислать файлом"])
async def test_guest_gets_all_that_is_kept_as_a_file(anna: ChatUser, way: str) -> None:
    if way.startswith("/"):
        await anna.write(way)
    else:
        await anna.write("/help")
        await press_all(anna, "🔒 Мои данные", way)
    document = next(each.document for each in reversed(anna.messages) if each.document)
    assert document.name == "my_data.json"
    data = json.loads(document.content)
    assert (data["guest"]["name"], data["guest"]["username"]) == ("Анна Смирнова", anna.chat.person.username)
    assert data["guest"]["phone"].startswith("+7")
    (booking,) = data["bookings"]
    assert booking["note_of_venue"] == "Аллергия на <орехи>"
    assert booking["starts_at"] == "2026-11-24T18:00:00+03:00"
    assert [change["what"] for change in booking["history"]] == ["booked", "noted"]
    assert [change["by"] for change in booking["history"]] == ["guest", "admin"]
    assert "actor" not in document.content.decode(), "who the admin is, is the admin's"
    assert window(anna).text.startswith("🔒 Что мы о вас знаем")


@pytest.mark.usefixtures("noted")
async def test_guest_is_erased_after_a_question(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await anna.write("/delete_me")
    assert window(anna).text.startswith("Удалить ваши данные?")
    await press_all(anna, "‹ Назад", "🗑 Удалить мои данные", "Да, удалить")
    assert anna.last.text.startswith("Готово: мы вас больше не знаем.")
    await product.advance(timedelta(hours=30))
    assert not any("⏰" in message.text for message in anna.messages)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "✖️ Отменены · 1")
    assert not any("Анна" in button for button in buttons(vera))

    await anna.write("/my")
    assert "Пока ничего нет" in window(anna).text


async def test_buttons_of_an_erased_guest_are_old(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.advance(timedelta(seconds=5))
    confirmation = next(message for message in anna.messages if "Ждём вас" in message.text)
    buttons_of_it = [data_of(confirmation, text) for text in ("Открыть бронь", "🔁 Перенести", "Отменить бронь")]
    await anna.write("/delete_me")
    yes = data_of(window(anna), "Да, удалить")
    await anna.press("Да, удалить")
    for data in [*buttons_of_it, yes]:
        await anna.press_data(confirmation, data)
        assert said(anna) == OLD, data


async def test_guest_who_thinks_again_stays(anna: ChatUser) -> None:
    await book(anna)
    await anna.write("/delete_me")
    await press_all(anna, "‹ Назад", "‹ Назад")
    await anna.write("/my")
    assert "🟢 вт, 24 ноября · 18:00 · У окна на переулок" in buttons(anna)


async def test_commands_take_the_place_of_what_is_open(anna: ChatUser) -> None:
    for command, begins in (
        ("/privacy", "🔒 Что мы о вас знаем"),
        ("/my_data", "🔒 Что мы о вас знаем"),
        ("/delete_me", "Удалить ваши данные?"),
    ):
        await anna.write("/book")
        await anna.write(command)
        assert window(anna).text.startswith(begins)
