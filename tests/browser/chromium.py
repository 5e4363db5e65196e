"""The system's Chromium, for tests and for the scripts beside them."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


def find_chromium() -> str | None:
    """The path of the program, if it is installed. The build without a window needs less of the processor."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """Start Chromium, which reaches no other machine. Raises `FileNotFoundError` if it is not installed."""
    program = find_chromium()
    if program is None:
        raise FileNotFoundError("Chromium is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox", ONLY_THIS_MACHINE])
        yield browser
        await browser.close()
