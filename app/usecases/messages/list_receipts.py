"""List receipts of messages, for the operator, who may see those of every venue."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from app.database.transaction import Database
from app.domain.bookings import Booking
from app.domain.messages.receipts import Receipt
from app.runtime.clock import Clock

STUCK_AFTER = timedelta(minutes=1)
"""A message that has been due for longer, or whose lease ended longer ago, is stuck: schedulers look once a second."""
LOOK_BACK = timedelta(days=7)
"""For how long a failed message is listed, as in the admins' panel."""


class ListReceipts:
    """Lists messages of the given venues, each with what became of it: no names and no texts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def due(self, venue_ids: Collection[str], limit: int) -> Sequence[Receipt]:
        """Messages that are due and not sent, the longest waiting first, `limit` at most."""
        now = self._clock.now()
        async with self._database.read() as tx:
            return await tx.receipts.due(venue_ids, now, now, limit)

    async def stuck(self, venue_ids: Collection[str], limit: int) -> Sequence[Receipt]:
        """Those that have been due for longer than `STUCK_AFTER`."""
        before = self._clock.now() - STUCK_AFTER
        async with self._database.read() as tx:
            return await tx.receipts.due(venue_ids, before, before, limit)

    async def failed(self, venue_ids: Collection[str], limit: int) -> Sequence[Receipt]:
        """Messages that failed in the last `LOOK_BACK`, newest first, `limit` at most."""
        since = self._clock.now() - LOOK_BACK
        async with self._database.read() as tx:
            return await tx.receipts.failed(venue_ids, since, limit)

    async def find(self, notification_id: int) -> Receipt | None:
        """The receipt of one message, or None."""
        async with self._database.read() as tx:
            return await tx.receipts.find(notification_id)

    async def of_booking(self, venue_ids: Collection[str], booking_id: int) -> tuple[Booking, Sequence[Receipt]] | None:
        """A booking with the receipts of all its messages; None when none of the venues has it."""
        async with self._database.read() as tx:
            for venue_id in venue_ids:
                if booking := await tx.bookings.find(venue_id, booking_id):
                    return booking, await tx.receipts.of_booking(booking_id)
        return None
