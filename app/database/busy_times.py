"""When the resources of a venue are busy."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_columns import LONGEST_VISIT, is_other_than
from app.database.tables import IS_LIVE, booking_resources, bookings
from app.domain.availability.free_places import Arrival
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking
from app.domain.venues import RESOURCE_SEPARATOR, resource_ids_of

LONGEST_BUFFER = timedelta(days=1)
MINUTE = timedelta(minutes=1)
BUSY = (
    # Grouped by the database, because a row costs more here than there, and most instants are those of many rows.
    select(
        booking_resources.c.busy_from,
        booking_resources.c.busy_until,
        func.aggregate_strings(booking_resources.c.resource_id, RESOURCE_SEPARATOR),
    )
    .where(
        booking_resources.c.venue_id == bindparam("venue"),
        booking_resources.c.resource_id.in_(bindparam("resources", expanding=True)),
        booking_resources.c.busy_from < bindparam("end"),
        booking_resources.c.busy_until > bindparam("begin"),
        # Follows from the others, but limits the range of the index.
        booking_resources.c.busy_from > bindparam("earliest"),
    )
    .group_by(booking_resources.c.busy_from, booking_resources.c.busy_until)
)
"""Built once, as nearly each press of a guest who books asks it."""


class BusyTimes:
    """The repository of what live bookings take: the time of resources, and the limit of arrivals. All instants are
    UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def within(
        self,
        venue_id: str,
        resource_ids: Collection[str],
        begin: datetime,
        end: datetime,
        for_booking: int | None = None,
    ) -> Mapping[Slot, list[str]]:
        """Which of the resources live bookings keep busy within [begin, end) (UTC), buffers included, by the time. The
        booking with the id `for_booking` is left out.

        One query for any number of days and resources.
        """
        asked = {
            "venue": venue_id,
            "resources": resource_ids,
            "begin": begin,
            "end": end,
            "earliest": begin - LONGEST_VISIT - LONGEST_BUFFER,
        }
        found = BUSY if for_booking is None else BUSY.where(booking_resources.c.booking_id != for_booking)
        rows = await self._connection.execute(found, asked)
        return {Slot(busy_from, busy_until): resource_ids_of(joined) for busy_from, busy_until, joined in rows}

    async def arrivals(
        self, venue_id: str, begin: datetime, end: datetime, for_booking: int | None = None
    ) -> list[Arrival]:
        """The parties of live bookings that start in [begin, end), except the booking with the id `for_booking`. Those
        that start at the same time are one."""
        within = and_(
            bookings.c.venue_id == venue_id,
            bookings.c.starts_at >= begin,
            bookings.c.starts_at < end,
            IS_LIVE,
            is_other_than(for_booking, bookings.c.id),
        )
        guests = func.sum(func.coalesce(bookings.c.party_size, 1))
        found = select(bookings.c.starts_at, guests).where(within).group_by(bookings.c.starts_at)
        return [Arrival(at, party_size) for at, party_size in await self._connection.execute(found)]

    async def touched_by_delay(self, booking: Booking) -> datetime | None:
        """The start of the next live booking of one of its resources into which the booking and the buffer after it
        reach if its guest comes as late as they have answered. None if there is none."""
        if booking.answer is None or not booking.is_late:
            return None
        table = booking_resources.c
        mine = select(table.resource_id, table.busy_until).where(table.booking_id == booking.id)
        busy = {row.resource_id: row.busy_until for row in await self._connection.execute(mine)}
        if not busy:
            return None
        until, delay = max(busy.values()), MINUTE * booking.answer.late_minutes
        touched = and_(
            table.venue_id == booking.venue_id,
            table.resource_id.in_(busy),
            table.busy_from >= until,
            table.busy_from < until + delay,
        )
        starts = select(table.busy_from).where(touched).order_by(table.busy_from).limit(1)
        return (await self._connection.execute(starts)).scalar_one_or_none()

    async def lock_resources(self, venue_id: str, *place_ids: str) -> None:
        """Let others who want the same resources wait until the transaction ends."""
        # Without it the exclusion constraint would still refuse one of two, but sometimes as a deadlock after a second.
        # Locked in one order for the same reason.
        for resource_id in sorted({each for place_id in place_ids for each in resource_ids_of(place_id)}):
            await self._lock(f"{venue_id}/{resource_id}")

    async def lock_arrivals(self, venue_id: str) -> None:
        """Let other bookings and moves of a venue with a limit of arrivals wait until the transaction ends."""
        await self._lock(f"{venue_id}/arrivals")

    async def _lock(self, key: str) -> None:
        # SQLite has only one writer.
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
            )
