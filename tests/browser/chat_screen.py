"""What somebody sees and clicks on the chat page."""

import re
from pathlib import Path

from playwright.async_api import Browser, ConsoleMessage, FrameLocator, Locator, Page, expect

from tests.browser.served_demo import ServedDemo

SCREENSHOTS = Path("build/screenshots")
LOCALES = {"ru": "ru-RU", "en": "en-GB"}
WIDE, NARROW = 1200, 320
HEIGHT = 760


class ChatScreen:
    """The page in a browser of one person, in the chat with one venue's bot. `complaints` are the browser's errors."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages")

    @property
    def mini_app(self) -> FrameLocator:
        """The page inside the frame."""
        return self.page.frame_locator("#mini-app iframe")

    async def start(self) -> None:
        await self.page.locator("#start").click()

    async def press(self, *buttons: str) -> None:
        """Click inline buttons one after the other, each under the newest message that has it."""
        for button in buttons:
            await self.messages.get_by_role("button", name=button, exact=True).last.click()

    async def wind(self, minutes: int) -> None:
        """Click a button that moves the clock, and wait until all that was due has been done."""
        await self.page.locator(f"#clock-panel [data-minutes='{minutes}']").click()
        await expect(self.page.locator("#clock")).to_have_attribute("aria-busy", "false")

    async def sees(self, *texts: str) -> None:
        """Each text is in the chat, or comes soon."""
        for text in texts:
            await expect(self.messages).to_contain_text(text)

    async def count(self, text: str) -> int:
        """How many messages have this text now."""
        return await self.messages.locator(".bubble", has_text=text).count()

    async def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        width: int = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return width

    async def photograph(self, name: str) -> None:
        """Keep what is seen in `build/screenshots/`."""
        path = SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"
        await self.page.screenshot(path=path, animations="disabled")

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


async def open_chat(
    browser: Browser,
    served: ServedDemo,
    person_id: int,
    venue_id: str,
    *,
    language: str = "ru",
    width: int = WIDE,
) -> ChatScreen:
    """Open the page in a browser profile of its own, in this language."""
    context = await browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": HEIGHT})
    screen = ChatScreen(await context.new_page())
    await screen.page.goto(served.chat_page(person_id, venue_id))
    return screen
