"""A guest gets the address for their own calendar in the chat, and turns it off."""

import re

import httpx
import pytest
from icalendar import Calendar

from app.runtime.settings import Settings
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import book, buttons, press_all, said, window
from tests.product import BEN, CLINIC, Product

TO_ADDRESS = "📆 Все визиты в моём календаре"


def address_in(anna: ChatUser) -> str:
    found = re.search(r"http\S+[.]ics", window(anna).text)
    assert found, window(anna).text
    return found[0]


async def test_a_guest_gets_the_address_of_their_calendar_and_turns_it_off(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await anna.write("/my")
    await anna.press(TO_ADDRESS)
    assert "http" not in window(anna).text, "nobody has an address who has not asked for one"
    await anna.press("🔗 Получить адрес")
    address = address_in(anna)
    async with httpx.AsyncClient() as http:
        (event,) = Calendar.from_ical((await http.get(address)).content).walk("VEVENT")
        assert str(event["summary"]) == "Binary Bites: У окна на переулок"

        await press_all(anna, "🚫 Отключить адрес", "‹ Нет, оставить")
        assert address_in(anna) == address
        await press_all(anna, "🚫 Отключить адрес", "Да, отключить")
        assert said(anna) == "Адрес больше не работает"
        assert "http" not in window(anna).text
        assert (await http.get(address)).status_code == 404

    await anna.press("🔗 Получить адрес")
    assert address_in(anna) != address


async def test_the_address_is_shown_again_in_the_guests_language(product: Product) -> None:
    ben = product.person(BEN, CLINIC)
    await ben.write("/my")
    await press_all(ben, "📆 All visits in my calendar", "🔗 Get the address")
    address = address_in(ben)
    await ben.write("/my")
    await ben.press("📆 All visits in my calendar")
    assert address_in(ben) == address
    assert "Add Subscription Calendar" in window(ben).text


async def test_without_a_public_address_there_is_no_button(
    product: Product, anna: ChatUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await anna.write("/my")
    assert TO_ADDRESS in buttons(anna), "the control"
    settings = await product.container.get(Settings)
    monkeypatch.setitem(settings.__dict__, "public_url", None)
    await anna.write("/my")
    assert TO_ADDRESS not in buttons(anna)
