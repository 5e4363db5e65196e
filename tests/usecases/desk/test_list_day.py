"""The list of a day begins with the guest who comes next."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.access import Admin
from app.domain.venues import Venue
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.desk.list_day import ListDay
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


async def listed(harness: Harness) -> list[tuple[str, int]]:
    """Table and hour (UTC) of each booking, in the order of the list."""
    found = await harness.get(ListDay)(Admin(harness.venue, ADMIN), TUESDAY)
    return [(booking.resource_id, booking.starts_at.hour) for booking, _ in found]


async def test_tables_of_one_hour_are_in_the_catalogues_order(database: OpenDatabase) -> None:
    harness = Harness(database, venue())
    for number, name in enumerate(("t10", "t2", "t11", "t1"), start=1):
        await harness.book(await harness.register(number), resource_id=name)
    assert [name for name, _ in await listed(harness)] == ["t1", "t2", "t10", "t11"]


async def test_visits_that_are_over_and_canceled_ones_come_behind_those_to_come(database: OpenDatabase) -> None:
    harness = Harness(database, venue())
    hours = (9, 11, 13, 15)
    for number, hour in enumerate(hours, start=1):
        booking = await harness.book(await harness.register(number), EVENING.replace(hour=hour))
        if hour == 13:
            await harness.get(CancelBooking)(await harness.visitor(number), booking.id)
    assert [hour for _, hour in await listed(harness)] == [9, 11, 15, 13]
    harness.clock.move_to(EVENING.replace(hour=11, minute=30))
    assert [hour for _, hour in await listed(harness)] == [11, 15, 9, 13]
