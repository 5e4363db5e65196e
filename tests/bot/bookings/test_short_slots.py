"""A day of short slots has more times than Telegram takes buttons in a message: they are shown page by page."""

from datetime import timedelta

import pytest

from app.bot.dialogs.availability import slot_windows
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TUESDAY, buttons, change_rules, press_all, told, window
from tests.product import Product


@pytest.fixture
async def guest(product: Product, anna: ChatUser) -> ChatUser:
    """A guest of the restaurant with slots of five minutes: 216 from six to midnight."""
    short = timedelta(minutes=5)
    await change_rules(product, slot_length=short, start_every=short, turn_times=())
    return anna


def times(guest: ChatUser) -> list[str]:
    return [button for button in buttons(guest) if ":" in button]


async def test_a_guest_turns_the_pages_of_times_and_books_a_late_one(guest: ChatUser) -> None:
    await press_all(guest, "📝 Забронировать столик", "2", TUESDAY)
    assert (times(guest)[0], times(guest)[-1], len(times(guest))) == ("06:00", "09:15", 40)
    assert "1 / 6" in buttons(guest)
    await press_all(guest, *["›"] * 5)
    assert (times(guest)[0], times(guest)[-1]) == ("22:40", "23:55")
    await guest.press("23:55")
    assert "23:55–24:00" in window(guest).text
    await guest.press("✅ Подтвердить")
    assert "Ждём вас!" in told(guest).text


async def test_another_day_begins_with_its_first_times(guest: ChatUser) -> None:
    await press_all(guest, "📝 Забронировать столик", "2", TUESDAY, "›", "›", "‹ Назад", "25")
    assert times(guest)[0] == "06:00"


async def test_without_pages_telegram_refuses_the_window(guest: ChatUser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harm that the pages prevent."""
    monkeypatch.setattr(slot_windows, "PAGE_SIZE", 1000)
    await press_all(guest, "📝 Забронировать столик", "2", TUESDAY)
    assert any("Что-то сломалось" in message.text for message in guest.messages)
