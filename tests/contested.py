"""Many guests confirm slots that overlap at the same time, in several processes: `python -m tests.contested`.

Their parties stay for different times, with different buffers after them, at single and at joined tables, chosen by the
guest or by the venue. Prints a row for each database: how many guests booked, how many were refused with what is still
free, and how many confirmations ended in any other way. Exits with 1 if there were any of these, or bookings that
overlap.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, time

from sqlalchemy import func, insert, select
from taskiq import InMemoryBroker

from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.tables import bookings, guests, notifications
from app.database.transaction import Database
from app.domain.availability.slots import grid_of_day, local_date
from app.domain.errors import Refused, SlotTaken
from app.domain.guests import Guest
from app.domain.messages.kinds import Subject
from app.domain.venues import TurnTime, Venue
from app.queue import DELIVER_NOTIFICATION, TaskQueue
from app.runtime.logs import configure_logs
from app.runtime.settings import Settings
from app.sandbox.clock import MovableClock
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from tests.benchmarks.bench import DurablePostgreSQL
from tests.benchmarks.table import Times
from tests.databases import sqlite_url
from tests.domain.builders import TABLE, a_venue
from tests.overlaps import count_overlaps
from tests.services.forks import CONTEXT
from tests.services.workers import PATIENCE

SLOTS, GUESTS_A_SLOT = 100, 100
PROCESSES, AT_ONCE = 4, 25
"""Processes, and the number of confirmations that each runs in parallel."""
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TABLES = [
    replace(TABLE, id=name, capacity=capacity, joins=joins)
    for name, capacity, joins in (("a", 2, ()), ("b", 4, ("c",)), ("c", 4, ("b", "d")), ("d", 2, ("c",)))
]
VENUE = replace(
    a_venue(
        max_party_size=10,
        start_every=timedelta(minutes=30),
        turn_times=(TurnTime(2, timedelta(minutes=75)), TurnTime(4, timedelta(minutes=105))),
    ),
    resources={table.id: table for table in TABLES},
)
BUFFERS = [timedelta(minutes=minutes) for minutes in (10, 25)]
"""As while a change of venue.toml is deployed: some processes have the new buffer, and some the old one."""
VENUES = [replace(VENUE, booking=replace(VENUE.booking, buffer=buffer)) for buffer in BUFFERS]
WISHES: Sequence[tuple[int, str | None]] = [
    (2, "a"),
    (2, None),
    (4, "b"),
    (4, None),
    (8, None),
    (8, "b+c"),
    (10, "b+c+d"),
]
"""The size of a party, and the tables that it chose."""
CONTESTED_A_DAY = 5
"""Starts, half an hour apart. The evenings stay free and must be offered to every refused guest."""


@dataclass
class Outcome:
    """The results of one process."""

    booked: int = 0
    refused: int = 0
    """Confirmations refused with `SlotTaken` and starts that are free."""
    errors: Counter[str] = field(default_factory=Counter)
    """Confirmations that ended in any other way."""
    waits: list[float] = field(default_factory=list)
    """Seconds that each confirmation took."""
    begun_at: float = 0
    ended_at: float = 0


@dataclass(frozen=True)
class Result:
    """The results on one database."""

    database: str
    confirmations: int
    outcomes: Sequence[Outcome]
    bookings: int
    overlaps: int
    unplanned: int
    """Bookings without their messages."""

    @property
    def errors(self) -> Counter[str]:
        return sum((outcome.errors for outcome in self.outcomes), Counter[str]())

    @property
    def seconds(self) -> float:
        """From the first confirmation to the last answer."""
        return max(each.ended_at for each in self.outcomes) - min(each.begun_at for each in self.outcomes)

    @property
    def is_clean(self) -> bool:
        booked = sum(outcome.booked for outcome in self.outcomes)
        refused = sum(outcome.refused for outcome in self.outcomes)
        is_complete = booked == self.bookings and booked + refused == self.confirmations
        return is_complete and not (self.errors or self.overlaps or self.unplanned)

    @property
    def cells(self) -> tuple[str, ...]:
        waits = [wait for outcome in self.outcomes for wait in outcome.waits]
        refused = sum(outcome.refused for outcome in self.outcomes)
        locked = sum(count for error, count in self.errors.items() if "locked" in error)
        return (
            self.database,
            f"{self.confirmations:,}",
            str(self.bookings),
            f"{refused:,}",
            str(self.overlaps),
            str(self.errors.total()),
            str(locked),
            f"{self.confirmations / self.seconds:,.0f}/s",
            str(Times([wait * 1000 for wait in waits])),
        )


HEADER = ("database", "confirmations", "booked", "refused", "overlaps", "errors", "locked", "rate", "duration")


def contested_starts(slots: int) -> list[datetime]:
    """The starts of the contested slots: the first `CONTESTED_A_DAY` of each of the next days."""
    first_day, starts = local_date(VENUE, NOW) + timedelta(days=1), list[datetime]()
    for ahead in range(-(-slots // CONTESTED_A_DAY)):
        grid = grid_of_day(VENUE, first_day + timedelta(days=ahead))
        starts += [slot.starts_at for slot in grid[:CONTESTED_A_DAY]]
    return starts[:slots]


def contest(name: str, url: str, slots: int = SLOTS, guests_a_slot: int = GUESTS_A_SLOT) -> Result:
    """Run the contest on a migrated, empty database. Blocks until all confirmations are answered."""
    asyncio.run(_register(url, slots * guests_a_slot))
    together = CONTEXT.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, CONTEXT, initializer=together.wait) as pool:
        runs = [pool.submit(confirm_all, url, slots, guests_a_slot, share) for share in range(PROCESSES)]
        outcomes = [run.result() for run in runs]
    return Result(name, slots * guests_a_slot, outcomes, *asyncio.run(_count(url)))


async def _register(url: str, number: int) -> None:
    engine = create_engine(url)
    rows = [
        {"venue_id": VENUE.id, "telegram_id": each, "name": f"Guest {each}", "created_at": NOW}
        for each in range(1, number + 1)
    ]
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(insert(guests), rows)
    await engine.dispose()


def confirm_all(url: str, slots: int, guests_a_slot: int, share: int) -> Outcome:
    """Confirm in this process for its share of the guests of every slot, one slot after the other."""
    configure_logs(Settings(_env_file=None, log_level="ERROR"))
    requests = [
        (slot * guests_a_slot + number + 1, starts_at)
        for slot, starts_at in enumerate(contested_starts(slots))
        for number in range(share, guests_a_slot, PROCESSES)
    ]
    return asyncio.run(_confirm(url, requests))


async def _confirm(url: str, requests: Iterable[tuple[int, datetime]]) -> Outcome:
    # Where guests wait for each other's locks, a busy machine takes longer than a statement may in production.
    database = Database(create_engine(url, command_timeout=PATIENCE))
    clock, broker = MovableClock(NOW, frozen=True), InMemoryBroker()
    broker.register_task(_deliver_nothing, DELIVER_NOTIFICATION)
    book_slot = BookSlot(database, TaskQueue(broker), FindSlots(database, clock), clock)
    outcome, remaining = Outcome(begun_at=time()), iter(requests)

    async def confirm_remaining() -> None:
        for telegram_id, starts_at in remaining:
            async with database.read() as tx:
                guest = await tx.guests.find(VENUE.id, telegram_id)
            assert guest
            party_size, place_id = WISHES[telegram_id % len(WISHES)]
            request = BookingRequest(place_id, starts_at, party_size, f"key of {telegram_id}")
            venue = VENUES[telegram_id % len(VENUES)]
            begun = perf_counter()
            await _confirm_one(book_slot, venue, guest, request, outcome)
            outcome.waits.append(perf_counter() - begun)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(confirm_remaining())
    outcome.ended_at = time()
    await database.close()
    return outcome


async def _confirm_one(
    book_slot: BookSlot, venue: Venue, guest: Guest, request: BookingRequest, outcome: Outcome
) -> None:
    try:
        await book_slot(venue, guest, request)
    except SlotTaken as refusal:
        if refusal.free_starts and request.starts_at not in refusal.free_starts:
            outcome.refused += 1
        else:
            outcome.errors["offered the taken start, or no free one"] += 1
    except Refused as refusal:
        outcome.errors[refusal.code] += 1
    except Exception as error:  # noqa: BLE001  to be counted and shown
        outcome.errors[repr(error)[:200]] += 1
    else:
        outcome.booked += 1


async def _deliver_nothing(notification_id: int) -> None:
    """The task of the worker, which does nothing here."""


async def _count(url: str) -> tuple[int, int, int]:
    """Count all bookings, the pairs that overlap on a table, and the bookings without a message."""
    engine = create_engine(url)
    planned = select(notifications.c.subject_id).where(notifications.c.subject_type == Subject.BOOKING)
    async with engine.connect() as connection:
        total = (await connection.execute(select(func.count()).select_from(bookings))).scalar_one()
        overlaps = int((await connection.execute(count_overlaps())).scalar_one())
        unplanned = select(func.count()).where(bookings.c.id.not_in(planned))
        without = (await connection.execute(unplanned)).scalar_one()
    await engine.dispose()
    return total, overlaps, without


def main() -> int:
    results = []
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "contested.sqlite3")
        migrate_up(url)
        results.append(contest("SQLite", url))
    with DurablePostgreSQL() as server:
        migrate_up(server.url)
        results.append(contest("PostgreSQL", server.url))
    lines = [HEADER, ("---",) * len(HEADER), *(result.cells for result in results)]
    sys.stdout.write("".join(f"| {' | '.join(line)} |\n" for line in lines))
    for result in results:
        sys.stderr.write("".join(f"{result.database}: {n} x {error}\n" for error, n in result.errors.items()))
    return 0 if all(result.is_clean for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
