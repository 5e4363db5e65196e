"""Isolation of reads and atomicity of writes, on each backend."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from app.database import transaction
from app.database.guests import TelegramUser
from app.database.transaction import Database, Transaction
from tests.databases import opened

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
