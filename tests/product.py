"""The whole product in one process, with the sandbox for Telegram, over real HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from dishka import AsyncContainer, Provider, Scope
from pydantic import SecretStr
from taskiq import AsyncBroker, InMemoryBroker

from app.clock import Clock
from app.main import create_app
from app.queue import TaskQueue
from app.sandbox.clock import MovableClock, wind
from app.sandbox.person import Hand
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox
from app.settings import MEMORY, Settings, VenueSettings
from app.usecases.claim_due import ClaimDue
from tests.databases import copy_of

RESTAURANT, CLINIC = "binary_bites", "zdorovie_plus"
TOKENS = {RESTAURANT: "7001:restaurant", CLINIC: "7002:clinic"}
ANNA, BEN, MARIA, OLIVIA, VERA = range(101, 106)
"""Anna and Maria read Russian, Ben and Olivia English. Vera runs both venues."""
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Noon in Moscow, where both venues are."""


@dataclass(frozen=True)
class Product:
    """What tests do with the product: speak to it as people, and let time pass."""

    sandbox: Sandbox
    clock: MovableClock
    container: AsyncContainer
    address: str

    def person(self, telegram_id: int, venue_id: str = RESTAURANT) -> Hand:
        """Somebody in the chat with the venue's bot."""
        return self.sandbox.hand(telegram_id, TOKENS[venue_id])

    async def advance(self, step: timedelta) -> None:
        """Let time pass; what falls due on the way is delivered on the way."""
        await wind(self.clock, self.clock.now() + step, self.deliver_due)

    async def deliver_due(self) -> None:
        """Deliver all that is due now, as scheduler and worker do."""
        claim_due, queue = await self.container.get(ClaimDue), await self.container.get(TaskQueue)
        await self.settle()
        while claimed := await claim_due():
            await queue.push(claimed)
            await self.settle()

    async def settle(self) -> None:
        """Wait until every message that was pushed is delivered."""
        broker = await self.container.get(AsyncBroker)
        assert isinstance(broker, InMemoryBroker)
        await broker.wait_all()


class MovedClock(Provider):
    """The clock of the sandbox instead of the machine's."""

    def __init__(self, clock: MovableClock) -> None:
        super().__init__(scope=Scope.APP)
        self.provide(lambda: clock, provides=Clock)


@pytest.fixture
async def product(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Product]:
    """Served on a free port, on a Monday at noon, with a database of the test's own."""
    # Tests let time pass themselves, and want no second scheduler that does it once a second.
    monkeypatch.setattr("scheduler.main.run_in_process", _stand_still)
    clock = MovableClock(MONDAY, frozen=True)
    sandbox = create_sandbox([BotCard(token, f"{venue}_bot", venue) for venue, token in TOKENS.items()], clock=clock)
    with _listening_socket() as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(_settings(address, copy_of(sqlite_template, tmp_path)), None, MovedClock(clock))
        app.mount("/sandbox", sandbox.app)
        server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_config=None))
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup(sockets=[listening])
        await _until_introduced(sandbox)
        yield Product(sandbox, clock, app.state.container, address)
        await server.shutdown(sockets=[listening])
        await sandbox.close()


def _listening_socket() -> socket.socket:
    # asyncio spares TCP its 40 ms of waiting for more only where the socket says that it is TCP.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


def _settings(address: str, database_url: str) -> Settings:
    return Settings(
        _env_file=None,
        venues={venue: VenueSettings(bot_token=SecretStr(token), admin_ids=[VERA]) for venue, token in TOKENS.items()},
        public_url=address,
        telegram_api_url=f"{address}/sandbox/api",
        database_url=SecretStr(database_url),
        rabbitmq_url=SecretStr(MEMORY),
        redis_url=SecretStr(MEMORY),
        log_level="WARNING",
    )


async def _stand_still(_container: AsyncContainer) -> None:
    """A scheduler that does nothing."""


async def _until_introduced(sandbox: Sandbox) -> None:
    """Wait until each bot has said all it says at start; the menu button comes last."""
    async with asyncio.timeout(10):
        while not all(bot.menu_buttons for bot in sandbox.telegram.bots.values()):  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.01)
