"""From due to published: how late messages go to RabbitMQ, while many others are pending in the ledger."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aio_pika
from aio_pika.abc import AbstractIncomingMessage
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.engine import create_engine
from app.database.tables import notifications
from app.domain.messages.notifications import NotificationStatus
from app.queue.topology import TASK_QUEUES
from app.runtime.background import Background
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.deployment import START_WITHIN, prepared
from tests.benchmarks.passes import fill_ledger
from tests.benchmarks.table import Lateness, Row, Target
from tests.databases import create_database, sqlite_url
from tests.services.workers import eventually

A_SECOND = 200
"""Messages that fall due."""
FEW = 10_000
"""Others that are pending beside it."""
SECONDS_BESIDE = 60
LEAD = timedelta(seconds=5)
"""Until the first one is due."""
TARGET_MS = 300
"""Publishing takes some milliseconds. The rest is for a scheduler that is busy with a pass."""
MOST_MEGABYTES = 10
"""How much the scheduler may grow."""


@dataclass
class Consumer:
    """Takes messages out of RabbitMQ in place of the workers, and settles them in the ledger."""

    engine: AsyncEngine
    published: dict[int, float] = field(default_factory=dict)
    """When each came out first, in seconds of the Unix clock, by the id of the notification."""
    unsettled: list[int] = field(default_factory=list)

    async def take(self, message: AbstractIncomingMessage) -> None:
        """Note one message."""
        (notification_id,) = json.loads(message.body)["args"]
        self.published.setdefault(notification_id, time.time())
        self.unsettled.append(notification_id)

    async def settle(self) -> None:
        """Settle what has come: it would be claimed again, and the bulk of a venue would wait for it."""
        ids, self.unsettled = self.unsettled, []
        sent = {"status": NotificationStatus.SENT, "settled_at": datetime.now(UTC), "leased_until": None}
        async with self.engine.execution_options(writes=True).begin() as connection:
            await connection.execute(update(notifications).where(notifications.c.id.in_(ids)).values(**sent))

    async def keep_settling(self) -> None:
        """Settle once a second, until canceled."""
        while True:
            await asyncio.sleep(1)
            await self.settle()


async def measure(bench: Bench) -> AsyncIterator[Row]:
    seconds = 300 if bench.is_full else 30
    pending = {"SQLite": 1_000_000 if bench.is_full else 100_000}
    if bench.find(DurablePostgreSQL):
        pending["PostgreSQL"] = 10_000_000 if bench.is_full else 300_000
    for database, number in pending.items():
        theirs = await _publish(bench, database, FEW, min(seconds, SECONDS_BESIDE))
        ours = await _publish(bench, database, number, seconds)
        yield Row(
            f"{number:,} pending, {A_SECOND} due each second for {seconds} s, {database}: due to published; "
            "memory of the scheduler before and after",
            ours,
            f"{FEW:,} pending",
            theirs,
            Target(
                f"p99 < {TARGET_MS} ms, {ours.grown:+.1f} MB < {MOST_MEGABYTES}",
                ours.p99 < TARGET_MS and ours.grown < MOST_MEGABYTES,
            ),
        )


async def _publish(bench: Bench, database: str, pending: int, seconds: int) -> Lateness:
    """Let the scheduler publish what falls due, while so many others are pending for the next months."""
    name = f"lateness_{pending}"
    url = sqlite_url(bench.folder / f"{name}.sqlite3")
    if database == "PostgreSQL":
        create_database(server := bench.need(DurablePostgreSQL), name)
        url = server.database_url(name)
    say(f"lateness: {database}, {pending:,} pending ...")
    async with prepared(bench, url) as deployment, opened_for_filling(url) as engine:
        await fill_ledger(engine, pending, datetime.now(UTC) + timedelta(days=1), timedelta(seconds=1))
        with deployment.running("scheduler") as scheduler:
            await eventually(lambda: '"publisher"' in scheduler.log.read_text(), START_WITHIN)
            async with _consuming(deployment.environment["RABBITMQ_URL"], engine) as consumer:
                await asyncio.sleep(LEAD.total_seconds())
                before = scheduler.megabytes()
                await fill_ledger(engine, A_SECOND * seconds, datetime.now(UTC) + LEAD, timedelta(seconds=1) / A_SECOND)
                due_at = await due_times(engine, pending)
                await eventually(lambda: len(consumer.published) == len(due_at), START_WITHIN + seconds)
                after = scheduler.megabytes()
    values = [(at - due_at[notification_id]) * 1000 for notification_id, at in consumer.published.items()]
    return Lateness(values, before, after)


@asynccontextmanager
async def opened_for_filling(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(url, command_timeout=None)  # millions of rows in one statement
    yield engine
    await engine.dispose()


@asynccontextmanager
async def _consuming(rabbitmq_url: str, engine: AsyncEngine) -> AsyncIterator[Consumer]:
    """Consume from the queues of the tasks, which the scheduler has declared."""
    consumer, settling = Consumer(engine), Background()
    async with await aio_pika.connect(rabbitmq_url) as connection, connection.channel() as channel:
        for queue in TASK_QUEUES:
            await (await channel.get_queue(queue.name)).consume(consumer.take, no_ack=True)
        settling.run(consumer.keep_settling(), "settle")
        yield consumer
        await settling.close()


async def due_times(engine: AsyncEngine, pending: int) -> Mapping[int, float]:
    """When each notification is due that was inserted after so many others, in seconds of the Unix clock, by its id."""
    later = select(notifications.c.id, notifications.c.due_at).where(notifications.c.id > pending)
    async with engine.connect() as connection:
        return {row.id: row.due_at.timestamp() for row in await connection.execute(later)}
