"""Bookings in a database of release cd74f60 keep their times, reminders and messages, once on each backend.

`written_by_cd74f60.json` holds the rows that the use cases of that release wrote at revision 0008 for guests of both
ready venues: booked, moved, canceled and completed visits with all their messages. `later` says what became of them in
the following days when that release went on.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import DateTime, MetaData, Table, insert, select, text, update

from app.api.desk_views import view_day
from app.catalogue.loader import load_venues
from app.database.bookings import NewSlot
from app.database.migrate import migrate_down, migrate_up
from app.database.tables import booking_resources, bookings, notifications
from app.domain.access import Admin
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot, grid_of_day, local_date
from app.domain.bookings import SYSTEM, Standing
from app.domain.errors import SlotTaken
from app.domain.venues import Venue
from app.usecases.bookings.compare_with_catalogue import CompareWithCatalogue
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.desk.show_timeline import ShowTimeline
from tests.databases import BACKENDS, OpenDatabase, opened, sqlite_url
from tests.domain.builders import A_PROMISE
from tests.harness import Harness

WRITTEN: dict[str, Any] = json.loads(Path(__file__).with_name("written_by_cd74f60.json").read_text(encoding="utf-8"))
REVISION = "0008"
LATER = WRITTEN["later"]
WRITTEN_AT, LATER_AT = datetime.fromisoformat(WRITTEN["written_at"]), datetime.fromisoformat(LATER["at"])
TABLES = tuple(WRITTEN["tables"])

# As a process of that release writes while the new one is deployed.
BOOK = """
INSERT INTO bookings (venue_id, guest_id, resource_id, starts_at, ends_at, party_size, status, time_version, created_at)
SELECT venue_id, guest_id, 't4', starts_at, ends_at, 2, 'booked', 1, created_at FROM bookings WHERE id = 1
"""
MOVE = "UPDATE bookings SET resource_id = 't5', time_version = 2 WHERE resource_id = 't4' AND status = 'booked'"
CANCEL = "UPDATE bookings SET status = 'canceled' WHERE resource_id = 't5' AND status = 'booked'"


@pytest.fixture(params=BACKENDS)
async def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of that release with its rows."""
    sqlite = request.param == "sqlite"
    url: str = sqlite_url(tmp_path / "old.sqlite3") if sqlite else request.getfixturevalue("empty_postgresql")
    await asyncio.to_thread(migrate_up, url, REVISION)
    async with opened(url) as database:
        tables = await reflect(database)
        for name, rows in WRITTEN["tables"].items():
            if rows:
                await database.change(insert(tables[name]), [from_json(tables[name], row) for row in rows])
        if not sqlite:
            for name in ("guests", "bookings", "booking_changes", "notifications"):
                await database.change(text(f"SELECT setval('{name}_id_seq', max(id)) FROM {name}"))  # noqa: S608
    return url


async def reflect(database: OpenDatabase) -> dict[str, Table]:
    """The tables with the columns that the database has."""
    async with database.engine.connect() as connection:
        metadata = MetaData()
        await connection.run_sync(metadata.reflect)
        return dict(metadata.tables)


def from_json(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    instants = {column.name for column in table.columns if isinstance(column.type, DateTime)}
    return {name: datetime.fromisoformat(value) if value and name in instants else value for name, value in row.items()}


async def all_rows(url: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table, with the columns that they had in that release."""
    async with opened(url) as database:
        tables, found = await reflect(database), {}
        for name in TABLES:
            columns = WRITTEN["tables"][name][0] if WRITTEN["tables"][name] else ["venue_id"]
            table = tables[name]
            query = select(*[table.c[column] for column in columns]).order_by(*table.primary_key.columns)
            found[name] = [dict(row) for row in await database.rows(query)]
        return found


def venues() -> Sequence[Venue]:
    return [replace(venue, admin_ids=(900,)) for venue in load_venues(Path("data/venues")).values()]


async def test_the_upgrade_changes_no_row_and_the_way_back_neither(old_url: str) -> None:
    before = await all_rows(old_url)

    await asyncio.to_thread(migrate_up, old_url)
    assert await all_rows(old_url) == before
    await asyncio.to_thread(migrate_down, old_url, REVISION)
    assert await all_rows(old_url) == before
    await asyncio.to_thread(migrate_up, old_url)
    assert await all_rows(old_url) == before


async def test_the_visits_and_messages_go_on_as_in_that_release(old_url: str) -> None:
    await asyncio.to_thread(migrate_up, old_url)
    async with opened(old_url) as database:
        harness = Harness(database, *venues(), now=WRITTEN_AT)
        await harness.deliver_until(LATER_AT)
        await harness.get(CompletePastBookings)()

        sent = [
            [row["id"], row["kind"], row["variant"], row["chat_id"], row["planned_for"].isoformat(), row["status"]]
            for row in await database.rows(select(notifications).order_by(notifications.c.id))
            if not row["kind"].startswith("alert")
        ]
        visits = [
            [row["id"], row["resource_id"], row["starts_at"].isoformat(), row["ends_at"].isoformat(), row["status"]]
            for row in await database.rows(select(bookings).order_by(bookings.c.id))
        ]
    assert sent == LATER["notifications"]
    assert visits == LATER["bookings"]


async def test_they_are_for_the_guests_who_made_them(old_url: str) -> None:
    await asyncio.to_thread(migrate_up, old_url)
    async with opened(old_url) as database, database.read() as tx:
        ids = [(row["venue_id"], row["id"]) for row in WRITTEN["tables"]["bookings"]]
        assert ids
        assert {(await tx.bookings.get(*each)).for_whom for each in ids} == {None}


async def test_admins_need_not_decide_about_them_because_visits_begin_and_last_otherwise_now(old_url: str) -> None:
    await asyncio.to_thread(migrate_up, old_url)
    async with opened(old_url) as database:
        restaurant, off_the_grid = venues()[0], WRITTEN_AT + timedelta(days=1, minutes=10)
        lasts_two_hours = Slot(off_the_grid, off_the_grid + timedelta(hours=2))
        times = {"starts_at": lasts_two_hours.starts_at, "ends_at": lasts_two_hours.ends_at}
        await database.change(update(bookings).where(bookings.c.id == 1).values(times))
        assert lasts_two_hours not in grid_of_day(restaurant, local_date(restaurant, off_the_grid), Wish(2))

        harness = Harness(database, *venues(), now=WRITTEN_AT)
        await harness.get(CompareWithCatalogue)()

        live = [row for row in await database.rows(select(bookings)) if row["status"] == "booked"]
        assert [row["id"] for row in live if row["undecided_since"]] == []
        assert all(row["promised_local_start"] for row in live), "each was compared"


async def test_the_live_ones_take_their_resources(old_url: str) -> None:
    await asyncio.to_thread(migrate_up, old_url)
    async with opened(old_url) as database:
        live = [row for row in await database.rows(select(bookings)) if row["status"] == "booked"]
        expected = {(row["id"], row["resource_id"], row["starts_at"], row["ends_at"]) for row in live}
        assert {tuple(row.values()) for row in await database.rows(taken_by_bookings())} == expected
        async with database.write() as tx:
            first, other = [await tx.bookings.get("binary_bites", booking_id) for booking_id in (1, 2)]
            with pytest.raises(SlotTaken):
                await tx.bookings.move(other, NewSlot("t3", first.slot, Standing(A_PROMISE)), SYSTEM, WRITTEN_AT)


async def test_the_desk_shows_them(old_url: str) -> None:
    await asyncio.to_thread(migrate_up, old_url)
    async with opened(old_url) as database:
        harness = Harness(database, *venues(), now=WRITTEN_AT)
        rows = await database.rows(select(bookings))
        admins = {venue.id: Admin(venue, 900) for venue in venues()}
        days = {(row["venue_id"], local_date(admins[row["venue_id"]].venue, row["starts_at"])) for row in rows}
        shown = []
        for venue_id, day in days:
            timeline = await harness.get(ShowTimeline)(admins[venue_id], day)
            assert timeline
            shown += view_day(admins[venue_id], timeline, WRITTEN_AT).bookings
    assert {booking.id for booking in shown} == {row["id"] for row in rows}
    assert all(booking.busy_until == booking.ends_at for booking in shown)


async def test_bookings_that_processes_of_that_release_write_afterwards_take_their_resources(old_url: str) -> None:
    await asyncio.to_thread(migrate_up, old_url)
    async with opened(old_url) as database:
        for statement, resource in ((BOOK, ["t4"]), (MOVE, ["t5"]), (CANCEL, [])):
            await database.change(text(statement))
            new = [row["resource_id"] for row in await database.rows(taken_by_bookings()) if row["booking_id"] > 7]
            assert new == resource


async def test_the_way_back_is_refused_while_a_live_booking_has_joined_tables(old_url: str) -> None:
    await asyncio.to_thread(migrate_up, old_url)
    async with opened(old_url) as database:
        await database.change(text("UPDATE bookings SET resource_id = 't8+t9' WHERE id = 1"))
        with pytest.raises(RuntimeError, match="1 bookings of joined tables"):
            await asyncio.to_thread(migrate_down, old_url, REVISION)
        await database.change(text("UPDATE bookings SET status = 'canceled' WHERE id = 1"))
    await asyncio.to_thread(migrate_down, old_url, REVISION)


def taken_by_bookings() -> Any:
    table = booking_resources.c
    return select(table.booking_id, table.resource_id, table.busy_from, table.busy_until)
