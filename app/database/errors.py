"""What an error of the database means: a passing outage, a broken constraint, or a defect of ours."""

import re
import sqlite3
from typing import Final

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from app.database.tables import metadata

PASSING_SQLSTATES: Final = (
    "08",  # connection exceptions
    "28",  # the password or pg_hba.conf refuses us, until the operator mends it
    "3D000",  # no such database, as while a backup is restored
    "40001",  # serialization failure
    "40P01",  # deadlock
    "53",  # out of connections, memory or disk
    "55P03",  # a lock was not free in time
    "57",  # shut down, starting up, or the statement was cancelled
    "58",  # errors of the system below PostgreSQL, such as I/O
)
"""SQLSTATEs, or their first characters, after which trying again helps.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""
PASSING_SQLITE_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,  # as when the disk had an error: Linux makes its file system read-only
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""Primary result codes after which trying again helps: https://www.sqlite.org/rescode.html"""
PRIMARY_CODE: Final = 0xFF
"""SQLite's extended codes keep their primary code in the lowest byte."""

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>\w+\.\w+(?:, \w+\.\w+)*)$")
_SQLITE_NAMED = re.compile(r"(CHECK|EXCLUDE) constraint failed: (?P<name>\w+)$")
"""SQLite has no exclusion constraints: the second is the message of our own triggers."""


class DatabaseUnreachableError(ConnectionError):
    """No connection to the database could be opened."""


def is_connection_error(error: BaseException) -> bool:
    """Whether the database could not be reached or broke off, so that the same thing may succeed in a moment.

    False for everything that would fail again: data that cannot be stored, a broken constraint, wrong SQL.
    """
    if isinstance(error, DBAPIError):
        return _is_passing(error)
    return isinstance(error, ConnectionError | TimeoutError | PoolExhausted)


def _is_passing(error: DBAPIError) -> bool:
    driver_error = error.driver_exception
    sqlstate: str | None = getattr(driver_error, "sqlstate", None)
    if sqlstate:
        return sqlstate.startswith(PASSING_SQLSTATES)
    sqlite_code: int | None = getattr(driver_error, "sqlite_errorcode", None)
    if sqlite_code:
        return sqlite_code & PRIMARY_CODE in PASSING_SQLITE_CODES
    # Drivers raise errors of their own, too: for a closed connection, or for an argument that they cannot encode.
    return error.connection_invalidated


def violated_constraint(error: IntegrityError) -> str | None:
    """The name, as in `tables.py`, of the constraint or unique index that a row broke.

    None where the database does not name it: SQLite does not for foreign keys and NOT NULL.
    """
    driver_error = error.driver_exception
    if not isinstance(driver_error, sqlite3.Error):
        name: str | None = getattr(driver_error, "constraint_name", None)
        return name
    message = str(driver_error)
    if named := _SQLITE_NAMED.fullmatch(message):
        return named["name"]
    if unique := _SQLITE_UNIQUE.fullmatch(message):
        return _UNIQUE_BY_COLUMNS.get(frozenset(unique["columns"].split(", ")))
    return None


def unique_rules(table: Table) -> dict[str, frozenset[str]]:
    """The columns, as `table.column`, of each unique constraint, unique index and primary key by its name."""
    constraints = [each for each in table.constraints if isinstance(each, UniqueConstraint | PrimaryKeyConstraint)]
    rules: list[UniqueConstraint | PrimaryKeyConstraint | Index] = [
        *constraints,
        *(each for each in table.indexes if each.unique),
    ]
    return {str(rule.name): frozenset(f"{table.name}.{column.name}" for column in rule.columns) for rule in rules}


_UNIQUE_BY_COLUMNS = {
    columns: name for table in metadata.tables.values() for name, columns in unique_rules(table).items()
}
"""SQLite names a unique rule by its columns. No two rules share theirs, which a test checks."""
