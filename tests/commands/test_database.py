"""`python -m app database copy`: SQLite to PostgreSQL, all of it or nothing."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, String, Table, delete, func, insert, select, text

from app.database.copying import BATCH
from app.database.tables import (
    StorableText,
    UtcDateTime,
    booking_resources,
    bookings,
    guests,
    metadata,
    notifications,
    service_processes,
    waits,
)
from tests.commands.conftest import Command, Ended
from tests.databases import OpenDatabase, opened

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]
NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
ROWS = 3
MANY = BATCH + 1
"""Guests: more than one batch."""
FIXED: dict[str, object] = {
    "bookings.status": "booked",
    "bookings.resource_id": "t1+t2",
    "notifications.status": "pending",
    "notifications.urgency": "urgent",
    "ratings.stars": 5,
    "venue_id": "cafe",
}
"""What a constraint or a trigger wants, by column."""
BEGINNINGS = {"starts_at", "begins_at", "first_day"}


def a_value(column: Column[Any], number: int) -> object:
    """A value for a column, another one in each row, with the characters and types that could get lost."""
    fixed = FIXED.get(str(column), FIXED.get(column.name, column))
    if fixed is not column:
        return fixed
    if column.foreign_keys or column.autoincrement is True or column is column.table.autoincrement_column:
        return number
    later = NOW + timedelta(days=number, hours=0 if column.name in BEGINNINGS else 1)
    if column.table is bookings:
        later = later.replace(microsecond=0)  # Visits begin and end at whole minutes.
    values: Mapping[type, object] = {
        UtcDateTime: later,
        DateTime: later.replace(tzinfo=None),
        Date: later.date() if column.name == "first_day" else date(2027, 1, number % 28 + 1),
        Boolean: number % 2 == 0,
        JSON: {"имя": f"«Ж» <{number}>", "nested": [1, 2.5, None, True]},
        Integer: number,
        StorableText: f"{number} 🎉 'é\n",
        String: f"{number} 🎉 'é"[: getattr(column.type, "length", None)],
    }
    return next(value for kind, value in values.items() if isinstance(column.type, kind))


def rows_of(table: Table) -> list[dict[str, object]]:
    """Rows with a value in each column, then one in which all that may be empty is."""
    numbers = range(1, (MANY if table is guests else ROWS) + 1)
    rows = [{column.name: a_value(column, number) for column in table.columns} for number in numbers]
    keys = {column.name for column in table.columns if column.primary_key or not column.nullable}
    return [*rows[:-1], {name: value if name in keys else None for name, value in rows[-1].items()}]


async def fill(database: OpenDatabase) -> None:
    """Put rows into every table. The triggers write those of `booking_resources`."""
    for table in metadata.sorted_tables:
        if table is not booking_resources:
            await database.change(insert(table), rows_of(table))
    await database.change(insert(waits).values({**rows_of(waits)[0], "id": 40}))
    await database.change(delete(waits).where(waits.c.id == 40))


async def contents(database: OpenDatabase) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, sorted."""
    return {
        table.name: sorted((tuple(row.values()) for row in await database.rows(select(table))), key=repr)
        for table in metadata.sorted_tables
    }


@dataclass(frozen=True)
class Move:
    """A filled SQLite database, and an empty one of PostgreSQL, to which the command copies it."""

    source: OpenDatabase
    target: OpenDatabase
    command: Command

    async def run(self) -> Ended:
        return await self.command("database", "copy", "--from", self.source.engine.url)

    async def expect_refusal(self, said: str) -> None:
        """The command ends with this on standard error, and leaves PostgreSQL empty."""
        ended = await self.run()
        assert (ended.status, "All rows" in ended.out) == (78, False)
        assert said in ended.err
        assert "Traceback" not in ended.err
        assert {name: len(rows) for name, rows in (await contents(self.target)).items() if rows} == {}


@pytest.fixture
async def move(
    database_url: str, postgresql_url: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Move]:
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    async with opened(database_url) as source, opened(postgresql_url) as target:
        await fill(source)
        yield Move(source, target, command)


async def test_every_row_of_every_table_arrives(move: Move) -> None:
    before = await contents(move.source)
    assert all(before.values()), "a table without rows proves nothing: fill it here"

    done = await move.run()

    assert (done.status, done.err) == (0, "")
    assert await contents(move.target) == before
    assert await contents(move.source) == before
    assert f"guests: {MANY} rows, equal\n" in done.out


async def test_ids_go_on_where_they_were(move: Move) -> None:
    assert (await move.run()).status == 0
    for table in metadata.sorted_tables:
        if table.autoincrement_column is None:
            continue
        row = {
            **rows_of(table)[0],
            "request_key": "new",
            "deduplication_key": "new",
            "kind": "new",
            "status": "canceled",
        }
        row = {name: value for name, value in row.items() if name in table.columns and name != "id"}
        if table is guests:
            row |= {"telegram_id": 10**6, "calendar_code": "new"}
        if table is notifications:
            row |= {"booking_id": None, "broadcast_id": None}
        await move.target.change(insert(table), [row])
        largest = (await move.target.rows(select(func.max(table.c.id).label("id"))))[0]["id"]
        # The row with the largest id of the waiting list was deleted; a button in the chat may still name it.
        assert largest == {"guests": MANY, "waits": 40}.get(table.name, ROWS) + 1, table.name


async def test_a_row_that_postgresql_refuses_leaves_it_empty(move: Move) -> None:
    """It is in the last table: all others are copied by then."""
    await move.source.change(insert(service_processes).values(id="x" * 33, venue_id="cafe", seen_at=NOW))
    await move.expect_refusal("nothing was copied: service_processes: PostgreSQL refuses one of the rows")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE guests SET phone = NULL WHERE id = 2", "guests: the row 2 is not the same"),
        ("DELETE FROM booking_resources WHERE booking_id = 2", "booking_resources: the row 2, t1 is not the same"),
        (
            "INSERT INTO staff_groups VALUES ('zoo', 1) ON CONFLICT DO NOTHING",
            "staff_groups: the target has the row zoo, 1 besides",
        ),
    ],
)
async def test_a_difference_that_is_found_at_the_end_leaves_it_empty(move: Move, damage: str, said: str) -> None:
    """A trigger of the target stands for whatever could change rows on their way."""
    body = f"BEGIN {damage}; RETURN NULL; END"
    await move.target.change(text(f"CREATE FUNCTION damage() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
    trigger = f"CREATE TRIGGER damage AFTER INSERT ON {notifications.name} EXECUTE FUNCTION damage()"
    await move.target.change(text(trigger))
    await move.expect_refusal(said)


async def test_it_refuses_a_target_with_rows(move: Move) -> None:
    await move.target.change(insert(guests).values(rows_of(guests)[0]))
    ended = await move.run()
    assert ended.status == 78
    assert "the target is not empty: it has rows in guests" in ended.err
    assert await move.target.rows(select(bookings)) == []


async def test_it_names_a_file_that_is_not_there(move: Move, tmp_path: Path) -> None:
    """A mistyped address is no reason to migrate, which would make an empty database there."""
    missing = tmp_path / "bronia.sqlite3"
    ended = await move.command("database", "copy", "--from", f"sqlite+aiosqlite:///{missing}")
    assert ended.status == 78
    assert f"--from: there is no file {missing}: put the address right" in ended.err
    assert not missing.exists()


async def test_it_refuses_while_a_web_process_runs(move: Move) -> None:
    await move.source.change(service_processes.update().values(seen_at=datetime.now(UTC)))
    await move.expect_refusal("stop all processes first")


async def test_it_refuses_databases_of_different_revisions(move: Move) -> None:
    await move.target.change(text("UPDATE alembic_version SET version_num = '9999'"))
    await move.expect_refusal("the target at 9999: run `alembic upgrade head`")
