"""The alternatives of the benchmarks replace names that the product still has, and do the same work."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import create_engine, text

from app.bot import updates
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Webhook
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox
from tests.benchmarks.alternatives import tutorial_bot, web_variants
from tests.benchmarks.deployment import TOKENS
from tests.product import ANNA, Product
from tests.sandbox.conftest import serve


@pytest.fixture
def no_web_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("app.main.create_app", FastAPI)
    yield
    patch.stopall()


@pytest.mark.usefixtures("no_web_process")
def test_the_stock_app_parses_updates_from_python_objects() -> None:
    assert web_variants.create_stock_app()
    assert vars(updates)["Update"] is web_variants.StockUpdate


@pytest.mark.usefixtures("no_web_process")
def test_the_polling_app_can_be_made() -> None:
    assert web_variants.create_polling_app()


@pytest.mark.usefixtures("no_web_process")
async def test_the_counting_app_tells_how_often_the_database_was_asked() -> None:
    app = web_variants.create_counting_app()
    with create_engine("sqlite://").begin() as connection:
        connection.execute(text("SELECT 1"))

    async with AsyncClient(transport=ASGITransport(app), base_url="http://bench") as client:
        assert (await client.get(web_variants.COUNTS_PATH)).json() == {"transactions": 1, "statements": 1}


async def test_the_tutorial_bot_sends_the_same_menu_with_the_same_calls(
    product: Product, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index.html").touch()
    monkeypatch.setattr("app.runtime.mini_app.DIST", tmp_path)
    ours = await _start_twice(product.person(ANNA), product.sandbox)

    sandbox = create_sandbox([BotCard(token := TOKENS["binary_bites"], "tutorial_bot", "Tutorial")])
    async with serve(sandbox.app) as telegram:
        monkeypatch.setenv("TELEGRAM_API_URL", f"{telegram}/api")
        async with serve(tutorial_bot.create_memory_app()) as tutorial:
            sandbox.telegram.bots[token].webhook = Webhook(f"{tutorial}/webhook")
            theirs = await _start_twice(sandbox.user(ANNA, token), sandbox)
        await sandbox.close()

    assert theirs == ours


async def _start_twice(guest: ChatUser, sandbox: Sandbox) -> tuple[list[str], str, list[list[str]]]:
    """The calls that answer the second `/start`, and the text and the buttons of the menu."""
    await guest.write("/start")
    before = len(sandbox.api.calls)
    await guest.write("/start")
    buttons = [[button["text"] for button in row] for row in guest.last.inline_keyboard]
    return sorted(call.method for call in sandbox.api.calls[before:]), guest.last.text, buttons
