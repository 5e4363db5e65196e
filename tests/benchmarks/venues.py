"""Many venues in one deployment: what a process pays to read and check them, a scheduler's pass, and a booking."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from app.container.bots import read_venues
from app.database.migrate import migrate_up
from app.domain.availability.slots import grid_of_day, local_date
from app.domain.messages.kinds import Kind
from app.domain.venues import Venue
from app.runtime.settings import Settings
from app.usecases.messages.claim_due import ClaimDue
from tests.benchmarks.bench import Bench, say
from tests.benchmarks.deployment import ROOT, resident_megabytes
from tests.benchmarks.table import Memory, Row, Times
from tests.databases import OpenDatabase, opened, outside_the_loop, sqlite_url
from tests.domain.builders import a_new_notification, a_venue
from tests.harness import NOW, Harness

FEW, MANY = 10, 100
VERY_MANY = 1000
"""With `--full`: the check of their texts takes minutes."""
ROUNDS = 50


async def measure(bench: Bench) -> AsyncIterator[Row]:
    for number in (FEW, MANY, VERY_MANY) if bench.is_full else (FEW, MANY):
        say(f"venues: reading {number} ...")
        first, second = [await asyncio.to_thread(_read, bench, number) for _ in range(2)]
        yield Row(
            f"{number:,} venues read, none changed since they were checked: one process", second, "the first", first
        )
    few, many = [await _time_passes(bench, number) for number in (FEW, VERY_MANY)]
    for what, ours, theirs in zip(("nothing due", "a bulk message due at each"), many, few, strict=True):
        yield Row(f"scheduler's pass, {VERY_MANY:,} venues, SQLite: {what}", ours, f"{FEW} venues", theirs)
    booked = [await _time_bookings(bench, number) for number in (VERY_MANY, 1)]
    yield Row(f"a booking at one of {VERY_MANY:,} venues, SQLite", booked[0], "the only venue", booked[1])


def many_venues(bench: Bench, number: int) -> Path:
    """A folder with copies of the ready venues, `venue_0` and so on."""
    folder = bench.folder / f"{number}_venues"
    ready = sorted((ROOT / "data/venues").iterdir())
    for each in range(0 if folder.exists() else number):
        shutil.copytree(ready[each % len(ready)], folder / f"venue_{each}")
    return folder


def _read(bench: Bench, number: int) -> Memory:
    """Copy the ready venues so often, and let a process read them as `web` and `worker` do at their start: the first
    one renders every text."""
    folder = many_venues(bench, number)
    command = [sys.executable, "-m", "tests.benchmarks.venues", str(folder)]
    said = json.loads(subprocess.check_output(command, cwd=ROOT))
    return Memory([said["megabytes"]], [said["seconds"]], [said["cpu"]])


def _read_here(folder: str) -> None:
    """Read the venues in this process, and print what that has cost as JSON."""
    begun, cpu_begun = time.monotonic(), time.process_time()
    read_venues(Settings(_env_file=None, venues={}, venues_dir=Path(folder), cache_dir=Path(f"{folder}_cache")))
    cost = {"seconds": time.monotonic() - begun, "cpu": time.process_time() - cpu_begun}
    sys.stdout.write(json.dumps({**cost, "megabytes": resident_megabytes(os.getpid())}))


async def _time_passes(bench: Bench, number: int) -> tuple[Times, Times]:
    """Time passes over a ledger of so many venues that find nothing, and those that find a bulk message of each."""
    async with opened(_migrated(bench, f"pass_{number}")) as database:
        await _plan_bulk(database, number)
        harness = Harness(database)
        claim_due = ClaimDue(database, harness.clock)
        nothing, one_each = [], []
        for _ in range(ROUNDS):
            begun = perf_counter()
            await claim_due()
            nothing.append((perf_counter() - begun) * 1000)
        for _ in range(ROUNDS // 10):
            harness.clock.advance(timedelta(hours=1))
            begun = perf_counter()
            if len(await claim_due()) < number:
                raise RuntimeError("a venue was left out")
            one_each.append((perf_counter() - begun) * 1000)
    return Times(nothing), Times(one_each)


async def _plan_bulk(database: OpenDatabase, number: int) -> None:
    """Plan a follow-up for each venue at each of the next hours."""
    for hour in range(1, ROUNDS // 10 + 1):
        async with database.write() as tx:
            for venue in range(number):
                follow_up = a_new_notification(Kind.FOLLOW_UP, NOW + timedelta(hours=hour), venue)
                await tx.ledger.plan(f"venue_{venue}", [follow_up], NOW)


async def _time_bookings(bench: Bench, number: int) -> Times:
    """Time bookings at the last of so many venues, each of which has one already."""
    venues: list[Venue] = [replace(a_venue(), id=f"venue_{each}") for each in range(number)]
    async with opened(_migrated(bench, f"bookings_{number}")) as database:
        for venue in venues:
            harness = Harness(database, venue)
            days = [local_date(venue, NOW) + timedelta(days=day) for day in range(1, ROUNDS)]
            slots = [slot for day in days for slot in grid_of_day(venue, day)][: ROUNDS + 1]
            await harness.book(await harness.register(), slots[0].starts_at)
        values = []
        for telegram_id, slot in enumerate(slots[1:], 2):
            guest = await harness.register(telegram_id)
            begun = perf_counter()
            await harness.book(guest, slot.starts_at)
            values.append((perf_counter() - begun) * 1000)
    return Times(values)


def _migrated(bench: Bench, name: str) -> str:
    url = sqlite_url(bench.folder / f"{name}.sqlite3")
    outside_the_loop(migrate_up, url)
    return url


if __name__ == "__main__":
    _read_here(*sys.argv[1:])
