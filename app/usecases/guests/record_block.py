"""Record that a guest blocked or unblocked the bot."""

from app.database.transaction import Database
from app.domain.venues import Venue
from app.runtime.clock import Clock


class RecordBlock:
    """Record that a guest blocked or unblocked the bot."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, telegram_id: int, *, is_blocked: bool) -> None:
        async with self._database.write() as tx:
            await tx.guests.mark_blocked(venue.id, telegram_id, self._clock.now() if is_blocked else None)
