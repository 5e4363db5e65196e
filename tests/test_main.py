"""The web process at start and at stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.methods import GetMe
from dishka import Provider, Scope
from pydantic import SecretStr
from tenacity import wait_none

from app.bot.venue_bots import VenueBot
from app.demo import BOTS, demo_settings
from app.one_process import create_app
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.runtime.settings import VenueSettings
from app.sandbox.sandbox import Sandbox, create_sandbox
from tests.databases import copy_of, opened
from tests.product import CLINIC, RESTAURANT, TOKENS, VERA, Product
from tests.sandbox.conftest import serve
from tests.services.workers import eventually


@dataclass(frozen=True)
class Deployment:
    """The sandbox with both bots, and a database. Web processes are started and stopped against them."""

    sandbox: Sandbox
    database_url: str

    @asynccontextmanager
    async def web(self, **tokens: str) -> AsyncIterator[None]:
        """A running web process that serves the venues whose tokens are given."""
        async with serve(self.sandbox.app) as address:
            settings = demo_settings(address, self.database_url)
            venues = {
                venue_id: VenueSettings(bot_token=SecretStr(token), admin_ids=[VERA])
                for venue_id, token in tokens.items()
            }
            changed = {"venues": venues, "telegram_api_url": f"{address}/api", "log_level": "ERROR"}
            overrides = Provider(scope=Scope.APP)
            overrides.provide(lambda: self.sandbox.clock, provides=Clock)
            app = create_app(settings.model_copy(update=changed), overrides)
            async with app.router.lifespan_context(app):
                yield

    def is_introduced(self, venue_id: str) -> bool:
        """Whether the bot has introduced itself. It sets its menu button last."""
        return bool(self.sandbox.telegram.bots[TOKENS[venue_id]].menu_buttons)


@pytest.fixture
async def deployment(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Deployment]:
    sandbox = create_sandbox(list(BOTS.values()))
    yield Deployment(sandbox, copy_of(sqlite_template, tmp_path))
    await sandbox.close()


async def test_a_bot_that_telegram_refuses_does_not_delay_the_other_venue(deployment: Deployment) -> None:
    async with deployment.web(**{RESTAURANT: "1001:no-longer-valid", CLINIC: TOKENS[CLINIC]}):
        await eventually(lambda: deployment.is_introduced(CLINIC))
    assert not deployment.is_introduced(RESTAURANT)


async def test_few_bots_are_introduced_at_once_and_a_refused_one_does_not_keep_its_turn(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a thousand venues at once would let guests wait for their answers."""
    running: set[str] = set()
    most = 0

    async def introduce_slowly(served: VenueBot, *_: object) -> None:
        nonlocal most
        running.add(served.venue.id)
        most = max(most, len(running))
        await asyncio.sleep(0)
        running.remove(served.venue.id)
        if served.venue.id == RESTAURANT:
            raise TelegramUnauthorizedError(GetMe(), "Unauthorized")
        introduced.add(served.venue.id)

    introduced: set[str] = set()
    monkeypatch.setattr("app.main.INTRODUCED_AT_ONCE", 1)
    monkeypatch.setattr("app.main.introduce", introduce_slowly)
    async with deployment.web(**TOKENS):
        await eventually(lambda: introduced == TOKENS.keys() - {RESTAURANT})
    assert most == 1


async def test_the_introduction_is_retried_after_the_time_that_telegram_asks_for(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.main.RETRY_PAUSES", wait_none())
    deployment.sandbox.api.faults.refuse("setWebhook", 429, "Too Many Requests", retry_after=1)
    async with deployment.web(**{RESTAURANT: TOKENS[RESTAURANT]}):
        await eventually(lambda: deployment.is_introduced(RESTAURANT))
    refused, accepted = deployment.sandbox.api.calls_of("setWebhook")
    assert accepted.at - refused.at >= timedelta(seconds=1)


async def test_updates_of_guests_that_wait_during_a_deployment_are_kept(product: Product) -> None:
    calls = product.sandbox.api.calls_of("setWebhook")
    assert {call.token for call in calls} == set(TOKENS.values())
    assert not any(call.parameters.get("drop_pending_updates") for call in calls)


async def test_the_admin_is_notified_when_the_only_process_stops(deployment: Deployment) -> None:
    vera = deployment.sandbox.user(VERA, TOKENS[RESTAURANT])
    vera.chat.started = True
    async with deployment.web(**{RESTAURANT: TOKENS[RESTAURANT]}):
        await eventually(lambda: any("бот работает" in message.text for message in vera.messages))
        deployment.sandbox.clock.advance(timedelta(seconds=2))  # a chat may receive one message a second
    assert "бот остановлен" in vera.last.text


async def test_days_of_a_venue_that_have_passed_are_logged(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = MagicMock()
    monkeypatch.setattr("app.main.log", log)
    deployment.sandbox.clock.advance(timedelta(days=1000))
    async with deployment.web(**{RESTAURANT: TOKENS[RESTAURANT]}):
        pass
    logged = [call.kwargs for call in log.warning.call_args_list if call.args == ("days of venue.toml have passed",)]
    assert {"venue": RESTAURANT, "key": "closures.dates", "last": "2027-01-01"} in logged


async def test_the_heartbeat_does_not_register_a_stopped_process_again(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def push_slowly(*_: object) -> None:
        await asyncio.sleep(0.2)

    monkeypatch.setattr("app.main.HEARTBEAT", timedelta(0))
    monkeypatch.setattr(TaskQueue, "push", push_slowly)
    async with deployment.web(**{RESTAURANT: TOKENS[RESTAURANT]}):
        await eventually(lambda: deployment.is_introduced(RESTAURANT))
    async with opened(deployment.database_url) as database, database.read() as tx:
        assert await tx.service_processes.count(RESTAURANT) == 0
