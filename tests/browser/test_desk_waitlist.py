"""The desk shows what is held for guests who wait, and its admins change the waiting list of the day."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.desk_screen import open_desk
from tests.browser.served_demo import ServedDemo
from tests.browser.test_desk import SIX, ask, book
from tests.browser.test_desk_looks import show
from tests.browser.test_miniapp_looks import PageAudit
from tests.product import ANNA, BEN, MARIA, RESTAURANT, VERA

SIZES = {320: "ru", 390: "en", 1280: "en"}
WISH = {"date": "2026-11-23", "around": SIX, "resource_id": "t3", "party_size": 2}


@pytest.mark.parametrize("width", SIZES)
async def test_admin_sees_a_held_table_passes_its_guest_by_and_takes_one_off_the_list(
    open_page: OpenChat, served: ServedDemo, width: int
) -> None:
    booking_id, language = await book(served, BEN), SIZES[width]
    for guest in (ANNA, MARIA):
        # Who cannot be told of a place is passed over.
        await served.user(guest, RESTAURANT).write("/start")
        await ask(served, guest, "POST", "waitlist", {**WISH})
    await ask(served, BEN, "POST", f"bookings/{booking_id}/cancel")
    vera = await open_page(VERA, RESTAURANT, language=language, width=width)
    desk = await open_desk(vera, served, VERA, RESTAURANT, language)
    audit = PageAudit(desk, f"desk waitlist {width} {language}")
    held = desk.page.locator("[data-held]")
    await show(desk, "list")
    await expect(held).to_contain_text(re.compile("18:00.*(Анна|Anna).*(Держим до|Held until) 12:1"))
    await audit.check("held in the list")
    await show(desk, "timeline")
    await expect(held).to_have_accessible_name(re.compile("18:00–19:30, (Держим до|Held until) 12:1"))
    await audit.check("held")

    await held.click()
    waiting = desk.page.locator("[data-wait]")
    await expect(waiting).to_have_count(2)
    await expect(desk.page.locator("[data-choice=when]")).to_have_count(0)
    await audit.check("list")
    await audit.click("[data-action=pass]")
    await audit.wait_for("dialog[open]")
    await audit.check("pass by")
    await audit.click("dialog .button")
    await expect(desk.page.locator("[data-wait='2'] [data-action=pass]")).to_be_visible()
    await audit.click("[data-wait='1'] [data-action=remove]")
    await audit.click("dialog .button-danger")
    await expect(waiting).to_have_count(1)
    assert not audit.defects, "\n".join(audit.defects)
