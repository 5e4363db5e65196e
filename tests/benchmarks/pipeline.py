"""Messages that fall due at the same moment: how many a second arrive at the Bot API, with one worker and with two."""

import asyncio
import shutil
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

import aio_pika
from aio_pika.exceptions import ChannelNotFoundEntity
from sqlalchemy import insert

from app.catalogue.loader import load_venues
from app.database.engine import create_engine
from app.database.tables import bookings, guests
from app.database.transaction import Database
from app.domain.availability.slots import grid_of_day
from app.domain.messages.kinds import Kind
from app.domain.venues import Venue, Venues
from tests.benchmarks.alternative_pipelines import ALTERNATIVES, MESSAGE, QUEUE, Alternative, install
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.deployment import ROOT, START_WITHIN, Deployment, prepared, read_procfile
from tests.benchmarks.table import NotMeasured, Rate, Row
from tests.benchmarks.telegram_stub import TelegramStub, telegram_stub
from tests.databases import create_database
from tests.domain.builders import a_new_notification
from tests.services.workers import URGENT, eventually

WORKERS = (1, 2)
POSTGRESQL = "Bronya on PostgreSQL"
VENUES = 40
"""Each bot may send 30 messages a second: with few of them, that would be measured."""
OF_ONE_VENUE = 5
"""Messages of a venue that follow one another, as with many venues, whose bookings are made in any order."""
LEAD = 10.0
"""Seconds from the planning to the moment when all are due."""
START_OF_SCHEDULER = 3.0
"""Seconds that a scheduler needs before it can look for what is due."""
SLOWEST = 20.0
"""Messages a second. A pipeline that is slower is given up."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    messages, rounds = (4_000, 3) if bench.is_full else (1_000, 1)
    refusal = await asyncio.to_thread(install)
    for workers in WORKERS:
        what = f"{messages:,} messages due at once, delivered a second, SQLite, RabbitMQ; workers: {workers}"
        ours, theirs = [], defaultdict[str, list[float]](list)
        for number in range(rounds):
            # All in turn, so that what disturbs the machine disturbs each of them.
            ours.append(await _deliver(bench, workers, messages))
            for other in [] if refusal else ALTERNATIVES:
                theirs[other.name].append(await _deliver_by(bench, other, workers, messages))
            if server := bench.find(DurablePostgreSQL):
                create_database(server, name := f"pipeline_{workers}_{number}")
                theirs[POSTGRESQL].append(await _deliver(bench, workers, messages, server.database_url(name)))
        for beside, rates in theirs.items():
            yield Row(what, Rate(ours), beside, Rate(rates))
        for other in ALTERNATIVES if refusal else []:
            yield Row(what, Rate(ours), other.name, NotMeasured(refusal))


async def _deliver(bench: Bench, workers: int, messages: int, database_url: str | None = None) -> float:
    """Messages a second of our scheduler and so many workers: reminders of as many bookings, at `VENUES` venues."""
    say(f"pipeline: ours, workers: {workers} ...")
    async with _prepared(bench, database_url) as (deployment, stub):
        _add_venues(bench, deployment)
        with ExitStack() as processes:
            for number in range(1, workers + 1):
                processes.enter_context(deployment.started(f"worker_{number}", read_procfile()["worker"]))
                # One after the other: the first worker notes the venues' texts as right, which takes it a while.
                await _until_consumed(deployment, URGENT, number)
            scheduler = processes.enter_context(deployment.running("scheduler"))
            await eventually(lambda: '"publisher"' in scheduler.log.read_text(), START_WITHIN)
            due_at = time.time() + LEAD
            venues = load_venues(Path(deployment.environment["VENUES_DIR"]))
            await plan_reminders(
                deployment.environment["DATABASE_URL"], venues, messages, datetime.fromtimestamp(due_at, UTC)
            )
            return await _rate(deployment, stub, messages, due_at)


async def _deliver_by(bench: Bench, other: Alternative, workers: int, messages: int) -> float:
    """Messages a second of another library."""
    say(f"pipeline: {other.name}, workers: {workers} ...")
    async with _prepared(bench) as (deployment, stub):
        deployment.environment |= {"JOBS_FILE": str(deployment.folder / "jobs.sqlite3"), **MESSAGE}
        with ExitStack() as processes:
            for number in range(1, workers + 1):
                processes.enter_context(deployment.started(f"worker_{number}", " ".join(other.command("work"))))
                # One after the other: RabbitMQ may fail when two declare a quorum queue at the same time.
                await _until_consumed(deployment, QUEUE, number)
            due_at = await other.plan(deployment, messages)
            if other.has_scheduler:
                processes.enter_context(deployment.started("scheduler", " ".join(other.command("schedule"))))
            return await _rate(deployment, stub, messages, due_at)


@asynccontextmanager
async def _prepared(bench: Bench, database_url: str | None = None) -> AsyncIterator[tuple[Deployment, TelegramStub]]:
    with telegram_stub() as stub:
        async with prepared(bench, database_url) as deployment:
            deployment.environment["TELEGRAM_API_URL"] = stub.url
            async with await aio_pika.connect(deployment.environment["RABBITMQ_URL"]) as rabbitmq:
                await (await rabbitmq.channel()).queue_delete(QUEUE)
            yield deployment, stub


def _add_venues(bench: Bench, deployment: Deployment) -> None:
    """Replace the venues by copies of the restaurant."""
    folder = bench.folder / "venues_of_pipeline"
    venues = [f"venue_{number}" for number in range(VENUES)]
    if not folder.exists():
        for venue_id in venues:
            shutil.copytree(ROOT / "data/venues/binary_bites", folder / venue_id)
    environment = deployment.environment
    for name in [name for name in environment if name.startswith("VENUES__")]:
        del environment[name]
    environment |= {"VENUES_DIR": str(folder), "CACHE_DIR": str(bench.folder / "cache_of_pipeline")}
    for number, venue_id in enumerate(venues, 1):
        environment[f"VENUES__{venue_id.upper()}__BOT_TOKEN"] = f"{9000 + number}:benchmark"


async def plan_reminders(database_url: str, venues: Venues, messages: int, due_at: datetime) -> None:
    """Insert so many bookings of as many guests, each with a reminder that is due then. The venues get equal shares."""
    engine = create_engine(database_url)
    now = datetime.now(UTC)
    numbers = {venue_id: range(1 + place, messages + 1, len(venues)) for place, venue_id in enumerate(venues)}
    async with engine.execution_options(writes=True).begin() as connection:
        for venue_id, of_venue in numbers.items():
            common = {"venue_id": venue_id, "created_at": now}
            people = [{**common, "id": each, "telegram_id": each, "name": "Anna"} for each in of_venue]
            visits = islice(_visits(venues[venue_id], due_at), len(of_venue))
            booked = [
                {**common, **visit, "id": each, "guest_id": each} for each, visit in zip(of_venue, visits, strict=True)
            ]
            await connection.execute(insert(guests), people)
            await connection.execute(insert(bookings), booked)
    database = Database(engine)
    async with database.write() as tx:
        for first in range(0, len(numbers[next(iter(venues))]), OF_ONE_VENUE):
            for venue_id, of_venue in numbers.items():
                reminders = [
                    a_new_notification(Kind.REMINDER, due_at, each, variant="24h", subject_id=each, time_version=1)
                    for each in of_venue[first : first + OF_ONE_VENUE]
                ]
                await tx.ledger.plan(venue_id, reminders, now)
    await database.close()


def _visits(venue: Venue, now: datetime) -> Iterator[dict[str, object]]:
    """Slots of all resources that do not overlap, from the day after tomorrow on: one for each resource and day."""
    of_booking = {"status": "booked", "time_version": 1, "buffer_minutes": 0}
    for days in count(2):
        for slot in grid_of_day(venue, now.date() + timedelta(days=days))[:1]:
            for table in venue.resources.values():
                visit = {"resource_id": table.id, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
                yield {**of_booking, **visit, "party_size": table.capacity}


async def _until_consumed(deployment: Deployment, queue: str, consumers: int) -> None:
    """Wait until so many workers take messages from the queue."""
    deadline = time.monotonic() + START_WITHIN
    async with await aio_pika.connect(deployment.environment["RABBITMQ_URL"]) as rabbitmq:
        while await _count_consumers(rabbitmq, queue) < consumers:
            if time.monotonic() > deadline:
                logs = [process.log.read_text()[-2000:] for process in deployment.processes]
                raise RuntimeError("\n".join([f"not {consumers} workers of {queue}", *logs]))
            await asyncio.sleep(0.1)


async def _count_consumers(rabbitmq: aio_pika.abc.AbstractConnection, queue: str) -> int:
    try:
        # RabbitMQ closes the channel if there is no such queue.
        async with rabbitmq.channel() as channel:
            found = await channel.declare_queue(queue, passive=True)
            return found.declaration_result.consumer_count or 0
    except ChannelNotFoundEntity:
        return 0


async def _rate(deployment: Deployment, stub: TelegramStub, messages: int, due_at: float) -> float:
    """Wait until each chat has got its message. Returns how many arrived in a second.

    That is counted from the moment they were due, or from the first arrival if that was earlier. The processor time of
    each process is reported: it tells what waits for something else.
    """
    if time.time() + START_OF_SCHEDULER > due_at:
        raise RuntimeError("they were due before all was ready: the machine is too slow for so many")
    before = {process.name: process.cpu_seconds() for process in deployment.processes}
    deadline = due_at + START_WITHIN + messages / SLOWEST
    while len(arrived := dict(await stub.sent())) < messages:
        if time.time() > deadline:
            raise RuntimeError(f"only {len(arrived)} of {messages} messages have arrived")
        await asyncio.sleep(0.5)
    for process in deployment.processes:
        used = (process.cpu_seconds() - before[process.name]) * 1000 / messages
        say(f"pipeline: {process.name}: {used:.1f} ms of processor time for each message")
    return messages / (max(arrived.values()) - min(due_at, *arrived.values()))
