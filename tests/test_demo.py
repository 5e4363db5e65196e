"""The demo: bookings of guests whom nobody plays, chats that outlive the process, and a new beginning."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from aiohttp import TCPConnector

from app.database.migrate import migrate_up
from app.database.transaction import Database
from app.demo import BOTS, DemoServer, forget, listen, serve
from app.demo_bookings import BOOKINGS_A_DAY, REGULARS
from app.domain.access import Admin
from app.domain.venues import Venues
from app.sandbox.sandbox import PEOPLE
from app.usecases.desk.list_day import ListDay, PartOfDay
from tests.databases import copy_of, outside_the_loop, sqlite_url
from tests.product import A_FEW_SECONDS, ANNA, CLINIC, MONDAY, RESTAURANT, VERA, Product, running

PAGE = "/sandbox/page"
DAY = timedelta(days=1)


@pytest.mark.parametrize("venue_id", BOTS)
async def test_the_desk_of_an_empty_demo_gets_bookings_for_today_and_the_coming_days(
    product: Product, venue_id: str
) -> None:
    assert await product.demo.add_regulars()
    await product.settle()

    list_day = await product.container.get(ListDay)
    venue = (await product.container.get(Venues))[venue_id]
    for number, wanted in enumerate(BOOKINGS_A_DAY):
        found = await list_day(Admin(venue, VERA), (MONDAY + timedelta(days=number)).date())
        assert wanted / 2 < sum(len(found.of(part)) for part in PartOfDay) <= wanted
    # The admin is not told of each of them.
    assert not any(message.text.startswith("🆕") for message in product.person(VERA, venue_id).messages)


async def test_regulars_of_the_clinic_come_for_ordinary_visits_and_for_services(product: Product) -> None:
    await product.demo.add_regulars()

    list_day = await product.container.get(ListDay)
    venue = (await product.container.get(Venues))[CLINIC]
    booked = [await list_day(Admin(venue, VERA), MONDAY.date() + number * DAY) for number in range(len(BOOKINGS_A_DAY))]
    services = {booking.service_id for of_day in booked for part in PartOfDay for booking, _ in of_day.of(part)}
    assert None in services
    assert services & venue.services.keys()


async def test_admins_read_that_the_demo_stops_before_it_has_stopped(
    product: Product, sqlite_template: Path, tmp_path: Path
) -> None:
    async with running(copy_of(sqlite_template, tmp_path)) as stopped:
        vera = stopped.person(VERA)
        await vera.write("/start")
        await stopped.advance(A_FEW_SECONDS)
        assert "остановлен" not in vera.last.text
    assert "остановлен" in vera.last.text


@pytest.mark.parametrize("path", ["/", "/sandbox"])
async def test_short_addresses_lead_to_the_chat_page(product: Product, path: str) -> None:
    async with httpx.AsyncClient(base_url=product.address, follow_redirects=True, timeout=60) as http:
        answer = await http.get(path)
    assert (answer.status_code, answer.url.path) == (200, "/sandbox/")


async def test_bookings_are_added_only_to_an_empty_database(product: Product) -> None:
    await product.person(ANNA).write("/start")

    assert not await product.demo.add_regulars()

    database = await product.container.get(Database)
    async with database.read() as tx:
        (guest,) = await tx.guests.newest(RESTAURANT, limit=10)
    assert guest.telegram_id == ANNA


async def test_guests_whom_nobody_plays_get_their_messages_and_are_not_on_the_page(product: Product) -> None:
    await product.demo.add_regulars()
    await product.settle()

    chats = [chat for chat in product.sandbox.telegram.chats.values() if chat.person in REGULARS]
    assert any(chat.messages for chat in chats)
    shown = await chats_of_the_page(product.address)
    assert {person_id for _, person_id in shown} == {person.id for person in PEOPLE}


async def test_chats_and_bookings_outlive_the_process_until_the_demo_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.demo.DATABASE", tmp_path / "demo.sqlite3")
    monkeypatch.setattr("app.demo.CHATS", tmp_path / "demo.sqlite3.chats")
    chat = (1001, ANNA)

    async with Run(tmp_path) as run:
        await run.post("/clock", {"minutes": 60 * 24})
        await run.post("/chats/1001/101/messages", {"text": "/start"})
        before = (await chats_of_the_page(run.address))[chat]
    assert "/start" in before

    async with Run(tmp_path) as run:
        after = (await chats_of_the_page(run.address))[chat]
        # The clock stays ahead, as do the messages in the database.
        assert await run.minutes_ahead() > 60 * 23
    assert "/start" in after

    forget()
    async with Run(tmp_path) as run:
        assert "/start" not in (await chats_of_the_page(run.address))[chat]
        assert await run.minutes_ahead() < 60


async def test_a_venue_that_is_added_appears_beside_the_kept_chats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.demo.DATABASE", tmp_path / "demo.sqlite3")
    monkeypatch.setattr("app.demo.CHATS", tmp_path / "demo.sqlite3.chats")
    monkeypatch.setenv("VENUES_DIR", str(shutil.copytree("data/venues", tmp_path / "venues")))
    async with Run(tmp_path) as run:
        await run.post("/chats/1001/101/messages", {"text": "/start"})

    shutil.copytree("data/venues/binary_bites", tmp_path / "venues/a_new_one")
    async with Run(tmp_path) as run:
        shown = await chats_of_the_page(run.address, len(BOTS) + 1)
        assert "/start" in shown[1001, ANNA]
        [new] = {bot_id for bot_id, _ in shown} - {int(card.token.partition(":")[0]) for card in BOTS.values()}
        await run.post(f"/chats/{new}/{ANNA}/messages", {"text": "/start"})
        async for name, data in page_events(run.address):
            if name == "chat" and (data["bot_id"], data["person_id"]) == (new, ANNA):
                texts = [message.get("text", "") for message in data["messages"]]
                if any("Здравствуйте" in text for text in texts):
                    break


async def test_addresses_that_a_header_names_are_not_believed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No proxy stands before the demo."""
    monkeypatch.setattr("app.api.callers.READS", 3)
    path = f"{product.address}/api/v1/venues/{RESTAURANT}/specialties"
    async with httpx.AsyncClient(timeout=60) as http:
        answers = [await http.get(path, headers={"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]


class Run:
    """The demo in the test's own event loop. It ends as when the page asks to begin anew."""

    def __init__(self, folder: Path) -> None:
        self._database_url = sqlite_url(folder / "demo.sqlite3")
        self._tasks = asyncio.TaskGroup()
        self.address = ""

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(outside_the_loop, migrate_up, self._database_url)
        listening = listen(0)
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        await self._tasks.__aenter__()
        self._serving = self._tasks.create_task(serve(listening, self.address, self._database_url))
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.post("/reset", {})
        await self._tasks.__aexit__(None, None, None)
        assert self._serving.result()

    async def post(self, path: str, body: dict[str, object]) -> None:
        async with httpx.AsyncClient(timeout=None) as http:  # noqa: S113  pytest has a limit
            answer = await http.post(f"{self.address}{PAGE}{path}", json=body)
        assert answer.status_code == 204, answer.text

    async def minutes_ahead(self) -> float:
        """By how much the sandbox's clock is ahead of this machine's."""
        async for name, data in page_events(self.address):
            if name == "sandbox":
                return float(data["now"] / 1000 - _now()) / 60
        raise AssertionError("the stream has ended")


def _now() -> float:
    return datetime.now(UTC).timestamp()


async def chats_of_the_page(address: str, bots: int = len(BOTS)) -> dict[tuple[int, int], list[str]]:
    """The texts of all chats that a page gets when it is opened, by the ids of bot and person."""
    chats: dict[tuple[int, int], list[str]] = {}
    async for name, data in page_events(address):
        if name == "chat":
            texts = [message.get("text", "") for message in data["messages"]]
            chats[data["bot_id"], data["person_id"]] = texts
        if len(chats) == bots * len(PEOPLE):
            break
    return chats


async def page_events(address: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The events of a page's stream, each with its name and its data."""
    async with httpx.AsyncClient(timeout=None) as http, http.stream("GET", f"{address}{PAGE}/events") as stream:  # noqa: S113
        name = ""
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


async def test_the_demo_closes_no_connection_that_its_bots_may_still_use(product: Product) -> None:
    """They call the sandbox through the demo's own server: a call on a connection that is being closed is lost."""
    async with TCPConnector() as of_bots:
        assert DemoServer(product.demo).config.timeout_keep_alive > (of_bots._keepalive_timeout or 0)
