"""How the database is opened: one that does not answer is away, and a new file belongs to its owner alone."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

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
