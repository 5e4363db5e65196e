"""One run together with its check."""

from pathlib import Path

from tests.databases import opened
from tests.faults.bench import Services, run
from tests.faults.checker import Verdict, check, read_rows
from tests.faults.history import History, read_history


async def run_and_check(bookings: int, seed: int, database_url: str, services: Services, history: Path) -> Verdict:
    """Run the bench with this number of guests, and check the result. The events are written to the file `history`."""
    writer = History(history)
    await run(bookings, seed, database_url, services, writer)
    writer.close()
    async with opened(database_url) as database:
        return check(read_history(history), await read_rows(database))
