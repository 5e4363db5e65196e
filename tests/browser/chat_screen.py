"""The chat page in a browser: what is shown, and clicks on it."""

import os
import re
from pathlib import Path

from playwright.async_api import Browser, ConsoleMessage, FrameLocator, Locator, Page, expect

from tests.browser.served_demo import ServedDemo

SCREENSHOTS = os.environ.get("SCREENSHOTS")
"""The folder to which screenshots go. They take a fifth of the tests' time, so by default none are taken."""
LOCALES = {"ru": "ru-RU", "en": "en-GB"}
WIDE, NARROW = 1200, 320
HEIGHT = 760
TIMEOUT_MS = 120_000
"""How long a page may take to show something, on a busy machine."""
NO_TIME_LIMITS = """
{
  const NEWS_MS = [1_500, 3_500, 12_000], HOURS_MS = 1e8;
  const later = setTimeout;
  window.setTimeout = (act, delay, ...values) => later(act, NEWS_MS.includes(delay) ? HOURS_MS : delay, ...values);
  AbortSignal.limited ??= AbortSignal.timeout;
  AbortSignal.timeout = () => new AbortController().signal;
}
"""
"""Lets requests of the pages wait for their answers, and news stay (vibrations, toasts, those of the desk): a busy
machine may need longer than the pages do. `AbortSignal.limited` is the browser's own `AbortSignal.timeout`."""


class ChatScreen:
    """The chat page of one person, with the chat of one venue's bot open. `errors` are the browser's console errors."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("console", self._record_error)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages")

    @property
    def mini_app(self) -> FrameLocator:
        """The Mini App's page, inside its frame."""
        return self.page.frame_locator("#mini-app iframe")

    async def start(self) -> None:
        await self.page.locator("#start").click()

    async def press(self, *buttons: str) -> None:
        """Click inline buttons one after the other, each in the newest message that has it."""
        for button in buttons:
            await self.messages.get_by_role("button", name=button, exact=True).last.click()

    async def advance_clock(self, minutes: int) -> None:
        """Click the button that moves the clock by `minutes`, and wait until the due work is done."""
        await self.page.locator(f"#clock-panel [data-minutes='{minutes}']").click()
        await expect(self.page.locator("#clock")).to_have_attribute("aria-busy", "false")

    async def sees(self, *texts: str) -> None:
        """Wait until each text is in the chat."""
        for text in texts:
            await expect(self.messages).to_contain_text(text)

    async def count(self, text: str) -> int:
        """Count the messages that contain this text now."""
        return await self.messages.locator(".bubble", has_text=text).count()

    async def overflow(self) -> int:
        """The number of pixels by which the page is wider than its window."""
        width: int = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return width

    async def screenshot(self, name: str) -> None:
        """Save a screenshot of the window, if screenshots are wanted."""
        if SCREENSHOTS:
            path = Path(SCREENSHOTS) / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"
            await self.page.screenshot(path=path, animations="disabled")

    def _record_error(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


async def open_chat(
    browser: Browser,
    served: ServedDemo,
    person_id: int,
    venue_id: str,
    *,
    language: str = "ru",
    width: int = WIDE,
    script: str = "",
) -> ChatScreen:
    """Open the page in a browser profile of its own, in this language. `width` is the window's, in pixels.

    `script` is run in each page, also in frames, before the page's own.
    """
    context = await browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": HEIGHT})
    context.set_default_timeout(TIMEOUT_MS)
    if script:
        await context.add_init_script(script)
    screen = ChatScreen(await context.new_page())
    await screen.page.goto(served.chat_page(person_id, venue_id))
    return screen
