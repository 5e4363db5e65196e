"""A run, and the checker's verdict on it."""

from pathlib import Path

from tests.databases import opened
from tests.faults.bench import Services, run
from tests.faults.checker import Verdict, check, read_rows
from tests.faults.history import History, read_history


async def investigate(bookings: int, seed: int, database_url: str, services: Services, history: Path) -> Verdict:
    """Let so many guests book through troubles, and look at what became of it. The history stays at its path."""
    written = History(history)
    await run(bookings, seed, database_url, services, written)
    written.close()
    async with opened(database_url) as database:
        return check(read_history(history), await read_rows(database))
