"""Audit the desk: the restaurant and the clinic, three widths, light and dark theme, both languages."""

from itertools import product

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.desk_screen import DeskScreen, open_desk
from tests.browser.served_demo import ServedDemo
from tests.browser.test_desk import EIGHT, ask, book
from tests.browser.test_miniapp_looks import PageAudit
from tests.product import ANNA, BEN, CLINIC, RESTAURANT, VERA

SIZES = {320: "ru", 390: "en", 1280: "ru"}


async def start(open_page: OpenChat, served: ServedDemo, venue_id: str, width: int) -> tuple[DeskScreen, PageAudit]:
    language = SIZES[width]
    vera = await open_page(VERA, venue_id, language=language, width=width)
    desk = await open_desk(vera, served, VERA, venue_id, language)
    return desk, PageAudit(desk, f"desk {venue_id} {width} {language}")


async def show(desk: DeskScreen, view: str) -> None:
    button = desk.page.locator("[data-show]")
    if await button.get_attribute("data-show") == view:
        await button.click()


@pytest.mark.parametrize("width", SIZES)
async def test_desk_of_the_restaurant_has_no_defects(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    booking_id, other_id = await book(served, ANNA), await book(served, BEN, EIGHT, "t4")
    await book(served, ANNA, "2026-11-23T14:00:00+03:00", "t5")
    desk, audit = await start(open_page, served, RESTAURANT, width)
    await show(desk, "list")
    await expect(desk.booking(booking_id)).to_be_visible()
    await audit.check("list")
    await show(desk, "timeline")
    await expect(desk.booking(other_id)).to_be_visible()
    await audit.check("timeline")
    await desk.booking(booking_id).click()
    await audit.wait_for(".desk-aside ol")
    await audit.check("card")
    await audit.click("[data-action=move]")
    await desk.page.locator("[data-choice=when]").select_option(label="22:00")
    await audit.check("move")
    await audit.click("[data-action=confirm]")
    await audit.wait_for("dialog[open]")
    await audit.check("question")
    await audit.click("dialog .button:last-child")
    await audit.click("[data-action=add]")
    await desk.page.locator("[data-choice=where] option").first.wait_for(state="attached")
    await audit.check("new booking")
    await audit.click("[data-action=closures]")
    await audit.wait_for("[data-choice=what]")
    await audit.check("closures")
    await desk.page.locator("[data-field=end-day]").fill("2026-11-25")
    await audit.click("[data-action=preview]")
    await audit.wait_for("[data-hit]")
    await audit.check("closure")
    await audit.click("[data-action=close]")
    await audit.wait_for("[data-action=reopen]")
    await audit.click(".desk-aside button")
    await audit.check("closed")
    assert not audit.defects, "\n".join(audit.defects)


@pytest.mark.parametrize("width", SIZES)
async def test_desk_of_the_clinic_has_no_defects(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    desk, audit = await start(open_page, served, CLINIC, width)
    await show(desk, "timeline")
    await audit.wait_for(".desk-name")
    await audit.check("timeline")
    await desk.page.get_by_role("searchbox").fill("qwerty")
    await audit.check("nothing found")
    assert not audit.defects, "\n".join(audit.defects)


async def test_totals_and_names_of_tables_are_not_cut_off_on_a_narrow_phone(
    open_page: OpenChat, served: ServedDemo
) -> None:
    for hour, table in product((13, 15, 17, 19, 21), ("t13", "t14")):
        wish = {"starts_at": f"2026-11-23T{hour}:00:00+03:00", "resource_id": table, "party_size": 6}
        await ask(served, VERA, "POST", "desk/bookings", wish | {"name": "", "phone": None, "source": "phone"})
    desk, _ = await start(open_page, served, RESTAURANT, 320)
    await show(desk, "timeline")
    await desk.sees("10 визитов · 60 гостей", "Стойка у кофемашины")
    texts = desk.page.locator("header label > span, .desk-name > span")
    cut = await texts.evaluate_all(
        "all => all.filter(text => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight)"
        ".map(text => text.textContent)"
    )
    assert cut == []
