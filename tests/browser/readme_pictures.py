"""Take the README's pictures again: `python -m tests.browser.readme_pictures`."""

import asyncio
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, ViewportSize, expect

from app.database.migrate import migrate_up
from tests.browser.chat_screen import HEIGHT, ChatScreen, open_chat
from tests.browser.chromium import running_chromium
from tests.browser.desk_screen import open_desk
from tests.browser.mini_app_screen import open_mini_app
from tests.browser.served_demo import ServedDemo, served_demo
from tests.browser.test_chat_page import TO_CONFIRM
from tests.databases import sqlite_url
from tests.product import BARBERS, BEN, CLINIC, RESTAURANT, VERA

PICTURES = Path("docs/images")
CHAT_SIZE = ViewportSize(width=1120, height=706)
SCALE = 1.5
STYLE = ":root { --wall: #d3e3e6; font-family: 'Liberation Sans', sans-serif; }"
"""With a plain background instead of a gradient the file is a third as large."""
PHONE, GAP, BAR, DESK = 390, 24, 64, 1200
"""Pixels: the width of a page, between two of them, the sandbox's bar above them, and the width of the desk."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database_url = sqlite_url(Path(folder) / "pictures.sqlite3")
        migrate_up(database_url)
        pictures = asyncio.run(_take(database_url))
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        picture.quantize(256, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


async def _take(database_url: str) -> dict[str, Image.Image]:
    async with served_demo(database_url) as served, running_chromium() as chromium:
        await served.demo.add_regulars()
        return {
            "chat": await _chat(chromium, served),
            "mini-app": _side_by_side(
                [
                    await _mini_app(chromium, served, RESTAURANT, "[data-resource=t4]", "light"),
                    await _mini_app(chromium, served, BARBERS, "main li", "light"),
                    await _mini_app(chromium, served, CLINIC, "a[href$='/specialties/therapy']", "dark"),
                ]
            ),
            "desk": await _desk(chromium, served),
        }


async def _chat(chromium: Browser, served: ServedDemo) -> Image.Image:
    """A guest who has just booked a table."""
    context = await chromium.new_context(locale="en-GB", viewport=CHAT_SIZE, device_scale_factor=SCALE)
    screen = ChatScreen(await context.new_page())
    for venue_id in (CLINIC, BARBERS):
        await served.user(BEN, venue_id).write("/start")
    await screen.page.goto(served.chat_page(BEN, RESTAURANT))
    await screen.page.add_style_tag(content=STYLE)
    await screen.start()
    await screen.press(*TO_CONFIRM["en"], "✅ Confirm")
    await screen.sees("See you soon!")
    await screen.press("No, thanks")
    await screen.sees("no offers")
    await expect(screen.page.locator(".toast")).to_have_count(0)
    return _image(await screen.page.screenshot())


async def _mini_app(chromium: Browser, served: ServedDemo, venue_id: str, content: str, theme: str) -> Image.Image:
    """A venue's first page. `content` is what it shows last."""
    chat = await open_chat(chromium, served, BEN, venue_id, language="en", width=PHONE)
    await chat.page.emulate_media(color_scheme="light")
    screen = await open_mini_app(chat, served, BEN, venue_id)
    await screen.set_theme(theme)
    await screen.page.locator(content).first.wait_for()
    await screen.page.locator("img").evaluate_all("all => Promise.all(all.map(each => each.decode()))")
    return _image(await chat.page.screenshot(animations="disabled")).crop((0, BAR, PHONE, HEIGHT))


async def _desk(chromium: Browser, served: ServedDemo) -> Image.Image:
    """The restaurant's evening as a timeline."""
    vera = await open_chat(chromium, served, VERA, RESTAURANT, language="en", width=DESK)
    desk = await open_desk(vera, served, VERA, RESTAURANT, "en")
    await desk.page.locator("[data-booking]").first.wait_for()
    await expect(vera.page.locator(".toast")).to_have_count(0, timeout=10_000)
    return _image(await vera.page.screenshot(animations="disabled"))


def _side_by_side(pages: list[Image.Image]) -> Image.Image:
    whole = Image.new("RGB", (len(pages) * (PHONE + GAP) - GAP, pages[0].height), "white")
    for number, page in enumerate(pages):
        whole.paste(page, (number * (PHONE + GAP), 0))
    return whole


def _image(screenshot: bytes) -> Image.Image:
    return Image.open(io.BytesIO(screenshot)).convert("RGB")


if __name__ == "__main__":
    main()
