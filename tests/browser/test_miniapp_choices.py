"""Guests choose a time before a place: with any doctor, for a service, at joined tables; or start with a person."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import OPEN_MINI_APP, MiniAppScreen, open_mini_app, require_build
from tests.browser.other_venues import BARBERS, HALL
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, BEN, CLINIC

STATE = "data-state"
pytestmark = pytest.mark.usefixtures("other_venues")


async def test_patient_is_proposed_a_doctor_for_a_time_and_chooses_another(
    open_page: OpenChat, served: ServedDemo
) -> None:
    anna = await open_page(ANNA, CLINIC, width=320)
    app = await open_mini_app(anna, served, ANNA, CLINIC)
    await app.click("Педиатрия")
    await app.sees("Любой врач", "Выбрать врача")
    await app.choose("24")
    await app.choose("12:00")
    await app.go_on("Дальше · вт, 24 нояб., 12:00")
    await app.sees("Всё верно?", "Мария Павловна Белова", "12:00–12:30")
    await app.click("Другой врач")
    assert await app.audit() == []
    await app.page.locator("label", has_text="Тимур Маратович Сафин").click()
    await expect(app.page.locator("dl")).to_contain_text("Тимур Маратович Сафин")
    await app.go_on("Записаться")
    await app.sees("Вы записаны!", "Тимур Маратович Сафин")


async def test_guest_of_the_barbers_books_a_service_and_moves_it_to_another_service(
    open_page: OpenChat, served: ServedDemo
) -> None:
    anna = await open_page(ANNA, BARBERS, width=390)
    app = await open_mini_app(anna, served, ANNA, BARBERS)
    await app.page.get_by_role("searchbox", name="Услуга или мастер").press_sequentially("стр")
    await expect(app.page.get_by_role("link", name="Бритьё")).to_have_count(0)
    await app.click("Стрижка")
    await app.sees("С мытьём и укладкой", "45\u00a0мин · 1\u00a0800 ₽")
    await app.choose("24")
    await app.choose("12:00")
    await app.go_on("Дальше · вт, 24 нояб., 12:00")
    await app.sees("Антон", "Стрижка", "1\u00a0800 ₽", "12:00–12:45")
    await app.go_on("Записаться")
    await app.sees("Вы записаны!", "Антон", "Стрижка")

    await app.click("Перенести")
    await app.sees("Антон", "Стрижка", "вторник, 24 ноября, 12:00–12:45")
    await app.page.get_by_label("Услуга").select_option(label="Бритьё · 30\u00a0мин")
    await expect(app.page.get_by_label("К какому мастеру")).to_have_value("")
    await app.choose("24")
    await app.choose("14:00")
    await app.go_on("Дальше · вт, 24 нояб., 14:00")
    await app.sees("Переносим?", "Борис", "Бритьё", "14:00–14:30")
    await expect(app.page.locator("dl .line-through")).to_have_text(
        ["Антон", "Стрижка", "вторник, 24 ноября, 12:00–12:45"], use_inner_text=False
    )
    await app.go_on("Перенести")
    await app.sees("Перенесли!", "Борис", "Бритьё")


async def test_guest_who_starts_with_a_barber_chooses_a_service_then_a_time(
    open_page: OpenChat, served: ServedDemo
) -> None:
    ben = await open_page(BEN, BARBERS, language="en", width=320)
    app = await open_mini_app(ben, served, BEN, BARBERS)
    await app.click("Boris")
    await expect(app.main_button).to_have_text("Choose a service")
    await expect(app.main_button).to_be_disabled()
    assert await app.audit() == []
    await app.page.locator("label", has_text="Shave").click()
    await app.choose("24")
    await app.choose("10:30")
    await app.go_on("Next · Tue 24 Nov, 10:30")
    await app.sees("Boris", "Shave", "900 ₽", "10:30–11:00")
    await app.go_on("Book")
    await app.sees("You are booked!")


async def test_large_party_sits_at_joined_tables_which_answer_every_tap(
    open_page: OpenChat, served: ServedDemo
) -> None:
    anna = await open_page(ANNA, HALL, width=390)
    app = await open_mini_app(anna, served, ANNA, HALL)
    two, eight, nine = (app.page.locator(f"[data-resource={name}]") for name in ("two", "t8", "t9"))
    await expect(two).to_have_attribute(STATE, "chosen")
    for _ in range(6):
        await app.click("Больше гостей")
    await expect(eight).to_have_attribute(STATE, "chosen")
    await expect(nine).to_have_attribute(STATE, "chosen")
    await app.sees("Предлагаем", "Столы 8 и 9 · 8 мест", "Сдвинем столики для вас")
    await two.click()
    await app.sees("Стол 1 · 2 места", "Не хватит мест")
    await expect(app.main_button).to_be_disabled()
    await nine.click()
    assert await app.audit() == []
    await app.screenshot("miniapp joined tables ru 390")
    await app.choose("20:00")
    await app.go_on("Дальше · вт, 24 нояб., 20:00")
    await app.sees("Столы 8 и 9", "8 гостей", "20:00–22:00")
    await app.go_on("Забронировать")
    await app.sees("Столик ваш!", "Столы 8 и 9")

    ben = await open_page(BEN, HALL, language="en", width=390)
    app = await open_mini_app(ben, served, BEN, HALL)
    await app.choose("20:00")
    await app.page.locator("[data-resource=t9]").click()
    await app.sees("Table 9 · 4 seats", "Taken: Tue 24 Nov, 20:00. Free:", "22:00")


async def test_time_after_midnight_is_one_of_the_evening_before(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, HALL, width=390)
    app = await open_mini_app(anna, served, ANNA, HALL)
    await app.sees("После полуночи")
    await app.choose("00:00")
    await app.go_on("Дальше · ср, 25 нояб., 00:00")
    await app.sees("среда, 25 ноября", "00:00–02:00")
    await app.go_on("Забронировать")
    await app.sees("Столик ваш!", "среда, 25 ноября")


async def test_direct_link_opens_its_page_and_the_back_button_leads_to_the_start(
    open_page: OpenChat, served: ServedDemo
) -> None:
    require_build()
    chat = await open_page(ANNA, BARBERS, width=320)
    await served.user(ANNA, BARBERS).write("/start")
    app = MiniAppScreen(chat, BARBERS)
    link = f"{served.address}/app/{BARBERS}/?tgWebAppStartParam=service-shave"
    await chat.page.evaluate(OPEN_MINI_APP, link)
    await app.sees("Бритьё", "30\u00a0мин · 900 ₽")
    await app.go_back()
    await app.sees("Барбершоп", "Выберите услугу")
