"""Fixtures of the browser tests: one Chromium for all of them, and a demo of its own for each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.chat_screen import NO_TIME_LIMITS, TIMEOUT_MS, WIDE, ChatScreen, open_chat
from tests.browser.chromium import find_chromium, running_chromium
from tests.browser.other_venues import write_venues
from tests.browser.served_demo import ServedDemo, served_demo
from tests.databases import copy_of
from tests.product import RESTAURANT
from tests.services.fixtures import lack

HERE = Path(__file__).parent
OpenChat = Callable[..., Awaitable[ChatScreen]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The browser is shared by all tests, so they must share the event loop that it is used from.
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if find_chromium() is None:
        lack("Chromium is not installed")
    expect.set_options(timeout=TIMEOUT_MS)
    async with running_chromium() as chromium:
        yield chromium


@pytest.fixture
def other_venues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the demo serve the barbers and the hall, too."""
    write_venues(tmp_path / "venues")
    monkeypatch.setenv("VENUES_DIR", str(tmp_path / "venues"))


@pytest_asyncio.fixture(loop_scope="session")
async def served(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[ServedDemo]:
    """The demo on a Monday at noon, with nothing booked yet."""
    async with served_demo(copy_of(sqlite_template, tmp_path)) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, served: ServedDemo) -> AsyncIterator[OpenChat]:
    """A function that opens the chat page for a person. The test fails if the browser's console has an error."""
    screens: list[ChatScreen] = []

    async def open_page(
        person_id: int, venue_id: str = RESTAURANT, *, language: str = "ru", width: int = WIDE
    ) -> ChatScreen:
        screen = await open_chat(
            browser, served, person_id, venue_id, language=language, width=width, script=NO_TIME_LIMITS
        )
        screens.append(screen)
        return screen

    yield open_page
    for screen in screens:
        await screen.page.context.close()
    assert [error for screen in screens for error in screen.errors] == []
