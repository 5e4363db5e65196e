"""The bookings of a period are counted by the database, once on each backend."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import insert

from app.database.tables import bookings, guests
from app.domain.availability.slots import Slot
from app.domain.bookings import BookingStatus, Source
from app.domain.figures import Lead, Visits
from tests.databases import OpenDatabase
from tests.domain.builders import utc

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = utc("2026-11-24 12:00")
BEGIN, END = utc("2026-11-24 00:00"), utc("2026-11-25 00:00")
SLOT = Slot(NOON, NOON + 2 * HOUR)


def row(**changes: object) -> dict[str, object]:
    columns: dict[str, object] = {
        "venue_id": "cafe",
        "guest_id": 1,
        "resource_id": "t1",
        "starts_at": NOON,
        "ends_at": SLOT.ends_at,
        "party_size": 2,
        "status": "canceled",
        "time_version": 1,
        "created_at": NOON - HOUR,
        "seated_at": None,
        "source": "chat",
    }
    return {**columns, **changes}


async def store(database: OpenDatabase, *rows: dict[str, object]) -> None:
    people = [
        {"id": number, "venue_id": venue_id, "telegram_id": 1, "name": "Anna", "created_at": NOON}
        for number, venue_id in enumerate(("cafe", "clinic"), 1)
    ]
    await database.change(insert(guests), people)
    await database.change(insert(bookings), rows)


async def test_visits_are_counted_by_time_and_status(database: OpenDatabase) -> None:
    await store(
        database,
        row(status="booked", resource_id="t1+t2+t3", party_size=8),
        row(status="booked", resource_id="t4", party_size=None),
        row(status="booked", resource_id="t5", seated_at=NOON),
        row(),
        row(),
        row(starts_at=BEGIN, ends_at=BEGIN + HOUR, status="no_show"),
        row(starts_at=END, ends_at=END + HOUR),
        row(starts_at=BEGIN - HOUR, ends_at=BEGIN + HOUR),
        row(venue_id="clinic", guest_id=2),
    )
    async with database.read() as tx:
        found = await tx.booking_figures.visits("cafe", BEGIN, END)
    assert sorted(found, key=lambda each: (each.span, each.status)) == [
        Visits(Slot(BEGIN, BEGIN + HOUR), BookingStatus.NO_SHOW, 1, 1, 2),
        Visits(SLOT, BookingStatus.BOOKED, number=2, places=4, guests=9),
        Visits(SLOT, BookingStatus.CANCELED, 2, 2, 4),
        Visits(SLOT, BookingStatus.SEATED, 1, 1, 2),
    ]


async def test_origins_are_counted_by_source_and_lead(database: OpenDatabase) -> None:
    second = timedelta(seconds=1)

    def made(before: timedelta, source: str | None) -> dict[str, object]:
        return row(created_at=NOON - before, source=source)

    await store(
        database,
        made(-HOUR, "walk_in"),
        made(DAY - second, "walk_in"),
        made(DAY, "chat"),
        made(3 * DAY + second, "app"),
        made(8 * DAY, "phone"),
        made(31 * DAY, None),
        made(31 * DAY, "of_a_later_one"),
    )
    async with database.read() as tx:
        found = await tx.booking_figures.origins("cafe", BEGIN, END)
    counted: Counter[tuple[Source | None, Lead]] = Counter()
    for each in found:
        counted[each.source, each.lead] += each.number
    assert counted == {
        (Source.WALK_IN, Lead.DAY): 2,
        (Source.CHAT, Lead.THREE_DAYS): 1,
        (Source.APP, Lead.WEEK): 1,
        (Source.PHONE, Lead.MONTH): 1,
        (None, Lead.LONGER): 2,
    }


async def test_nothing_is_counted_where_nothing_is(database: OpenDatabase) -> None:
    at: datetime = NOON
    async with database.read() as tx:
        assert await tx.booking_figures.visits("cafe", at, at + DAY) == []
        assert await tx.booking_figures.origins("cafe", at, at + DAY) == []
