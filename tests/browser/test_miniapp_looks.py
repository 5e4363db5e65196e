"""Every page of the Mini App, in both venues, at three widths, by day and by night, in both languages."""

import pytest

from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import WHOLE_WINDOW, MiniAppScreen, open_mini_app
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, BEN, CLINIC, RESTAURANT

SIZES = {320: ("ru", ANNA), 390: ("en", BEN), 1024: ("ru", ANNA)}
FIRST_LOAD = 150_000


class Walk:
    """Somebody who looks at each page by day and by night, and writes down what is wrong."""

    def __init__(self, screen: MiniAppScreen, name: str) -> None:
        self.screen = screen
        self.faults: list[str] = []
        self._name = name
        self._seen = 0

    async def look(self, page: str) -> None:
        self._seen += 1
        for theme in ("light", "dark"):
            await self.screen.wear(theme)
            self.faults += [f"{page}, {theme}: {fault}" for fault in await self.screen.faults()]
            await self.screen.photograph(f"miniapp {self._name} {theme} {self._seen:02} {page}")
        await self.screen.wear("light")

    async def click(self, selector: str) -> None:
        await self.screen.page.locator(selector).first.click()

    async def appear(self, selector: str) -> None:
        await self.screen.page.locator(selector).first.wait_for()

    async def book(self) -> None:
        """From a page where all is chosen to the booking, and to all that can be done with it."""
        await self.screen.main_button.click()
        await self.appear("dl")
        await self.look("confirm")
        await self.screen.main_button.click()
        await self.appear("dl + p, .check ~ h1")
        await self.appear("dl")
        await self.look("success")
        await self.click("a[href$='/bookings']")
        await self.appear("article")
        await self.look("bookings")
        await self.click("article .button-danger")
        await self.appear("dialog[open]")
        await self.look("cancel")
        await self.click("dialog .button")
        await self.click("article a")
        await self.appear("input[name=time]")
        await self.look("move")
        await self.click("label:has(input[name=time]:not(:checked))")
        await self.screen.main_button.click()
        await self.appear("dl .line-through")
        await self.look("confirm move")
        await self.screen.chat.page.locator("#mini-app-settings").click()
        await self.appear("section h2")
        await self.look("privacy")


async def start(open_page: OpenChat, served: ServedDemo, venue_id: str, width: int) -> Walk:
    language, person_id = SIZES[width]
    chat = await open_page(person_id, venue_id, language=language, width=width)
    await chat.page.emulate_media(color_scheme="light")
    await chat.page.add_style_tag(content=WHOLE_WINDOW)
    screen = await open_mini_app(chat, served, person_id, venue_id)
    assert await screen.frame.evaluate("innerWidth") == width
    return Walk(screen, f"{venue_id} {width} {language}")


@pytest.mark.parametrize("width", SIZES)
async def test_restaurant_is_fit_to_be_seen(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    walk = await start(open_page, served, RESTAURANT, width)
    await walk.appear("[data-resource=t3][data-state=free]")
    assert await walk.screen.loaded() < FIRST_LOAD
    await walk.look("plan")
    await walk.click("[data-resource=t3]")
    await walk.look("table chosen")
    await walk.click("label:has(input[value=list])")
    await walk.appear("input[name=table]")
    await walk.look("list")
    await walk.book()
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.parametrize("width", SIZES)
async def test_clinic_is_fit_to_be_seen(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    walk = await start(open_page, served, CLINIC, width)
    await walk.appear("a[href$='/specialties/therapy']")
    assert await walk.screen.loaded() < FIRST_LOAD
    await walk.look("specialties")
    search = walk.screen.page.get_by_role("searchbox")
    await search.fill("кардио")
    await walk.look("found")
    await search.fill("qwerty")
    await walk.look("nothing found")
    await search.fill("")
    await walk.click("a[href$='/specialties/therapy']")
    await walk.appear("a[href*='/resources/'] svg")
    await walk.look("doctors")
    await walk.click("a[href*='/resources/']")
    await walk.appear("input[name=time]")
    await walk.look("slots")
    # The day's last: a visit that begins too soon cannot be moved any more.
    await walk.click("label:has(input[name=time]) >> nth=-1")
    await walk.book()
    assert not walk.faults, "\n".join(walk.faults)
