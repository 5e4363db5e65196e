"""The procedure of docs/backup.md, once on each backend: back up while guests book, restore elsewhere, deliver."""

import asyncio
import re
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select, text
from taskiq import InMemoryBroker

from app.database.engine import create_engine
from app.database.guests import TelegramUser
from app.database.tables import bookings, notifications
from app.database.transaction import Database
from app.domain.availability.slots import grid_of_day, local_date
from app.domain.messages.letters import Letter
from app.queue import TaskQueue
from app.sandbox.clock import MovableClock
from app.usecases.availability.find_free_slots import FindFreeSlots
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from tests.databases import create_database, opened, sqlite_url
from tests.domain.builders import TABLE, a_venue
from tests.services.instances import PostgreSQL, find_program

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TABLES = [replace(TABLE, id=f"t{number}") for number in range(1, 6)]
VENUE = replace(a_venue(), resources={table.id: table for table in TABLES})
DOCUMENT = Path(__file__).parents[2] / "docs" / "backup.md"
PAUSE = 0.02
"""Seconds between two bookings, so that the slots suffice for a minute, which a slow backup may take."""
MESSAGES = 6
"""Of a booking for more than a day ahead: confirmation, three reminders, a review and an offer."""


class AcceptingSender:
    """A sender whose calls all succeed."""

    def __init__(self) -> None:
        self.sent: Counter[int] = Counter()

    async def send(self, letter: Letter) -> int:
        self.sent[letter.envelope.notification.id] += 1
        return letter.envelope.notification.id


Drill = Callable[[], str]
"""Makes a backup, restores it into a new database and returns the address of that. It blocks."""


@pytest.fixture
def back_up_and_restore(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Drill:
    if database_url.startswith("sqlite"):
        return lambda: _through_a_file(Path(database_url.removeprefix("sqlite+aiosqlite:///")), tmp_path / "restored")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return lambda: _through_a_dump(server, database_url, tmp_path / "bronya.dump")


def _through_a_file(source: Path, restored: Path) -> str:
    with closing(sqlite3.connect(source)) as running:
        running.execute("VACUUM INTO ?", (str(restored),))
    with closing(sqlite3.connect(restored)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return sqlite_url(restored)


def _through_a_dump(server: PostgreSQL, url: str, dump: Path) -> str:
    plain = url.replace("+asyncpg", "")
    restored = f"restored_{plain.rpartition('/')[2]}"
    create_database(server, restored)
    _run("pg_dump", "--format=custom", f"--file={dump}", plain)
    into = server.database_url(restored)
    wholly = ("--exit-on-error", "--single-transaction", "--no-owner")
    _run("pg_restore", *wholly, f"--dbname={into.replace('+asyncpg', '')}", str(dump))
    return into


def _run(program: str, *arguments: str) -> None:
    subprocess.run([find_program(program, "/usr/lib/postgresql/*/bin"), *arguments], check=True, capture_output=True)


class BookingGuests:
    """Guests of one database, each of whom books another slot."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.clock = MovableClock(NOW, frozen=True)
        free = FindFreeSlots(database, self.clock)
        self._book_slot = BookSlot(database, TaskQueue(InMemoryBroker()), free, self.clock)
        self.booked: list[int] = []
        """Ids of the bookings that were committed."""

    async def keep_booking(self, enough: asyncio.Event) -> None:
        first_day = local_date(VENUE, NOW) + 2 * DAY
        slots = [slot for ahead in range(50) for slot in grid_of_day(VENUE, first_day + ahead * DAY)]
        for number, (slot, table) in enumerate(product(slots, TABLES), start=1):
            async with self._database.write() as tx:
                user = TelegramUser(number, "Anna", None, "ru")
                guest = await tx.guests.register(VENUE.id, user, NOW)
            request = BookingRequest(table.id, slot.starts_at, 2, "key")
            self.booked.append((await self._book_slot(VENUE, guest, request)).booking.id)
            if enough.is_set():
                return
            await asyncio.sleep(PAUSE)
        pytest.fail("the backup took longer than there were slots")

    async def until_booked(self, count: int) -> None:
        while len(self.booked) < count:  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.01)


async def rows(url: str) -> tuple[set[int], list[tuple[int, int, str]]]:
    """Ids of bookings; id, booking and status of each message."""
    engine = create_engine(url)
    owed = select(notifications.c.id, notifications.c.booking_id, notifications.c.status)
    async with engine.connect() as connection:
        ids = set((await connection.execute(select(bookings.c.id))).scalars())
        found = [(row[0], row[1], row[2]) for row in await connection.execute(owed)]
    await engine.dispose()
    return ids, found


@pytest.fixture
async def restored_url(database: Database, back_up_and_restore: Drill) -> str:
    """Check a backup that was taken while guests booked."""
    guests, enough = BookingGuests(database), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(guests.keep_booking(enough))
        await guests.until_booked(20)
        before = set(guests.booked)
        url = await asyncio.to_thread(back_up_and_restore)
        await guests.until_booked(len(guests.booked) + 5)
        enough.set()
    restored, _ = await rows(url)
    assert before <= restored, "a committed booking is lost"
    assert restored < set(guests.booked), "guests went on while the backup was taken"
    return url


async def test_every_booking_of_the_backup_has_all_its_messages(restored_url: str) -> None:
    restored, owed = await rows(restored_url)
    assert Counter(booking_id for _, booking_id, _ in owed) == dict.fromkeys(restored, MESSAGES)


async def test_a_restored_deployment_continues_to_deliver(restored_url: str) -> None:
    sender, clock = AcceptingSender(), MovableClock(NOW, frozen=True)
    async with opened(restored_url) as database:
        claim_due, deliver = ClaimDue(database, clock), DeliverNotification(database, {VENUE.id: VENUE}, sender, clock)
        while clock.now() < NOW + 10 * DAY:
            clock.advance(timedelta(minutes=30))
            for claimed in await claim_due():
                await deliver(claimed.id)
    restored, owed = await rows(restored_url)
    statuses = Counter(status for *_, status in owed)
    assert statuses == {"sent": len(restored) * (MESSAGES - 1), "canceled": len(restored)}, "an offer needs consent"
    assert set(sender.sent.values()) == {1}


async def test_messages_due_before_the_failure_can_be_settled(restored_url: str) -> None:
    """Use the statement in the document itself."""
    (statement,) = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    engine = create_engine(restored_url)
    failed_at = NOW + timedelta(minutes=1)
    shown = failed_at if engine.dialect.name == "postgresql" else f"{failed_at:%Y-%m-%d %H:%M:%S}"
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(statement), {"failed_at": shown})
    await engine.dispose()
    restored, owed = await rows(restored_url)
    assert Counter(status for *_, status in owed) == {
        "missed": len(restored),
        "pending": len(restored) * (MESSAGES - 1),
    }
