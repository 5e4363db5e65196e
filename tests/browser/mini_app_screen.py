"""A venue's Mini App in a browser, in its frame over the chat."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Frame, FrameLocator, Locator, Page, Response, ViewportSize, expect

from app.runtime.mini_app import DIST
from tests.browser.chat_screen import HEIGHT, SCREENSHOTS, ChatScreen
from tests.browser.served_demo import ServedDemo
from tests.services.fixtures import lack

AUDIT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8")
FRAME_HEIGHT = 160
"""Pixels of the window's height that the frame's header and buttons take, at most."""
MAX_TABS = 40
MENU_BUTTON = re.compile("^(Записаться|Столик|Book|Table)$")
"""The button's text in the ready venues, in the guest's language."""
WHOLE_WINDOW = """.mini-app.expanded {
  position: fixed; inset: auto 0 0; width: 100vw; height: var(--space); margin: 0; border-radius: 0;
}"""
"""Makes the frame fill the window below the bar, as on a tablet; by default the sandbox's frame has a phone's width."""

OPEN_MINI_APP = """
async (url) => {
  const { openMiniApp } = await import("/sandbox/js/mini_app.js");
  const { place } = await import("/sandbox/js/store.js");
  while (!place().chat) await new Promise(requestAnimationFrame);
  await openMiniApp(place().chat, url);
}
"""
"""Opens the Mini App at an address as soon as the chat has arrived, which the page gets in its stream of events."""


async def press_menu_button(chat: Page | FrameLocator) -> None:
    """Press the button that opens the Mini App, as soon as it does: until the chat has it, it opens the commands."""
    button = chat.locator("#menu-button")
    await expect(button).to_have_text(MENU_BUTTON)
    await button.click()


def require_build() -> None:
    """Skip the test when the Mini App is not built; in CI fail it."""
    if not (DIST / "index.html").exists():
        lack("the Mini App is not built")


class MiniAppScreen:
    """The Mini App in the frame of one person's chat page."""

    def __init__(self, chat: ChatScreen, venue_id: str) -> None:
        self.chat = chat
        self.responses: list[Response] = []
        self._path = f"/app/{venue_id}/"
        chat.page.on("response", self._record)

    @property
    def page(self) -> FrameLocator:
        return self.chat.mini_app

    @property
    def frame(self) -> Frame:
        (frame,) = [frame for frame in self.chat.page.frames if urlsplit(frame.url).path.startswith(self._path)]
        return frame

    @property
    def main_button(self) -> Locator:
        return self.chat.page.locator("#main-button")

    async def open(self) -> None:
        """Press the menu button beside the input field, and wait until the page shows the venue."""
        await press_menu_button(self.chat.page)
        await self.page.locator("header h1").wait_for()

    async def close(self) -> None:
        await self.chat.page.locator("#mini-app-close").click()

    async def go_on(self, text: str) -> None:
        """Wait until the main button has this text, and press it."""
        await expect(self.main_button).to_have_text(text)
        await self.main_button.click()

    async def go_back(self) -> None:
        await self.chat.page.locator("#mini-app-back").click()

    async def click(self, name: str) -> None:
        """Click a link or button of the page by its accessible name."""
        await self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first.click()

    async def choose(self, name: str) -> None:
        """Choose a day, a time or a table by its text."""
        await self.page.get_by_text(name, exact=True).click()

    async def tab_to(self, selector: str) -> None:
        """Press Tab until an element that matches the selector has the focus. Raises AssertionError if none gets it."""
        await self.page.locator(selector).first.wait_for(state="attached")
        for _ in range(MAX_TABS):
            await self.chat.page.keyboard.press("Tab")
            if await self.frame.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached with the keyboard")

    async def sees(self, *texts: str) -> None:
        """Wait until each text is on the page."""
        for text in texts:
            await expect(self.page.locator("#app")).to_contain_text(text)

    async def set_theme(self, theme: str) -> None:
        """Switch the frame to the theme `light` or `dark`."""
        if await self.frame.evaluate("document.documentElement.dataset.theme") != theme:
            await self.chat.page.evaluate("document.getElementById('mini-app-theme').click()")
            await self.frame.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=theme)

    async def audit(self) -> list[str]:
        """The defects that audit.js finds on the page, with animations switched off."""
        await self.chat.page.emulate_media(reduced_motion="reduce")
        found: list[str] = await self.frame.evaluate(AUDIT)
        return found

    async def screenshot(self, name: str) -> None:
        """Save a screenshot of the whole page, not only of its visible part, if screenshots are wanted."""
        if not SCREENSHOTS:
            return
        page, width = self.chat.page, await self.chat.page.evaluate("innerWidth")
        height = FRAME_HEIGHT + await self.frame.evaluate("document.getElementById('app').scrollHeight")
        await page.set_viewport_size(ViewportSize(width=width, height=max(HEIGHT, height)))
        await self.chat.screenshot(name)
        await page.set_viewport_size(ViewportSize(width=width, height=HEIGHT))

    async def loaded_bytes(self) -> int:
        """The size of all responses that the page has loaded, each gzipped."""
        own = [response for response in self.responses if response.frame == self.frame]
        return sum([len(gzip.compress(await response.body())) for response in own])

    def _record(self, response: Response) -> None:
        # Playwright cannot call the list's append, which is not a Python function.
        self.responses.append(response)

    def expect_error(self, text: str) -> None:
        """Drop the browser's errors that contain this text, which the test has caused. Fails when there are none."""
        others = [each for each in self.chat.errors if text not in each]
        assert others != self.chat.errors, f"expected {text!r} among {self.chat.errors}"
        self.chat.errors = others


async def open_mini_app(chat: ChatScreen, served: ServedDemo, person_id: int, venue_id: str) -> MiniAppScreen:
    """Start the bot as this person, and open the Mini App with the menu button."""
    require_build()
    await served.user(person_id, venue_id).write("/start")
    screen = MiniAppScreen(chat, venue_id)
    await screen.open()
    return screen
