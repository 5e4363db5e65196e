"""The Mini App's messages after refusals and failures."""

from datetime import timedelta
from http import HTTPStatus

import httpx
import pytest
from playwright.async_api import Route, expect

from tests.browser.chat_screen import LOCALES
from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import OPEN_MINI_APP, MiniAppScreen, open_mini_app, require_build
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, BEN, CLINIC, RESTAURANT
from tests.ready_venues import visit

BOOKINGS = "**/api/v1/venues/*/bookings"
TUESDAY_AT_SIX = {"resource_id": "t3", "starts_at": "2026-11-24T18:00:00+03:00", "party_size": 2}

UNREADABLE = (
    "confirm/abc?party=2",
    "confirm/%E0%A4%A?party=2",
    "confirm/99999-12-31T18:00:00Z?party=2",
    "confirm/2026-11-24T18:00:00+03:00",
    "confirm/2026-11-24T18:00:00+03:00?party=abc",
    "confirm/2026-11-24T18:00:00+03:00?party=2&resource=nothing",
    "confirm/2026-11-24T18:00:00+03:00?move=999",
    "resources/nothing",
    "resources/t3?party=abc",
    "bookings/999/move",
    "specialties/nothing",
    "services/nothing",
    "booked/999",
    "nothing",
)


async def ask(served: ServedDemo, person_id: int, method: str, body: dict[str, object] | None = None) -> httpx.Response:
    """Call the API's `bookings` of the restaurant as this person, not through the page."""
    signed = {"Authorization": f"tma {served.user(person_id, RESTAURANT).open_mini_app()}"}
    async with httpx.AsyncClient(base_url=served.address, headers=signed, timeout=60) as http:
        return await http.request(method, f"/api/v1/venues/{RESTAURANT}/bookings", json=body)


async def to_confirm(app: MiniAppScreen) -> None:
    """Go to the confirmation page for the table at the lane window on Tuesday at six."""
    await app.choose("24")
    await app.choose("18:00")
    await app.page.locator("[data-resource=t3]").click()
    await app.go_on("Дальше · вт, 24 нояб., 18:00")
    await app.sees("Всё верно?")


async def test_guest_whose_table_was_taken_is_offered_the_same_time_elsewhere_then_other_times(
    open_page: OpenChat, served: ServedDemo
) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await to_confirm(app)
    assert (await ask(served, BEN, "POST", TUESDAY_AT_SIX)).status_code == HTTPStatus.CREATED
    await app.go_on("Забронировать")
    await app.sees("Это время только что заняли.", "В это же время свободно:", "Другое время в этот день:")
    await expect(app.main_button).to_be_disabled()
    await expect(app.page.get_by_role("link", name="18:00")).to_have_count(0)
    await expect(app.page.get_by_role("link", name="20:00")).to_be_visible()
    assert await app.audit() == []
    await app.screenshot("miniapp slot taken ru 390")
    await app.click("У окна во двор")
    await expect(app.page.get_by_role("alert")).to_have_count(0)
    await app.go_on("Забронировать")
    await app.sees("Столик ваш!", "У окна во двор", visit("18:00"))
    app.expect_error("409")


async def test_retry_after_a_lost_answer_makes_one_booking(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await to_confirm(app)
    await anna.page.route(BOOKINGS, _lose_the_answer, times=1)
    await app.go_on("Забронировать")
    await app.sees("Нет связи. Проверьте интернет: ничего не потеряется.")
    await app.screenshot("miniapp lost answer ru 390")
    await app.go_on("Забронировать")
    await app.sees("Столик ваш!")
    await anna.sees("Ждём вас!")
    assert (await ask(served, ANNA, "GET")).json()["total"] == 1
    assert await anna.count("Ждём вас!") == 1
    app.expect_error("net::ERR_FAILED")


async def _lose_the_answer(route: Route) -> None:
    """Let the server handle the request, and drop its response."""
    if route.request.method == "POST":
        assert (await route.fetch()).status == HTTPStatus.CREATED
        await route.abort()
    else:
        await route.fallback()


async def test_page_without_a_connection_says_so_and_works_again_later(open_page: OpenChat, served: ServedDemo) -> None:
    ben = await open_page(BEN, CLINIC, language="en", width=390)
    app = await open_mini_app(ben, served, BEN, CLINIC)
    await app.page.get_by_role("link", name="General practice").wait_for()
    await ben.page.route("**/api/v1/**", lambda route: route.abort())
    await app.click("My bookings")
    await app.sees("No connection", "Check the internet: nothing gets lost")
    assert await app.audit() == []
    await app.screenshot("miniapp offline en 390")
    await ben.page.unroute("**/api/v1/**")
    await app.click("Try again")
    await app.sees("No bookings yet")
    await app.screenshot("miniapp no bookings en 390")
    app.expect_error("net::ERR_FAILED")


async def test_page_that_was_open_for_a_day_asks_to_be_opened_again(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, CLINIC, width=390)
    app = await open_mini_app(anna, served, ANNA, CLINIC)
    served.demo.clock.advance(timedelta(hours=25))
    await app.click("Мои записи")
    await app.sees("Страница открыта слишком давно", "откройте снова из чата")
    assert await app.audit() == []
    await app.screenshot("miniapp expired ru 390")
    await app.click("Закрыть")
    await expect(anna.page.locator("#mini-app")).to_be_hidden()
    await app.open()
    await app.click("Мои записи")
    await app.sees("Записей пока нет")
    app.expect_error("401")


async def test_session_that_ends_at_the_confirmation_takes_the_main_button_with_it(
    open_page: OpenChat, served: ServedDemo
) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await to_confirm(app)
    served.demo.clock.advance(timedelta(hours=25))
    await app.go_on("Забронировать")
    await app.sees("Страница открыта слишком давно", "откройте снова из чата")
    await expect(app.main_button).to_be_hidden()
    # Nothing can be lost any more, so closing is not asked about.
    await app.close()
    await expect(anna.page.locator("#mini-app")).to_be_hidden()
    app.expect_error("401")


async def test_closing_is_not_asked_about_after_a_tap(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT, width=390)
    app = await open_mini_app(anna, served, ANNA, RESTAURANT)
    await app.page.locator("[data-resource=t3]").click()
    await expect(app.main_button).to_be_enabled()
    await app.close()
    await expect(anna.page.locator("#mini-app")).to_be_hidden()


async def test_guest_who_is_busy_then_reads_which_booking_is_in_the_way(
    open_page: OpenChat, served: ServedDemo
) -> None:
    ben = await open_page(BEN, RESTAURANT, language="en", width=390)
    app = await open_mini_app(ben, served, BEN, RESTAURANT)
    await app.choose("24")
    await app.choose("18:00")
    await app.page.locator("[data-resource=t5]").click()
    await app.go_on("Next · Tue 24 Nov, 18:00")
    assert (await ask(served, BEN, "POST", TUESDAY_AT_SIX)).status_code == HTTPStatus.CREATED
    await app.go_on("Book the table")
    await app.sees("You already have a booking at that time: Lane window, Tue 24 Nov, 18:00.")
    assert await app.audit() == []
    await app.click("My bookings")
    await app.sees("Upcoming", "Lane window")
    app.expect_error("409")


async def test_addresses_that_cannot_be_read_lead_to_the_start(open_page: OpenChat, served: ServedDemo) -> None:
    require_build()
    chat = await open_page(ANNA, RESTAURANT, width=320)
    await served.user(ANNA, RESTAURANT).write("/start")
    app = MiniAppScreen(chat, RESTAURANT)
    for address in UNREADABLE:
        await chat.page.evaluate(OPEN_MINI_APP, f"{served.address}/app/{RESTAURANT}/{address}")
        await app.sees("Такой страницы нет")
        await expect(app.main_button).to_be_hidden()
        assert await app.audit() == [], address
        await app.click("На главную")
        await app.sees("Сколько вас?")
    # The browser reports each answer of 404 or 422.
    chat.errors = [error for error in chat.errors if "404" not in error and "422" not in error]


@pytest.mark.parametrize(
    ("language", "title", "button"),
    [("ru", "Откройте в Telegram", "Открыть бота"), ("en", "Open it in Telegram", "Open the bot")],
)
async def test_page_opened_outside_telegram_links_to_the_bot(
    open_page: OpenChat, served: ServedDemo, language: str, title: str, button: str
) -> None:
    require_build()
    screen = await open_page(ANNA, RESTAURANT, language=language, width=320)
    page = screen.page
    assert await page.evaluate("navigator.language") == LOCALES[language]
    await page.goto(f"{served.address}/app/{RESTAURANT}/bookings")
    await expect(page.locator("#app")).to_contain_text(title)
    assert await page.evaluate("document.documentElement.lang") == language
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await screen.screenshot(f"miniapp outside {language} 320")
    # The server redirects to Telegram, which no test reaches.
    async with page.expect_request("https://t.me/binary_bites_bot"):
        await page.get_by_role("link", name=button).click()
