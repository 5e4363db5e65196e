"""Find a guest by their Telegram id."""

from app.database.transaction import Database
from app.domain.guests import Guest
from app.domain.venues import Venue


class FindGuest:
    """Return the venue's guest with this Telegram id, or None; unlike `RegisterGuest` it registers nobody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, venue: Venue, telegram_id: int) -> Guest | None:
        async with self._database.read() as tx:
            return await tx.guests.find(venue.id, telegram_id)
