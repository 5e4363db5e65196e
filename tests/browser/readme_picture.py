"""Take the README's screenshot of the chat again: `python -m tests.browser.readme_picture`."""

import asyncio
import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import ViewportSize, async_playwright, expect

from app.database.migrate import migrate_up
from tests.browser.chat_screen import ChatScreen
from tests.browser.served_demo import served_demo
from tests.databases import sqlite_url
from tests.product import BEN, CLINIC, RESTAURANT

PICTURE = Path("docs/images/chat.png")
SIZE = ViewportSize(width=1120, height=706)
SCALE = 1.5
STYLE = ":root { --wall: #d3e3e6; font-family: 'Liberation Sans', sans-serif; }"
"""With a plain background instead of a gradient the file is a third as large."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database_url = sqlite_url(Path(folder) / "picture.sqlite3")
        migrate_up(database_url)
        picture = asyncio.run(_take(database_url))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(picture)).convert("RGB").save(PICTURE, optimize=True)


async def _take(database_url: str) -> bytes:
    async with served_demo(database_url) as served, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = await chromium.new_context(locale="en-GB", viewport=SIZE, device_scale_factor=SCALE)
        screen = ChatScreen(await context.new_page())
        await served.user(BEN, CLINIC).write("/start")
        await screen.page.goto(served.chat_page(BEN, RESTAURANT))
        await screen.page.add_style_tag(content=STYLE)
        await screen.start()
        await screen.press("📝 Book", "2", "Lane window", "24", "18:00", "✅ Confirm")
        await screen.sees("See you soon!")
        await screen.press("No, thanks")
        await screen.page.get_by_text("no offers").wait_for()
        await expect(screen.page.locator(".toast")).to_have_count(0)
        picture = await screen.page.screenshot()
        await chromium.close()
    return picture


if __name__ == "__main__":
    main()
