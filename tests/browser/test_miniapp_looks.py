"""Audit every page of the Mini App: the ready venues and a hall, three widths, light and dark theme, both languages."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import WHOLE_WINDOW, MiniAppScreen, open_mini_app
from tests.browser.other_venues import BARBERS, HALL
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, BEN, CLINIC, RESTAURANT

SIZES = {320: ("ru", ANNA), 390: ("en", BEN), 1024: ("ru", ANNA)}
MAX_FIRST_LOAD_BYTES = 150_000


class PageAudit:
    """Audits pages in both themes and collects the defects; takes a screenshot of each."""

    def __init__(self, screen: MiniAppScreen, name: str) -> None:
        self.screen = screen
        self.defects: list[str] = []
        self._name = name
        self._pages = 0

    async def check(self, page: str) -> None:
        """Audit the current page; `page` names it in defects and screenshots."""
        self._pages += 1
        for theme in ("light", "dark"):
            await self.screen.set_theme(theme)
            self.defects += [f"{page}, {theme}: {defect}" for defect in await self.screen.audit()]
            await self.screen.screenshot(f"miniapp {self._name} {theme} {self._pages:02} {page}")
        await self.screen.set_theme("light")

    async def click(self, selector: str) -> None:
        await self.screen.page.locator(selector).first.click()

    async def wait_for(self, selector: str) -> None:
        await self.screen.page.locator(selector).first.wait_for()

    async def book(self) -> None:
        """Book what is chosen on the current page, then cancel and move it, and audit each page on the way."""
        await self.screen.main_button.click()
        await self.wait_for("dl")
        await self.check("confirm")
        await self.click("[aria-controls=another]")
        await self.wait_for("#another :is([data-state=chosen], :checked)")
        await self.check("another")
        await self.click("[aria-controls=another]")
        await self.screen.main_button.click()
        await self.wait_for("dl + p, .check ~ h1")
        await self.wait_for("dl")
        await self.check("success")
        await self.click("a[href$='/bookings']")
        await self.wait_for("article")
        await self.check("bookings")
        await self.click("article .button-danger")
        await self.wait_for("dialog[open]")
        await self.check("cancel")
        await self.click("dialog .button")
        await self.click("article a")
        await self.wait_for("input[name=time]")
        await self.check("move")
        await self.click("label:has(input[name=time]:not(:checked, :disabled))")
        await self.screen.main_button.click()
        await self.wait_for("dl .line-through")
        await self.check("confirm move")
        await self.screen.main_button.click()
        await self.wait_for(".check ~ h1")
        await self.click("a[href$='/bookings']")
        await self.wait_for("article")
        await self.click("a[href$='/calendar']")
        await self.wait_for("p svg")
        await self.check("calendar")
        await self.screen.main_button.click()
        await self.wait_for("textarea")
        await self.check("calendar address")
        await self.screen.chat.page.locator("#mini-app-settings").click()
        await self.wait_for(".card > section h2")
        await self.check("privacy")
        async with self.screen.chat.page.context.expect_page() as opened:
            await self.click(".button")
        await (await opened.value).close()
        await self.wait_for("a[target=_blank]")
        await self.check("link to the data")
        await self.click(".button-danger")
        await self.wait_for("dialog[open]")
        await self.check("question before the erasure")
        await self.click("dialog .button-danger")
        await self.wait_for("[role=status] .button")
        await self.check("erased")


async def start(open_page: OpenChat, served: ServedDemo, venue_id: str, width: int) -> PageAudit:
    language, person_id = SIZES[width]
    chat = await open_page(person_id, venue_id, language=language, width=width)
    await chat.page.emulate_media(color_scheme="light")
    await chat.page.add_style_tag(content=WHOLE_WINDOW)
    screen = await open_mini_app(chat, served, person_id, venue_id)
    await screen.frame.wait_for_function("width => innerWidth === width", arg=width)
    return PageAudit(screen, f"{venue_id} {width} {language}")


@pytest.mark.parametrize("width", SIZES)
async def test_pages_of_the_restaurant_have_no_defects(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    audit = await start(open_page, served, RESTAURANT, width)
    await audit.wait_for("[data-resource=t4][data-state=free]")
    assert await audit.screen.loaded_bytes() < MAX_FIRST_LOAD_BYTES
    await audit.check("plan")
    await audit.click("[data-resource=t4]")
    await audit.check("table chosen")
    await audit.click("label:has(input[value=list])")
    await audit.wait_for("input[name=table]")
    await audit.check("list")
    await audit.book()
    assert not audit.defects, "\n".join(audit.defects)


@pytest.mark.parametrize("width", SIZES)
async def test_pages_of_the_clinic_have_no_defects(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    audit = await start(open_page, served, CLINIC, width)
    await audit.wait_for("a[href$='/specialties/therapy']")
    assert await audit.screen.loaded_bytes() < MAX_FIRST_LOAD_BYTES
    await audit.check("specialties")
    search = audit.screen.page.get_by_role("searchbox")
    await search.fill("кардио")
    await audit.check("found")
    await search.fill("qwerty")
    await audit.check("nothing found")
    await search.fill("")
    await audit.click("a[href$='/specialties/cardiology']")
    await audit.wait_for("input[name=service]")
    await audit.wait_for("input[name=time]")
    await audit.check("specialty with services")
    await audit.screen.go_back()
    await audit.click("a[href$='/specialties/pediatrics']")
    await audit.wait_for("input[name=time]")
    await audit.check("any doctor")
    await audit.click("label:has(input[value=person])")
    await audit.wait_for("a[href*='/resources/'] svg")
    await audit.check("doctors")
    await audit.click("a[href*='/resources/']")
    await audit.wait_for("input[name=time]")
    await audit.check("slots")
    # The last time of the day, because a visit that begins soon cannot be moved.
    await audit.click("label:has(input[name=time]) >> nth=-1")
    await audit.book()
    assert not audit.defects, "\n".join(audit.defects)


@pytest.mark.usefixtures("other_venues")
@pytest.mark.parametrize("width", SIZES)
async def test_pages_of_the_barbers_have_no_defects(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    audit = await start(open_page, served, BARBERS, width)
    await audit.wait_for("a[href$='/services/cut']")
    await audit.check("services")
    await audit.click("a[href$='/services/cut']")
    await audit.wait_for("input[name=time]")
    await audit.check("anyone")
    await audit.click("label:has(input[value=person])")
    await audit.wait_for("a[href*='/resources/'] svg")
    await audit.check("barbers")
    await audit.click("a[href*='/resources/']")
    await audit.wait_for("input[name=time]")
    await audit.check("barber")
    await audit.click("label:has(input[name=time]) >> nth=-1")
    await audit.book()
    assert not audit.defects, "\n".join(audit.defects)


@pytest.mark.usefixtures("other_venues")
@pytest.mark.parametrize("width", SIZES)
async def test_joined_tables_have_no_defects(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    audit = await start(open_page, served, HALL, width)
    for party in range(3, 9):
        await audit.click("[role=group] button:last-of-type")
        await expect(audit.screen.page.locator("output [aria-hidden]")).to_have_text(str(party))
    await audit.wait_for("[data-resource=t9][data-state=chosen]")
    await audit.check("joined tables")
    await audit.click("label:has(input[value=list])")
    await audit.wait_for("input[name=table]")
    await audit.check("list")
    assert not audit.defects, "\n".join(audit.defects)
