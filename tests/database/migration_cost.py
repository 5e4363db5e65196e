"""What a migration costs a large database, with guests who book beside it: `python -m tests.database.migration_cost`.

Of 0007 the rows are messages, of 0011 bookings. Both databases are filled at the migration before it. Then a process of
its own migrates while this one books and cancels, in the SQL of the release before, for as long as that takes. Printed:
how long it took, and how long a booking had to wait.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.database.engine import create_engine
from app.database.migrate import migrate_up
from tests.benchmarks.bench import DurablePostgreSQL, say
from tests.databases import create_database, outside_the_loop, sqlite_url

MESSAGES = 7
"""Of each booking: alert, confirmation, three reminders, two follow-ups."""
PAUSE = 0.02
"""Seconds between two bookings."""
MIGRATE = "import sys; from app.database.migrate import migrate_up; migrate_up(*sys.argv[1:])"

GUEST = """
INSERT INTO guests (id, venue_id, telegram_id, name, created_at) VALUES (1, 'cafe', 1, 'Anna', CURRENT_TIMESTAMP)
"""
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rows)"
# One booking in twenty is still to come: it is live, and its messages are pending. Those of the others are settled.
BOOKINGS = """
INSERT INTO bookings (id, venue_id, guest_id, resource_id, starts_at, ends_at, party_size, status, time_version,
                      created_at)
{numbers}
SELECT n, 'cafe', 1, 't' || n, {now}, {later}, 2, CASE WHEN n % 20 = 0 THEN 'booked' ELSE 'completed' END, 1, {now}
FROM numbers
"""
NOTIFICATIONS = """
INSERT INTO notifications (venue_id, booking_id, kind, variant, chat_id, time_version, urgency, facts, status,
                           planned_for, due_at, expires_at, attempts, message_id, settled_at)
{numbers}
SELECT 'cafe', (n - 1) / 7 + 1,
       CASE n % 7 WHEN 0 THEN 'alert_booked' WHEN 1 THEN 'confirmation' WHEN 2 THEN 'follow_up' WHEN 3 THEN 'follow_up'
       ELSE 'reminder' END,
       'v' || (n % 7), 100000000 + n / 7, 1, CASE WHEN n % 7 IN (2, 3) THEN 'bulk' ELSE 'urgent' END, '{{}}',
       CASE WHEN ((n - 1) / 7 + 1) % 20 = 0 THEN 'pending' ELSE 'sent' END, {now}, {later}, {later}, 1, n,
       CASE WHEN ((n - 1) / 7 + 1) % 20 = 0 THEN NULL ELSE {now} END
FROM numbers
"""
WORDS = {
    "sqlite": {"numbers": NUMBERS, "now": "'2026-11-23 09:00:00.000000'", "later": "'2026-11-24 09:00:00.000000'"},
    "postgresql": {
        "numbers": NUMBERS,
        "now": "timestamptz '2026-11-23 09:00Z'",
        "later": "timestamptz '2026-11-24 09:00Z'",
    },
}
BOOK = """
INSERT INTO bookings (id, venue_id, guest_id, resource_id, starts_at, ends_at, party_size, status, time_version,
                      created_at)
VALUES (:id, 'cafe', 1, :name, {now}, {later}, 2, 'booked', 1, {now})
"""
PLAN = """
INSERT INTO notifications (venue_id, booking_id, kind, variant, chat_id, time_version, urgency, facts, status,
                           planned_for, due_at, expires_at, attempts)
VALUES ('cafe', :id, 'reminder', :variant, 1, 1, 'urgent', '{{}}', 'pending', {now}, {later}, {later}, 0)
"""
CANCEL = """
UPDATE notifications SET status = 'canceled', settled_at = {now} WHERE booking_id = :old AND status = 'pending'
"""


@dataclass(frozen=True)
class Migration:
    """A migration that is measured."""

    revision: str
    before: str
    """The migration before it."""
    has_messages: bool
    """Whether the rows are the messages of bookings, not bookings."""
    left: str
    """Counts the rows that it should have changed and has not."""


WITHOUT_SUBJECT = "SELECT count(*) FROM notifications WHERE subject_type IS NULL"
WITHOUT_RESOURCE = """
SELECT count(*) FROM bookings WHERE status = 'booked' AND id NOT IN (SELECT booking_id FROM booking_resources)
"""
MIGRATIONS = {
    "0007": Migration("0007", before="0006", has_messages=True, left=WITHOUT_SUBJECT),
    "0011": Migration("0011", before="0009", has_messages=False, left=WITHOUT_RESOURCE),
}


@dataclass
class Guests:
    """One books again and again, and cancels a booking made before the migration."""

    engine: AsyncEngine
    bookings: int
    waits: list[float]
    """How long each transaction took, in seconds."""

    async def fill(self, messages: int) -> None:
        await self._execute(GUEST)
        await self._execute(BOOKINGS, rows=self.bookings)
        if messages:
            await self._execute(NOTIFICATIONS, rows=messages)
        if self.engine.dialect.name == "postgresql":
            await self._execute("ANALYZE")

    async def _execute(self, statement: str, **values: object) -> None:
        async with self.engine.execution_options(writes=True).begin() as connection:
            await self._in(connection, statement, **values)

    async def _in(self, connection: AsyncConnection, statement: str, **values: object) -> None:
        await connection.execute(text(statement.format(**WORDS[self.engine.dialect.name])), values)

    async def book(self, number: int) -> None:
        begun = perf_counter()
        async with self.engine.execution_options(writes=True).begin() as connection:
            await self._in(connection, BOOK, id=number, name=f"new {number}")
            for variant in range(MESSAGES):
                await self._in(connection, PLAN, id=number, variant=str(variant))
            await self._in(connection, CANCEL, old=(number * 20) % self.bookings + 1)
        self.waits.append(perf_counter() - begun)

    async def book_until(self, process: subprocess.Popen[bytes]) -> None:
        for number in count(self.bookings + len(self.waits) + 1):
            if process.poll() is not None:
                return
            await self.book(number)
            await asyncio.sleep(PAUSE)


async def measure(migration: Migration, name: str, url: str, rows: int) -> str:
    outside_the_loop(migrate_up, url, migration.before)
    engine = create_engine(url, command_timeout=None)
    guests = Guests(engine, rows // MESSAGES + 1 if migration.has_messages else rows, [])
    say(f"{name}: {rows:,} rows are written ...")
    await guests.fill(rows if migration.has_messages else 0)
    for number in range(100):
        await guests.book(guests.bookings + number + 1)
    quiet = max(guests.waits)
    say(f"{name}: migrating ...")
    begun = perf_counter()
    command = [sys.executable, "-c", MIGRATE, url, migration.revision]
    process = subprocess.Popen(command)  # noqa: ASYNC220  it must have its own GIL
    await guests.book_until(process)
    took = perf_counter() - begun
    async with engine.connect() as connection:
        left = (await connection.execute(text(migration.left))).scalar_one()
    await engine.dispose()
    if process.returncode or left:
        raise RuntimeError(f"exit code {process.returncode}, {left} rows were not migrated")
    waits = sorted(guests.waits[100:])
    figures = (f"{took:.0f} s", len(waits), *(f"{wait:.3f} s" for wait in (waits[len(waits) // 2], waits[-1], quiet)))
    return f"| {name} | {rows:,} | {' | '.join(map(str, figures))} |"


def urls(stack: ExitStack, folder: Path, chosen: str | None, rows: int) -> Iterator[tuple[str, str]]:
    if chosen != "postgresql":
        yield "SQLite", sqlite_url(folder / f"bronya-{rows}.sqlite3")
    if chosen != "sqlite":
        server = stack.enter_context(DurablePostgreSQL())
        create_database(server, "bronya")
        yield "PostgreSQL", server.database_url("bronya")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.database.migration_cost", description=__doc__)
    parser.add_argument("--migration", choices=MIGRATIONS, default="0007")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    lines = [
        "| database | rows | migration | bookings meanwhile | median | longest | longest of 100 before it |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    with TemporaryDirectory(prefix="bronya-migration-") as folder, ExitStack() as stack:
        for name, url in urls(stack, Path(folder), arguments.only, arguments.rows):
            lines.append(asyncio.run(measure(MIGRATIONS[arguments.migration], name, url, arguments.rows)))
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
