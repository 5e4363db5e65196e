"""A backup and its restore, as docs/backup.md does it on each backend."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import create_database, sqlite_url
from tests.services.instances import PostgreSQL, find_program

Drill = Callable[[], str]
"""Makes a backup, restores it into a new database and returns the address of that. It blocks."""


@pytest.fixture
def back_up_and_restore(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Drill:
    if database_url.startswith("sqlite"):
        return lambda: _through_a_file(Path(database_url.removeprefix("sqlite+aiosqlite:///")), tmp_path / "restored")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return lambda: _through_a_dump(server, database_url, tmp_path / "bronya.dump")


def _through_a_file(source: Path, restored: Path) -> str:
    with closing(sqlite3.connect(source)) as running:
        running.execute("VACUUM INTO ?", (str(restored),))
    with closing(sqlite3.connect(restored)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return sqlite_url(restored)


def _through_a_dump(server: PostgreSQL, url: str, dump: Path) -> str:
    plain = url.replace("+asyncpg", "")
    restored = f"restored_{plain.rpartition('/')[2]}"
    create_database(server, restored)
    _run("pg_dump", "--format=custom", f"--file={dump}", plain)
    into = server.database_url(restored)
    wholly = ("--exit-on-error", "--single-transaction", "--no-owner")
    _run("pg_restore", *wholly, f"--dbname={into.replace('+asyncpg', '')}", str(dump))
    return into


def _run(program: str, *arguments: str) -> None:
    subprocess.run([find_program(program, "/usr/lib/postgresql/*/bin"), *arguments], check=True, capture_output=True)
