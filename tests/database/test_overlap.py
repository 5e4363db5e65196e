"""Both databases refuse bookings that overlap on a resource, whatever their lengths, buffers and joined tables."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, count
from random import Random

import pytest
from sqlalchemy import delete, insert, select, text, update

from app.database.bookings import NewBooking, NewSlot
from app.database.guests import TelegramUser
from app.database.tables import OVERLAP, booking_resources, bookings
from app.domain.availability.slots import Slot
from app.domain.bookings import LIVE, SYSTEM, Booking, BookingStatus, Change, Standing
from app.domain.errors import SlotTaken
from tests.databases import OpenDatabase
from tests.domain.builders import A_PROMISE

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PLACES = ("t1", "t2", "t3", "t1+t2", "t2+t3", "t1+t2+t3")
LENGTHS = (30, 45, 90, 150)
BUFFERS = (0, 5, 20)
KEYS = count(1)

WITHOUT_CONSTRAINT = {
    "sqlite": ["DROP TRIGGER booking_resources_overlap_insert", "DROP TRIGGER booking_resources_overlap_update"],
    "postgresql": [f"ALTER TABLE booking_resources DROP CONSTRAINT {OVERLAP}"],
}


@dataclass(frozen=True)
class Claim:
    """What a booking takes: its resources, and from when until when they are busy."""

    resources: frozenset[str]
    busy: Slot

    def overlaps(self, other: "Claim") -> bool:
        return bool(self.resources & other.resources) and self.busy.overlaps(other.busy)


def a_new_booking(place: str, begins: int, length: int, buffer: int = 0) -> NewBooking:
    """A booking that begins so many minutes after `NOW`, of so many minutes."""
    starts_at = NOW + begins * MINUTE
    slot = Slot(starts_at, starts_at + length * MINUTE)
    key = f"key {next(KEYS)}"
    return NewBooking("cafe", 1, place, slot, 2, starts_at, key, "digest", A_PROMISE, buffer=buffer * MINUTE)


def claim_of(place: str, slot: Slot, buffer: timedelta) -> Claim:
    return Claim(frozenset(place.split("+")), replace(slot, ends_at=slot.ends_at + buffer))


@pytest.fixture(autouse=True)
async def guest(database: OpenDatabase) -> None:
    async with database.write() as tx:
        await tx.guests.register("cafe", TelegramUser(1, "Anna", None, "ru"), NOW)


async def add(database: OpenDatabase, new: NewBooking) -> Booking:
    async with database.write() as tx:
        return await tx.bookings.add(new, SYSTEM, NOW)


async def move(
    database: OpenDatabase, booking: Booking, place: str, slot: Slot, buffer: timedelta = timedelta(0)
) -> Booking:
    async with database.write() as tx:
        to = NewSlot(place, slot, Standing(A_PROMISE), buffer=buffer)
        return await tx.bookings.move(booking, to, SYSTEM, NOW)


async def claims(database: OpenDatabase) -> dict[int, Claim]:
    """The stored claims by booking."""
    found: dict[int, Claim] = {}
    for row in await database.rows(select(booking_resources)):
        before = found.get(row["booking_id"], Claim(frozenset(), Slot(row["busy_from"], row["busy_until"])))
        found[row["booking_id"]] = replace(before, resources=before.resources | {row["resource_id"]})
    return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_it_refuses_exactly_what_overlaps(database: OpenDatabase, seed: int) -> None:
    random, live = Random(seed), dict[int, Claim]()  # noqa: S311  no secret
    stored: dict[int, Booking] = {}
    refused = 0
    for _ in range(150):
        new = a_new_booking(
            random.choice(PLACES), random.randrange(0, 24 * 60, 15), random.choice(LENGTHS), random.choice(BUFFERS)
        )
        match random.choice(["book", "book", "move", "cancel"]):
            case "book":
                wanted = claim_of(new.resource_id, new.slot, new.buffer)
                is_free = not any(wanted.overlaps(other) for other in live.values())
                try:
                    booking = await add(database, new)
                except SlotTaken:
                    assert not is_free
                    refused += 1
                else:
                    assert is_free
                    live[booking.id], stored[booking.id] = wanted, booking
            case "move" if stored:
                booking = random.choice(list(stored.values()))
                wanted = claim_of(new.resource_id, new.slot, new.buffer)
                is_free = not any(wanted.overlaps(other) for id_, other in live.items() if id_ != booking.id)
                try:
                    stored[booking.id] = await move(database, booking, new.resource_id, new.slot, new.buffer)
                except SlotTaken:
                    assert not is_free
                    refused += 1
                else:
                    assert is_free
                    live[booking.id] = wanted
            case "cancel" if stored:
                booking = stored.pop(random.choice(list(stored)))
                async with database.write() as tx:
                    await tx.bookings.cancel(booking, SYSTEM, NOW)
                del live[booking.id]
        assert await claims(database) == live
    assert refused > 20


@pytest.mark.parametrize("status", BookingStatus)
async def test_a_booking_takes_its_resources_exactly_while_it_is_live(
    database: OpenDatabase, status: BookingStatus
) -> None:
    """A new status that is stored and live needs a migration that replaces the triggers."""
    booking = await add(database, a_new_booking("t1+t2", 0, 60))

    async with database.write() as tx:
        await tx.bookings.set_attendance(booking, status, Change.NOTED, SYSTEM, NOW)

    async with database.read() as tx:
        found = await tx.bookings.find("cafe", booking.id)
    # What is held is nobody's booking yet.
    assert (found.status if found else BookingStatus.HELD) is status
    assert bool(await claims(database)) is (status in LIVE)


async def test_the_sweep_frees_the_resources(database: OpenDatabase) -> None:
    await add(database, a_new_booking("t1+t2", 0, 60))

    async with database.write() as tx:
        assert await tx.bookings.complete_ended(SYSTEM, NOW + HOUR, limit=10) == 1

    assert await claims(database) == {}


async def test_a_deleted_row_frees_the_resources(database: OpenDatabase) -> None:
    booking = await add(database, a_new_booking("t1+t2", 0, 60))

    await database.change(text("DELETE FROM booking_changes"))
    await database.change(delete(bookings).where(bookings.c.id == booking.id))

    assert await claims(database) == {}


async def test_a_row_that_is_written_past_the_triggers_of_bookings_is_refused(database: OpenDatabase) -> None:
    first = await add(database, a_new_booking("t1", 0, 60))
    other = await add(database, a_new_booking("t2", 30, 60))
    row = {
        "booking_id": other.id,
        "venue_id": "cafe",
        "resource_id": "t1",
        "busy_from": first.starts_at,
        "busy_until": first.ends_at,
    }

    with pytest.raises(Exception, match=OVERLAP):
        await database.change(insert(booking_resources), [row])
    with pytest.raises(Exception, match=OVERLAP):
        await database.change(
            update(booking_resources).where(booking_resources.c.booking_id == other.id).values(resource_id="t1")
        )


async def test_two_bookings_that_change_places_at_once_both_get_an_answer(database: OpenDatabase) -> None:
    """On PostgreSQL each would wait for the other's old slot, until one is ended as a deadlock."""
    for _ in range(10):
        begins = next(KEYS) * 60
        one, two = (
            await add(database, a_new_booking("t1", begins, 60)),
            await add(database, a_new_booking("t2", begins, 60)),
        )
        results = await asyncio.gather(
            move(database, one, "t2", two.slot), move(database, two, "t1", one.slot), return_exceptions=True
        )
        assert [type(result) for result in results] == [SlotTaken, SlotTaken]


def attempts(number: int) -> Iterator[NewBooking]:
    random = Random(number)  # noqa: S311  no secret
    for _ in range(40):
        yield a_new_booking(
            random.choice(PLACES), random.randrange(0, 300, 15), random.choice(LENGTHS), random.choice(BUFFERS)
        )


async def book_at_once(database: OpenDatabase) -> list[tuple[Claim, Claim]]:
    """Book from eight tasks in parallel. Returns all pairs that overlap."""
    booked: list[Claim] = []

    async def book_all(number: int) -> None:
        for new in attempts(number):
            try:
                await add(database, new)
            except SlotTaken:
                continue
            booked.append(claim_of(new.resource_id, new.slot, new.buffer))

    async with asyncio.TaskGroup() as group:
        for number in range(8):
            group.create_task(book_all(number))
    assert len(booked) > 5
    return [(one, two) for one, two in combinations(booked, 2) if one.overlaps(two)]


async def test_of_many_at_once_none_overlap(database: OpenDatabase) -> None:
    assert await book_at_once(database) == []


async def test_without_the_constraint_many_overlap(database: OpenDatabase) -> None:
    """Shows that the constraint, and no check before it, prevents it."""
    for statement in WITHOUT_CONSTRAINT[database.engine.dialect.name]:
        await database.change(text(statement))

    assert len(await book_at_once(database)) > 100
