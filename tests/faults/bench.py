"""One run: guests book, first in calm, then while troubles befall the product, until all that was owed is settled."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import httpx
from sqlalchemy import func, select, update

from app.catalogue.loader import load_venues
from app.database.errors import is_connection_error
from app.database.tables import notifications
from app.database.transaction import Database
from app.domain.messages.notifications import UNSENT
from app.domain.venues import Venue
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox
from tests.databases import opened
from tests.faults.guests import Venture
from tests.faults.history import History
from tests.faults.letters import booking_of, kind_of
from tests.faults.troubles import Troubles
from tests.sandbox.conftest import serve
from tests.services.deployment import ROOT, Deployment, sleep_briefly
from tests.services.instances import PostgreSQL, RabbitMQ, Redis
from tests.services.lag import watch_lag

TOKENS = {f"bites_{number}": f"{9001 + number}:fault-bench" for number in range(6)}
"""Telegram lets a bot say one thing a second to an admin: with several venues alerts do not wait for each other."""
ADMIN = 101
AT_ONCE = 20
"""Guests at most."""
EVERY = 0.5
"""Seconds from guest to guest."""
IN_CALM = 0.2
"""The share of the guests who come before the first trouble."""
SETTLED_WITHIN = 180.0
"""Seconds: the longest lease, and some."""
STALL = 0.4
"""Seconds by which a nap is late on a machine that stands still, instead of being busy."""
USEFUL, HARDLY_USEFUL = timedelta(minutes=5), timedelta(seconds=4)
"""For how long what falls due is of use. One in ten may be missed."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the product runs on. Without PostgreSQL the database is a file of SQLite."""

    rabbitmq: RabbitMQ
    redis: Redis
    postgresql: PostgreSQL | None


async def run(guests: int, seed: int, database_url: str, services: Services, history: History) -> None:
    """Raises `TimeoutError` when something due is still owed long after the last trouble."""
    async with _deployed(database_url, services) as (deployment, venues):
        chance = Random(seed)  # noqa: S311  it must be repeatable
        troubles = Troubles(deployment, services.rabbitmq, services.redis, services.postgresql, history, chance)
        await troubles.start_fleet()
        enough, over = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(
                watch_lag(_nothing, STALL, lambda seconds: history.note("stalled", seconds=seconds), over)
            )
            group.create_task(_let_time_pass(deployment.database, over, chance))
            calm = round(guests * IN_CALM)
            await _welcome(range(calm), seed, deployment, venues, history)
            trouble = group.create_task(troubles.make(enough))
            await _welcome(range(calm, guests), seed, deployment, venues, history)
            enough.set()
            await trouble
            await _until_settled(deployment.database)
            over.set()
        await _until_settled(deployment.database)
        history.note("stopped", exit_codes=await troubles.stop_fleet())
        _note_sent(deployment.sandbox, history)


async def _nothing() -> None:
    """A stall is what the machine does to whoever asks nothing of it."""


async def _welcome(
    numbers: Iterable[int], seed: int, deployment: Deployment, venues: Mapping[str, Venue], history: History
) -> None:
    """Let guests come, a few at once, until all of them have left."""
    places = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=deployment.address, timeout=30) as http, asyncio.TaskGroup() as group:
        for number in numbers:
            await asyncio.sleep(EVERY)
            await places.acquire()
            venue = venues[f"bites_{number % len(TOKENS)}"]
            person = deployment.sandbox.add_person(f"Guest{number}")
            user = deployment.sandbox.user(person.id, TOKENS[venue.id])
            chance = Random(f"{seed}/{number}")  # noqa: S311
            coming = group.create_task(Venture(number, user, http, venue, history, chance).live())
            coming.add_done_callback(lambda _: places.release())


async def _let_time_pass(database: Database, over: asyncio.Event, chance: Random) -> None:
    """Make a reminder and a follow-up of each booking fall due within seconds instead of days."""
    while not over.is_set():
        try:
            await _make_some_due(database, chance)
        except Exception as error:
            if not is_connection_error(error):
                raise
        await asyncio.sleep(0.5)


async def _make_some_due(database: Database, chance: Random) -> None:
    now = datetime.now(UTC)
    is_far = (notifications.c.status == "pending") & (notifications.c.due_at > now + timedelta(hours=1))
    far = select(notifications.c.id).where(is_far, notifications.c.variant.in_(["24h", "review"])).limit(3)
    async with database.write() as tx:
        connection = tx.ledger._connection
        for notification_id in (await connection.execute(far.order_by(func.random()))).scalars().all():
            due_at = now + timedelta(seconds=chance.uniform(1, 6))
            expires_at = due_at + (HARDLY_USEFUL if chance.random() < 0.1 else USEFUL)
            times = {"planned_for": due_at, "due_at": due_at, "expires_at": expires_at}
            await connection.execute(update(notifications).where(notifications.c.id == notification_id).values(**times))


async def _until_settled(database: Database) -> None:
    async with asyncio.timeout(SETTLED_WITHIN):
        while await _count_owed(database):  # noqa: ASYNC110  other processes set no events
            await asyncio.sleep(1)


async def _count_owed(database: Database) -> int:
    """What is due, or will be within seconds, and not settled."""
    soon = notifications.c.due_at <= datetime.now(UTC) + timedelta(minutes=1)
    owed = select(func.count()).where(notifications.c.status.in_(list(UNSENT)), soon)
    async with database.read() as tx:
        return (await tx.ledger._connection.execute(owed)).scalar_one()


def _note_sent(sandbox: Sandbox, history: History) -> None:
    """Every notification that Telegram took, each time it took it."""
    venues = {token: venue for venue, token in TOKENS.items()}
    for call in sandbox.api.calls_of("sendMessage"):
        kind = kind_of(call.parameters["text"])
        if call.ok and kind:
            booking = booking_of(call.parameters.get("reply_markup"))
            chat = int(call.parameters["chat_id"])
            history.note("sent", at=call.at, venue=venues[call.token], chat=chat, kind=kind, booking=booking)


@asynccontextmanager
async def _deployed(database_url: str, services: Services) -> AsyncIterator[tuple[Deployment, Mapping[str, Venue]]]:
    """Copies of the restaurant, each with a bot of its own and the same admin. No process runs yet."""
    sandbox = create_sandbox([BotCard(token, f"{venue}_bot", venue) for venue, token in TOKENS.items()], people=[])
    sandbox.api.webhook_sender._sleep = sleep_briefly
    with TemporaryDirectory(prefix="bronya-faults-") as folder:
        venues_dir = Path(folder) / "venues"
        for venue in TOKENS:
            shutil.copytree(ROOT / "data/venues/binary_bites", venues_dir / venue)
        async with serve(sandbox.app) as address, opened(database_url) as database:
            settings = _settings(address, database_url, services) | {"VENUES_DIR": str(venues_dir)}
            deployment = Deployment(sandbox, database, settings, Path(folder))
            _seat_admin(sandbox)
            try:
                yield deployment, load_venues(venues_dir)
            finally:
                deployment.kill_all()
                await sandbox.close()


def _seat_admin(sandbox: Sandbox) -> None:
    admin = sandbox.add_person("Vera")
    assert admin.id == ADMIN
    for bot in sandbox.telegram.bots.values():
        sandbox.telegram.chat(bot, admin).started = True


def _settings(address: str, database_url: str, services: Services) -> dict[str, str]:
    venues = {
        f"VENUES__{venue.upper()}__{name}": said
        for venue, token in TOKENS.items()
        for name, said in (("BOT_TOKEN", token), ("ADMIN_IDS", str([ADMIN])))
    }
    return {
        "TELEGRAM_API_URL": f"{address}/api",
        "DATABASE_URL": database_url,
        "RABBITMQ_URL": services.rabbitmq.url,
        "REDIS_URL": services.redis.url,
        **venues,
    }
