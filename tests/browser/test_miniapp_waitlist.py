"""A guest waits for a table in the Mini App, and takes the one that is held."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import WHOLE_WINDOW, MiniAppScreen, require_build
from tests.browser.served_demo import ServedDemo
from tests.browser.test_desk import ask, book
from tests.browser.test_miniapp_looks import PageAudit
from tests.browser.test_miniapp_refusals import OPEN_MINI_APP
from tests.product import ANNA, BEN, RESTAURANT, VERA

SIZES = {320: ("ru", ANNA), 390: ("en", BEN)}
TUESDAY = {"resource_id": "t3", "starts_at": "2026-11-24T00:00:00+03:00", "ends_at": "2026-11-25T00:00:00+03:00"}
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
"""The page looks for news twice a minute, and when it is shown again."""


async def close_table(served: ServedDemo) -> None:
    seen = (await ask(served, VERA, "POST", "desk/closures/preview", {**TUESDAY}))["digest"]
    await ask(served, VERA, "POST", "desk/closures", {**TUESDAY, "seen": seen})


@pytest.mark.parametrize("width", SIZES)
async def test_guest_waits_for_a_full_day_and_takes_the_table_that_is_held(
    open_page: OpenChat, served: ServedDemo, width: int
) -> None:
    require_build()
    language, person_id = SIZES[width]
    await close_table(served)
    await book(served, VERA, "2026-11-25T18:00:00+03:00")
    chat = await open_page(person_id, RESTAURANT, language=language, width=width)
    await chat.page.emulate_media(color_scheme="light")
    await chat.page.add_style_tag(content=WHOLE_WINDOW)
    await chat.start()
    await chat.page.evaluate(OPEN_MINI_APP, f"{served.address}/app/{RESTAURANT}/resources/t3?party=2")
    app = MiniAppScreen(chat, RESTAURANT)
    audit = PageAudit(app, f"waitlist {width} {language}")

    await app.choose("25")
    await audit.check("a taken time")
    await audit.click("[data-action=wait]")
    await audit.wait_for("dialog[open]")
    await audit.check("which taken time")
    await audit.click("dialog .button:last-child")
    await app.choose("24")
    await audit.check("a full day")
    await audit.click("[data-action=wait]")
    await audit.wait_for("dialog[open]")
    await audit.check("which time")
    await audit.click("[data-action=join]")
    await audit.wait_for("dialog [role=status]")
    await audit.check("joined")
    await audit.click("dialog a")
    await audit.wait_for("[data-action=leave]")
    await audit.check("wishes")
    await audit.click("[data-action=leave]")
    await audit.wait_for("dialog[open]")
    await audit.check("leave")
    await audit.click("dialog .button")

    for closure in await ask(served, VERA, "GET", "desk/closures"):
        await ask(served, VERA, "POST", f"desk/closures/{closure['id']}/reopen")
    await chat.sees("Для вас есть место!" if language == "ru" else "There’s a place for you!")
    await app.frame.evaluate(LOOK_AGAIN)
    await audit.wait_for("[data-action=take]")
    await audit.check("held")
    await audit.click("[data-action=take]")
    await app.sees("Столик ваш!" if language == "ru" else "The table is yours!")
    await expect(app.page.locator("dl")).to_contain_text("06:00")
    assert not audit.defects, "\n".join(audit.defects)
