"""A scheduler's pass: the time to find and claim what is due in a ledger with a million pending."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter

from redis.asyncio import Redis as RedisClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from taskiq import ScheduledTask
from taskiq.serializers import JSONSerializer
from taskiq_redis import ListRedisScheduleSource

from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.transaction import Database
from app.queue import DELIVER_NOTIFICATION
from app.sandbox.clock import MovableClock
from app.usecases.messages.claim_due import BATCH, ClaimDue
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.table import Row, Times, p95_below
from tests.databases import create_database, outside_the_loop, sqlite_url
from tests.services.instances import Redis

PENDING = 1_000_000
TARGETS_MS = {0: 3, 100: 5, BATCH: 12}
"""By how many notifications are due at a pass. Most passes find few or none; the last size is a full batch."""
START = datetime(2027, 1, 1, tzinfo=UTC)
STEP = timedelta(seconds=1)
"""The time between two due times, so that moving the clock by a hundred steps makes a hundred due."""

# Of the seven messages that follow a booking three are urgent reminders, four are bulk. There are ten venues, because a
# pass claims no more bulk of each than its bot can send: with one venue a full batch would not be claimed at once.
FILL = """
INSERT INTO notifications (venue_id, kind, variant, chat_id, time_version, urgency, facts, status,
                           planned_for, due_at, expires_at, attempts)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :number)
SELECT 'venue_' || (n % 10), 'reminder', '24h', n, 1, CASE WHEN n % 7 < 3 THEN 'urgent' ELSE 'bulk' END, '{{}}',
       'pending', {due_at}, {due_at}, {due_at}, 0 FROM numbers
"""
DUE_AT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', :start, (n * :step) || ' seconds')",
    "postgresql": "CAST(:start AS timestamptz) + n * CAST(:step AS float) * interval '1 second'",
}
# The condition is that of the index: a scan of the table here would evict the pages that the next pass reads.
SETTLE = "UPDATE notifications SET status = 'sent', leased_until = NULL WHERE status IN ('queued', 'sending')"
DROP_INDEXES = tuple(f"DROP INDEX ix_notifications_{name}" for name in ("urgent", "bulk", "lease"))


async def fill_ledger(engine: AsyncEngine, number: int, start: datetime, step: timedelta) -> None:
    """Insert so many pending notifications, and run `ANALYZE` as autovacuum would.

    Each is due a `step`, of whole milliseconds, after the one before, and the first one a step after `start` (UTC).
    """
    dialect = engine.dialect.name
    first: object = start if dialect == "postgresql" else f"{start:%Y-%m-%d %H:%M:%S.%f}"
    values = {"number": number, "start": first, "step": step.total_seconds()}
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(FILL.format(due_at=DUE_AT[dialect])), values)
        await connection.execute(text("ANALYZE notifications"))


@dataclass(frozen=True)
class Ledger:
    """A migrated database with notifications that are not due before `clock` is moved."""

    engine: AsyncEngine
    clock: MovableClock

    async def fill(self) -> None:
        """Insert the pending notifications."""
        await fill_ledger(self.engine, PENDING, START, STEP)

    async def execute(self, statement: str, **parameters: object) -> None:
        async with self.engine.execution_options(writes=True).begin() as connection:
            await connection.execute(text(statement), parameters)

    async def time_passes(self, size: int, repeats: int) -> Times:
        """Time passes that each find `size` due. The claimed rows are settled before the next, as by workers."""
        claim_due = ClaimDue(Database(self.engine), self.clock)
        values = []
        for _ in range(repeats):
            self.clock.advance(size * STEP)
            begun = perf_counter()
            claimed = await claim_due()
            values.append((perf_counter() - begun) * 1000)
            if len(claimed) != size:
                raise RuntimeError(f"{len(claimed)} claimed, {size} were due")
            await self.execute(SETTLE)
        return Times(values)


async def measure(bench: Bench) -> AsyncIterator[Row]:
    redis, postgresql = bench.find(Redis), bench.find(DurablePostgreSQL)
    ledgers = {"SQLite": sqlite_url(bench.folder / "passes.sqlite3")}
    if postgresql:
        create_database(postgresql, "passes")
        ledgers["PostgreSQL"] = postgresql.database_url("passes")
    for name, url in ledgers.items():
        async with _filled(name, url) as ledger:
            ours = await _with_indexes(ledger, bench)
            bare = await _without_indexes(ledger)
        for size, times in ours.items():
            yield Row(
                _what(name, size),
                times,
                "the same without the partial indexes",
                bare[size],
                p95_below(TARGETS_MS[size], times),
            )
        if redis and name == "SQLite":
            async for row in _beside_redis(bench, redis, ours[0]):
                yield row


def _what(name: str, size: int) -> str:
    found = f"{size} due and claimed" if size else "nothing due"
    return f"scheduler's pass, {PENDING:,} pending, {name}: {found}"


@asynccontextmanager
async def _filled(name: str, url: str) -> AsyncIterator[Ledger]:
    say(f"passes: filling {name} ...")
    outside_the_loop(migrate_up, url)
    engine = create_engine(url, command_timeout=None)  # a million rows in one statement
    ledger = Ledger(engine, MovableClock(START, frozen=True))
    await ledger.fill()
    yield ledger
    await engine.dispose()


async def _with_indexes(ledger: Ledger, bench: Bench) -> Mapping[int, Times]:
    repeats = 200 if bench.is_full else 50
    await ledger.time_passes(BATCH, repeats=5)
    return {size: await ledger.time_passes(size, repeats) for size in TARGETS_MS}


async def _without_indexes(ledger: Ledger) -> Mapping[int, Times]:
    for statement in DROP_INDEXES:
        await ledger.execute(statement)
    return {size: await ledger.time_passes(size, repeats=5) for size in TARGETS_MS}


async def _beside_redis(bench: Bench, redis: Redis, ours: Times) -> AsyncIterator[Row]:
    """taskiq-redis's own source, which keeps pending schedules in Redis. With `skip_past_schedules` it drops those that
    fell due while no scheduler ran."""
    pending = PENDING if bench.is_full else PENDING // 10
    say(f"passes: filling Redis with {pending:,} schedules ...")
    redis.flush()
    await _fill_redis(redis, pending)
    for skips in (False, True):
        source = ListRedisScheduleSource(redis.url, serializer=JSONSerializer(), skip_past_schedules=skips)
        name = f"ListRedisScheduleSource(skip_past_schedules={skips}), {pending:,} pending"
        yield Row(_what("SQLite", 0), ours, name, await _time_polls(source), p95_below(TARGETS_MS[0], ours))
        await source.shutdown()
    redis.flush()


async def _fill_redis(redis: Redis, pending: int) -> None:
    """Add schedules as `add_schedule` does, but without waiting for each answer."""
    source = ListRedisScheduleSource(redis.url, serializer=JSONSerializer())
    client = RedisClient.from_url(redis.url)
    first = datetime.now(UTC) + timedelta(hours=1)
    for begin in range(0, pending, 10_000):
        pipeline = client.pipeline(transaction=False)
        for number in range(begin, begin + 10_000):
            schedule_id, due_at = str(number), first + number * STEP
            task = ScheduledTask(
                task_name=DELIVER_NOTIFICATION,
                labels={},
                args=[number],
                kwargs={},
                schedule_id=schedule_id,
                time=due_at,
            )
            pipeline.set(source._get_data_key(schedule_id), JSONSerializer().dumpb(task.model_dump(mode="json")))
            pipeline.rpush(source._get_time_key(due_at), schedule_id)
        await pipeline.execute()
    await client.aclose()


async def _time_polls(source: ListRedisScheduleSource) -> Times:
    values = []
    for _ in range(5):
        begun = perf_counter()
        await source.get_schedules()
        values.append((perf_counter() - begun) * 1000)
    return Times(values)
