"""Record that a guest blocked the bot, or came back."""

from app.database.transaction import Database
from app.domain.venues import Venue
from app.runtime.clock import Clock


class RecordBlock:
    """The guest blocked the bot, or came back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, telegram_id: int, *, is_blocked: bool) -> None:
        async with self._database.write() as tx:
            await tx.guests.mark_blocked(venue.id, telegram_id, self._clock.now() if is_blocked else None)
