"""What guests have said about their visits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import bookings, ratings
from app.domain.bookings import Booking
from app.domain.ratings import Rating, RatingSummary

COMMENT_LENGTH = 15_000
"""Characters that are kept of all that a guest writes about one visit: a cell of a spreadsheet takes twice as many."""


class Ratings:
    """The repository of ratings: at most one for each booking. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, booking_id: int) -> Rating | None:
        """Return what was said about the visit, or None."""
        return (await self.of_bookings([booking_id])).get(booking_id)

    async def of_bookings(self, booking_ids: Collection[int]) -> dict[int, Rating]:
        """Return what was said about these visits, by the booking's id."""
        found = select(ratings).where(ratings.c.booking_id.in_(booking_ids))
        return {row["booking_id"]: _rating(row) for row in (await self._connection.execute(found)).mappings()}

    async def set_stars(self, booking: Booking, stars: int, now: datetime) -> Rating:
        """Record the stars, and return the rating. The booking is locked."""
        old = await self.find(booking.id)
        return await self._write(booking, old, stars=stars, rated_at=(old and old.rated_at) or now, changed_at=now)

    async def add_comment(self, booking: Booking, text: str, now: datetime) -> Rating:
        """Add what the guest has written on a line of its own, and return the rating. The booking is locked."""
        old = await self.find(booking.id)
        comment = f"{old.comment}\n{text}" if old and old.comment else text
        return await self._write(booking, old, comment=comment[:COMMENT_LENGTH], changed_at=now)

    async def last_of_guest(
        self, guest_id: int, visits_since: datetime, changed_since: datetime
    ) -> tuple[int, datetime] | None:
        """Return the id of the booking that the guest has rated last, and when; None if that was before an instant.

        Looks at bookings that begin at `visits_since` or later: a range of an index.
        """
        found = (
            select(ratings.c.booking_id, ratings.c.changed_at)
            .join(bookings, bookings.c.id == ratings.c.booking_id)
            .where(
                bookings.c.guest_id == guest_id,
                bookings.c.starts_at >= visits_since,
                ratings.c.changed_at >= changed_since,
            )
            .order_by(ratings.c.changed_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(found)).one_or_none()
        return (row.booking_id, row.changed_at) if row else None

    async def summary(self, venue_id: str, begin: datetime, end: datetime) -> RatingSummary:
        """Count the visits of the venue that first got stars in [begin, end), and average the stars."""
        within = (ratings.c.venue_id == venue_id, ratings.c.rated_at >= begin, ratings.c.rated_at < end)
        counted = select(func.count(ratings.c.stars), func.avg(ratings.c.stars)).where(*within)
        number, average = (await self._connection.execute(counted)).one()
        return RatingSummary(number, None if average is None else float(average))

    async def forget(self, guest_id: int) -> None:
        """Erase the guest's words. The stars stay with a booking that has no guest any more."""
        theirs = select(bookings.c.id).where(bookings.c.guest_id == guest_id)
        await self._connection.execute(update(ratings).where(ratings.c.booking_id.in_(theirs)).values(comment=None))

    async def _write(self, booking: Booking, old: Rating | None, **values: object) -> Rating:
        if old is None:
            new = {"booking_id": booking.id, "venue_id": booking.venue_id, **values}
            statement = insert(ratings).values(**new).returning(ratings)
            return _rating((await self._connection.execute(statement)).mappings().one())
        change = update(ratings).where(ratings.c.booking_id == booking.id).values(**values).returning(ratings)
        return _rating((await self._connection.execute(change)).mappings().one())


def _rating(row: RowMapping) -> Rating:
    return Rating(row["stars"], row["comment"], row["rated_at"])
