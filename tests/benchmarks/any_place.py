"""A week of a clinic for any of its doctors in one call, beside seven calls of a day."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import perf_counter

from sqlalchemy import insert

from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.tables import bookings, guests
from app.database.transaction import Database
from app.domain.availability.offering import Wish
from app.domain.availability.slots import grid_of_day, local_date
from app.domain.venues import Asks, Hours, Localized, Resource, Venue
from app.sandbox.clock import MovableClock
from app.usecases.availability.find_slots import FindSlots
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.table import Row, Times, p95_below
from tests.databases import create_database, outside_the_loop, sqlite_url
from tests.domain.builders import a_venue

BOOKINGS = 1_000_000
TARGETS_MS = {20: 25, 500: 150}
"""By the number of doctors."""
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAYS, BATCH = 7, 20_000


async def measure(bench: Bench) -> AsyncIterator[Row]:
    for doctors, target in TARGETS_MS.items():
        urls = {"SQLite": sqlite_url(bench.folder / f"any_of_{doctors}.sqlite3")}
        if postgresql := bench.find(DurablePostgreSQL):
            create_database(postgresql, f"any_of_{doctors}")
            urls["PostgreSQL"] = postgresql.database_url(f"any_of_{doctors}")
        for name, url in urls.items():
            say(f"any of {doctors} doctors: filling {name} ...")
            outside_the_loop(migrate_up, url)
            venue = a_clinic(doctors)
            await fill(url, venue, BOOKINGS)
            week, days = await time_calls(url, venue, rounds=300 if bench.is_full else 100)
            what = f"a week for any of {doctors} doctors, {BOOKINGS:,} bookings, {name}"
            yield Row(what, week, "the same week as seven calls of a day", days, p95_below(target, week))


def a_clinic(doctors: int) -> Venue:
    name = Localized("Врач", "Doctor")
    resources = {f"d{number}": Resource(f"d{number}", name, name) for number in range(doctors)}
    rules = {"asks": Asks.SPECIALTY, "slot_length": timedelta(minutes=30), "max_party_size": None}
    return replace(a_venue("Europe/Moscow", [Hours(8 * 60, 20 * 60)], **rules), resources=resources)  # type: ignore[arg-type]


async def fill(url: str, venue: Venue, number: int) -> None:
    """Book two of three slots of the next 30 days, and then as many past slots as are needed."""
    engine, rows = create_engine(url), islice(_bookings(venue), number)
    async with engine.execution_options(writes=True).begin() as connection:
        guest = {"id": 1, "venue_id": venue.id, "telegram_id": 1, "name": "Anna", "created_at": NOW}
        await connection.execute(insert(guests), [guest])
    while batch := list(islice(rows, BATCH)):
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.execute(insert(bookings), batch)
    await engine.dispose()


def _bookings(venue: Venue) -> Iterator[dict[str, object]]:
    today, common = local_date(venue, NOW), {"venue_id": venue.id, "guest_id": 1, "time_version": 1, "created_at": NOW}
    for ahead in range(30, -100_000, -1):
        for number, slot in enumerate(grid_of_day(venue, today + timedelta(days=ahead))):
            for resource_id in venue.resources if ahead < 0 or number % 3 else ():
                status = "booked" if ahead >= 0 else "completed"
                times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
                yield {**common, **times, "resource_id": resource_id, "status": status}


async def time_calls(url: str, venue: Venue, rounds: int) -> tuple[Times, Times]:
    """The durations of one call for a week, and of seven for a day each."""
    database = Database(create_engine(url))
    find_slots = FindSlots(database, MovableClock(NOW, frozen=True))
    days = [local_date(venue, NOW) + timedelta(days=number) for number in range(DAYS)]
    week: list[float] = []
    single: list[float] = []
    for _ in range(rounds):
        begun = perf_counter()
        await find_slots(venue, Wish(), days)
        week.append((perf_counter() - begun) * 1000)
        begun = perf_counter()
        for day in days:
            await find_slots(venue, Wish(), [day])
        single.append((perf_counter() - begun) * 1000)
    await database.close()
    return Times(week), Times(single)
