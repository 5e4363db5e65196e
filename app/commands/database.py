"""`python -m app database copy`: from SQLite to PostgreSQL. `database restored` is in a file of its own."""

import argparse
import sys

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.commands import restored
from app.commands.deployment import EXIT_STATUSES, Deployment, run
from app.database.copying import CannotCopyError, copy_database
from app.database.engine import create_migration_engine
from app.database.revision import UnusableFileError, refuse_missing_file
from app.runtime.mistakes import OperatorMistake
from app.usecases.presence.service_presence import SILENT_AFTER

DESCRIPTION = "Move a deployment to another database, or continue with one that was restored from a backup."
COPY = (
    "Copy all rows of a SQLite database into the empty PostgreSQL database of DATABASE_URL, in one transaction, "
    "and compare each row before it is committed. Stop web, worker and scheduler first."
)
EPILOG = f"Exit status: 0 when all rows are there and equal, else nothing is: {EXIT_STATUSES}."
FROM = "the address of the SQLite database, as DATABASE_URL had it: sqlite+aiosqlite:///data/bronya.sqlite3"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `database` with its commands."""
    parsers = commands.add_parser("database", description=DESCRIPTION, help=DESCRIPTION).add_subparsers(
        required=True, metavar="command"
    )
    copying = parsers.add_parser("copy", description=COPY, help=COPY, epilog=EPILOG)
    copying.add_argument("--from", required=True, dest="source", metavar="ADDRESS", help=FROM)
    copying.set_defaults(run=_run)
    restored.add_parser(parsers)


def _run(flags: argparse.Namespace) -> int:
    async def copying(deployment: Deployment) -> int:
        return await copy(deployment, flags.source)

    return run(copying)


async def copy(deployment: Deployment, source_url: str) -> int:
    """Copy the database at `source_url` into that of the deployment. Raises `OperatorMistake` if it must not be."""
    target_url = deployment.settings.database_url.get_secret_value()
    if _backend(source_url) != "sqlite":
        raise OperatorMistake("--from: expected an address that begins with sqlite+aiosqlite:///")
    if _backend(target_url) != "postgresql":
        raise OperatorMistake("DATABASE_URL: expected the PostgreSQL database to copy to: postgresql+asyncpg://...")
    try:
        refuse_missing_file(source_url)
    except UnusableFileError as error:
        raise OperatorMistake(f"--from: {error}") from None
    # Reading or writing a table with millions of rows has no limit of time.
    source, target = create_migration_engine(source_url), create_migration_engine(target_url)
    try:
        await copy_database(source, target, deployment.clock.now() - SILENT_AFTER, _tell)
    except CannotCopyError as error:
        raise OperatorMistake(f"nothing was copied: {error}") from None
    finally:
        await source.dispose()
        await target.dispose()
    sys.stdout.write("All rows are in PostgreSQL. Start web, worker and scheduler; keep the SQLite file for a while.\n")
    return 0


def _backend(url: str) -> str:
    try:
        return make_url(url).get_backend_name()
    except ArgumentError:
        return ""


def _tell(table: str, rows: int) -> None:
    sys.stdout.write(f"{table}: {rows} rows, equal\n")
