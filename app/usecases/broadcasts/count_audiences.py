"""Count the guests of each audience."""

from collections.abc import Mapping

import structlog

from app.database.transaction import Database
from app.domain.bookings import Actor, check_admin
from app.domain.broadcasts import Audience
from app.domain.venues import Venue

log = structlog.stdlib.get_logger()


class CountAudiences:
    """How many guests each audience has at this moment. For admins; else raises `NotFound`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, venue: Venue, actor: Actor) -> Mapping[Audience, int]:
        check_admin(venue, actor)
        async with self._database.read() as tx:
            return {audience: await tx.guests.count_audience(venue.id, audience) for audience in Audience}
