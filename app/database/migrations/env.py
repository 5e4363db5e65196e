"""Runs migrations against DATABASE_URL, or against the address that a caller put into the configuration."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.engine import create_migration_engine
from app.database.errors import is_connection_error
from app.database.tables import UtcDateTime, metadata
from app.runtime.mistakes import EX_UNAVAILABLE, exit_on_mistake
from app.runtime.settings import read_settings

LOCK_KEY = 0x62726F6E7961
"""The key of the advisory lock: "bronya" in ASCII."""
TRY_LOCK, UNLOCK = text(f"SELECT pg_try_advisory_lock({LOCK_KEY})"), text(f"SELECT pg_advisory_unlock({LOCK_KEY})")
LOCK_PAUSE_SECONDS = 0.5
SQLITE_LOCK_SECONDS = 3600.0
"""SQLite wants a limit."""


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column type as the plain one it is stored as, so that old migrations need none of our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def migrate(connection: Connection) -> None:
    """Run the migrations, each in a transaction of its own. One that must not lock for long commits in between."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        render_as_batch=True,
        transactional_ddl=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


@asynccontextmanager
async def only_migrator(engine: AsyncEngine) -> AsyncIterator[None]:
    """Wait until no other process migrates this database, and keep others waiting meanwhile.

    Each process reads the revision after that, so of several that start together one migrates and the others find
    nothing to do. The lock is free again when its holder ends, however that happens.
    """
    if engine.dialect.name == "sqlite":
        with _sqlite_lock(str(engine.url.database)):
            yield
        return
    # Asked again and again, because a session that waits inside the server would keep CREATE INDEX CONCURRENTLY waiting
    # in turn. The lock belongs to the session.
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as session:
        while not (await session.execute(TRY_LOCK)).scalar_one():  # noqa: ASYNC110  PostgreSQL sets no events
            await asyncio.sleep(LOCK_PAUSE_SECONDS)
        yield
        await session.execute(UNLOCK)


@contextmanager
def _sqlite_lock(database: str) -> Iterator[None]:
    """Lock a file beside the database. The database's own lock is released between batches, for guests."""
    with closing(sqlite3.connect(f"{database}.migration", timeout=SQLITE_LOCK_SECONDS, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


async def main() -> None:
    url = context.config.attributes.get("url") or read_settings().database_url.get_secret_value()
    engine = create_migration_engine(url)
    try:
        async with only_migrator(engine), engine.execution_options(writes=True).connect() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


def run() -> None:
    try:
        asyncio.run(main())
    except Exception as error:
        # The lock of SQLite is opened without SQLAlchemy.
        if not (is_connection_error(error) or isinstance(error, sqlite3.OperationalError)):
            raise
        # One line, of which nothing is secret: neither driver repeats the address or the password.
        sys.stderr.write(f"bronya: DATABASE_URL: the database cannot be used: {error.__cause__ or error}\n")
        sys.exit(EX_UNAVAILABLE)


with exit_on_mistake():
    run()
