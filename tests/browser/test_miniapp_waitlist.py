"""A guest waits for a table in the Mini App, and takes the one that is held."""

import pytest
from playwright.async_api import expect

from tests.browser.chat_screen import HEIGHT, NARROW, ChatScreen
from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import OPEN_MINI_APP, WHOLE_WINDOW, MiniAppScreen, require_build
from tests.browser.served_demo import ServedDemo
from tests.browser.test_desk import ask, book
from tests.browser.test_miniapp_looks import PageAudit
from tests.product import ANNA, BEN, CLINIC, RESTAURANT, VERA

SIZES = {320: ("ru", ANNA), 390: ("en", BEN)}
TUESDAY = {"starts_at": "2026-11-24T00:00:00+03:00", "ends_at": "2026-11-25T00:00:00+03:00"}
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
"""The page looks for news twice a minute, and when it is shown again."""


async def close_tuesday(served: ServedDemo, venue_id: str, resource_id: str) -> None:
    closed: dict[str, object] = {**TUESDAY, "resource_id": resource_id}
    seen = (await ask(served, VERA, "POST", "desk/closures/preview", closed, venue_id))["digest"]
    await ask(served, VERA, "POST", "desk/closures", {**closed, "seen": seen}, venue_id)


async def open_resource(chat: ChatScreen, served: ServedDemo, venue_id: str, address: str) -> MiniAppScreen:
    """Start the bot, and open the Mini App in the whole window at a table or doctor. `address` is the id and query."""
    await chat.page.emulate_media(color_scheme="light")
    await chat.page.add_style_tag(content=WHOLE_WINDOW)
    await chat.start()
    await chat.page.evaluate(OPEN_MINI_APP, f"{served.address}/app/{venue_id}/resources/{address}")
    return MiniAppScreen(chat, venue_id)


@pytest.mark.parametrize("width", SIZES)
async def test_guest_waits_for_a_full_day_and_takes_the_table_that_is_held(
    open_page: OpenChat, served: ServedDemo, width: int
) -> None:
    require_build()
    language, person_id = SIZES[width]
    await close_tuesday(served, RESTAURANT, "t3")
    await book(served, VERA, "2026-11-25T18:00:00+03:00")
    chat = await open_page(person_id, RESTAURANT, language=language, width=width)
    app = await open_resource(chat, served, RESTAURANT, "t3?party=2")
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


PHONES = [(320, 568, "ru", ANNA), (390, 844, "en", BEN), (1280, 800, "ru", ANNA)]
IN_SIGHT = """
selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}
"""
SCROLLS_AS_A_WHOLE = """
() => {
  const style = document.querySelector("dialog").style;
  style.display = "block";
  style.overflow = "auto";
  return () => { style.display = style.overflow = ""; };
}
"""
"""Makes the buttons scroll with the rest of the dialog. Returns what undoes it."""


@pytest.mark.parametrize(("width", "height", "language", "person_id"), PHONES)
async def test_the_list_of_a_full_day_of_a_clinic_is_joined_without_scrolling(
    open_page: OpenChat, served: ServedDemo, width: int, height: int, language: str, person_id: int
) -> None:
    """A doctor's day has two dozen times, and the guest is asked who comes."""
    require_build()
    await close_tuesday(served, CLINIC, "gromov")
    chat = await open_page(person_id, CLINIC, language=language, width=width)
    app = await open_resource(chat, served, CLINIC, "gromov")
    await app.choose("24")
    await app.page.locator("[data-action=wait]").first.click()
    await app.page.locator("dialog [role=radiogroup]").wait_for()
    bars = HEIGHT - await app.frame.evaluate("innerHeight")
    await chat.page.set_viewport_size({"width": width, "height": height + bars})
    await app.frame.wait_for_function("height => innerHeight === height", arg=height)

    for theme in ("light", "dark"):
        await app.set_theme(theme)
        await chat.screenshot(f"waitlist of a clinic {width} {language} {theme}")
        assert await app.audit() == []
    assert await app.frame.evaluate(IN_SIGHT, "[data-action=join]")
    assert await app.frame.evaluate(IN_SIGHT, "dialog h2")
    undo = await app.frame.evaluate_handle(SCROLLS_AS_A_WHOLE)
    assert (await app.frame.evaluate(IN_SIGHT, "[data-action=join]")) == (width > NARROW), "a phone is not that high"
    await undo.evaluate("undo => undo()")

    last = app.page.locator("dialog .question > *").last
    await last.scroll_into_view_if_needed()
    await chat.screenshot(f"waitlist of a clinic {width} {language} scrolled")
    await app.page.locator("[data-action=join]").click()
    await app.page.locator("dialog [role=status]").wait_for()
