"""A mother books for a child in the Mini App, on the narrowest phone."""

from playwright.async_api import expect

from tests.browser.chat_screen import NARROW
from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import MiniAppScreen, open_mini_app
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, CLINIC


async def audit(screen: MiniAppScreen, name: str) -> list[str]:
    """The defects of the page in both themes, of each of which there is a screenshot."""
    defects: list[str] = []
    for theme in ("light", "dark"):
        await screen.set_theme(theme)
        defects += [f"{name}, {theme}: {each}" for each in await screen.audit()]
        await screen.screenshot(f"for others {name} {theme}")
    return defects


async def test_a_visit_is_booked_for_a_child_and_the_next_one_proposes_the_child(
    open_page: OpenChat, served: ServedDemo
) -> None:
    chat = await open_page(ANNA, CLINIC, width=NARROW)
    screen = await open_mini_app(chat, served, ANNA, CLINIC)
    await screen.click("Педиатрия")
    await screen.choose("24")
    await screen.choose("10:00")
    await screen.main_button.click()
    await screen.sees("Кто придёт?")
    await screen.choose("Другой человек")
    await expect(screen.main_button).to_be_disabled()
    await screen.page.locator("[data-field=name]").fill("Маша")
    await screen.page.locator("[data-field=year]").fill("2019")
    defects = await audit(screen, "confirm")
    await screen.go_on("Записаться")
    await screen.sees("Вы записаны!", "Маша, 2019")
    defects += await audit(screen, "booked")
    await screen.click("Мои записи")
    await screen.sees("Для: Маша, 2019")
    defects += await audit(screen, "bookings")
    await screen.go_back()
    assert defects == []
    assert "👥 Для: Маша, 2019" in served.user(ANNA, CLINIC).last.text
