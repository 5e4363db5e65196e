"""Count the guests of each audience."""

from collections.abc import Mapping

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.broadcasts import Audience


class CountAudiences:
    """Count the guests of the admin's venue that each audience has at this moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, admin: Admin) -> Mapping[Audience, int]:
        async with self._database.read() as tx:
            return {audience: await tx.guests.count_audience(admin.venue.id, audience) for audience in Audience}
