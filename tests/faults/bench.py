"""One run: guests book, first without faults, then with faults injected, until every due notification is settled."""

import asyncio
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
from app.domain.messages.notifications import UNSENT
from app.domain.venues import Venue
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox
from tests.databases import OpenDatabase, opened
from tests.faults.guests import SimulatedGuest
from tests.faults.history import History
from tests.faults.injector import PROCESSES, SCHEDULER, WORKER, FaultInjector
from tests.faults.message_kinds import notifications_in
from tests.faults.venues import TOKENS, write_venues
from tests.sandbox.conftest import serve
from tests.services.deployment import Deployment, sleep_briefly
from tests.services.instances import PostgreSQL, RabbitMQ, Redis
from tests.services.lag import watch_lag

ADMIN = 101
MAX_GUESTS_AT_ONCE = 20
GUEST_INTERVAL = 0.5
"""Seconds between the arrivals of two guests."""
SHARE_WITHOUT_FAULTS = 0.2
"""The share of the guests who come before the first fault."""
SETTLED_WITHIN = 180.0
"""Seconds after the last fault: longer than the longest lease."""
STALL = 0.4
"""Seconds. A timer that is later than this was delayed by a stalled machine, not by a busy one."""
LONG_USE, SHORT_USE = timedelta(minutes=5), timedelta(seconds=4)
"""Time from due to expired. One in ten notifications has the short one and may be missed."""


@dataclass(frozen=True, slots=True)
class Services:
    """The services of a run. Without PostgreSQL the database is an SQLite file."""

    rabbitmq: RabbitMQ
    redis: Redis
    postgresql: PostgreSQL | None


async def run(guests: int, seed: int, database_url: str, services: Services, history: History) -> None:
    """Run the deployment and its guests, and write the run's events to `history`.

    `database_url` is a migrated, empty database. Raises `TimeoutError` when a due notification is not settled
    `SETTLED_WITHIN` after the last fault.
    """
    async with _deployed(database_url, services) as (deployment, venues):
        chance = Random(seed)  # noqa: S311  it must be repeatable
        injector = FaultInjector(deployment, services.rabbitmq, services.redis, services.postgresql, history, chance)
        await injector.start_processes(*PROCESSES)
        enough, over = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(
                watch_lag(_nothing, STALL, lambda seconds: history.record("stalled", seconds=seconds), over)
            )
            group.create_task(_let_time_pass(deployment.database, over, chance))
            first = round(guests * SHARE_WITHOUT_FAULTS)
            await _run_guests(range(first), seed, deployment, venues, history)
            injecting = group.create_task(injector.inject(enough))
            await _run_guests(range(first, guests), seed, deployment, venues, history)
            enough.set()
            await injecting
            await _until_settled(deployment.database)
            over.set()
        await _until_settled(deployment.database)
        history.record("stopped", exit_codes=await injector.stop_processes())
        if await _count_unsettled(deployment.database):
            # The announcements of the stop that nobody could deliver any more: the next start does.
            await injector.start_processes(WORKER, SCHEDULER)
            await _until_settled(deployment.database)
            history.record("stopped", exit_codes=await injector.stop_processes())
        _record_sent(deployment.sandbox, history)


async def _nothing() -> None:
    """The watched call: it does nothing, so that any delay is the machine's."""


async def _run_guests(
    numbers: Iterable[int], seed: int, deployment: Deployment, venues: Mapping[str, Venue], history: History
) -> None:
    """Run the guests with these numbers, `MAX_GUESTS_AT_ONCE` in parallel, until all have finished."""
    places = asyncio.Semaphore(MAX_GUESTS_AT_ONCE)
    async with httpx.AsyncClient(base_url=deployment.address, timeout=30) as http, asyncio.TaskGroup() as group:
        for number in numbers:
            await asyncio.sleep(GUEST_INTERVAL)
            await places.acquire()
            venue = venues[[*TOKENS][number % len(TOKENS)]]
            person = deployment.sandbox.add_person(f"Guest{number}")
            user = deployment.sandbox.user(person.id, TOKENS[venue.id])
            chance = Random(f"{seed}/{number}")  # noqa: S311
            guest = group.create_task(SimulatedGuest(number, user, http, venue, history, chance).run())
            guest.add_done_callback(lambda _: places.release())


async def _let_time_pass(database: OpenDatabase, over: asyncio.Event, chance: Random) -> None:
    """Make a reminder and a follow-up of each booking fall due within seconds instead of days."""
    while not over.is_set():
        try:
            await _make_some_due(database, chance)
        except Exception as error:
            if not is_connection_error(error):
                raise
        await asyncio.sleep(0.5)


async def _make_some_due(database: OpenDatabase, chance: Random) -> None:
    now = datetime.now(UTC)
    is_far = (notifications.c.status == "pending") & (notifications.c.due_at > now + timedelta(hours=1))
    far = select(notifications.c.id).where(is_far, notifications.c.variant.in_(["24h", "review"])).limit(3)
    async with database.engine.execution_options(writes=True).begin() as connection:
        for notification_id in (await connection.execute(far.order_by(func.random()))).scalars().all():
            due_at = now + timedelta(seconds=chance.uniform(1, 6))
            expires_at = due_at + (SHORT_USE if chance.random() < 0.1 else LONG_USE)
            times = {"planned_for": due_at, "due_at": due_at, "expires_at": expires_at}
            await connection.execute(update(notifications).where(notifications.c.id == notification_id).values(**times))


async def _until_settled(database: OpenDatabase) -> None:
    async with asyncio.timeout(SETTLED_WITHIN):
        while await _count_unsettled(database):  # noqa: ASYNC110  other processes set no events
            await asyncio.sleep(1)


async def _count_unsettled(database: OpenDatabase) -> int:
    """Count the unsettled notifications that are due within a minute."""
    soon = notifications.c.due_at <= datetime.now(UTC) + timedelta(minutes=1)
    unsettled = select(func.count().label("unsettled")).where(notifications.c.status.in_(list(UNSENT)), soon)
    (row,) = await database.rows(unsettled)
    return int(row["unsettled"])


def _record_sent(sandbox: Sandbox, history: History) -> None:
    """Record every notification that the sandbox accepted, as often as it did.

    A dialog's message that has become a notification counts once: the same edit again changes nothing.
    """
    venues = {token: venue for venue, token in TOKENS.items()}
    taken_over = set()
    for call in (*sandbox.api.calls_of("sendMessage"), *sandbox.api.calls_of("editMessageText")):
        if not call.ok:
            continue
        chat, message = int(call.parameters["chat_id"]), call.parameters.get("message_id")
        for kind, booking in notifications_in(call.parameters["text"], call.parameters.get("reply_markup")):
            known = (call.token, chat, message, kind, booking)
            if message is not None and (not kind.rule.ends_dialog or known in taken_over):
                continue
            taken_over.add(known)
            facts = {"venue": venues[call.token], "chat": chat, "kind": kind, "booking": booking}
            history.record("sent", at=call.at, edited=message is not None, **facts)


@asynccontextmanager
async def _deployed(database_url: str, services: Services) -> AsyncIterator[tuple[Deployment, Mapping[str, Venue]]]:
    """Set up the venues, each with a bot of its own and the same admin. No process runs yet."""
    sandbox = create_sandbox([BotCard(token, f"{venue}_bot", venue) for venue, token in TOKENS.items()], people=[])
    sandbox.api.webhook_sender._sleep = sleep_briefly
    with TemporaryDirectory(prefix="bronya-faults-") as folder:
        venues_dir = Path(folder) / "venues"
        write_venues(venues_dir)
        async with serve(sandbox.app) as address, opened(database_url) as database:
            settings = _settings(address, database_url, services) | {"VENUES_DIR": str(venues_dir)}
            deployment = Deployment(sandbox, database, settings, Path(folder))
            _add_admin(sandbox)
            try:
                yield deployment, load_venues(venues_dir)
            finally:
                deployment.kill_all()
                await sandbox.close()


def _add_admin(sandbox: Sandbox) -> None:
    admin = sandbox.add_person("Vera")
    assert admin.id == ADMIN
    for bot in sandbox.telegram.bots.values():
        sandbox.telegram.chat(bot, admin).started = True


def _settings(address: str, database_url: str, services: Services) -> dict[str, str]:
    venues = {
        f"VENUES__{venue.upper()}__{name}": value
        for venue, token in TOKENS.items()
        for name, value in (("BOT_TOKEN", token), ("ADMIN_IDS", str([ADMIN])))
    }
    return {
        "TELEGRAM_API_URL": f"{address}/api",
        "DATABASE_URL": database_url,
        "RABBITMQ_URL": services.rabbitmq.url,
        "REDIS_URL": services.redis.url,
        **venues,
    }
