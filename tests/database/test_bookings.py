"""Bookings that the database refuses to store, and the cost of queries for bookings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, update
from sqlalchemy.exc import IntegrityError

from app.database.bookings import NewBooking, NewSlot
from app.database.errors import violated_constraint
from app.database.guests import TelegramUser
from app.database.tables import bookings
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, Booking, BookingStatus, Standing
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


@pytest.mark.parametrize("status", BookingStatus)
async def test_bookings_are_counted_by_the_status_that_is_shown(database: OpenDatabase, status: BookingStatus) -> None:
    await register_guest(database)
    booking = await add(database, NEW)
    await database.change(update(bookings).where(bookings.c.id == booking.id).values(status=status))

    for now in (SLOT.ends_at - timedelta(seconds=1), SLOT.ends_at):
        shown = replace(booking, status=status).status_at(now)
        async with database.read() as tx:
            assert await tx.bookings.count_by_status("cafe", now) == dict.fromkeys(BookingStatus, 0) | {shown: 1}


async def test_the_sweep_reads_only_what_has_ended(sqlite_template: Path, tmp_path: Path) -> None:
    async with opened(copy_of(sqlite_template, tmp_path)) as database:
        said: list[tuple[str, tuple[object, ...]]] = []
        event.listen(
            database.engine.sync_engine, "before_cursor_execute", lambda *call: said.append((call[2], call[3]))
        )
        async with database.write() as tx:
            await tx.bookings.complete_ended(SYSTEM, NOW, limit=500)
        statement, parameters = next(each for each in said if each[0].startswith("UPDATE bookings"))
        async with database.engine.connect() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row.detail for row in plan]

    assert any("USING INDEX ix_bookings_sweep" in step for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)
