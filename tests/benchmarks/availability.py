"""A week of slots over REST: the request of the Mini App when a guest opens a doctor's page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import insert

from app.catalogue.loader import load_venues
from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.tables import bookings, guests
from app.domain.availability.slots import grid_of_day
from app.main import create_app
from app.runtime.settings import Settings, VenueSettings
from tests.api.conftest import RedisInMemory
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.table import Row, Times, p95_below
from tests.databases import create_database, outside_the_loop, sqlite_url

BOOKINGS = 100_000
TARGET_MS = 20
CLINIC = "zdorovie_plus"
DAYS = 7


async def measure(bench: Bench) -> AsyncIterator[Row]:
    urls = {"SQLite": sqlite_url(bench.folder / "availability.sqlite3")}
    if postgresql := bench.find(DurablePostgreSQL):
        create_database(postgresql, "availability")
        urls["PostgreSQL"] = postgresql.database_url("availability")
    for name, url in urls.items():
        say(f"availability: filling {name} ...")
        outside_the_loop(migrate_up, url)
        await _fill(url)
        async with _served(url) as app:
            week = await _time(app, bench, calls=1, days=DAYS)
            single = await _time(app, bench, calls=DAYS, days=1)
        what = f"slots of a doctor for {DAYS} days over REST, {BOOKINGS:,} bookings, {name}"
        yield Row(what, week, "the same week as seven calls of a day", single, p95_below(TARGET_MS, week))


async def _fill(url: str) -> None:
    """Book every slot of the past, and two of three slots of the next 30 days."""
    engine = create_engine(url)
    rows = _bookings()
    async with engine.execution_options(writes=True).begin() as connection:
        guest = {"id": 1, "venue_id": CLINIC, "telegram_id": 1, "name": "Anna", "created_at": datetime.now(UTC)}
        await connection.execute(insert(guests), [guest])
        for begin in range(0, BOOKINGS, 10_000):
            await connection.execute(insert(bookings), rows[begin : begin + 10_000])
    await engine.dispose()


def _bookings() -> list[dict[str, object]]:
    venue, now = load_venues(Settings(_env_file=None).venues_dir)[CLINIC], datetime.now(UTC)
    rows: list[dict[str, object]] = [
        {
            "venue_id": CLINIC,
            "guest_id": 1,
            "resource_id": resource_id,
            "starts_at": slot.starts_at,
            "ends_at": slot.ends_at,
            "status": "booked" if ahead >= 0 else "completed",
            "time_version": 1,
            "created_at": now,
        }
        for ahead in range(30, -400, -1)
        for number, slot in enumerate(grid_of_day(venue, (now + timedelta(days=ahead)).date()))
        for resource_id in venue.resources
        if ahead < 0 or number % 3
    ]
    return rows[:BOOKINGS]


@asynccontextmanager
async def _served(url: str) -> AsyncIterator[FastAPI]:
    settings = Settings(
        _env_file=None,
        venues={CLINIC: VenueSettings(bot_token=SecretStr("1:token"))},
        database_url=SecretStr(url),
        log_level="ERROR",
    )
    app = create_app(settings, RedisInMemory())
    yield app
    await app.state.container.close()


async def _time(app: FastAPI, bench: Bench, calls: int, days: int) -> Times:
    """The times to get a week of slots by so many calls, one after the other."""
    values = []
    for number in range(600 if bench.is_full else 200):
        # Each from another address, because one address would exceed the request limit.
        transport = httpx.ASGITransport(app, client=(f"10.0.{number // 250}.{number % 250}", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            begun = perf_counter()
            for call in range(calls):
                first = (datetime.now(UTC) + timedelta(days=call)).date()
                path = f"/api/v1/venues/{CLINIC}/resources/sokolova/slots?from={first}&days={days}"
                (await client.get(path)).raise_for_status()
            values.append((perf_counter() - begun) * 1000)
    return Times(values)
