"""A statement on SQLite is one call of the connection's thread, and everything else is as with SQLAlchemy's cursors."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.database.engine import create_engine
from tests.databases import sqlite_url

NUMBERS = text("SELECT number FROM numbers ORDER BY number")
ADD = text("INSERT INTO numbers VALUES (:number)")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """On a table of the numbers 1 to 300."""
    engine = create_engine(sqlite_url(tmp_path / "bronya.sqlite3"))
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
        await connection.execute(ADD, [{"number": number} for number in range(1, 301)])
    yield engine
    await engine.dispose()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, engine: AsyncEngine) -> list[str]:
    """The functions that the threads of connections were called with."""
    made: list[str] = []
    execute = aiosqlite.Connection._execute

    async def note(self: aiosqlite.Connection, function: Any, *arguments: Any, **options: Any) -> Any:
        made.append(function.__name__)
        return await execute(self, function, *arguments, **options)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", note)
    return made


async def test_a_read_is_a_call_for_each_statement_and_one_for_its_end(engine: AsyncEngine, calls: list[str]) -> None:
    async with engine.connect() as connection:
        await connection.execute(NUMBERS)
        await connection.execute(NUMBERS)
    assert calls == ["_execute", "_execute", "rollback"]


async def test_a_write_begins_before_its_first_statement(engine: AsyncEngine, calls: list[str]) -> None:
    async with engine.execution_options(writes=True).begin() as connection:
        assert calls == ["_execute"], "it waits for other writers here"
        await connection.execute(ADD, {"number": 1000})
    assert calls == ["_execute", "_execute", "commit"]


async def test_sqlalchemys_own_cursor_makes_four_calls(tmp_path: Path, engine: AsyncEngine, calls: list[str]) -> None:
    """As long as this holds, the class is worth its lines."""
    stock = create_async_engine(sqlite_url(tmp_path / "bronya.sqlite3"))
    async with stock.connect() as connection:
        calls.clear()
        await connection.execute(NUMBERS)
        assert calls == ["cursor", "execute", "fetchall", "close"]
    await stock.dispose()


async def test_results_know_their_rows_and_number(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        found = await connection.execute(text("SELECT number, -number AS negative FROM numbers WHERE number < 3"))
        assert list(found.keys()) == ["number", "negative"]
        assert found.all() == [(1, -1), (2, -2)]
        assert (await connection.execute(text("DELETE FROM numbers WHERE number < 11"))).rowcount == 10
        returned = await connection.execute(text("UPDATE numbers SET number = 0 WHERE number = 11 RETURNING number"))
        assert returned.scalars().all() == [0]
        assert (await connection.execute(ADD, {"number": 2000})).lastrowid == 2000
        added = await connection.execute(ADD, [{"number": 3000}, {"number": 3001}])
        assert added.rowcount == 2


async def test_a_refused_statement_leaves_the_transaction_usable(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(ADD, {"number": 1000})
        with pytest.raises(IntegrityError):
            await connection.execute(ADD, {"number": 1})
    async with engine.connect() as connection:
        assert (await connection.execute(NUMBERS)).scalars().all() == [*range(1, 301), 1000]


async def test_a_transaction_that_reads_has_one_snapshot(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        before = (await connection.execute(NUMBERS)).all()
        await add_elsewhere(engine)
        assert (await connection.execute(NUMBERS)).all() == before


async def test_streams_of_one_transaction_have_one_snapshot(engine: AsyncEngine) -> None:
    """A stream is not fetched at once: its cursor is SQLAlchemy's, after the transaction has begun."""
    async with engine.connect() as connection:
        before = [row async for row in await connection.stream(NUMBERS)]
        await add_elsewhere(engine)
        assert [row async for row in await connection.stream(NUMBERS)] == before


async def test_a_connection_is_given_back_without_a_transaction(engine: AsyncEngine) -> None:
    async with engine.connect():
        pass  # no statement, so nothing has begun, and the next user of the connection begins anew
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(ADD, {"number": 1000})
    async with engine.connect() as connection:
        assert (await connection.execute(NUMBERS)).scalars().all()[-1] == 1000


async def add_elsewhere(engine: AsyncEngine) -> None:
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(ADD, {"number": 1000})
