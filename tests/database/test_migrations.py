"""Migrations go up, down and up again, and end where the tables say."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from app.database.engine import create_engine
from app.database.migrate import migrate_down, migrate_up
from app.database.tables import metadata
from tests.databases import sqlite_url
from tests.services.instances import PostgreSQL

ROOT = Path(__file__).parents[2]


def go_up_down_up(url: str) -> None:
    migrate_up(url)
    assert asyncio.run(look(url, differences)) == []
    migrate_down(url)
    assert asyncio.run(look(url, tables)) == ["alembic_version"]
    migrate_up(url)
    assert asyncio.run(look(url, differences)) == []


async def look(url: str, at: Callable[[Connection], list[Any]]) -> list[Any]:
    engine = create_engine(url)
    async with engine.connect() as connection:
        seen = await connection.run_sync(at)
    await engine.dispose()
    return seen


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def test_on_sqlite(tmp_path: Path) -> None:
    go_up_down_up(sqlite_url(tmp_path / "bronya.sqlite3"))


@pytest.mark.services
def test_on_postgresql(empty_postgresql: str) -> None:
    go_up_down_up(empty_postgresql)


@pytest.mark.services
def test_the_owner_of_a_postgresql_database_may_run_all_migrations(postgresql: PostgreSQL) -> None:
    """One of them creates an extension, which needs no superuser."""
    owner, database = "plain_owner", f"owned_{uuid4().hex}"
    asyncio.run(run_all(postgresql.url, f"CREATE ROLE {owner} LOGIN", f'CREATE DATABASE "{database}" OWNER {owner}'))
    url = postgresql.database_url(database).replace("//bronya@", f"//{owner}@")

    go_up_down_up(url)


async def run_all(url: str, *statements: str) -> None:
    engine = create_engine(url)
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


def migrate_three_times_at_once(url: str) -> None:
    """As when three machines are deployed to at the same moment."""
    command = [str(Path(sys.executable).with_name("alembic")), "upgrade", "head"]
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": url}
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) for _ in range(3)]
    outputs = [process.communicate()[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], "\n".join(outputs)
    assert asyncio.run(look(url, differences)) == []


def test_one_of_several_processes_migrates_sqlite_and_the_others_wait(tmp_path: Path) -> None:
    migrate_three_times_at_once(sqlite_url(tmp_path / "bronya.sqlite3"))


@pytest.mark.services
def test_one_of_several_processes_migrates_postgresql_and_the_others_wait(empty_postgresql: str) -> None:
    migrate_three_times_at_once(empty_postgresql)
