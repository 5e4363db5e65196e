"""List the closures that are in force or still to come."""

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.closures import Closure
from app.runtime.clock import Clock


class ListClosures:
    """List the closures of the admin's venue that have not ended and were not reopened, the earliest first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin) -> list[Closure]:
        async with self._database.read() as tx:
            return await tx.closures.within(admin.venue.id, self._clock.now())
