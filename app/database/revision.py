"""Which migration the database is at, and which one this version of the code needs."""

import os
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

VERSIONS = Path(__file__).parent / "migrations" / "versions"
NEEDED_REVISION = max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
"""The newest migration's number, four digits."""


class DatabaseNotMigratedError(Exception):
    """The database lacks migrations that this version needs."""

    def __init__(self, revision: str | None) -> None:
        found = f"it is at revision {revision}" if revision else "it has no tables"
        super().__init__(f"{found}, {NEEDED_REVISION} is needed: run `alembic upgrade head`")


class UnusableFileError(Exception):
    """The file of SQLite is missing, or this user cannot write it."""


def refuse_missing_file(url: str) -> None:
    """Raise `UnusableFileError` if the file of SQLite is missing: to connect would create it."""
    file = _file(url)
    if file and not file.exists():
        raise UnusableFileError(
            f"there is no file {file}: put the address right, or make a new database with `alembic upgrade head`"
        )


def refuse_readonly_file(url: str) -> None:
    """Raise `UnusableFileError` if this user may not write the file of SQLite, or its folder, where more files are."""
    file = _file(url)
    for path in (file, file.parent) if file else ():
        if not os.access(path, os.W_OK):
            raise UnusableFileError(f"this user cannot write {path}: make the user of the processes its owner")


def _file(url: str) -> Path | None:
    """The file of SQLite, None for a server."""
    address = make_url(url)
    return Path(str(address.database)).absolute() if address.get_backend_name() == "sqlite" else None


async def check_revision(connection: AsyncConnection) -> str:
    """Return the database's revision. Raise `DatabaseNotMigratedError` if the database is older than the code.

    A newer one is right: the release step comes before the new processes, while the old ones still run.
    """
    is_versioned = await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version"))
    found = await connection.execute(text("SELECT version_num FROM alembic_version")) if is_versioned else None
    revision: str | None = found.scalar_one_or_none() if found else None
    if revision is None or revision < NEEDED_REVISION:
        raise DatabaseNotMigratedError(revision)
    return revision
