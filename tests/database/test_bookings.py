"""Bookings that the database refuses to store, and the cost of queries for bookings."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import IntegrityError

from app.database.bookings import NewBooking, NewSlot
from app.database.errors import violated_constraint
from app.database.guests import TelegramUser
from app.database.tables import bookings
from app.database.transaction import Transaction
from app.domain.availability.free_places import Arrival
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, Booking, Standing
from app.domain.errors import SlotTaken
from tests.databases import OpenDatabase, copy_of, opened
from tests.domain.builders import A_PROMISE

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLOT = Slot(NOW + HOUR, NOW + 3 * HOUR)
LATER = Slot(NOW + 3 * HOUR, NOW + 5 * HOUR)
NEW = NewBooking("cafe", 1, "t1", SLOT, 2, SLOT.starts_at, "key", "digest", A_PROMISE)
ANOTHER = replace(NEW, slot=LATER, request_key="other")


async def register_guest(database: OpenDatabase) -> None:
    async with database.write() as tx:
        guest = await tx.guests.register("cafe", TelegramUser(1, "Anna", None, "ru"), NOW)
    assert guest.id == NEW.guest_id


async def add(database: OpenDatabase, new: NewBooking) -> Booking:
    async with database.write() as tx:
        return await tx.bookings.add(new, SYSTEM, NOW)


async def test_the_database_itself_refuses_a_taken_slot(database: OpenDatabase) -> None:
    await register_guest(database)
    await add(database, NEW)
    other = await add(database, ANOTHER)

    with pytest.raises(SlotTaken):
        await add(database, replace(NEW, request_key="third"))
    with pytest.raises(SlotTaken):
        async with database.write() as tx:
            await tx.bookings.move(other, NewSlot("t1", SLOT, Standing(A_PROMISE)), SYSTEM, NOW)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(replace(ANOTHER, guest_id=99), id="missing guest"),
        pytest.param(replace(ANOTHER, slot=Slot(LATER.ends_at, LATER.starts_at)), id="start after end"),
        pytest.param(replace(ANOTHER, request_key=NEW.request_key), id="repeated request key"),
    ],
)
async def test_any_other_broken_constraint_is_a_defect_and_not_a_taken_slot(
    database: OpenDatabase, broken: NewBooking
) -> None:
    await register_guest(database)
    await add(database, NEW)

    with pytest.raises(IntegrityError):
        await add(database, broken)


@pytest.mark.services
async def test_a_sequence_that_is_behind_is_a_defect_and_not_a_taken_slot(
    postgresql_url: str,
) -> None:
    """As after rows were inserted with their ids."""
    async with opened(postgresql_url) as database:
        await register_guest(database)
        copied = await add(database, NEW)
        await copy_row(database, copied.id + 1)

        with pytest.raises(IntegrityError) as raised:
            await add(database, ANOTHER)

    assert violated_constraint(raised.value) == "pk_bookings"


async def copy_row(database: OpenDatabase, booking_id: int) -> None:
    """Insert a booking whose id was not drawn from the sequence."""
    row = {
        "id": booking_id,
        "venue_id": "cafe",
        "guest_id": 1,
        "resource_id": "t1",
        "starts_at": LATER.starts_at,
        "ends_at": LATER.ends_at,
        "status": "canceled",
        "time_version": 1,
        "created_at": NOW,
    }
    await database.change(insert(bookings), [row])


async def test_the_sweep_reads_only_what_has_ended(sqlite_template: Path, tmp_path: Path) -> None:
    async with opened(copy_of(sqlite_template, tmp_path)) as database:
        steps = await plan_of(database, lambda tx: tx.bookings.complete_ended(SYSTEM, NOW, limit=500))

    assert any("USING INDEX ix_bookings_sweep" in step for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)


async def plan_of(database: OpenDatabase, query: Callable[[Transaction], Awaitable[object]]) -> list[str]:
    """The steps in which the database runs the first SELECT or UPDATE of a query."""
    said: list[tuple[str, tuple[object, ...]]] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: said.append((call[2], call[3])))
    async with database.write() as tx:
        await query(tx)
    statement, parameters = next(each for each in said if each[0].startswith(("SELECT", "UPDATE")))
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[database.engine.dialect.name]
    async with database.engine.connect() as connection:
        return [str(row[-1]) for row in await connection.exec_driver_sql(f"{explain} {statement}", parameters)]


@pytest.mark.parametrize("wanted", [20, 1], ids=["any", "one"])
async def test_what_is_busy_is_read_from_an_index(database: OpenDatabase, wanted: int) -> None:
    """Of twenty tables in a database with bookings of a month."""
    tables = [f"t{number}" for number in range(20)]
    starts = [NOW + number * 4 * HOUR for number in range(30 * 6)]
    common = {"venue_id": "cafe", "guest_id": 1, "status": "booked", "time_version": 1, "created_at": NOW}
    await register_guest(database)
    for table in tables:
        rows = [{**common, "resource_id": table, "starts_at": start, "ends_at": start + HOUR} for start in starts]
        await database.change(insert(bookings), rows)
    if database.engine.dialect.name == "postgresql":
        await database.change(text("ANALYZE"))  # as autovacuum does

    begin = NOW + timedelta(days=14)
    steps = await plan_of(
        database, lambda tx: tx.busy_times.within("cafe", tables[:wanted], begin, begin + timedelta(days=1))
    )

    assert any("ix_booking_resources_busy" in step for step in steps), steps


async def test_resources_that_are_busy_at_the_same_time_are_read_together(database: OpenDatabase) -> None:
    await register_guest(database)
    joined = replace(NEW, resource_id="t1+t2", buffer=timedelta(minutes=10))
    alone = replace(joined, resource_id="t3", request_key="alone")
    shorter = replace(alone, resource_id="t4", request_key="shorter", buffer=timedelta(0))
    unwanted = replace(alone, resource_id="t5", request_key="unwanted")
    first, *_ = [await add(database, new) for new in (joined, alone, shorter, unwanted)]
    until = SLOT.ends_at + timedelta(minutes=10)
    wanted = {"t1", "t2", "t3", "t4"}

    async with database.read() as tx:
        found = await tx.busy_times.within("cafe", wanted, SLOT.starts_at, until)
        in_buffer = await tx.busy_times.within("cafe", wanted, SLOT.ends_at, until)
        before = await tx.busy_times.within("cafe", wanted, NOW, SLOT.starts_at)
        after = await tx.busy_times.within("cafe", wanted, until, until + HOUR)
        elsewhere = await tx.busy_times.within("bar", wanted, SLOT.starts_at, until)
        without_joined = await tx.busy_times.within("cafe", wanted, SLOT.starts_at, until, for_booking=first.id)

    with_buffer = Slot(SLOT.starts_at, until)
    assert {slot: sorted(ids) for slot, ids in found.items()} == {with_buffer: ["t1", "t2", "t3"], SLOT: ["t4"]}
    assert set(in_buffer) == {with_buffer}
    assert before == after == elsewhere == {}
    assert without_joined == {with_buffer: ["t3"], SLOT: ["t4"]}


async def test_parties_that_arrive_at_the_same_time_are_added_up(database: OpenDatabase) -> None:
    await register_guest(database)
    first = await add(database, NEW)
    await add(database, replace(NEW, resource_id="t2", party_size=5, request_key="other"))
    await add(database, replace(ANOTHER, request_key="later"))

    async with database.read() as tx:
        both = await tx.busy_times.arrivals("cafe", NOW, NOW + 9 * HOUR)
        without = await tx.busy_times.arrivals("cafe", NOW, LATER.starts_at, for_booking=first.id)

    assert sorted(both, key=lambda each: each.at) == [Arrival(SLOT.starts_at, 7), Arrival(LATER.starts_at, 2)]
    assert without == [Arrival(SLOT.starts_at, 5)]
