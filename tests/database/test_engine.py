"""How the database is opened: one that does not answer is away, and a new file belongs to its owner alone."""

import asyncio
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.engine import create_engine
from app.database.errors import DatabaseUnreachableError, is_connection_error
from tests.databases import sqlite_url
from tests.services.instances import PostgreSQL


async def test_only_the_owner_may_read_a_new_sqlite_file(tmp_path: Path) -> None:
    engine = create_engine(sqlite_url(tmp_path / "bronya.sqlite3"))
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE guests (phone TEXT)"))
        assert modes_in(tmp_path) == dict.fromkeys(
            ["bronya.sqlite3", "bronya.sqlite3-wal", "bronya.sqlite3-shm"], "-rw-------"
        )
    await engine.dispose()


def modes_in(folder: Path) -> dict[str, str]:
    return {path.name: stat.filemode(path.stat().st_mode) for path in folder.iterdir()}


async def test_a_write_that_is_canceled_in_a_statement_leaves_no_lock(tmp_path: Path) -> None:
    engine = create_engine(sqlite_url(tmp_path / "bronya.sqlite3"))
    errors = [await cancel_a_write(engine) for _ in range(20)]

    await write_elsewhere(tmp_path)
    assert all(errors)  # Their tracebacks refer to the cursors until here.
    await engine.dispose()


async def cancel_a_write(engine: AsyncEngine) -> BaseException:
    """Cancel a transaction while its thread executes a statement that writes. Returns the error with its traceback."""
    begun = asyncio.Event()

    async def write() -> None:
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.execute(text("CREATE TABLE IF NOT EXISTS numbers (number INTEGER)"))
            begun.set()
            for _ in range(1000):
                await connection.execute(text("INSERT INTO numbers VALUES (1) RETURNING number"))

    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(write())
        await begun.wait()
        await asyncio.sleep(0.001)
        writing.cancel()
        try:
            await writing
        except asyncio.CancelledError as error:
            return error
    raise AssertionError("it was not canceled")


async def write_elsewhere(folder: Path) -> None:
    other = create_engine(sqlite_url(folder / "bronya.sqlite3"))
    try:
        async with other.connect() as connection:
            await connection.execute(text("PRAGMA busy_timeout = 500"))
            await connection.commit()
            await connection.execution_options(writes=True)
            await connection.execute(text("CREATE TABLE IF NOT EXISTS others (number INTEGER)"))
    finally:
        await other.dispose()


@pytest.mark.services
async def test_postgresql_that_refuses_connections_is_a_connection_error(
    postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.engine.CONNECT_TIMEOUT", 0.2)
    with postgresql.frozen():
        assert is_connection_error(await error_of(postgresql.url, "SELECT 1"))


@pytest.mark.services
async def test_postgresql_that_does_not_answer_is_a_connection_error(postgresql: PostgreSQL) -> None:
    assert is_connection_error(await error_of(postgresql.url, "SELECT pg_sleep(60)", command_timeout=0.2))


async def error_of(url: str, statement: str, **options: float) -> Exception:
    engine = create_engine(url, **options)
    with pytest.raises((TimeoutError, DatabaseUnreachableError)) as raised:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    await engine.dispose()
    return raised.value
