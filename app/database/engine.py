"""Open the database: SQLite for one machine, PostgreSQL for several."""

import os
import re
from contextlib import suppress
from typing import Any, cast

from asyncpg import PostgresError
from sqlalchemy import Connection, event
from sqlalchemy.engine import Dialect, ExceptionContext, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.database.errors import DatabaseUnreachableError
from app.database.sqlite_calls import OneCallConnection

BUSY_TIMEOUT_MS = 10_000
"""Milliseconds for which a writer of SQLite waits for a writer of another process."""
CONNECT_TIMEOUT = 5.0
"""Seconds within which PostgreSQL must accept a connection."""
COMMAND_TIMEOUT = 10.0
"""Seconds for one statement on PostgreSQL, including the wait for locks; ours take milliseconds. Without the limit, a
statement to a server that vanished waits until TCP gives up, a quarter of an hour."""


_VALUES = re.compile(r"\nDETAIL:.*|(?<=invalid input for query argument) \$\d+:.*", re.DOTALL)


def create_engine(url: str, command_timeout: float | None = COMMAND_TIMEOUT) -> AsyncEngine:
    """Return an engine for `sqlite+aiosqlite:///...` or `postgresql+asyncpg://...`. It connects when it is first used.

    `command_timeout`, in seconds, is for PostgreSQL only; None is no limit.
    """
    engine = _create_engine(url, command_timeout)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _enforce_foreign_keys)
    return engine


def create_migration_engine(url: str) -> AsyncEngine:
    """Return an engine for migrations.

    Filling a column or building an index may take hours, so statements have no time limit. SQLite cannot rewrite a
    table that others refer to while it enforces foreign keys (https://www.sqlite.org/lang_altertable.html, 7), so it
    does not enforce them.
    """
    return _create_engine(url, command_timeout=None)


def _create_engine(url: str, command_timeout: float | None) -> AsyncEngine:
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_async_engine(url, hide_parameters=True)
        event.listen(engine.sync_engine, "do_connect", _connect_to_sqlite)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    timeouts = {"timeout": CONNECT_TIMEOUT, "command_timeout": command_timeout}
    # Errors end in the log, where values of a row, such as names and phone numbers, must not be.
    engine = create_async_engine(
        url, pool_size=10, max_overflow=20, pool_pre_ping=True, connect_args=timeouts, hide_parameters=True
    )
    event.listen(engine.sync_engine, "handle_error", _drop_values)
    event.listen(engine.sync_engine, "do_connect", _connect_to_postgresql)
    return engine


def _drop_values(context: ExceptionContext) -> None:
    """Cut off where an error of PostgreSQL or its driver repeats the values of the row."""
    driver_error = context.original_exception.__cause__
    if isinstance(driver_error, PostgresError):
        driver_error.detail = None
    for error in (driver_error, context.original_exception, context.sqlalchemy_exception):
        if error and error.args and isinstance(error.args[0], str):
            error.args = (_VALUES.sub("", error.args[0]), *error.args[1:])


def _connect_to_postgresql(dialect: Dialect, _record: object, args: list[Any], options: dict[str, Any]) -> Any:
    try:
        return dialect.connect(*args, **options)
    except OSError as error:
        # A missing socket is a FileNotFoundError, like a missing photo: only here it is known to be the database's.
        raise DatabaseUnreachableError(repr(error)) from error


def _connect_to_sqlite(dialect: Dialect, _record: object, args: list[Any], options: dict[str, Any]) -> Any:
    _create_sqlite_file(args[0])
    return OneCallConnection(dialect.connect(*args, **options))  # type: ignore[arg-type]  # the dialect is aiosqlite's


def _create_sqlite_file(path: str) -> None:
    """Create a missing file for its owner alone: it holds names and phone numbers. SQLite gives its companions, such as
    `-wal`, the same permissions."""
    # Where that is impossible, SQLite says why. O_EXCL leaves an existing file alone: to close another descriptor of it
    # would drop the locks that this process has on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions only before the first write, and deferred: `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _enforce_foreign_keys(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return  # Each statement is a transaction of its own.
    # A deferred transaction that reads and then writes fails at once if another transaction wrote in between.
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # It begins with its first statement in any case.
        cast(OneCallConnection, connection.connection.dbapi_connection).begin = "BEGIN"
