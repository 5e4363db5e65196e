"""A mother books for a child in the Mini App, on the narrowest phone."""

from playwright.async_api import expect

from tests.browser.chat_screen import NARROW
from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import open_mini_app
from tests.browser.served_demo import ServedDemo
from tests.browser.test_miniapp_looks import PageAudit
from tests.product import ANNA, CLINIC


async def test_a_visit_is_booked_for_a_child_and_the_next_one_proposes_the_child(
    open_page: OpenChat, served: ServedDemo
) -> None:
    chat = await open_page(ANNA, CLINIC, width=NARROW)
    screen = await open_mini_app(chat, served, ANNA, CLINIC)
    audit = PageAudit(screen, "for others")
    await screen.click("Педиатрия")
    await screen.choose("24")
    await screen.choose("10:00")
    await screen.main_button.click()
    await screen.sees("Кто придёт?")
    await screen.choose("Другой человек")
    await expect(screen.main_button).to_be_disabled()
    await screen.page.locator("[data-field=name]").fill("Маша")
    await screen.page.locator("[data-field=year]").fill("2019")
    await audit.check("confirm")
    await screen.go_on("Записаться")
    await screen.sees("Вы записаны!", "Маша, 2019")
    await audit.check("booked")
    await screen.click("Мои записи")
    await screen.sees("Для: Маша, 2019")
    await audit.check("bookings")
    await screen.go_back()
    assert not audit.defects, "\n".join(audit.defects)
    await chat.sees("👥 Для: Маша, 2019")
