"""A process that was started before the release step waits for it, and names the remedy once."""

import asyncio
from pathlib import Path
from unittest.mock import AsyncMock, Mock

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.database.errors import DatabaseUnreachableError
from app.database.migrate import ALEMBIC_INI, migrate_up
from app.database.migration_watch import MigrationWatch
from app.database.revision import NEEDED_REVISION, DatabaseNotMigratedError
from app.database.transaction import Database
from tests.databases import BACKENDS, opened, outside_the_loop, sqlite_url
from tests.services.workers import eventually


@pytest.fixture(params=BACKENDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "empty.sqlite3")
    url: str = request.getfixturevalue("empty_postgresql")
    return url


def test_the_needed_revision_is_the_newest_migration() -> None:
    config = Config(ALEMBIC_INI)
    config.set_main_option("script_location", str(ALEMBIC_INI.parent / "app/database/migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == NEEDED_REVISION


async def test_an_older_database_is_named_with_the_remedy(empty_database_url: str) -> None:
    async with opened(empty_database_url) as database:
        with pytest.raises(DatabaseNotMigratedError, match=r"no tables.*alembic upgrade head"):
            await database.ping()
        await asyncio.to_thread(migrate_up, empty_database_url, "0001")
        with pytest.raises(DatabaseNotMigratedError, match="revision 0001"):
            await database.ping()
        await asyncio.to_thread(migrate_up, empty_database_url)
        await database.ping()


async def test_a_database_of_a_newer_release_is_right(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outside_the_loop(migrate_up, empty_database_url)
    monkeypatch.setattr("app.database.revision.NEEDED_REVISION", "0001")
    async with opened(empty_database_url) as database:
        await database.ping()


async def test_the_watch_waits_for_the_release_step_and_complains_once(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Mock()
    monkeypatch.setattr("app.database.migration_watch.log", log)
    monkeypatch.setattr("app.database.migration_watch.PAUSE_SECONDS", 0.01)
    async with opened(empty_database_url) as database, asyncio.TaskGroup() as group:
        watch = MigrationWatch(database)
        waiting = group.create_task(watch.wait_while_outdated())
        await eventually(lambda: watch.is_outdated)
        outdated = [watch.is_outdated]
        await asyncio.to_thread(migrate_up, empty_database_url)
        await waiting
        outdated.append(watch.is_outdated)
    assert outdated == [True, False]
    assert [line.args[0] for line in log.error.mock_calls] == ["database not migrated"]


async def test_the_watch_does_not_wait_for_a_database_that_is_down() -> None:
    database = Mock(Database, ping=AsyncMock(side_effect=DatabaseUnreachableError))
    await MigrationWatch(database).wait_while_outdated()
