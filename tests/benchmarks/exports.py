"""The peak of memory while a file of bookings is written, beside XlsxWriter with all bookings at once."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import xlsxwriter
from sqlalchemy import insert

from app.catalogue.loader import load_venues
from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.tables import bookings, exports, guests
from app.database.transaction import Database
from app.domain.availability.slots import local_date, span_of_days
from app.domain.exports import Export, ExportProgress, FileFormat
from app.domain.venues import Locale
from app.runtime.clock import SystemClock
from app.runtime.settings import Settings
from app.texts.translator import Translator
from app.usecases.exports.booking_rows import BookingRows, BookingsPage
from app.usecases.exports.export_bookings import FileOfBookings
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.table import Peak, Row, Target
from tests.databases import create_database, outside_the_loop, sqlite_url

SMALL, LARGE = 1_000, 100_000
MORE_MEGABYTES = 20
"""What the large file may take beyond the small one."""
CLINIC = "zdorovie_plus"
A_MINUTE = timedelta(minutes=1)
BEGIN = datetime(2026, 1, 1, 9, tzinfo=UTC)
GUESTS = 5_000
EXPORT_ID = 1
AT_ONCE = "at once"
"""In place of a format: all bookings in memory, and XlsxWriter's defaults."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    urls = {"SQLite": sqlite_url(bench.folder / "exports.sqlite3")}
    if postgresql := bench.find(DurablePostgreSQL):
        create_database(postgresql, "exports")
        urls["PostgreSQL"] = postgresql.database_url("exports")
    for name, url in urls.items():
        say(f"exports: filling {name} ...")
        outside_the_loop(migrate_up, url)
        await _fill(url)
        at_once = await _write(url, AT_ONCE)
        for file_format in FileFormat:
            ours = await _write(url, file_format)
            what = f"export of {LARGE:,} bookings to {file_format.upper()}, {name}"
            target = Target(f"< {MORE_MEGABYTES} MB more than for {SMALL:,}", ours.added < MORE_MEGABYTES)
            yield Row(what, ours, "XLSX, all bookings in memory at once", at_once, target)


async def _fill(url: str) -> None:
    engine = create_engine(url)
    people = [
        {"id": each, "venue_id": CLINIC, "telegram_id": each, "name": f"Anna {each}", "created_at": BEGIN}
        for each in range(1, GUESTS + 1)
    ]
    common = {"venue_id": CLINIC, "status": "completed", "time_version": 1, "created_at": BEGIN, "source": "chat"}
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(insert(guests), people)
        for first in range(0, LARGE, 10_000):
            rows = [
                {
                    **common,
                    "guest_id": number % GUESTS + 1,
                    "resource_id": "ivanov",
                    "starts_at": BEGIN + number * A_MINUTE,
                    "ends_at": BEGIN + (number + 30) * A_MINUTE,
                    "note": f"note {number}",
                }
                for number in range(first, first + 10_000)
            ]
            await connection.execute(insert(bookings), rows)
        request = {"first_day": BEGIN.date(), "last_day": BEGIN.date(), "file_format": "csv", "request_key": "key"}
        asked = {"id": EXPORT_ID, "venue_id": CLINIC, "requested_by": 1, "requested_at": BEGIN}
        await connection.execute(insert(exports), [{**request, **asked}])
    await engine.dispose()


async def _write(url: str, how: str) -> Peak:
    """Write the small and the large file, each in a process of its own."""
    small, _ = await asyncio.to_thread(_in_a_process, url, how, SMALL)
    large, seconds = await asyncio.to_thread(_in_a_process, url, how, LARGE)
    return Peak(large, large - small, seconds)


def _in_a_process(url: str, how: str, number: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.benchmarks.exports", url, how, str(number)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    megabytes, seconds = map(float, done.stdout.split())
    return megabytes, seconds


async def _tell(_progress: ExportProgress) -> None:
    """Nobody asks."""


async def _export(url: str, how: str, number: int) -> float:
    """Write a file of so many bookings. Returns the seconds."""
    venues_dir = Settings(_env_file=None).venues_dir
    venue = load_venues(venues_dir)[CLINIC]
    words = Translator.load(venues_dir, [venue]).words(venue, Locale.RU)
    database, clock = Database(create_engine(url)), SystemClock()
    # An instant before the end of a day belongs to it: a little more than `number`, when that is no whole day.
    last = local_date(venue, BEGIN + number * A_MINUTE)
    file_format = FileFormat.XLSX if how == AT_ONCE else FileFormat(how)
    export = Export(
        first_day=local_date(venue, BEGIN),
        last_day=last,
        file_format=file_format,
        request_key="",
        id=EXPORT_ID,
        venue_id=CLINIC,
        canceled_at=None,
    )
    begun = perf_counter()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        async with database.read() as tx:
            if how == AT_ONCE:
                found = await tx.venue_bookings.between(CLINIC, *span_of_days(venue, [export.first_day, last]))
                known = await tx.guests.get_many({each.guest_id for each in found})
                _write_at_once(BookingRows(venue, words, clock.now()), BookingsPage(found, known, {}, {}, {}), path)
            else:
                await FileOfBookings(database, venue, export, words, clock, _tell).write(tx, path)
        seconds = perf_counter() - begun
    await database.close()
    return seconds


def _write_at_once(rows: BookingRows, page: BookingsPage, path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, row in enumerate([rows.header(), *rows.of(page)]):
        sheet.write_row(number, 0, [cell.isoformat() if isinstance(cell, date | time) else cell for cell in row])
    book.close()


def main() -> None:
    """Write one file in this process, and print the peak of its memory in megabytes and the seconds."""
    _, url, how, number = sys.argv
    seconds = asyncio.run(_export(url, how, int(number)))
    # Not `ru_maxrss`, which is at least that of the parent process.
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024
    sys.stdout.write(f"{peak} {seconds}\n")


if __name__ == "__main__":
    main()
