"""The list of a day begins with the guests who are there or come next; the others are apart."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.access import Admin
from app.domain.attendance import Attendance
from app.domain.availability.slots import local_date
from app.domain.venues import Hours, Venue
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.desk.list_day import ListDay, PartOfDay
from app.usecases.desk.record_attendance import RecordAttendance
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

ADMIN = 7
NAMES = ("t1", "t2", "t10", "t11")
TUESDAY = date(2026, 11, 24)
HOUR = timedelta(hours=1)


def venue() -> Venue:
    """A cafe with four tables, in this order."""
    tables = {name: replace(TABLE, id=name) for name in NAMES}
    return replace(a_venue(), resources=tables, admin_ids=(ADMIN,))


async def listed(harness: Harness, part: PartOfDay = PartOfDay.AHEAD) -> list[tuple[str, int]]:
    """Table and hour (UTC) of each booking, in the order of the list."""
    found = await harness.get(ListDay)(Admin(harness.venue, ADMIN), TUESDAY)
    return [(booking.resource_id, booking.starts_at.hour) for booking, _ in found.of(part)]


async def test_tables_of_one_hour_are_in_the_catalogues_order(database: OpenDatabase) -> None:
    harness = Harness(database, venue())
    for number, name in enumerate(("t10", "t2", "t11", "t1"), start=1):
        await harness.book(await harness.register(number), resource_id=name)
    assert [name for name, _ in await listed(harness)] == ["t1", "t2", "t10", "t11"]


async def test_visits_that_are_over_no_shows_and_canceled_ones_are_apart(database: OpenDatabase) -> None:
    harness = Harness(database, venue())
    hours = (9, 11, 13, 15)
    admin = Admin(harness.venue, ADMIN)
    bookings = [
        await harness.book(await harness.register(number), EVENING.replace(hour=hour))
        for number, hour in enumerate(hours, start=1)
    ]
    await harness.get(CancelBooking)(await harness.visitor(3), bookings[2].id)
    assert [hour for _, hour in await listed(harness)] == [9, 11, 15]
    assert [hour for _, hour in await listed(harness, PartOfDay.CANCELED)] == [13]
    assert await listed(harness, PartOfDay.ENDED) == []

    harness.clock.move_to(EVENING.replace(hour=11, minute=30))
    assert [hour for _, hour in await listed(harness)] == [11, 15]
    assert [hour for _, hour in await listed(harness, PartOfDay.ENDED)] == [9]

    await harness.get(RecordAttendance)(admin, bookings[1].id, Attendance.NO_SHOW, 1)
    assert [hour for _, hour in await listed(harness)] == [15]
    assert [hour for _, hour in await listed(harness, PartOfDay.ENDED)] == [9, 11]

    harness.clock.move_to(EVENING + timedelta(days=1))
    assert [hour for _, hour in await listed(harness)] == [9, 11, 15]


async def test_a_night_belongs_to_the_day_on_which_it_began(database: OpenDatabase) -> None:
    night = replace(a_venue(hours=[Hours(18 * 60, 26 * 60)]), admin_ids=(ADMIN,), resources=venue().resources)
    harness = Harness(database, night)
    late = EVENING.replace(hour=21)
    await harness.book(await harness.register(1), late)
    assert local_date(night, late) == TUESDAY + timedelta(days=1)
    assert [hour for _, hour in await listed(harness)] == [21]
    harness.clock.move_to(late + HOUR)
    assert [hour for _, hour in await listed(harness)] == [21]
