"""The bookings of a period, counted."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Float, Integer, and_, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_columns import IS_NOT_HELD
from app.database.tables import bookings
from app.domain.availability.slots import Slot
from app.domain.bookings import BookingStatus, Source
from app.domain.figures import Lead, Origins, Visits
from app.domain.venues import RESOURCE_SEPARATOR

A_DAY = timedelta(days=1)


class BookingFigures:
    """The repository of the figures of bookings. All instants are UTC.

    The database counts, because a quarter of a large venue has as many bookings as would take seconds to read.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def visits(self, venue_id: str, begin: datetime, end: datetime) -> list[Visits]:
        """Count the venue's bookings that start in [begin, end) by their time and status."""
        table = bookings.c
        is_seated = and_(table.status == BookingStatus.BOOKED, table.seated_at.is_not(None))
        status = case((is_seated, BookingStatus.SEATED.value), else_=table.status).label("seen_status")
        separators = func.length(table.resource_id) - func.length(
            func.replace(table.resource_id, RESOURCE_SEPARATOR, "")
        )
        counted = (
            select(
                table.starts_at,
                table.ends_at,
                status,
                func.count(),
                func.sum(separators + 1),
                func.sum(func.coalesce(table.party_size, 1)),
            )
            .where(_within(venue_id, begin, end))
            .group_by(table.starts_at, table.ends_at, status)
        )
        rows = await self._connection.execute(counted)
        return [
            Visits(Slot(starts_at, ends_at), BookingStatus(name), number, places, guests)
            for starts_at, ends_at, name, number, places, guests in rows
        ]

    async def origins(self, venue_id: str, begin: datetime, end: datetime) -> list[Origins]:
        """Count the venue's bookings that start in [begin, end) by how, and how long before, they were made."""
        # By whole days: to compare each booking with the limits of the leads takes the database longer.
        days = self._whole_days().label("days")
        counted = (
            select(bookings.c.source, days, func.count())
            .where(_within(venue_id, begin, end))
            .group_by(bookings.c.source, days)
        )
        rows = await self._connection.execute(counted)
        # A later release may know more sources.
        return [
            Origins(Source(source) if source in set(Source) else None, Lead.of(before), number)
            for source, before, number in rows
        ]

    def _whole_days(self) -> ColumnElement[int]:
        """How many times 24 hours before the visit a booking was made: 0, or less, after it began."""
        made, begins = bookings.c.created_at, bookings.c.starts_at
        if self._connection.dialect.name == "postgresql":
            seconds = func.extract("epoch", begins) - func.extract("epoch", made)
            return cast(func.floor(seconds / A_DAY.total_seconds()), Integer)
        # SQLite cuts off the fraction.
        return cast(func.julianday(begins, type_=Float) - func.julianday(made, type_=Float), Integer)


def _within(venue_id: str, begin: datetime, end: datetime) -> ColumnElement[bool]:
    is_within = and_(bookings.c.starts_at >= begin, bookings.c.starts_at < end)
    return and_(bookings.c.venue_id == venue_id, is_within, IS_NOT_HELD)
