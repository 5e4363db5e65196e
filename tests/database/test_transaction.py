"""Isolation of reads and atomicity of writes, on each backend, and the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Self
from unittest.mock import Mock

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database import transaction
from app.database.errors import DatabaseUnreachableError
from app.database.guests import TelegramUser
from app.database.retrying import repeat_until_available
from app.database.transaction import Database, Transaction
from tests.databases import opened
from tests.services.workers import HOURS, eventually

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def register(tx: Transaction, telegram_id: int) -> None:
    await tx.guests.register("cafe", TelegramUser(telegram_id, "Anna", None, "ru"), NOW)


async def counts_around_a_commit(database: Database) -> list[int]:
    """Count guests twice in one block of reads, while another transaction registers one in between."""
    async with database.read() as tx:
        before = await tx.guests.count("cafe")
        async with database.write() as other:
            await register(other, 1)
        return [before.total, (await tx.guests.count("cafe")).total]


async def test_all_reads_of_a_block_see_one_snapshot(database: Database) -> None:
    assert await counts_around_a_commit(database) == [0, 0]
    async with database.read() as tx:
        assert (await tx.guests.count("cafe")).total == 1


@pytest.mark.services
async def test_without_repeatable_read_two_reads_of_a_block_may_differ(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "ONE_SNAPSHOT", {})
    async with opened(postgresql_url) as database:
        assert await counts_around_a_commit(database) == [0, 1]


@pytest.mark.services
async def test_a_block_of_reads_cannot_write_on_postgresql(postgresql_url: str) -> None:
    async with opened(postgresql_url) as database:
        with pytest.raises(DBAPIError, match="read-only"):
            async with database.read() as tx:
                await register(tx, 1)


async def test_a_block_of_writes_follows_a_block_of_reads_on_the_same_connection(database: Database) -> None:
    async with database.read() as tx:
        assert (await tx.guests.count("cafe")).total == 0

    async with database.write() as tx:
        await register(tx, 1)
    async with database.write() as tx:
        await register(tx, 2)
        assert (await tx.guests.count("cafe")).total == 2


async def register_and_fail(database: Database) -> None:
    async with database.write() as tx:
        await register(tx, 1)
        raise ZeroDivisionError


async def test_a_block_of_writes_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await register_and_fail(database)

    async with database.read() as tx:
        assert (await tx.guests.count("cafe")).total == 0


async def never(*_: object) -> None:
    await asyncio.Event().wait()


def silent_database() -> Database:
    """A database whose connections cannot be closed, because the server does not answer."""
    return Database(Mock(AsyncEngine, dispose=never))


async def test_a_database_that_does_not_answer_is_closed_after_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "CLOSE_TIMEOUT", 0.01)

    await silent_database().close()


async def test_without_a_limit_a_database_that_does_not_answer_is_never_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "CLOSE_TIMEOUT", HOURS)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(silent_database().close(), 0.1)


class BreakingEngine:
    """Stands for SQLAlchemy's engine: the connection breaks in the moment in which its task is canceled."""

    dialect = SimpleNamespace(name="postgresql")

    def __init__(self) -> None:
        self.connections = 0

    def execution_options(self, **_: object) -> Self:
        return self

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Mock]:
        self.connections += 1
        try:
            yield Mock(execute=never, scalar=never, run_sync=never)
        except asyncio.CancelledError:
            raise DatabaseUnreachableError from None  # as SQLAlchemy and asyncpg do

    begin = connect


async def read(database: Database) -> None:
    async with database.read() as tx:
        await tx.guests.count("cafe")


async def write(database: Database) -> None:
    async with database.write() as tx:
        await register(tx, 1)


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "unguarded"])
@pytest.mark.parametrize("use", [read, write, Database.ping])
async def test_a_task_that_is_canceled_while_its_connection_breaks_ends(
    use: Callable[[Database], Awaitable[object]], is_guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_guarded:
        monkeypatch.setattr(transaction, "cancellation_kept", nullcontext)
    engine = BreakingEngine()
    database = Database(engine)  # type: ignore[arg-type]
    trying = asyncio.get_running_loop().create_task(repeat_until_available(lambda: use(database)))
    await eventually(lambda: engine.connections == 1)

    trying.cancel()
    await eventually(lambda: trying.done() or engine.connections == 2)

    assert trying.done() == is_guarded, "unguarded, it tries again as if it had not been canceled"
    while not trying.done():
        trying.cancel()
        await asyncio.sleep(0)
    assert trying.cancelled()
