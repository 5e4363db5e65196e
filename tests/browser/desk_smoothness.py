"""How smooth the desk's page is on a busy day of a large venue: `python -m tests.browser.desk_smoothness`.

200 tables with 400 bookings, as a timeline and as a list, on this machine and with its processor slowed down to that of
a phone. Prints a row for each: the frames while the page scrolls through the whole day, and the long tasks (more than
50 ms, W3C Long Tasks) of opening the day, of that scrolling, of opening a card, and of a change by somebody else.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from playwright.async_api import Browser, expect
from sqlalchemy import insert

from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.tables import bookings, guests
from tests.benchmarks.table import Times
from tests.browser.chat_screen import open_chat
from tests.browser.chromium import running_chromium
from tests.browser.desk_screen import DeskScreen, open_desk
from tests.browser.other_venues import RULES, write_venues
from tests.browser.served_demo import MONDAY, ServedDemo, served_demo
from tests.browser.test_desk import ask
from tests.browser.test_desk_looks import show
from tests.databases import sqlite_url
from tests.product import ANNA, VERA

VENUE = "large_hall"
TABLES, BOOKINGS = 200, 400
PHONE, TABLET = 390, 1280
SLOWER = 4
"""How much slower a phone's processor is."""
HOUR = timedelta(hours=1)
WISH = {"starts_at": (MONDAY + 4 * HOUR).isoformat(), "resource_id": "t1", "party_size": 2}
"""A table that is free at four, between its two bookings."""
TOML = f"""\
name = {{ ru = "Большой зал", en = "Large hall" }}
timezone = "Europe/Moscow"
locale = "ru"
address = {{ ru = "Улица, 1", en = "1 Street" }}

[opening_hours]
mon = ["10:00-24:00"]

[booking]
asks = "party_size"
max_party_size = 4
slot_minutes = 120
start_every_minutes = 30
{RULES}"""
TABLE = """
[[resources]]
id = "t{number}"
name = {{ ru = "Стол {number}", en = "Table {number}" }}
description = {{ ru = "В зале", en = "In the hall" }}
capacity = 4
"""

OBSERVE = """() => {
  window.longTasks = []
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: true })
}"""
TAKE = "() => window.longTasks.splice(0)"
SCROLL = """(selector) => new Promise((resolve) => {
  const element = document.querySelector(selector)
  const frames = []
  let last = performance.now()
  const step = (now) => {
    frames.push(now - last)
    last = now
    const { scrollTop } = element
    element.scrollTop += 60
    element.scrollLeft += 8
    if (element.scrollTop === scrollTop) resolve(frames.slice(1))
    else requestAnimationFrame(step)
  }
  element.scrollTop = 0
  requestAnimationFrame(step)
})"""


@dataclass(frozen=True)
class Look:
    """A way to look at the day."""

    name: str
    view: str
    scrolled: str
    """What scrolls: a CSS selector."""
    width: int
    slower: int = 1


LOOKS = [
    Look("timeline, tablet", "timeline", ".desk-timeline", TABLET),
    Look("list, phone", "list", ".desk :has(> .desk-hour)", PHONE),
    Look(f"timeline, tablet, {SLOWER} times slower", "timeline", ".desk-timeline", TABLET, SLOWER),
    Look(f"list, phone, {SLOWER} times slower", "list", ".desk :has(> .desk-hour)", PHONE, SLOWER),
]
HEADER = ("200 tables, 400 bookings", "frames while it scrolls", "opening", "scrolling", "a card", "a change")


async def measure(chromium: Browser, served: ServedDemo, look: Look) -> Sequence[str]:
    vera = await open_chat(chromium, served, VERA, VENUE, width=look.width)
    devtools = await vera.page.context.new_cdp_session(vera.page)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": look.slower})
    desk = await open_desk(vera, served, VERA, VENUE)
    await desk.frame.evaluate(OBSERVE)
    await show(desk, look.view)
    await desk.page.locator("[data-booking]").first.wait_for()

    async def open_card() -> None:
        await desk.page.locator("[data-booking]:visible").first.click()
        await desk.page.locator(".desk-aside [data-action=move]").wait_for()

    async def change() -> None:
        booking = await ask(served, ANNA, "POST", "bookings", {**WISH}, VENUE)
        await expect(desk.booking(booking["id"])).to_be_attached()
        await ask(served, ANNA, "POST", f"bookings/{booking['id']}/cancel", venue_id=VENUE)

    opening = await tasks(desk)
    frames = Times(await desk.frame.evaluate(SCROLL, look.scrolled))
    scrolling = await tasks(desk)
    await desk.frame.evaluate("selector => document.querySelector(selector).scrollTop = 0", look.scrolled)
    done = [await tasks(desk, each) for each in (open_card, change)]
    await vera.page.context.close()
    return look.name, str(frames), opening, scrolling, *done


async def tasks(desk: DeskScreen, action: Callable[[], Awaitable[None]] | None = None) -> str:
    """Do something; return the number of long tasks since the last time, and the longest one."""
    if action:
        await desk.frame.evaluate(TAKE)
        await action()
    await asyncio.sleep(0.5)
    found: list[float] = await desk.frame.evaluate(TAKE)
    return f"{len(found)}, {max(found):.0f} ms" if found else "none"


async def fill(database_url: str) -> None:
    """Book all tables twice today, from 13:00 on."""
    numbers = count(1)
    row = {"venue_id": VENUE, "status": "booked", "time_version": 1, "party_size": 2, "created_at": MONDAY}
    rows = [
        {**row, "id": number, "guest_id": number, "resource_id": f"t{table}", "starts_at": begin, "ends_at": end}
        for table in range(1, TABLES + 1)
        for hours in (1 + table % 4, 6 + table % 4)
        for number, begin, end in [(next(numbers), MONDAY + hours * HOUR, MONDAY + (hours + 2) * HOUR)]
    ]
    people = [
        {"id": each, "venue_id": VENUE, "telegram_id": 10_000 + each, "name": f"Гость {each}", "created_at": MONDAY}
        for each in range(1, BOOKINGS + 1)
    ]
    engine = create_engine(database_url)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(insert(guests), people)
        await connection.execute(insert(bookings), rows)
    await engine.dispose()


async def run(database_url: str) -> list[Sequence[str]]:
    async with served_demo(database_url) as served, running_chromium() as chromium:
        await fill(database_url)
        await served.user(ANNA, VENUE).write("/start")
        return [await measure(chromium, served, look) for look in LOOKS]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venues = Path(folder) / "venues"
        write_venues(venues)
        (venues / VENUE).mkdir()
        content = TOML + "".join(TABLE.format(number=number) for number in range(1, TABLES + 1))
        (venues / VENUE / "venue.toml").write_text(content, encoding="utf-8")
        for locale in ("ru", "en"):
            (venues / VENUE / f"texts.{locale}.ftl").write_text("", encoding="utf-8")
        os.environ["VENUES_DIR"] = str(venues)
        database_url = sqlite_url(Path(folder) / "desk.sqlite3")
        migrate_up(database_url)
        found = asyncio.run(run(database_url))
    lines = [HEADER, ("---",) * len(HEADER), *found]
    sys.stdout.write("".join(f"| {' | '.join(line)} |\n" for line in lines))


if __name__ == "__main__":
    main()
