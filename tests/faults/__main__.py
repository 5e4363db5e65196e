"""`python -m tests.faults`: run the bench, check it, print the table of docs/reliability.md."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import structlog

from app.database.migrate import migrate_up
from tests.databases import create_database, sqlite_url
from tests.faults.bench import Services
from tests.faults.checker import Verdict
from tests.faults.run_and_check import run_and_check
from tests.faults.table import render
from tests.services.instances import PostgreSQL, RabbitMQ, Redis

SHORT, FULL = 100, 2000
SQLITE, POSTGRESQL = "sqlite", "postgresql"
RESULTS = Path("build/faults")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _read(arguments)
    # The sandbox logs every update that a webhook refused.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    verdicts = {name: run_on(name, options.bookings, options.seed, RESULTS) for name in options.database}
    sys.stdout.write(render(verdicts) + "\n")
    for name, verdict in verdicts.items():
        untried = [f"no {action}" for action in verdict.untried]
        sys.stdout.writelines(f"{name}: {line}\n" for line in (*verdict.broken, *untried, *verdict.doubles))
    return 1 if any(verdict.broken or verdict.untried for verdict in verdicts.values()) else 0


def run_on(database: str, bookings: int, seed: int, results: Path) -> Verdict:
    """Run with services and a database of its own. Writes the history into the folder `results`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bronya-faults-")))
        postgresql = stack.enter_context(PostgreSQL()) if database == POSTGRESQL else None
        services = Services(stack.enter_context(RabbitMQ()), stack.enter_context(Redis()), postgresql)
        url = _fresh_database(postgresql, folder)
        return asyncio.run(
            run_and_check(bookings, seed, url, services, results / f"{database}-{bookings}-{seed}.jsonl")
        )


def _fresh_database(postgresql: PostgreSQL | None, folder: Path) -> str:
    url = sqlite_url(folder / "bronya.sqlite3")
    if postgresql:
        name = f"faults_{uuid4().hex}"
        create_database(postgresql, name)
        url = postgresql.database_url(name)
    migrate_up(url)
    return url


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--bookings", type=int, default=SHORT, help="the number of guests who book, on each database")
    parser.add_argument("--full", dest="bookings", action="store_const", const=FULL, help=f"{FULL} guests")
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL], action="append", help="default: both")
    parser.add_argument("--seed", type=int, default=1, help="the same seed injects the same faults in the same order")
    options = parser.parse_args(arguments)
    options.database = options.database or [SQLITE, POSTGRESQL]
    return options


if __name__ == "__main__":
    sys.exit(main())
