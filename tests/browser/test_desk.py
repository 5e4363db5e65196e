"""The desk: admins see the day live, and move and cancel bookings with a mouse, a finger or the keyboard."""

from http import HTTPStatus
from typing import Any

import httpx
from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.desk_screen import DeskScreen, open_desk
from tests.browser.mini_app_screen import OPEN_MINI_APP
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, BEN, CLINIC, RESTAURANT, VERA

API = "/api/v1/venues/{}/{}"
SIX = "2026-11-23T18:00:00+03:00"
EIGHT = "2026-11-23T20:00:00+03:00"
WIDE = 1280


async def ask(
    served: ServedDemo,
    person_id: int,
    method: str,
    path: str,
    body: dict[str, object] | None = None,
    venue_id: str = RESTAURANT,
) -> Any:
    """Call the API as this person, not through the page, and return the answer's body."""
    signed = {"Authorization": f"tma {served.user(person_id, venue_id).open_mini_app()}"}
    async with httpx.AsyncClient(base_url=served.address, headers=signed, timeout=60) as http:
        answer = await http.request(method, API.format(venue_id, path), json=body)
    assert answer.status_code < HTTPStatus.BAD_REQUEST, answer.text
    return answer.json()


async def book(served: ServedDemo, person_id: int, starts_at: str = SIX, resource_id: str = "t3") -> int:
    """Book a table for two, and return the booking's id."""
    wish = {"resource_id": resource_id, "starts_at": starts_at, "party_size": 2}
    booking_id: int = (await ask(served, person_id, "POST", "bookings", wish))["id"]
    return booking_id


async def at_desk(served: ServedDemo, booking_id: int) -> tuple[str, str, str]:
    """Place, start and status of a booking as the desk has them."""
    booking = (await ask(served, VERA, "GET", f"desk/bookings/{booking_id}"))["booking"]
    return booking["resource_id"], booking["starts_at"], booking["status"]


async def start(
    open_page: OpenChat, served: ServedDemo, width: int = WIDE, language: str = "ru", venue_id: str = RESTAURANT
) -> DeskScreen:
    vera = await open_page(VERA, venue_id, width=width, language=language)
    return await open_desk(vera, served, VERA, venue_id, language)


async def test_day_changes_by_itself_when_a_guest_books_moves_and_cancels(
    open_page: OpenChat, served: ServedDemo
) -> None:
    desk = await start(open_page, served)
    await desk.sees("понедельник, 23 ноября", "0 визитов")
    booking_id = await book(served, ANNA)
    await expect(desk.booking(booking_id)).to_have_accessible_name(
        "Анна Смирнова, 2 гостя, 18:00–19:30, У окна на переулок, ждём"
    )
    await desk.sees("1 визит · 2 гостя")
    await ask(served, ANNA, "POST", f"bookings/{booking_id}/move", {"starts_at": EIGHT})
    await expect(desk.booking(booking_id)).to_contain_text("20:00")
    await ask(served, ANNA, "POST", f"bookings/{booking_id}/cancel")
    await expect(desk.booking(booking_id)).to_have_count(0)


async def test_admin_cancels_a_booking_and_the_guest_is_told(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT)
    await anna.start()
    booking_id = await book(served, ANNA)
    desk = await start(open_page, served)
    await desk.booking(booking_id).click()
    await expect(desk.card).to_contain_text("18:00–19:30")
    await desk.card.get_by_role("button", name="Отменить").click()
    await desk.sees("Отменяем: Анна Смирнова?", "Гость сразу получит сообщение.")
    await desk.answer("Да, отменить")
    await desk.sees("Отменили: Анна Смирнова")
    await expect(desk.card).to_contain_text("отменён")
    await expect(desk.page.locator(".desk-block")).to_have_count(0)
    await anna.sees("Нам пришлось отменить вашу бронь")


async def test_admin_moves_a_booking_with_the_keyboard_and_back(open_page: OpenChat, served: ServedDemo) -> None:
    booking_id, other_id = await book(served, ANNA), await book(served, BEN, resource_id="t4")
    desk = await start(open_page, served)
    await expect(desk.booking(other_id)).to_be_visible()
    await desk.booking(booking_id).focus()
    keyboard = desk.chat.page.keyboard
    await keyboard.press("m")
    for time in ("18:30", "19:00", "19:30", "20:00"):
        await keyboard.press("ArrowRight")
        await desk.sees(f"Станет: У окна на переулок, {time}")
    await keyboard.press("Enter")
    await desk.sees("Переносим: Анна Смирнова?", "→ У окна на переулок, 20:00")
    await keyboard.press("Enter")
    await desk.sees("Перенесли: Анна Смирнова")
    assert await at_desk(served, booking_id) == ("t3", EIGHT, "booked")
    await desk.click("Вернуть")
    await desk.sees("Вернули: Анна Смирнова")
    assert await at_desk(served, booking_id) == ("t3", SIX, "booked")


async def test_arrows_lead_from_guest_to_guest_and_escape_back_from_the_card(
    open_page: OpenChat, served: ServedDemo
) -> None:
    first, right, below = (
        await book(served, ANNA),
        await book(served, BEN, EIGHT),
        await book(served, VERA, resource_id="t4"),
    )
    desk = await start(open_page, served)
    await expect(desk.booking(below)).to_be_visible()
    await desk.booking(first).focus()
    keyboard = desk.chat.page.keyboard
    await keyboard.press("ArrowRight")
    await expect(desk.booking(right)).to_be_focused()
    await keyboard.press("ArrowLeft")
    await keyboard.press("ArrowDown")
    await expect(desk.booking(below)).to_be_focused()
    await keyboard.press("Enter")
    await expect(desk.card).to_be_visible()
    await keyboard.press("Escape")
    await expect(desk.card).to_have_count(0)
    await expect(desk.booking(below)).to_be_focused()


async def test_admin_drags_a_booking_to_another_table(open_page: OpenChat, served: ServedDemo) -> None:
    booking_id, other_id = await book(served, ANNA), await book(served, BEN, resource_id="t4")
    desk = await start(open_page, served)
    await expect(desk.booking(other_id)).to_be_visible()
    mine, theirs = await desk.booking(booking_id).bounding_box(), await desk.booking(other_id).bounding_box()
    assert mine
    assert theirs
    down = theirs["y"] - mine["y"]
    await desk.drag(booking_id, 0, down)
    await expect(desk.page.get_by_role("dialog")).to_have_count(0)
    two_hours = mine["width"] * 4 / 3
    await desk.drag(booking_id, two_hours, down)
    await desk.sees("Переносим: Анна Смирнова?", "20:00")
    await desk.answer("Да, перенести")
    await desk.sees("Перенесли: Анна Смирнова")
    assert await at_desk(served, booking_id) == ("t4", EIGHT, "booked")


async def test_admin_moves_a_booking_on_a_narrow_phone_without_a_drag(open_page: OpenChat, served: ServedDemo) -> None:
    booking_id = await book(served, ANNA)
    desk = await start(open_page, served, 320)
    await desk.sees("18:00 · 1 визит")
    await desk.booking(booking_id).click()
    await desk.card.get_by_role("button", name="Перенести").click()
    await desk.page.locator("[data-choice=where]").select_option("t4")
    await desk.page.locator("[data-choice=when]").select_option(label="20:00")
    await desk.card.get_by_role("button", name="Перенести").click()
    await desk.answer("Да, перенести")
    await desk.sees("Перенесли: Анна Смирнова", "20:00 · 1 визит")
    assert await at_desk(served, booking_id) == ("t4", EIGHT, "booked")


async def test_admin_who_keeps_a_booking_as_it_is_comes_back_to_the_list(
    open_page: OpenChat, served: ServedDemo
) -> None:
    booking_id = await book(served, ANNA)
    desk = await start(open_page, served, 320)
    await desk.booking(booking_id).click()
    await desk.card.get_by_role("button", name="Перенести").click()
    await desk.card.get_by_role("button", name="Оставить как есть").click()
    await desk.sees("18:00 · 1 визит")


async def test_admin_who_decides_on_an_outdated_card_is_shown_the_booking_as_it_is(
    open_page: OpenChat, served: ServedDemo
) -> None:
    booking_id = await book(served, ANNA)
    desk = await start(open_page, served)
    await desk.booking(booking_id).click()
    await desk.card.get_by_role("button", name="Отменить").click()
    await ask(served, ANNA, "POST", f"bookings/{booking_id}/move", {"starts_at": EIGHT})
    await desk.answer("Да, отменить")
    await desk.sees("Пока вы решали, всё изменилось")
    await expect(desk.card).to_contain_text("20:00–21:30")
    assert (await at_desk(served, booking_id))[2] == "booked"
    desk.expect_error("409")


async def test_admin_finds_a_guest_and_looks_at_another_day(open_page: OpenChat, served: ServedDemo) -> None:
    await book(served, BEN)
    booking_id = await book(served, ANNA, "2026-11-24T18:00:00+03:00")
    desk = await start(open_page, served)
    await desk.click("Следующий день")
    await desk.sees("вторник, 24 ноября")
    await expect(desk.booking(booking_id)).to_be_visible()
    search = desk.page.get_by_role("searchbox")
    await search.fill("смир")
    await expect(desk.page.locator("[data-booking]")).to_have_count(1)
    await search.fill("никто")
    await desk.sees("Никого не нашли")
    await search.fill("")
    await desk.click("Сейчас")
    await desk.sees("понедельник, 23 ноября", "1 визит")


async def test_admin_finds_a_guest_of_another_day_by_phone_and_moves_the_booking_there(
    open_page: OpenChat, served: ServedDemo
) -> None:
    await book(served, ANNA)
    caller = {"starts_at": "2026-11-25T18:00:00+03:00", "resource_id": "t4", "party_size": 2, "source": "phone"}
    caller |= {"name": "Ольга", "phone": "8 916 123-45-67"}
    booking_id = (await ask(served, VERA, "POST", "desk/bookings", {**caller}))["booking"]["id"]
    desk = await start(open_page, served, 390)
    await desk.page.get_by_role("searchbox").fill("4567")
    await desk.sees("Другие дни", "ср, 25", "+7 916 123-45-67")
    await expect(desk.page.locator("[data-booking]")).to_have_count(1)
    await desk.booking(booking_id).click()
    await expect(desk.card).to_contain_text("среда, 25 ноября", ignore_case=True)
    await desk.card.get_by_role("button", name="Перенести").click()
    await desk.page.locator("[data-choice=when]").select_option(label="20:00")
    await desk.card.get_by_role("button", name="Перенести").click()
    await desk.sees("Бот не может написать этому гостю")
    await desk.answer("Да, перенести")
    await desk.sees("Перенесли: Ольга")
    await expect(desk.page.get_by_role("searchbox")).to_have_value("4567")
    await expect(desk.page.locator("[data-booking]")).to_have_count(1)
    await expect(desk.booking(booking_id)).to_contain_text("20:00")
    assert await at_desk(served, booking_id) == ("t4", "2026-11-25T20:00:00+03:00", "booked")


async def test_for_a_guest_the_desk_does_not_exist(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT)
    await anna.start()
    await anna.page.evaluate(OPEN_MINI_APP, f"{served.address}/app/{RESTAURANT}/desk")
    screen = DeskScreen(anna, RESTAURANT)
    await screen.sees("Такой страницы нет")
    await screen.click("На главную")
    await expect(screen.page.locator("header h1")).to_be_visible()
    await expect(screen.page.locator("a[href$='/desk']")).to_have_count(0)
    screen.expect_error("404")


async def test_admin_goes_to_the_desk_from_the_home_page(open_page: OpenChat, served: ServedDemo) -> None:
    vera = await open_page(VERA, CLINIC)
    screen = DeskScreen(vera, CLINIC)
    await screen.open()
    await screen.page.locator("a[href$='/desk']").click()
    await screen.sees("Никого не ждём")
    await screen.page.locator("[data-show=timeline]").click()
    await screen.sees("Терапия")
