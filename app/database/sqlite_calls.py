"""A statement on SQLite is one call of the connection's thread.

SQLAlchemy's dialect makes four: open a cursor, execute, fetch the rows, close the cursor. Each wakes the thread and
then the event loop, and under load waits up to 5 ms for Python's global lock both times. See
`docs/decisions/0059-a-statement-on-sqlite-is-one-call.md`.
"""

import sqlite3
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_ss_cursor,
)

Parameters = Sequence[Any] | Mapping[str, Any]


class OneCallCursor(AsyncAdapt_aiosqlite_cursor):
    """Executes, fetches all rows and closes in one call."""

    __slots__ = ()
    _adapt_connection: "OneCallConnection"
    _awaitable_cursor_close = False

    def _make_new_cursor(self, connection: Any) -> Any:
        """The cursor is opened by the call that uses it."""

    def _aenter_cursor(self, cursor: Any) -> Any:
        """There is none yet."""

    def close(self) -> None:
        self._rows.clear()

    async def _execute_async(self, operation: str, parameters: Parameters | None) -> None:
        await self._call("execute", operation, parameters or ())

    async def _executemany_async(self, operation: str, parameters: Sequence[Parameters]) -> None:
        await self._call("executemany", operation, parameters)

    async def _call(self, method: str, operation: str, parameters: object) -> None:
        adapted = self._adapt_connection
        async with adapted._execute_mutex:
            driver, begin = adapted.driver_connection, adapted.take_begin()
            self._cursor, rows = await driver._execute(_execute, driver._conn, begin, method, operation, parameters)
            self._rows = deque(rows)


def _execute(
    connection: sqlite3.Connection, begin: str | None, method: str, operation: str, parameters: object
) -> tuple[sqlite3.Cursor, list[Any]]:
    """Runs in the connection's thread. Return the rows, and the closed cursor, which knows their columns and number."""
    if begin:
        connection.execute(begin)
    cursor = connection.cursor()
    try:
        getattr(cursor, method)(operation, parameters)
        return cursor, cursor.fetchall() if cursor.description else []
    finally:
        cursor.close()


class StreamingCursor(AsyncAdapt_aiosqlite_ss_cursor):
    """SQLAlchemy's own cursor for rows that are not fetched at once, in the transaction that has yet to begin."""

    __slots__ = ()
    _adapt_connection: "OneCallConnection"

    async def _execute_async(self, operation: str, parameters: Parameters | None) -> Any:
        if begin := self._adapt_connection.take_begin():
            driver = self._adapt_connection.driver_connection
            await driver._execute(driver._conn.execute, begin)
        return await super()._execute_async(operation, parameters)


class OneCallConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose transaction may begin in the call of its first statement."""

    __slots__ = ("begin",)
    _cursor_cls = OneCallCursor
    _ss_cursor_cls = StreamingCursor

    def __init__(self, adapted: AsyncAdapt_aiosqlite_connection) -> None:
        super().__init__(adapted.dbapi, adapted.driver_connection)
        self.begin: str | None = None
        """The statement that is to begin a transaction, before the next one is executed."""

    def take_begin(self) -> str | None:
        """Return the statement that is to begin a transaction now."""
        begin, self.begin = self.begin, None
        return begin

    def commit(self) -> None:
        self.begin = None
        if self._has_begun():
            super().commit()

    def rollback(self) -> None:
        self.begin = None
        if self._has_begun():
            super().rollback()

    def _has_begun(self) -> bool:
        return self.driver_connection._connection is not None and self.driver_connection.in_transaction
