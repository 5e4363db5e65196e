"""A day of short slots has more times than Telegram takes buttons in a message: they are shown page by page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.bot.dialogs.availability import slot_windows
from app.bot.venue_bots import VenueBots
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TABLE_FOR_TWO, TUESDAY, buttons, press_all, window
from tests.product import RESTAURANT, Product


@pytest.fixture
async def guest(product: Product, anna: ChatUser) -> ChatUser:
    """A guest of the restaurant with slots of five minutes: 216 from six to midnight."""
    bots = await product.container.get(VenueBots)
    served = bots.of_venue(RESTAURANT)
    rules = replace(served.venue.booking, slot_length=timedelta(minutes=5))
    bots._by_bot[served.bot.id] = replace(served, venue=replace(served.venue, booking=rules))
    return anna


def times(guest: ChatUser) -> list[str]:
    return [button for button in buttons(guest) if ":" in button]


async def test_a_guest_turns_the_pages_of_times_and_books_a_late_one(guest: ChatUser) -> None:
    await press_all(guest, "📝 Забронировать столик", "2", TABLE_FOR_TWO, TUESDAY)
    assert (times(guest)[0], times(guest)[-1], len(times(guest))) == ("06:00", "07:55", 24)
    assert "1 / 9" in buttons(guest)
    await press_all(guest, *["›"] * 8)
    assert (times(guest)[0], times(guest)[-1]) == ("22:00", "23:55")
    await guest.press("23:55")
    assert "23:55–24:00" in window(guest).text
    await guest.press("✅ Подтвердить")
    assert "Столик ваш" in window(guest).text


async def test_another_day_begins_with_its_first_times(guest: ChatUser) -> None:
    await press_all(guest, "📝 Забронировать столик", "2", TABLE_FOR_TWO, TUESDAY, "›", "›", "‹ Назад", "25")
    assert times(guest)[0] == "06:00"


async def test_without_pages_telegram_refuses_the_window(guest: ChatUser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harm that the pages prevent."""
    monkeypatch.setattr(slot_windows, "PAGE_SIZE", 1000)
    await press_all(guest, "📝 Забронировать столик", "2", TABLE_FOR_TWO, TUESDAY)
    assert any("Что-то сломалось" in message.text for message in guest.messages)
