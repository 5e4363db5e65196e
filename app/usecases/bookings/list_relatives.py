"""List the relatives for whom a guest has booked."""

from collections.abc import Mapping

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.relatives import Relative, distinct

LATEST_BOOKINGS = 100
"""So many of those for others are looked through."""


class ListRelatives:
    """List each relative for whom the visitor has booked once, by the id of a booking for them. Bookings that the
    visitor has removed name nobody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, visitor: Visitor) -> Mapping[int, Relative]:
        async with self._database.read() as tx:
            return distinct(await tx.guest_bookings.relatives(visitor.guest.id, LATEST_BOOKINGS))
