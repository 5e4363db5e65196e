"""The requests that made bookings, so that a repeated one gets the first answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_columns import booking_of
from app.database.tables import IS_OF_DESK, bookings
from app.domain.bookings import Booking


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """The request that made a booking, and its answer."""

    booking: Booking
    """The booking as it is now."""
    digest: str
    resource_id: str | None
    """The resource in the answer. None if the request is older than the column."""
    ends_at: datetime | None
    """The booking's end in the answer, UTC. None if the request is older than the column."""
    changeable_until: datetime | None
    """The limit in the answer, UTC. None if the request is older than the column."""


class BookingRequests:
    """The repository of the requests that made bookings, by their keys."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, guest_id: int, request_key: str) -> EarlierRequest | None:
        """The guest's request with this key that made a booking; None if there was none."""
        mine = (bookings.c.guest_id == guest_id) & (bookings.c.request_key == request_key)
        row = (await self._connection.execute(select(bookings).where(mine))).mappings().one_or_none()
        return _earlier_request(row) if row else None

    async def find_of_desk(self, venue_id: str, request_key: str) -> EarlierRequest | None:
        """The request of the venue's desk with this key that made a booking; None if there was none.

        Of several, which only an earlier release has made, the newest.
        """
        same_key = and_(IS_OF_DESK, bookings.c.venue_id == venue_id, bookings.c.request_key == request_key)
        found = select(bookings).where(same_key).order_by(bookings.c.id.desc()).limit(1)
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return _earlier_request(row) if row else None

    async def forget_key(self, booking_id: int) -> None:
        """Remove the booking's key, so that it can be used again."""
        await self._connection.execute(update(bookings).where(bookings.c.id == booking_id).values(request_key=None))


def _earlier_request(row: RowMapping) -> EarlierRequest:
    return EarlierRequest(
        booking_of(row),
        row["request_digest"],
        row["first_resource_id"],
        row["first_ends_at"],
        row["first_changeable_until"],
    )
