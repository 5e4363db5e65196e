"""The figures of 90 days of a venue with a million bookings, beside reading these bookings."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice
from time import perf_counter, process_time

from sqlalchemy import insert

from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.tables import bookings, guests
from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.availability.slots import grid_of_day, local_date, span_of_days
from app.domain.periods import Period
from app.domain.venues import Venue
from app.sandbox.clock import MovableClock
from app.usecases.desk.show_figures import ShowFigures
from tests.benchmarks.any_place import BOOKINGS, NOW, a_clinic
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.table import Row, Times, p95_below
from tests.databases import create_database, outside_the_loop, sqlite_url

DOCTORS, ADMIN = 40, 1
"""So many doctors have a million bookings in less than three years, when every slot is booked."""
TARGET_MS = 300
ROUNDS, READS = 20, 3
BATCH = 5_000
STATUSES = ("completed", "completed", "completed", "completed", "canceled", "no_show", "completed")
SOURCES = ("chat", "app", "phone", None, "walk_in")


async def measure(bench: Bench) -> AsyncIterator[Row]:
    venue = replace(a_clinic(DOCTORS), admin_ids=(ADMIN,))
    urls = {"SQLite": sqlite_url(bench.folder / "figures.sqlite3")}
    if postgresql := bench.find(DurablePostgreSQL):
        create_database(postgresql, "figures")
        urls["PostgreSQL"] = postgresql.database_url("figures")
    for name, url in urls.items():
        say(f"figures: filling {name} ...")
        outside_the_loop(migrate_up, url)
        await _fill(url, venue)
        number, ours, theirs = await _time(url, venue, rounds=5 * ROUNDS if bench.is_full else ROUNDS)
        what = f"figures of 90 days, {number:,} of {BOOKINGS:,} bookings, {name}"
        yield Row(what, ours, "these bookings read", theirs, p95_below(TARGET_MS, ours))


async def _fill(url: str, venue: Venue) -> None:
    """Book all slots from next month back, as far as the number reaches, in the order in which they begin."""
    engine = create_engine(url)
    rows = islice(_bookings(venue), BOOKINGS)
    async with engine.execution_options(writes=True).begin() as connection:
        guest = {"id": 1, "venue_id": venue.id, "telegram_id": 1, "name": "Anna", "created_at": NOW}
        await connection.execute(insert(guests), [guest])
    while batch := list(islice(rows, BATCH)):
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.execute(insert(bookings), batch)
    await engine.dispose()


def _bookings(venue: Venue) -> Iterator[dict[str, object]]:
    today, common = local_date(venue, NOW), {"venue_id": venue.id, "guest_id": 1, "time_version": 1}
    number = 0
    statuses, sources = cycle(STATUSES), cycle(SOURCES)
    for ahead in range(30, -100_000, -1):
        for slot in grid_of_day(venue, today + timedelta(days=ahead)):
            for resource_id in venue.resources:
                number += 1
                yield {
                    **common,
                    "resource_id": resource_id,
                    "starts_at": slot.starts_at,
                    "ends_at": slot.ends_at,
                    "status": "booked" if ahead >= 0 else next(statuses),
                    "source": next(sources),
                    "created_at": slot.starts_at - timedelta(hours=number % 1000),
                }


async def _time(url: str, venue: Venue, rounds: int) -> tuple[int, Times, Times]:
    """The number of bookings, and the durations of their figures and of reading them."""
    database, clock = Database(create_engine(url)), MovableClock(NOW, frozen=True)
    show_figures, days = ShowFigures(database, clock), Period.QUARTER.days(local_date(venue, NOW))
    ours: list[float] = []
    theirs: list[float] = []
    number, cpu_begun = 0, process_time()
    for _ in range(rounds):
        begun = perf_counter()
        found = await show_figures(Admin(venue, ADMIN), *days)
        ours.append((perf_counter() - begun) * 1000)
        number = found.bookings
    cpu = (process_time() - cpu_begun) * 1000 / rounds
    for _ in range(READS):
        begun = perf_counter()
        async with database.read() as tx:
            await tx.venue_bookings.between(venue.id, *span_of_days(venue, days))
        theirs.append((perf_counter() - begun) * 1000)
    await database.close()
    return number, Times(ours, f", CPU {cpu:.0f} ms each"), Times(theirs)
