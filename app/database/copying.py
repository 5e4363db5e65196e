"""Copy a SQLite database into an empty PostgreSQL database, and compare both row by row."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, String, Table, exists, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.database.errors import is_connection_error
from app.database.presence import ServiceProcesses
from app.database.revision import check_revision
from app.database.tables import booking_resources, metadata

BATCH = 1000
"""Rows that are in memory at a time."""
DERIVED = booking_resources
"""The triggers of the target write it while bookings are inserted. It is compared as all others are."""
NUMBERED = select(text("1")).select_from(text("sqlite_master")).where(text("name = 'sqlite_sequence'"))

Copied = Callable[[str, int], None]
"""Called with the name of a table and the number of its rows, which are equal in both databases."""


class CannotCopyError(Exception):
    """Nothing was copied: the target is as it was. The text says why, for the operator, without values of a row."""


async def copy_database(source: AsyncEngine, target: AsyncEngine, silent_since: datetime, copied: Copied) -> None:
    """Copy all tables from SQLite to PostgreSQL in a transaction, committed when each row was read back and is equal.

    Nobody can write to the source meanwhile. `silent_since` is the instant (UTC) after which no process may have been
    seen at the source. Raises `CannotCopyError`, `DatabaseNotMigratedError`, and errors of the connections.
    """
    async with source.execution_options(writes=True).connect() as old, target.begin() as new:
        await _check_revisions(old, new)
        await _refuse_running_processes(old, silent_since)
        await _lock_empty_tables(new)
        for table in metadata.sorted_tables:
            if table is not DERIVED:
                await _copy_rows(old, new, table)
        for table in metadata.sorted_tables:
            copied(table.name, await _compare(old, new, table))
            await _set_sequence(old, new, table)
    async with target.execution_options(isolation_level="AUTOCOMMIT").connect() as new:
        # PostgreSQL plans badly until it has counted. It would do so by itself, but only in some minutes.
        await new.execute(text("ANALYZE"))


async def _check_revisions(old: AsyncConnection, new: AsyncConnection) -> None:
    found, wanted = await check_revision(old), await check_revision(new)
    if found != wanted:
        raise CannotCopyError(f"the source is at revision {found}, the target at {wanted}: run `alembic upgrade head`")


async def _refuse_running_processes(old: AsyncConnection, silent_since: datetime) -> None:
    """Refuse while a web process serves the source: what it writes after the copy would be lost."""
    if await ServiceProcesses(old).is_any_seen(silent_since):
        raise CannotCopyError("a web process is running, or was less than two minutes ago: stop all processes first")


async def _lock_empty_tables(new: AsyncConnection) -> None:
    """Lock the target's tables against writes until the end of the transaction. Raises `CannotCopyError` for rows."""
    names = ", ".join(table.name for table in metadata.sorted_tables)
    await new.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    for table in metadata.sorted_tables:
        if (await new.execute(select(exists(select(table))))).scalar_one():
            raise CannotCopyError(f"the target is not empty: it has rows in {table.name}")


async def _copy_rows(old: AsyncConnection, new: AsyncConnection, table: Table) -> None:
    async for rows in _batches(old, table):
        try:
            await new.execute(insert(table), [dict(row) for row in rows])
        except DBAPIError as error:
            if is_connection_error(error):
                raise
            raise CannotCopyError(
                f"{table.name}: PostgreSQL refuses one of the rows {_key(table, rows[0])} to {_key(table, rows[-1])}: "
                f"{error.orig}"
            ) from None


async def _compare(old: AsyncConnection, new: AsyncConnection, table: Table) -> int:
    """Return the number of the rows. Raises `CannotCopyError` at the first that differs or is missing."""
    theirs = _batches(new, table)
    total = 0
    async for rows in _batches(old, table):
        found: Sequence[RowMapping] = await anext(theirs, [])
        for row, other in zip(rows, [*found, *[None] * (len(rows) - len(found))], strict=False):
            if other is None or dict(row) != dict(other):
                raise CannotCopyError(f"{table.name}: the row {_key(table, row)} is not the same in the target")
        if len(found) > len(rows):
            raise CannotCopyError(f"{table.name}: the target has the row {_key(table, found[len(rows)])} besides")
        total += len(rows)
    more: Sequence[RowMapping] = await anext(theirs, [])
    if more:
        raise CannotCopyError(f"{table.name}: the target has the row {_key(table, more[0])} besides")
    return total


async def _set_sequence(old: AsyncConnection, new: AsyncConnection, table: Table) -> None:
    """Let the next id be one that was never used: buttons under old messages hold ids of rows that were deleted."""
    key = table.autoincrement_column
    if key is None:
        return
    last = (await old.execute(select(func.max(key)))).scalar_one() or 0
    if (await old.execute(NUMBERED)).first():
        recorded = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(last, (await old.execute(recorded, {"name": table.name})).scalar() or 0)
    if last:
        setting = text("SELECT setval(pg_get_serial_sequence(:name, :key), :last)")
        await new.execute(setting, {"name": table.name, "key": key.name, "last": last})


async def _batches(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[RowMapping]]:
    """The table's rows in the order of its primary key, which is the same in both databases."""
    is_postgresql = connection.dialect.name == "postgresql"
    order = map(_bytewise, table.primary_key) if is_postgresql else table.primary_key
    streamed = await connection.stream(select(table).order_by(*order))
    async for rows in streamed.mappings().partitions(BATCH):
        yield rows


def _bytewise(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Let PostgreSQL order texts as SQLite does, whatever the language of the database."""
    return column.collate("C") if isinstance(column.type, String) else column


def _key(table: Table, row: RowMapping) -> str:
    """The row's primary key, for the operator: ids, which name nobody."""
    return ", ".join(str(row[column]) for column in table.primary_key)
