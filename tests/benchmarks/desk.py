"""A poll of the desk over REST: the day has not changed, beside the same day sent again."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from time import perf_counter

import httpx
from pydantic import SecretStr
from sqlalchemy import insert

from app.catalogue.loader import load_venues
from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.tables import booking_changes, bookings, closures, guests
from app.domain.availability.slots import grid_of_day
from app.domain.venues import Venue
from app.main import create_app
from app.runtime.settings import Settings, VenueSettings
from tests.api.conftest import RedisInMemory
from tests.api.signing import a_user, init_data
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.table import Row, Times, p95_below
from tests.databases import create_database, outside_the_loop, sqlite_url

OF_DAY, ALL = 400, 100_000
CHANGES = 3
"""Entries in the history of each booking."""
TARGET_MS = 20
CLINIC, TOKEN = "zdorovie_plus", "1:token"
ADMINS = range(1, 21)
"""They share the polls, because one would exceed the request limit."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    venue = load_venues(Settings(_env_file=None).venues_dir)[CLINIC]
    urls = {"SQLite": sqlite_url(bench.folder / "desk.sqlite3")}
    if postgresql := bench.find(DurablePostgreSQL):
        create_database(postgresql, "desk")
        urls["PostgreSQL"] = postgresql.database_url("desk")
    for name, url in urls.items():
        say(f"desk: filling {name} ...")
        outside_the_loop(migrate_up, url)
        day = await _fill(url, venue)
        unchanged, changed = await _time(url, day, rounds=2_000 if bench.is_full else 500)
        what = f"poll of the desk, a day with {OF_DAY} of {ALL:,} bookings and a closure for each doctor, {name}"
        yield Row(what, unchanged, "the whole day sent again", changed, p95_below(TARGET_MS, unchanged))


async def _fill(url: str, venue: Venue) -> date:
    """Book `OF_DAY` slots of the next open day, which is returned, close each doctor for its last hour, and then book
    every slot of earlier days."""
    engine, now = create_engine(url), datetime.now(UTC)
    days = (now.date() + timedelta(days=1 - number) for number in count())
    day = next(day for day in (now.date() + timedelta(days=number) for number in count(2)) if grid_of_day(venue, day))
    rows = [*islice(_slots(venue, day), OF_DAY), *islice((row for d in days for row in _slots(venue, d)), ALL - OF_DAY)]
    async with engine.execution_options(writes=True).begin() as connection:
        guest = {"id": 1, "venue_id": CLINIC, "telegram_id": 1, "name": "Anna", "created_at": now}
        await connection.execute(insert(guests), [guest])
        await connection.execute(insert(closures), list(_closures(venue, day, now)))
        for begin in range(0, ALL, 10_000):
            part = [{**row, "id": begin + number + 1} for number, row in enumerate(rows[begin : begin + 10_000])]
            entries = [
                {"booking_id": row["id"], "what": "booked", "actor_role": "guest", "changed_at": now}
                for row in part
                for _ in range(CHANGES)
            ]
            await connection.execute(insert(bookings), part)
            await connection.execute(insert(booking_changes), entries)
    await engine.dispose()
    return day


def _slots(venue: Venue, day: date) -> Iterator[dict[str, object]]:
    common = {
        "venue_id": CLINIC,
        "guest_id": 1,
        "status": "booked",
        "time_version": 1,
        "buffer_minutes": 0,
        "created_at": datetime.now(UTC),
    }
    for slot in grid_of_day(venue, day):
        for resource_id in venue.resources:
            yield {**common, "resource_id": resource_id, "starts_at": slot.starts_at, "ends_at": slot.ends_at}


def _closures(venue: Venue, day: date, now: datetime) -> Iterator[dict[str, object]]:
    end = grid_of_day(venue, day)[-1].ends_at
    for resource_id in venue.resources:
        span = {"begins_at": end - timedelta(hours=1), "ends_at": end}
        yield {"venue_id": CLINIC, "resource_id": resource_id, **span, "closed_by": ADMINS[0], "closed_at": now}


async def _time(url: str, day: date, rounds: int) -> tuple[Times, Times]:
    """The durations of polls that are answered with 304, and of those that get the whole day."""
    settings = Settings(
        _env_file=None,
        venues={CLINIC: VenueSettings(bot_token=SecretStr(TOKEN), admin_ids=list(ADMINS))},
        database_url=SecretStr(url),
        log_level="ERROR",
    )
    app = create_app(settings, RedisInMemory())
    signed = [f"tma {init_data(TOKEN, datetime.now(UTC), a_user(admin))}" for admin in ADMINS]
    path = f"/api/v1/venues/{CLINIC}/desk/day?date={day}"
    times: dict[int, list[float]] = {200: [], 304: []}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench") as client:
        tag = (await client.get(path, headers={"Authorization": signed[0]})).headers["ETag"]
        for number in range(rounds):
            # The whole day takes much longer, so it is asked for less often.
            known = {"If-None-Match": tag} if number % 10 else {}
            begun = perf_counter()
            answer = await client.get(path, headers={"Authorization": signed[number % len(signed)], **known})
            times[answer.status_code].append((perf_counter() - begun) * 1000)
    await app.state.container.close()
    return Times(times[304]), Times(times[200])
