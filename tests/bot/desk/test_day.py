"""A day of the desk is one screen that begins with the present, however many guests come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product as product_of

import pytest

from app.database.guests import TelegramUser
from app.domain.errors import OutsideHours
from app.domain.venues import Venues
from app.sandbox.chat_user import ChatUser
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.guests.register_guest import RegisterGuest
from tests.bot.steps import book, buttons, press_all, window
from tests.product import CLINIC, MONDAY, RESTAURANT, VERA, Product

SURNAME = "Константинопольская-Преображенская"


@dataclass(frozen=True)
class Evening:
    """Sixty guests on Tuesday, fourteen in each slot from noon on."""

    vera: ChatUser
    product: Product


async def fill(product: Product, venue_id: str, starts: Sequence[int], limit: int) -> Counter[str]:
    """Book every resource that works at these hours of Tuesday (in Moscow) for guests with long names, `limit` at most.

    Returns the number of bookings by the hour, such as `12:00`.
    """
    venue = (await product.container.get(Venues))[venue_id]
    register, book_slot = await product.container.get(RegisterGuest), await product.container.get(BookSlot)
    booked: Counter[str] = Counter()
    for hour, resource in product_of(starts, list(venue.resources.values())):
        number = booked.total()
        if number == limit:
            break
        guest = await register(venue, TelegramUser(5000 + number, f"Анна {SURNAME} {number}"[:64], None, "ru"))
        at = MONDAY + timedelta(hours=24 + hour - 12)
        try:
            await book_slot(venue, guest, BookingRequest(resource.id, at, 1 if resource.capacity else None, str(hour)))
        except OutsideHours:
            continue
        booked[f"{hour:02}:00"] += 1
    await product.settle()
    return booked


@pytest.fixture
async def evening(product: Product, vera: ChatUser) -> Evening:
    await fill(product, RESTAURANT, [12, 14, 16, 18, 20], 60)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›")
    return Evening(vera, product)


async def test_sixty_bookings_fit_one_screen(evening: Evening) -> None:
    text, pressed = window(evening.vera).text, buttons(evening.vera)
    assert "вторник, 24 ноября · 60 броней" in text
    assert text.count("🟢") == 60
    assert len(text) <= 4096
    assert len(pressed) <= 20
    assert "12:00 · 14" in pressed


async def test_a_booking_is_opened_with_two_presses_and_back_leads_where_one_came_from(evening: Evening) -> None:
    vera = evening.vera
    await vera.press("18:00 · 14")
    assert "вторник, 24 ноября, 18:00" in window(vera).text
    first = buttons(vera)[0]
    assert first.startswith(f"🟢 18:00 · Анна {SURNAME}")
    await vera.press(first)
    assert SURNAME in window(vera).text
    assert "предстоит" in window(vera).text
    await vera.press("‹ Назад")
    assert "вторник, 24 ноября, 18:00" in window(vera).text
    await vera.press("‹ Назад")
    assert "60 броней" in window(vera).text


async def test_what_is_over_is_behind_one_button(evening: Evening) -> None:
    vera = evening.vera
    evening.product.clock.move_to(MONDAY + timedelta(hours=24 + 5))  # five in the afternoon
    await vera.write("/admin")
    await vera.press("📅 Брони по дням")
    assert "вторник, 24 ноября · 32 брони" in window(vera).text
    assert "16:00\n🟢" in window(vera).text, "they are there now"
    assert "14:00" not in window(vera).text
    await vera.press("☑️ Прошли · 28")
    assert "прошло: 28" in window(vera).text
    await vera.press("12:00 · 14")
    await vera.press("‹ Назад")
    assert "прошло: 28" in window(vera).text
    await vera.press("▶️ Сейчас и дальше")
    assert "32 брони" in window(vera).text


async def test_the_day_of_one_table_and_of_all_again(evening: Evening) -> None:
    vera = evening.vera
    await press_all(vera, "🪑 По столикам", "У окна на переулок · 5")
    assert "вторник, 24 ноября · 5 броней\nУ окна на переулок" in window(vera).text
    assert len([each for each in buttons(vera) if each.startswith("🟢")]) == 5
    await vera.press("›")
    assert "среда, 25 ноября · 0 броней\nУ окна на переулок" in window(vera).text
    await press_all(vera, "‹", "🪑 Все столики")
    assert "60 броней" in window(vera).text


async def test_a_day_of_many_visits_has_its_hours(product: Product) -> None:
    booked = await fill(product, CLINIC, range(8, 20), 150)
    total = booked.total()
    assert total > 100
    vera = product.person(VERA, CLINIC)
    await vera.write("/admin")
    await press_all(vera, "📅 Записи по дням", "›")
    text = window(vera).text
    assert f"вторник, 24 ноября · {total} " in text
    assert text.count("🟢") == 60
    assert f"… и ещё {total - 60}" in text
    assert len(text) <= 4096
    hours = [f"{hour} · {number}" for hour, number in booked.items()]
    assert [each for each in buttons(vera) if each in hours] == hours
    busiest, number = booked.most_common(1)[0]
    await vera.press(f"{busiest} · {number}")
    assert len([each for each in buttons(vera) if each.startswith(f"🟢 {busiest}")]) == number
    await press_all(vera, "‹ Назад", "👤 По специалистам")
    assert sum(int(each.rpartition("· ")[2]) for each in buttons(vera) if "·" in each) == total


async def test_a_note_has_a_sign_in_the_list(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›", "🟢 18:00 · Анна Смирнова", "📝 Заметка")
    await vera.write("День рождения")
    await vera.press("‹ Назад")
    assert "🟢 У окна на переулок · Анна Смирнова · 2 📝" in window(vera).text
