"""Connection errors, violated constraints and defects are distinguished on each backend."""

import sqlite3
import traceback
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Table, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.database.engine import create_engine
from app.database.errors import (
    DatabaseUnreachableError,
    is_connection_error,
    unique_rules,
    violated_constraint,
)
from app.database.tables import OVERLAP, bookings, guests, metadata
from tests.databases import copy_of
from tests.services.instances import PostgreSQL


async def error_of(url: str, statement: str, **values: object) -> Exception:
    """Execute the statement and return the exception."""
    engine = create_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(statement), values)
    except Exception as error:  # noqa: BLE001  whatever it is, the test looks at it
        return error
    finally:
        await engine.dispose()
    raise AssertionError(f"it succeeded: {statement}")


@pytest.mark.parametrize("statement", ["SELECT * FROM no_such_table", "SELEC 1", "SELECT no_such_column FROM guests"])
async def test_wrong_sql_is_no_outage(database_url: str, statement: str) -> None:
    assert not is_connection_error(await error_of(database_url, statement))


async def test_a_number_that_is_too_large_is_no_outage(database_url: str) -> None:
    error = await error_of(database_url, "SELECT count(*) FROM guests WHERE telegram_id = :id", id=2**63)

    assert not is_connection_error(error)


GUEST = (
    "INSERT INTO guests (venue_id, telegram_id, name, language_code, created_at)"
    " VALUES ('cafe', 1, :name, :language_code, '2026-11-23')"
)


@pytest.mark.services
@pytest.mark.parametrize(
    "values", [{"name": "Anna", "language_code": "x" * 36}, {"name": "An\0na", "language_code": "ru"}]
)
async def test_data_that_postgresql_cannot_store_is_no_outage(
    postgresql: PostgreSQL, postgresql_template: str, values: dict[str, str]
) -> None:
    error = await error_of(postgresql.database_url(postgresql_template), GUEST, **values)

    assert isinstance(error, DBAPIError)
    assert not is_connection_error(error)


@pytest.mark.parametrize(
    ("driver_error", "is_passing"),
    [
        (asyncpg.ConnectionDoesNotExistError, True),
        (asyncpg.InvalidPasswordError, True),
        (asyncpg.InvalidCatalogNameError, True),
        (asyncpg.SerializationError, True),
        (asyncpg.DeadlockDetectedError, True),
        (asyncpg.TooManyConnectionsError, True),
        (asyncpg.DiskFullError, True),
        (asyncpg.LockNotAvailableError, True),
        (asyncpg.AdminShutdownError, True),
        (asyncpg.CannotConnectNowError, True),
        (asyncpg.PostgresIOError, True),
        (asyncpg.NumericValueOutOfRangeError, False),
        (asyncpg.UndefinedTableError, False),
        (asyncpg.InsufficientPrivilegeError, False),
        (asyncpg.ReadOnlySQLTransactionError, False),
        (asyncpg.UniqueViolationError, False),
        (asyncpg.InterfaceError, False),
    ],
)
def test_errors_of_postgresql_are_told_apart_by_sqlstate(driver_error: type[Exception], is_passing: bool) -> None:
    assert is_connection_error(DBAPIError("SELECT 1", None, driver_error("message"))) is is_passing


@pytest.mark.services
async def test_a_connection_that_postgresql_ends_is_an_outage(postgresql: PostgreSQL) -> None:
    error = await error_of(postgresql.url, "SELECT pg_terminate_backend(pg_backend_pid())")

    assert is_connection_error(error)


@pytest.mark.parametrize("address", ["127.0.0.1:1/bronya", "/bronya?host=/no/such/folder"])
async def test_a_postgresql_that_is_not_there_is_an_outage(address: str) -> None:
    """The second address is a Unix socket: a missing one raises FileNotFoundError, which elsewhere is a defect."""
    error = await error_of(f"postgresql+asyncpg://bronya@{address}", "SELECT 1")

    assert isinstance(error, DatabaseUnreachableError)
    assert is_connection_error(error)
    assert not is_connection_error(FileNotFoundError("photo.webp"))


async def test_a_locked_sqlite_is_an_outage(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.engine.BUSY_TIMEOUT_MS", 0)
    url = copy_of(sqlite_template, tmp_path)
    engine = create_engine(url)
    async with engine.execution_options(writes=True).begin():
        error = await error_of(url, "DELETE FROM guests")
    await engine.dispose()

    assert is_connection_error(error)


def test_a_sqlite_file_that_cannot_be_opened_is_an_outage(tmp_path: Path) -> None:
    # Without an engine: aiosqlite's thread would report to an event loop that the test has already closed.
    with pytest.raises(sqlite3.OperationalError) as raised:
        sqlite3.connect(tmp_path / "no_such_folder" / "file")

    assert is_connection_error(DBAPIError("SELECT 1", None, raised.value))


def test_a_sqlite_file_that_cannot_be_written_is_an_outage(tmp_path: Path) -> None:
    """A file of another user, or a disk that the kernel has made read-only. Telegram brings updates again meanwhile."""
    path = tmp_path / "file"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE guests (id INTEGER)")
    readonly = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with closing(readonly), pytest.raises(sqlite3.OperationalError, match="readonly") as raised:
        readonly.execute("INSERT INTO guests VALUES (1)")

    assert is_connection_error(DBAPIError("INSERT", None, raised.value))


@pytest.mark.parametrize("is_closed", [True, False])
def test_an_error_without_a_code_is_an_outage_if_the_connection_is_closed(is_closed: bool) -> None:
    error = sqlite3.OperationalError("no active connection")

    assert is_connection_error(DBAPIError("SELECT 1", None, error, connection_invalidated=is_closed)) is is_closed


NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GUEST_ROW: dict[str, Any] = {"id": 1, "venue_id": "cafe", "telegram_id": 1, "name": "Anna", "created_at": NOW}
BOOKING_ROW: dict[str, Any] = {
    "venue_id": "cafe",
    "guest_id": 1,
    "resource_id": "t1",
    "starts_at": NOW,
    "ends_at": NOW + timedelta(hours=2),
    "status": "booked",
    "time_version": 1,
    "request_key": "key",
    "created_at": NOW,
}


@pytest.mark.parametrize(
    ("table", "row", "constraint"),
    [
        (guests, {"id": 2}, "uq_guests_venue_id_telegram_id"),
        (guests, {"telegram_id": 2}, "pk_guests"),
        (guests, {"id": 2, "telegram_id": 2, "name": None}, None),
        (bookings, {"request_key": "other"}, OVERLAP),
        (bookings, {"resource_id": "t2"}, "uq_bookings_guest_id_request_key"),
        (bookings, {"resource_id": "t2", "request_key": "other", "ends_at": NOW}, "ck_bookings_order"),
        (bookings, {"resource_id": "t2", "request_key": "other", "status": "lost"}, "ck_bookings_status"),
    ],
)
async def test_a_broken_constraint_is_known_by_its_name(
    database_url: str, table: Table, row: dict[str, Any], constraint: str | None
) -> None:
    engine = create_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(insert(guests), GUEST_ROW)
        await connection.execute(insert(bookings), BOOKING_ROW)

    with pytest.raises(IntegrityError) as raised:
        async with engine.begin() as connection:
            await connection.execute(insert(table), (GUEST_ROW if table is guests else BOOKING_ROW) | row)
    await engine.dispose()

    assert violated_constraint(raised.value) == constraint
    assert not is_connection_error(raised.value)


def test_no_two_unique_rules_of_a_table_share_their_columns() -> None:
    """SQLite names only the columns of a violated unique constraint."""
    for table in metadata.tables.values():
        rules = unique_rules(table)
        assert len(set(rules.values())) == len(rules)


async def test_an_error_does_not_repeat_the_values_of_the_row(database_url: str) -> None:
    """It ends in the log, as all of its causes do."""
    statement = "INSERT INTO guests (name, phone) VALUES (:name, :phone)"
    error = await error_of(database_url, statement, name="Аристарх", phone="+79161234567")
    assert isinstance(error, IntegrityError)
    shown = "".join(traceback.format_exception(error))
    assert "INSERT INTO guests" in shown
    assert not [value for value in ("Аристарх", "9161234567") if value in shown], shown


async def test_an_error_of_the_driver_does_not_repeat_a_value(postgresql_url: str) -> None:
    error = await error_of(postgresql_url, "SELECT CAST(:name AS TIMESTAMP WITH TIME ZONE)", name="Аристарх")
    shown = "".join(traceback.format_exception(error))
    assert "invalid input for query argument" in shown
    assert "Аристарх" not in shown
