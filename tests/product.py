"""The whole product in one process, with the sandbox for Telegram: what `make demo` starts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from aiogram import Bot
from dishka import AsyncContainer
from sqlalchemy import func, select, union_all

from app.database.tables import bookings, notifications, waits
from app.demo import BOTS, Demo, DemoServer, demo_settings, listen
from app.domain.bookings import LIVE
from app.domain.messages.notifications import UNSENT
from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock, advance_in_steps
from app.sandbox.sandbox import Sandbox
from app.texts.translator import Words
from tests.databases import OpenDatabase, copy_of, opened
from tests.direct_calls import answering, call_directly

RESTAURANT, CLINIC, BARBERS = "binary_bites", "zdorovie_plus", "strizh"
TOKENS = {venue_id: card.token for venue_id, card in BOTS.items()}
ANNA, BEN, MARIA, OLIVIA, VERA = range(101, 106)
"""Anna and Maria read Russian, Ben and Olivia English. Olivia is of the staff of the clinic and of the barber's shop,
Vera runs all venues."""
SECOND = timedelta(seconds=1)
A_FEW_SECONDS = 6 * SECOND
"""In which a message arrives that a chat's limits hold back."""
PATIENCE = 60.0
"""Seconds that a push may take before it counts as failed."""
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Noon in Moscow, where the venues are."""


@dataclass(frozen=True)
class Product:
    """The running product: tests act in its chats and move its clock."""

    demo: Demo
    address: str
    database_url: str

    @property
    def sandbox(self) -> Sandbox:
        return self.demo.sandbox

    @property
    def clock(self) -> MovableClock:
        return self.demo.clock

    @property
    def container(self) -> AsyncContainer:
        return self.demo.container

    def person(self, telegram_id: int, venue_id: str = RESTAURANT) -> ChatUser:
        """A user in the chat with the venue's bot."""
        return self.sandbox.user(telegram_id, TOKENS[venue_id])

    async def advance(self, step: timedelta) -> None:
        """Advance the clock by `step` in small steps, and deliver what falls due at each.

        A few seconds are walked one by one: what Telegram's limits hold back comes back a second later.
        """
        target = self.clock.now() + step
        if step > A_FEW_SECONDS:
            await self._advance_to(target)
            return
        while self.clock.now() + SECOND < target:
            await advance_in_steps(self.clock, self.clock.now() + SECOND, self.demo.catch_up)
        await advance_in_steps(self.clock, target, self.demo.catch_up)

    async def _advance_to(self, target: datetime) -> None:
        """As `advance_in_steps`, without the work of the steps at which nothing can be due: most of a day's 144."""
        async with opened(self.database_url) as database:
            due_at = await next_due(database)

            async def catch_up() -> None:
                nonlocal due_at
                if self.clock.now() == target or (due_at and due_at <= self.clock.now()):
                    await self.demo.catch_up()
                    due_at = await next_due(database)

            await advance_in_steps(self.clock, target, catch_up)

    async def settle(self) -> None:
        """Wait until every message that was pushed is delivered."""
        await self.demo.settle()


async def next_due(database: OpenDatabase) -> datetime | None:
    """When the scheduler has something to do next, which may be past; None if never.

    It delivers messages, and completes bookings. While a guest waits in line it looks for places again and again.
    """
    messages = select(notifications.c.due_at.label("at")).where(notifications.c.status.in_(list(UNSENT)))
    ends = select(bookings.c.ends_at.label("at")).where(bookings.c.status.in_(list(LIVE)))
    of_list = select(waits.c.joined_at.label("at")).where(waits.c.ended_at.is_(None))
    [row] = await database.rows(select(func.min(union_all(messages, ends, of_list).subquery().c.at).label("next")))
    found: datetime | None = row["next"]
    return found


@pytest.fixture
def without_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run without a scheduler: only what is pushed at once is delivered."""
    _replace_scheduler(monkeypatch)


@pytest.fixture
async def product(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Product]:
    """The product on a free port, on a Monday at noon, with a database for this test."""
    prepare(monkeypatch)
    async with running(copy_of(sqlite_template, tmp_path)) as product:
        yield product


def prepare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adapt the product to a clock that stands still until it is moved, and to many runs in one process."""
    # aiogram-dialog draws random ids: two dialogs that open in one second, as in tests, may get the same one.
    monkeypatch.setattr("aiogram_dialog.api.entities.stack.new_int_id", partial(next, count(1)))
    # On a machine under load this process may stand still for a second, which is no outage of the queue.
    monkeypatch.setattr("app.queue.task_queue.PUSH_TIMEOUT", PATIENCE)
    # The clock stands still, so all presses of a test would be those of one minute.
    monkeypatch.setattr("app.bot.update_limit.UPDATES", 1_000_000)
    # Tests move the clock themselves, so the scheduler, which works once a second, is replaced.
    _replace_scheduler(monkeypatch)
    # What a bot is called and does: dozens of calls that no test of a chat looks at.
    monkeypatch.setattr("app.bot.introduction._describe", _describe_nothing)
    call_directly(monkeypatch)


@asynccontextmanager
async def running(database_url: str, now: datetime | None = None, **settings: object) -> AsyncIterator[Product]:
    """Start the product with some settings changed, in a test that uses the fixture `product`.

    `now` is given for a restart: then guests and admins of the database have started their chats before.
    """
    with listen(0) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        changed = demo_settings(address, database_url).model_copy(update={"log_level": "WARNING", **settings})
        demo = Demo(changed, MovableClock(now or MONDAY, frozen=True))
        if now:
            await demo.remember_chats()
        server = DemoServer(demo)
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        with answering(address, demo):
            await server.startup([listening])
            try:
                await _until_introduced(demo.sandbox)
                if not now:
                    await _until_announced(demo)
                yield Product(demo, address, database_url)
            finally:
                await server.shutdown([listening])


def _replace_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.one_process.run_scheduler", _do_nothing)


async def _do_nothing(_container: AsyncContainer) -> None:
    """A scheduler that does nothing."""


async def _describe_nothing(_bot: Bot, _words: Words, _name: str, _tag: str | None) -> None:
    """A bot whose name and descriptions stay as they are."""


async def _until_announced(demo: Demo) -> None:
    """Wait until each bot has told its admin that it works: later, it would delay what a test expects at once."""
    bots = demo.sandbox.telegram.bots
    async with asyncio.timeout(120):
        while len(demo.sandbox.api.calls_of("sendMessage")) < len(bots):  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.01)
    await demo.settle()


async def _until_introduced(sandbox: Sandbox) -> None:
    """Wait until each bot is set up in Telegram; the menu button comes last."""
    async with asyncio.timeout(120):
        while not all(bot.menu_buttons for bot in sandbox.telegram.bots.values()):  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.01)
