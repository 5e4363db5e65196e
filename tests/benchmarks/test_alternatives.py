"""The alternatives of the benchmarks replace names that the product still has, and do the same work."""

import asyncio
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from unittest.mock import Mock, patch

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import create_engine, text
from taskiq import TaskiqMessage

from app.bot import updates
from app.bot.bot_session import BotSession
from app.catalogue.loader import load_venues
from app.domain.messages.letters import Letter
from app.queue import DELIVER_NOTIFICATION, RabbitMQBroker
from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock
from app.sandbox.model import Webhook
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.messages.delivery.gate import Gate
from app.usecases.messages.delivery.shared_transactions import SharedTransactions
from tests.benchmarks import lateness, pipeline
from tests.benchmarks.alternative_pipelines import REQUIREMENTS, install
from tests.benchmarks.alternatives import tutorial_bot, web_variants
from tests.benchmarks.deployment import ROOT, TOKENS
from tests.benchmarks.passes import fill_ledger
from tests.benchmarks.table import NotMeasured
from tests.benchmarks.telegram_stub import Calls
from tests.databases import copy_of, opened
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
        app = tutorial_bot.create_memory_app()
        async with app.router.lifespan_context(app), serve(app) as tutorial:
            sandbox.telegram.bots[token].webhook = Webhook(f"{tutorial}/webhook")
            theirs = await _start_twice(sandbox.user(ANNA, token), sandbox)
        await sandbox.close()

    assert theirs == ours


async def test_the_reminders_of_the_pipeline_are_due_at_once_and_may_be_sent(
    sqlite_template: Path, tmp_path: Path
) -> None:
    url, due_at = copy_of(sqlite_template, tmp_path), datetime.now(UTC) + timedelta(seconds=10)
    venues = load_venues(ROOT / "data/venues")

    await pipeline.plan_reminders(url, {"binary_bites": venues["binary_bites"]}, 30, due_at)

    clock = MovableClock(due_at, frozen=True)
    async with opened(url) as database:
        claimed = await ClaimDue(database, clock)()
        async with database.write() as tx:
            reminders = [await tx.ledger.claim_for_sending(each.id, due_at) for each in claimed]
        gate = Gate(database, SharedTransactions(database, clock), venues, clock)
        checked = [await gate(each) for each in reminders if each]
    assert len(checked) == 30
    assert all(isinstance(each, Letter) for each in checked)


async def test_the_stub_answers_like_the_bot_api_and_keeps_what_was_sent() -> None:
    calls = Calls()
    async with await asyncio.start_server(calls.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with BotSession(api=TelegramAPIServer.from_base(f"http://127.0.0.1:{port}")) as session:
            bot = Bot("1:token", session=session)
            sent = await bot.send_message(ANNA, "Ждём вас завтра")
            assert await bot.delete_message(ANNA, sent.message_id)

    assert (sent.chat.id, sent.text) == (ANNA, "Ждём вас завтра")
    assert [chat_id for chat_id, _ in calls.sent] == [ANNA]
    assert calls.counts == {"sendMessage": 1, "deleteMessage": 1}


async def test_the_ledger_is_filled_with_messages_that_are_due_at_equal_intervals(database_url: str) -> None:
    start, step = datetime(2027, 1, 1, 12, 30, tzinfo=UTC), timedelta(milliseconds=5)

    async with lateness.opened_for_filling(database_url) as engine:
        await fill_ledger(engine, 2, start, timedelta(seconds=1))
        await fill_ledger(engine, 3, start, step)
        due_times = await lateness.due_times(engine, pending=2)

    assert list(due_times.values()) == [(start + number * step).timestamp() for number in (1, 2, 3)]


async def test_what_the_scheduler_publishes_is_noted_once_and_settled(database_url: str) -> None:
    task = TaskiqMessage(task_id="1", task_name=DELIVER_NOTIFICATION, labels={}, args=[1], kwargs={})
    published = Mock(body=RabbitMQBroker("amqp://").formatter.dumps(task).message)
    async with lateness.opened_for_filling(database_url) as engine:
        await fill_ledger(engine, 2, datetime.now(UTC), timedelta(seconds=1))
        consumer = lateness.Consumer(engine)
        for _ in range(2):
            await consumer.take(published)
        await consumer.settle()

        async with engine.connect() as connection:
            statuses = (await connection.execute(text("SELECT status FROM notifications ORDER BY id"))).scalars().all()
    assert list(consumer.published) == [1]
    assert statuses == ["sent", "pending"]


def test_packages_that_the_product_has_too_are_those_of_the_product() -> None:
    pinned = dict(line.split("==") for line in REQUIREMENTS.read_text().splitlines() if "==" in line)
    ours = {name: version(name) for name in ("aio-pika", "redis", "sqlalchemy", "taskiq", "taskiq-aio-pika", "uvloop")}

    assert {name: pinned[name] for name in ours} == ours


def test_a_row_says_why_an_alternative_could_not_be_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refused = subprocess.CalledProcessError(1, "pip", stderr="looking ...\nno network\n")
    monkeypatch.setattr("tests.benchmarks.alternative_pipelines.ENVIRONMENT", tmp_path)
    monkeypatch.setattr("subprocess.run", Mock(side_effect=refused))

    assert str(NotMeasured(install())) == "!!! NOT MEASURED: no network"


async def _start_twice(guest: ChatUser, sandbox: Sandbox) -> tuple[list[str], str, list[list[str]]]:
    """The calls that answer the second `/start`, and the text and the buttons of the menu."""
    await guest.write("/start")
    before = len(sandbox.api.calls)
    await guest.write("/start")
    buttons = [[button["text"] for button in row] for row in guest.last.inline_keyboard]
    return sorted(call.method for call in sandbox.api.calls[before:]), guest.last.text, buttons
