"""A guest books in a venue where a service is chosen first."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.bot.venue_bots import VenueBots
from app.database.transaction import Database
from app.domain.bookings import Booking
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TUESDAY, buttons, data_of, press_all, said, told, window
from tests.product import A_FEW_SECONDS, ANNA, BEN, MARIA, VERA, Product

BARBERS = "barbers"
TOML = """\
name = { ru = "Барбершоп", en = "Barbers" }
timezone = "Europe/Moscow"
locale = "ru"
address = { ru = "Улица, 3", en = "3 Street" }

[booking]
asks = "service"
slot_minutes = 30
start_every_minutes = 30
horizon_days = 30
min_notice_minutes = 0
cancel_until_minutes = 0
max_active_per_guest = 3

[opening_hours]
mon = ["10:00-20:00"]
tue = ["10:00-20:00"]
wed = ["10:00-20:00"]

[messages]

[[services]]
id = "cut"
name = { ru = "Стрижка", en = "Haircut" }
description = { ru = "Ножницами", en = "With scissors" }
minutes = 45
price = { ru = "1 800 ₽", en = "1,800 ₽" }
resources = ["anton", "boris"]

[[services]]
id = "shave"
name = { ru = "Бритьё", en = "Shave" }
minutes = 30
resources = ["anton"]

[[services]]
id = "colour"
name = { ru = "Окрашивание", en = "Colour" }
minutes = 120
price = { ru = "от 5 000 ₽", en = "from 5,000 ₽" }
resources = ["boris"]

[[resources]]
id = "anton"
name = { ru = "Антон", en = "Anton" }
description = { ru = "Мастер", en = "A barber" }

[[resources]]
id = "boris"
name = { ru = "Борис", en = "Boris" }
description = { ru = "Мастер", en = "A barber" }
"""


@pytest.fixture(autouse=True)
def venues_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the barber's shop only, which the product reads."""
    folder = tmp_path / "venues" / BARBERS
    folder.mkdir(parents=True)
    (folder / "venue.toml").write_text(TOML, encoding="utf-8")
    for locale in ("ru", "en"):
        (folder / f"texts.{locale}.ftl").write_text("", encoding="utf-8")
    monkeypatch.setenv("VENUES_DIR", str(folder.parent))


Client = Callable[[int], Awaitable[ChatUser]]


@pytest.fixture
async def client(product: Product) -> Client:
    """A user in the chat with the shop's bot."""

    async def start(telegram_id: int) -> ChatUser:
        user = product.sandbox.user(telegram_id, product.demo.bots[BARBERS].token)
        await user.write("/start")
        return user

    return start


async def remove(product: Product, service_id: str) -> None:
    """Remove the service while the product runs, as a new catalogue does."""
    bots = await product.container.get(VenueBots)
    served = bots.of_venue(BARBERS)
    services = {name: service for name, service in served.venue.services.items() if name != service_id}
    bots._by_bot[served.bot.id] = replace(served, venue=replace(served.venue, services=services))


async def the_booking(product: Product) -> Booking:
    database = await product.container.get(Database)
    async with database.read() as tx:
        return await tx.bookings.get(BARBERS, 1)


async def test_client_books_a_service_in_four_taps(product: Product, client: Client) -> None:
    anna = await client(ANNA)
    await anna.press("📝 Записаться")
    shown = window(anna).text
    assert "Стрижка · 45 мин · 1 800 ₽\nНожницами\n" in shown
    assert "Бритьё · 30 мин\n" in shown
    assert buttons(anna) == [
        "Стрижка", "Бритьё", "Окрашивание", "👤 Выбрать мастера", "‹ Назад", "✖️ Не нужно"
    ]  # fmt: skip
    await anna.press("Стрижка")
    assert "Стрижка · 45 мин" in window(anna).text
    assert "Любой мастер" in window(anna).text
    await press_all(anna, TUESDAY, "12:00")
    assert "вторник, 24 ноября, 12:00–12:45" in window(anna).text
    assert "Стрижка · Антон" in window(anna).text
    await anna.press("✅ Подтвердить")
    await product.settle()
    assert any("Ждём вас" in each.text and "Стрижка · Антон" in each.text for each in anna.messages)
    booking = await the_booking(product)
    assert (booking.service_id, booking.resource_id, booking.party_size) == ("cut", "anton", None)


async def test_client_books_a_service_in_english(client: Client) -> None:
    ben = await client(BEN)
    await press_all(ben, "📝 Book a visit", "Haircut")
    assert "Anyone" in window(ben).text
    await press_all(ben, TUESDAY, "12:00", "🔄 Someone else", "Boris")
    assert "Haircut · Boris" in window(ben).text


async def test_client_begins_with_a_person_and_sees_what_that_person_does(product: Product, client: Client) -> None:
    anna = await client(ANNA)
    await press_all(anna, "📝 Записаться", "👤 Выбрать мастера", "Борис")
    assert window(anna).text.startswith("Борис\nЧто вам нужно?")
    assert buttons(anna)[:2] == ["Стрижка", "Окрашивание"]
    await anna.press("‹ Назад")
    assert buttons(anna)[:3] == ["Стрижка", "Бритьё", "Окрашивание"]
    await press_all(anna, "👤 Выбрать мастера", "Борис", "Окрашивание", TUESDAY)
    assert [button for button in buttons(anna) if ":" in button][-1] == "18:00"
    await press_all(anna, "18:00", "✅ Подтвердить")
    booking = await the_booking(product)
    assert (booking.resource_id, booking.ends_at - booking.starts_at) == ("boris", timedelta(hours=2))


async def test_person_without_the_service_is_not_offered_for_it(client: Client) -> None:
    anna = await client(ANNA)
    await press_all(anna, "📝 Записаться", "Бритьё")
    assert "👤 Выбрать мастера" not in buttons(anna), "there is only one who does it"
    await press_all(anna, TUESDAY, "12:00")
    assert "🔄 Другой мастер" not in buttons(anna)


async def test_client_can_go_back_from_every_step(client: Client) -> None:
    anna = await client(ANNA)
    await press_all(anna, "📝 Записаться", "Стрижка", TUESDAY, "12:00", "🔄 Другой мастер")
    for expected in ("Всё верно", "Во сколько", "На какой день", "Что вам нужно", "Здравствуйте"):
        await anna.press("‹ Назад")
        assert expected in window(anna).text


@pytest.mark.parametrize("steps", range(6))
async def test_client_can_stop_at_every_step(client: Client, steps: int) -> None:
    anna = await client(ANNA)
    path = ["📝 Записаться", "Стрижка", TUESDAY, "12:00", "🔄 Другой мастер"]
    await press_all(anna, *path[: max(1, steps)], "✖️ Не нужно")
    assert said(anna) == "Запись не оформлена: вы остановились раньше."
    assert "Здравствуйте" in window(anna).text


async def test_same_time_with_another_person_comes_first_when_it_was_taken(product: Product, client: Client) -> None:
    anna, maria = await client(ANNA), await client(MARIA)
    for user in (anna, maria):
        await press_all(user, "📝 Записаться", "Стрижка", TUESDAY, "12:00")
    await maria.press("✅ Подтвердить")
    await anna.press("✅ Подтвердить")
    assert said(anna).startswith("Здесь на это время только что заняли.")
    await press_all(anna, "Борис", "✅ Подтвердить")
    assert "Ждём вас!" in told(anna).text


async def test_client_moves_a_booking_to_another_service(product: Product, client: Client) -> None:
    anna = await client(ANNA)
    await press_all(anna, "📝 Записаться", "Бритьё", TUESDAY, "12:00", "✅ Подтвердить", "/my")
    await press_all(anna, "🟢 вт, 24 ноября · 12:00 · Антон", "🔁 Перенести", "🔄 Другая услуга", "‹ Назад")
    assert "Бритьё · 30 мин" in window(anna).text
    await press_all(anna, "🔄 Другая услуга", "Окрашивание")
    assert "Окрашивание · 120 мин" in window(anna).text
    assert "Любой мастер" in window(anna).text, "the person of the booking does not perform it"
    await press_all(anna, TUESDAY, "14:00")
    assert "14:00–16:00" in window(anna).text
    assert "Окрашивание · Борис" in window(anna).text
    await anna.press("✅ Перенести")
    assert said(anna) == "Запись перенесена"
    booking = await the_booking(product)
    assert (booking.service_id, booking.resource_id) == ("colour", "boris")


async def test_client_takes_a_longer_service_at_the_same_hour_with_the_same_person(
    product: Product, client: Client
) -> None:
    anna = await client(ANNA)
    await press_all(anna, "📝 Записаться", "Бритьё", TUESDAY, "12:00", "✅ Подтвердить", "/my")
    await press_all(anna, "🟢 вт, 24 ноября · 12:00 · Антон", "🔁 Перенести", "🔄 Другая услуга", "Стрижка")
    await press_all(anna, TUESDAY, "12:00")
    assert "12:00–12:45" in window(anna).text
    await anna.press("✅ Перенести")
    assert said(anna) == "Запись перенесена"
    booking = await the_booking(product)
    assert (booking.service_id, booking.resource_id, booking.starts_at.hour) == ("cut", "anton", 9)


async def test_button_of_a_removed_service_shows_what_there_is_now(product: Product, client: Client) -> None:
    anna = await client(ANNA)
    await anna.press("📝 Записаться")
    await remove(product, "shave")
    await anna.press("Бритьё")
    assert said(anna) == "Такого больше нет. Выберите, пожалуйста, заново."
    assert buttons(anna)[:2] == ["Стрижка", "Окрашивание"]


@pytest.mark.parametrize("steps", range(2, 5))
async def test_chosen_service_that_was_removed_leads_to_what_there_is_now(
    product: Product, client: Client, steps: int
) -> None:
    anna = await client(ANNA)
    path = ["📝 Записаться", "Бритьё", TUESDAY, "12:00", "✅ Подтвердить"]
    await press_all(anna, *path[:steps])
    await remove(product, "shave")
    await anna.press(path[steps])
    assert said(anna) == "Этого у нас больше нет. Вот что можно выбрать сейчас."
    assert buttons(anna)[:2] == ["Стрижка", "Окрашивание"]
    await press_all(anna, "Стрижка", TUESDAY, "12:00", "✅ Подтвердить")
    assert "Ждём вас!" in told(anna).text


async def test_booking_of_a_removed_service_moves_to_one_of_those_that_there_are(
    product: Product, client: Client
) -> None:
    anna = await client(ANNA)
    await press_all(anna, "📝 Записаться", "Бритьё", TUESDAY, "12:00", "✅ Подтвердить", "/my")
    await anna.press("🟢 вт, 24 ноября · 12:00 · Антон")
    await remove(product, "shave")
    await anna.press("🔁 Перенести")
    assert "Что вам нужно?" in window(anna).text
    await anna.press("‹ Назад")
    assert "предстоит" in window(anna).text
    await press_all(anna, "🔁 Перенести", "Стрижка", TUESDAY, "14:00", "✅ Перенести")
    assert said(anna) == "Запись перенесена"
    assert (await the_booking(product)).service_id == "cut"


async def test_removed_service_cannot_be_booked_again(product: Product, client: Client) -> None:
    anna = await client(ANNA)
    await press_all(anna, "📝 Записаться", "Бритьё", TUESDAY, "12:00", "✅ Подтвердить", "/my")
    await press_all(anna, "🟢 вт, 24 ноября · 12:00 · Антон", "Отменить запись", "Да, отменить")
    await remove(product, "shave")
    await anna.press("📝 Ещё раз")
    assert said(anna) == "Этого у нас больше нет. Вот что можно выбрать сейчас."
    assert "Что вам нужно?" in window(anna).text


async def test_buttons_of_last_week_lead_to_what_is_possible_now(product: Product, client: Client) -> None:
    anna = await client(ANNA)
    await press_all(anna, "📝 Записаться", "Стрижка")
    day = data_of(window(anna), TUESDAY)
    await press_all(anna, TUESDAY, "12:00")
    product.clock.advance(timedelta(days=7))
    await anna.press("✅ Подтвердить")
    assert said(anna).startswith("На это время уже не записаться")
    assert "На какой день" in window(anna).text
    await anna.press_data(window(anna), day)
    assert said(anna) == "В этот день свободного времени нет"
    assert "[30]" in buttons(anna)


async def test_link_to_a_service_with_a_person_and_a_day_asks_for_a_time(client: Client) -> None:
    anna = await client(ANNA)
    await anna.write("/start Service-cutResource-borisDay-2026-11-24")
    await anna.press("12:00")
    assert "Стрижка · Борис" in window(anna).text


async def test_the_service_and_the_guest_have_different_signs_in_an_alert(product: Product, client: Client) -> None:
    vera, anna = await client(VERA), await client(ANNA)
    await press_all(anna, "📝 Записаться", "Стрижка", TUESDAY, "10:00", "✅ Подтвердить")
    await product.advance(A_FEW_SECONDS)
    alert = next(each.text for each in vera.messages if each.text.startswith("🆕"))
    assert "\n🛎️ Стрижка · Антон\n👤 Анна Смирнова" in alert
    assert "\n🛎️ Стрижка · Антон\n" in told(anna).text
