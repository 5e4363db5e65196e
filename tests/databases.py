"""A migrated database for each test, on SQLite and on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from asyncpg import CannotConnectNowError
from sqlalchemy import Executable, RowMapping, text
from sqlalchemy.exc import OperationalError

from app.database.engine import create_engine
from app.database.migrate import migrate_up
from app.database.transaction import Database
from tests.services.instances import PostgreSQL

BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]


def database_outage() -> OperationalError:
    """The exception that SQLAlchemy raises for a PostgreSQL that is starting."""
    return OperationalError("SELECT 1", None, CannotConnectNowError("the database system is starting up"))


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def copy_of(template: Path, folder: Path) -> str:
    """The address of a fresh SQLite file: copying a migrated one is faster than migrating."""
    return sqlite_url(Path(shutil.copy(template, folder / f"{uuid4().hex}.sqlite3")))


@asynccontextmanager
async def postgresql_copy(server: PostgreSQL, template: str) -> AsyncIterator[str]:
    """The address of a fresh copy of a migrated PostgreSQL database; it is dropped afterwards."""
    name = f"test_{uuid4().hex}"
    await _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield server.database_url(name)
    finally:
        await _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _execute(server: PostgreSQL, statement: str) -> None:
    engine = create_engine(server.database_url("postgres"))
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def create_database(server: PostgreSQL, name: str) -> None:
    outside_the_loop(lambda: asyncio.run(_execute(server, f'CREATE DATABASE "{name}"')))


def outside_the_loop(work: Callable[..., object], *arguments: object) -> None:
    """Call a function that opens an event loop, in a thread: the fixture's own loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work, *arguments).result()


class OpenDatabase(Database):
    """A database whose stored rows a test may also read and change without the repositories."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        super().__init__(self.engine)

    async def rows(self, query: Executable) -> Sequence[RowMapping]:
        """The rows of a query, in a transaction of its own."""
        async with self.engine.connect() as connection:
            return (await connection.execute(query)).mappings().all()

    async def change(self, statement: Executable, values: Sequence[Mapping[str, object]] = ()) -> None:
        """Run an INSERT, UPDATE, DELETE or DDL, once for each of `values` if there are any, and commit."""
        async with self.engine.execution_options(writes=True).begin() as connection:
            await connection.execute(statement, list(values) or None)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[OpenDatabase]:
    database = OpenDatabase(url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "bronya.sqlite3"
    outside_the_loop(migrate_up, sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgreSQL) -> str:
    create_database(postgresql, "template_bronya")
    outside_the_loop(migrate_up, postgresql.database_url("template_bronya"))
    return "template_bronya"


@pytest.fixture(params=BACKENDS)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A migrated database for this test, once on each backend."""
    if request.param == "sqlite":
        yield copy_of(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        server, template = request.getfixturevalue("postgresql"), request.getfixturevalue("postgresql_template")
        async with postgresql_copy(server, template) as url:
            yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[OpenDatabase]:
    async with opened(database_url) as database:
        yield database


@pytest.fixture
async def postgresql_url(postgresql: PostgreSQL, postgresql_template: str) -> AsyncIterator[str]:
    """The address of a migrated PostgreSQL database for this test."""
    async with postgresql_copy(postgresql, postgresql_template) as url:
        yield url


@pytest.fixture
def empty_postgresql(postgresql: PostgreSQL) -> str:
    """The address of a database for this test, without tables."""
    name = f"empty_{uuid4().hex}"
    create_database(postgresql, name)
    return postgresql.database_url(name)


@pytest.fixture(params=BACKENDS)
def unmigrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables, once on each backend."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "bronya.sqlite3")
    url: str = request.getfixturevalue("empty_postgresql")
    return url
