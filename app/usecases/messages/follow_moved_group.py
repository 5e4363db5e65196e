"""Follow the staff group when it becomes a supergroup."""

from app.database.transaction import Database
from app.domain.venues import Venue


class FollowMovedGroup:
    """Remember the new id of the venue's staff group, for all processes. Of any other group nothing is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, venue: Venue, chat_id: int, moved_to: int) -> None:
        """`chat_id` is the id of the group that became the supergroup `moved_to`."""
        if venue.staff_group is None or venue.staff_group.chat_id != chat_id:
            return
        async with self._database.write() as tx:
            await tx.staff_groups.move(venue.id, chat_id, moved_to)
