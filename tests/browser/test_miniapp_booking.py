"""Guests book, move and cancel in the Mini App, from the menu button to the message in the chat."""

import asyncio
import json
import re
from datetime import timedelta
from http import HTTPStatus

import httpx
from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import MiniAppScreen, open_mini_app
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, BEN, CLINIC, RESTAURANT, VERA
from tests.ready_venues import visit

LANE_WINDOW, COURTYARD_WINDOW = "[data-resource=t3]", "[data-resource=t4]"


async def test_guest_books_a_table_from_the_floor_plan_moves_it_and_cancels(
    open_page: OpenChat, served: ServedDemo
) -> None:
    vera = await open_page(VERA, RESTAURANT)
    anna = await open_page(ANNA, RESTAURANT)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await app.click("Больше гостей")
    await expect(app.page.locator(LANE_WINDOW)).to_have_attribute("data-state", "small")
    await app.click("Меньше гостей")
    await app.choose("24")
    await app.choose("18:00")
    await app.page.locator(LANE_WINDOW).click()
    await app.sees("У окна на переулок · 2 места")
    await expect(app.page.get_by_text("У окна на переулок · 2 места")).to_be_in_viewport()
    await app.go_on("Дальше · вт, 24 нояб., 18:00")
    await app.sees("Всё верно?", "2 гостя", "вторник, 24 ноября", visit("18:00"), "Битовый переулок, 8")
    await app.go_on("Забронировать")
    await app.sees("Столик ваш!", "Подтверждение уже в чате", "Google Календарь", "На карте", "Отменить")
    await app.sees("Присылать вам иногда наши предложения и подарки?")
    await app.click("Нет, спасибо")
    await app.sees("Хорошо, предложений не будет.")
    await anna.sees("Ждём вас!", f"вторник, 24 ноября, {visit('18:00')}", "У окна на переулок")

    await app.click("Мои брони")
    await app.click("Перенести")
    await app.sees("Переносим бронь", "У окна на переулок", f"вторник, 24 ноября, {visit('18:00')}")
    await app.choose("25")
    await app.choose("20:00")
    await app.go_on("Дальше · ср, 25 нояб., 20:00")
    await app.sees("Переносим?", "среда, 25 ноября", f"вторник, 24 ноября, {visit('18:00')}")
    await app.go_on("Перенести")
    await app.sees("Перенесли!")
    await expect(app.page.get_by_text("Присылать вам")).to_have_count(0)
    assert await anna.count("Присылать вам") == 0, "nor does the chat ask"
    await anna.sees(f"среда, 25 ноября, {visit('20:00')}")

    await app.click("Мои брони")
    await app.click("Отменить")
    await app.click("Да, отменить")
    await app.sees("Прошедшие и отменённые", "Отменена")
    await expect(app.page.get_by_role("button", name="Отменить")).to_have_count(0)
    await vera.sees("Бронь отменена")


async def test_guest_books_a_table_from_the_list(open_page: OpenChat, served: ServedDemo) -> None:
    ben = await open_page(BEN, RESTAURANT, language="en")
    app = await open_mini_app(ben, served, BEN, RESTAURANT)
    # The time of day that is proposed is kept in another week, once it is there.
    await expect(app.page.get_by_text("12:30", exact=True)).to_be_visible()
    await app.click("Next week")
    await app.sees("30 November – 6 December")
    await app.choose("List")
    await app.page.locator("label", has_text="Lane window").click()
    await app.go_on("Next · Mon 30 Nov, 12:30")
    await app.go_back()
    await expect(app.page.get_by_role("radio", name="Lane window")).to_be_checked()
    await app.go_on("Next · Mon 30 Nov, 12:30")
    await app.go_on("Book the table")
    await app.sees("The table is yours!", "Monday 30 November", "2 guests")
    await app.go_on("Done")
    await expect(ben.page.locator("#mini-app")).to_be_hidden()
    await ben.sees("See you soon!", "Lane window")


async def test_guest_in_the_chat_chooses_another_table_on_the_floor_plan(
    open_page: OpenChat, served: ServedDemo
) -> None:
    ben = await open_page(BEN, RESTAURANT, language="en", width=390)
    await ben.start()
    await ben.press("📝 Book a table", "2", "24", "18:00", "🔄 Another table", "🗺 On the floor plan")
    app = MiniAppScreen(ben, RESTAURANT)
    await expect(app.page.locator(LANE_WINDOW)).to_have_attribute("data-state", "chosen")
    await expect(app.page.locator(LANE_WINDOW)).to_be_in_viewport()
    await app.screenshot("miniapp plan from the chat en 390")
    await app.page.locator("#another [data-resource=t6]").click()
    await app.sees("Terrace rail")
    await app.go_on("Book the table")
    await app.sees("The table is yours!")
    await ben.sees("See you soon!", "Terrace rail")


async def test_patient_searches_for_a_doctor_and_sees_the_visit_in_my_bookings(
    open_page: OpenChat, served: ServedDemo
) -> None:
    ben = await open_page(BEN, CLINIC, language="en")
    app = await open_mini_app(ben, served, BEN, CLINIC)
    await app.page.get_by_role("searchbox", name="Specialty or doctor").press_sequentially("gro")
    await app.sees("Pyotr Gromov")
    await expect(app.page.get_by_role("link", name="Cardiology")).to_have_count(0)
    await app.click("Pyotr Gromov")
    photo = app.page.locator("img")
    await expect(photo).to_have_js_property("complete", value=True)
    assert await photo.evaluate("photo => photo.naturalWidth") > 0
    await app.choose("19:30")
    await app.go_on("Next · Mon 23 Nov, 19:30")
    await app.sees("Is all of it right?", "Pyotr Gromov", "19:30–20:00")
    await app.go_on("Book")
    await app.sees("You are booked!", "You can cancel or move it until Mon 23 Nov")
    await ben.sees("See you soon!", "Monday, 23 November, 19:30–20:00")
    await app.go_back()
    await app.sees("Next: today, 19:30")
    await app.click("My bookings")
    await app.sees("Upcoming", "19:30–20:00", "Pyotr Gromov")


async def test_taken_table_says_when_it_is_free_and_is_booked_for_then(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    await book_table(served, BEN)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await app.choose("24")
    await app.choose("18:00")
    await expect(app.page.locator(LANE_WINDOW)).to_have_attribute("data-state", "taken")
    await app.page.locator(LANE_WINDOW).click()
    note = app.page.get_by_text("Занят: вт, 24 нояб., 18:00. Свободен:")
    await expect(note).to_be_in_viewport()
    assert await app.audit() == []
    await app.screenshot("miniapp taken table ru 390")
    await app.page.get_by_role("button", name="19:30").click()
    await expect(app.page.locator(LANE_WINDOW)).to_have_attribute("data-state", "chosen")
    await app.go_on("Дальше · вт, 24 нояб., 19:30")
    await app.sees("Всё верно?", visit("19:30"))


async def test_guest_moves_a_booking_to_another_table_from_the_page_of_success(
    open_page: OpenChat, served: ServedDemo
) -> None:
    ben = await open_page(BEN, RESTAURANT, language="en", width=390)
    app = await open_mini_app(ben, served, BEN, RESTAURANT)
    await app.choose("24")
    await app.choose("18:00")
    await app.page.locator(LANE_WINDOW).click()
    await app.go_on("Next · Tue 24 Nov, 18:00")
    await app.go_on("Book the table")
    link = app.page.get_by_role("link", name="To calendar")
    async with ben.page.context.expect_page() as opened, ben.page.expect_download() as downloading:
        await link.click()
    assert (await downloading.value).suggested_filename == "booking-2026-11-24-1.ics"
    await (await opened.value).close()
    await app.click("Move")
    await app.sees("Moving your booking", "Lane window", f"Tuesday 24 November, {visit('18:00')}")
    assert await app.audit() == []
    await app.page.get_by_role("combobox").select_option(label="Courtyard window · 2 seats")
    await app.choose("24")
    await app.choose("18:00")
    await app.go_on("Next · Tue 24 Nov, 18:00")
    await app.sees("Shall we move it?", "Courtyard window", "Lane window")
    await app.go_on("Move")
    await app.sees("Moved!", "Courtyard window")
    await app.click("Cancel")
    await app.click("Yes, cancel it")
    await app.sees("My bookings", "Canceled")


async def test_guest_gets_the_address_of_their_calendar_and_turns_it_off(
    open_page: OpenChat, served: ServedDemo
) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    await book_table(served, ANNA)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await app.click("Мои брони")
    await app.click("Все визиты в моём календаре")
    await app.go_on("Получить адрес")
    field = app.page.get_by_label("Ваш адрес")
    await expect(field).to_have_value(re.compile("^http.+[.]ics$"))
    address = await field.input_value()
    async with httpx.AsyncClient(timeout=60) as http:
        assert "У окна на переулок" in (await http.get(address)).text

        await app.click("Отключить адрес")
        await app.page.get_by_role("dialog").get_by_role("button", name="Отключить адрес").click()
        await app.sees("Адрес больше не работает.")
        await expect(field).to_have_count(0)
        assert (await http.get(address)).status_code == HTTPStatus.NOT_FOUND


async def test_guest_gets_their_data_as_a_file_and_has_it_erased(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    await book_table(served, ANNA)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await app.click("Мои брони")
    await app.click("Ваши данные")
    async with anna.page.context.expect_page() as opened, anna.page.expect_download() as downloading:
        await app.click("Получить файлом")
    file = await downloading.value
    await (await opened.value).close()
    assert file.suggested_filename == "my_data.json"
    data = json.loads(await asyncio.to_thread((await file.path()).read_bytes))
    assert [booking["what"] for booking in data["bookings"]] == ["У окна на переулок"]

    await app.click("Удалить мои данные")
    question = app.page.get_by_role("dialog")
    await expect(question).to_contain_text("Предстоящие брони отменятся")
    await question.get_by_role("button", name="Да, удалить").click()
    await app.sees("мы вас больше не знаем", "познакомимся заново")

    await app.click("На главную")
    await app.click("Мои брони")
    await app.sees("Броней пока нет")


async def test_the_table_of_the_last_visits_is_proposed(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    for hour in (12, 18):
        await book_table(served, ANNA, f"2026-11-24T{hour}:00:00+03:00", "t4")
    served.demo.clock.advance(timedelta(days=2))
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await app.choose("26")
    await app.choose("19:00")
    await expect(app.page.locator(COURTYARD_WINDOW)).to_have_attribute("data-state", "chosen")
    await app.sees("Как в прошлые разы", "У окна во двор · 2 места")
    assert await app.audit() == []
    await app.screenshot("miniapp usual table ru 390")
    await app.go_on("Дальше · чт, 26 нояб., 19:00")
    await app.sees("Всё верно?", "У окна во двор", "Как в прошлые разы")
    await app.click("Другой столик")
    await app.page.locator(f"#another {LANE_WINDOW}").click()
    await expect(app.page.locator("dl")).to_contain_text("У окна на переулок")
    await expect(app.page.get_by_text("Как в прошлые разы")).to_have_count(0)
    await app.screenshot("miniapp usual place ru 390")


async def test_guest_moves_by_half_an_hour_at_the_same_table(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    await book_table(served, ANNA)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await app.click("Мои брони")
    await app.click("Перенести")
    await app.sees("Переносим бронь", "У окна на переулок", f"вторник, 24 ноября, {visit('18:00')}")
    await app.choose("24")
    await expect(app.page.get_by_role("radio", name=visit("18:00"))).to_be_disabled()
    await app.choose("18:30")
    assert await app.audit() == []
    await app.screenshot("miniapp move by half an hour ru 390")
    await app.go_on("Дальше · вт, 24 нояб., 18:30")
    await app.sees("Переносим?", "У окна на переулок", visit("18:30"), visit("18:00"))
    await app.screenshot("miniapp check move by half an hour ru 390")
    await app.go_on("Перенести")
    await app.sees("Перенесли!")
    await anna.sees(f"вторник, 24 ноября, {visit('18:30')}")


async def book_table(
    served: ServedDemo, person_id: int, starts_at: str = "2026-11-24T18:00:00+03:00", resource_id: str = "t3"
) -> None:
    """Book a table for two, by default that at the lane window on Tuesday at six, not through the page."""
    signed = {"Authorization": f"tma {served.user(person_id, RESTAURANT).open_mini_app()}"}
    wish = {"resource_id": resource_id, "starts_at": starts_at, "party_size": 2}
    async with httpx.AsyncClient(base_url=served.address, headers=signed, timeout=60) as http:
        answer = await http.post(f"/api/v1/venues/{RESTAURANT}/bookings", json=wish)
    assert answer.status_code == HTTPStatus.CREATED, answer.text


async def test_guest_books_with_the_keyboard_only(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    keyboard = anna.page.keyboard
    await app.page.locator(f"{COURTYARD_WINDOW}[data-state=free]").wait_for()
    await app.page.get_by_role("button", name="Больше гостей").focus()
    await app.tab_to("input[name=time]")
    await keyboard.press("ArrowRight")
    await expect(app.page.get_by_role("radio", name=visit("13:00"))).to_be_checked()
    assert (
        await app.frame.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle") == "solid"
    )
    await app.tab_to(COURTYARD_WINDOW)
    mark = "getComputedStyle(document.activeElement.querySelector('[data-part=area]')).stroke"
    assert await app.frame.evaluate(mark) != "none"
    await keyboard.press("Enter")
    await expect(app.page.locator(COURTYARD_WINDOW)).to_have_attribute("aria-pressed", "true")
    for button in ("Дальше · пн, 23 нояб., 13:00", "Забронировать"):
        await expect(app.main_button).to_have_text(button)
        await app.main_button.press("Enter")
    await app.sees("Столик ваш!")
