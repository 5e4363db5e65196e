"""How the database is opened: SQLite for one machine, PostgreSQL for more."""

import os
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.database.errors import DatabaseUnreachableError

BUSY_TIMEOUT_MS = 10_000
"""How long a SQLite writer waits for another process's writer."""
CONNECT_TIMEOUT = 5.0
"""Seconds until a PostgreSQL that does not take a connection counts as away."""
COMMAND_TIMEOUT = 10.0
"""Seconds for one statement on PostgreSQL, waiting for locks included: ours take milliseconds. Without it, whoever asks
a server that vanished without a word waits until TCP gives up, a quarter of an hour."""


def create_engine(url: str, command_timeout: float | None = COMMAND_TIMEOUT) -> AsyncEngine:
    """Open `sqlite+aiosqlite:///...` or `postgresql+asyncpg://...`; connects on first use."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_async_engine(url)
        event.listen(engine.sync_engine, "do_connect", _create_sqlite_file)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    timeouts = {"timeout": CONNECT_TIMEOUT, "command_timeout": command_timeout}
    engine = create_async_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, connect_args=timeouts)
    event.listen(engine.sync_engine, "do_connect", _connect_to_postgresql)
    return engine


def _connect_to_postgresql(dialect: Dialect, _record: object, args: list[Any], options: dict[str, Any]) -> Any:
    try:
        return dialect.connect(*args, **options)
    except OSError as error:
        # A missing socket is a FileNotFoundError, like a missing photo: only here it is known to be the database's.
        raise DatabaseUnreachableError(repr(error)) from error


def _create_sqlite_file(_dialect: Dialect, _record: object, args: list[Any], _options: dict[str, Any]) -> None:
    """Create a missing file for its owner alone: it holds names and phone numbers. SQLite gives its companions, such as
    `-wal`, the same permissions."""
    # Where that is impossible, SQLite says why.
    with suppress(OSError):
        os.close(os.open(args[0], os.O_RDWR | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction control would begin too late, and deferred: we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another has written meanwhile.
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
