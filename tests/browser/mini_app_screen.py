"""What somebody sees and does in a venue's Mini App, in its frame over the chat."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Frame, FrameLocator, Locator, Response, ViewportSize, expect

from app.runtime.mini_app import DIST
from tests.browser.chat_screen import HEIGHT, ChatScreen
from tests.browser.served_demo import ServedDemo
from tests.services.fixtures import lack

AUDIT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8")
AROUND = 160
"""Pixels of the window's height that the frame's own head and buttons take, at most."""
MANY_TABS = 40
MENU_BUTTON = re.compile("^(Записаться|Book)$")
"""What the bots of both venues call it, in the guest's language."""
WHOLE_WINDOW = ".mini-app.expanded { width: 100vw; height: 100dvh; margin: 0; border-radius: 0; }"
"""As on a tablet, where Telegram gives a Mini App the screen; in the sandbox it is as wide as a phone otherwise."""


def require_build() -> None:
    """Skip the test, or fail it in CI, where the Mini App is not built."""
    if not (DIST / "index.html").exists():
        lack("the Mini App is not built")


class MiniAppScreen:
    """The Mini App in the frame of one person's chat page."""

    def __init__(self, chat: ChatScreen, venue_id: str) -> None:
        self.chat = chat
        self.responses: list[Response] = []
        self._path = f"/app/{venue_id}/"
        chat.page.on("response", self._note)

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
        """Press the button beside the composer, and wait for the venue."""
        await self.chat.page.locator("#menu-button").click()
        await self.page.locator("header h1").wait_for()

    async def close(self) -> None:
        await self.chat.page.locator("#mini-app-close").click()

    async def go_on(self, text: str) -> None:
        """Press the main button, once it says so."""
        await expect(self.main_button).to_have_text(text)
        await self.main_button.click()

    async def go_back(self) -> None:
        await self.chat.page.locator("#mini-app-back").click()

    async def click(self, name: str) -> None:
        """Click a link or button of the page by what it says."""
        await self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first.click()

    async def choose(self, name: str) -> None:
        """Choose a day, a time or a table by what stands on it."""
        await self.page.get_by_text(name, exact=True).click()

    async def tab_to(self, selector: str) -> None:
        """Press Tab until what the selector means has the focus."""
        for _ in range(MANY_TABS):
            await self.chat.page.keyboard.press("Tab")
            if await self.frame.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is out of the keyboard's reach")

    async def sees(self, *texts: str) -> None:
        """Each text is on the page, or comes soon."""
        for text in texts:
            await expect(self.page.locator("#app")).to_contain_text(text)

    async def wear(self, theme: str) -> None:
        """Let the frame have this theme, by its switch."""
        page = self.page.locator("html")
        if await page.get_attribute("data-theme") != theme:
            await self.chat.page.locator("#mini-app-theme").click()
        await expect(page).to_have_attribute("data-theme", theme)

    async def faults(self) -> list[str]:
        """What audit.js finds wrong with the page, as somebody sees it who wants nothing to move."""
        await self.chat.page.emulate_media(reduced_motion="reduce")
        found: list[str] = await self.frame.evaluate(AUDIT)
        return found

    async def photograph(self, name: str) -> None:
        """Keep the whole page, however long it is."""
        page, width = self.chat.page, await self.chat.page.evaluate("innerWidth")
        height = AROUND + await self.frame.evaluate("document.getElementById('app').scrollHeight")
        await page.set_viewport_size(ViewportSize(width=width, height=max(HEIGHT, height)))
        await self.chat.photograph(name)
        await page.set_viewport_size(ViewportSize(width=width, height=HEIGHT))

    async def loaded(self) -> int:
        """Bytes of all that the page has loaded, each answer gzipped."""
        own = [response for response in self.responses if response.frame == self.frame]
        return sum([len(gzip.compress(await response.body())) for response in own])

    def _note(self, response: Response) -> None:
        self.responses.append(response)

    def forgive(self, complaint: str) -> None:
        """The browser complains of refusals and broken lines, too; here it was right to."""
        others = [each for each in self.chat.complaints if complaint not in each]
        assert others != self.chat.complaints, f"expected {complaint!r} among {self.chat.complaints}"
        self.chat.complaints = others


async def open_mini_app(chat: ChatScreen, served: ServedDemo, person_id: int, venue_id: str) -> MiniAppScreen:
    """Somebody starts the bot, and presses the button that it has put beside the composer."""
    require_build()
    await served.user(person_id, venue_id).write("/start")
    await expect(chat.page.locator("#menu-button")).to_have_text(MENU_BUTTON)
    screen = MiniAppScreen(chat, venue_id)
    await screen.open()
    return screen
