"""Finish the closures of processes that were killed."""

import structlog

from app.database.errors import is_connection_error
from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.closures import Closure
from app.domain.venues import Venue, Venues
from app.runtime.clock import Clock
from app.usecases.closures.apply_remedy import ApplyRemedy
from app.usecases.closures.preview_closure import find_hit

log = structlog.stdlib.get_logger()


class FinishClosures:
    """Cancel or move the bookings that a closure has left standing, because the process that closed was killed.

    Runs with each sweep, after it. It may run twice, and while the process that closed is still at it. A closure that
    was reopened, or is over, is left as it is; so is that of somebody who is no admin of the venue any more. An error
    with one closure keeps no other from being finished: all of them are raised at the end.
    """

    def __init__(self, database: Database, apply_remedy: ApplyRemedy, venues: Venues, clock: Clock) -> None:
        self._database = database
        self._apply_remedy = apply_remedy
        self._venues = venues
        self._clock = clock

    async def __call__(self) -> None:
        errors: list[Exception] = []
        for venue in self._venues.values():
            async with self._database.read() as tx:
                in_force = await tx.closures.within(venue.id, self._clock.now())
            for closure in in_force:
                try:
                    if closure.remedy is not None:
                        await self._finish(venue, closure)
                except Exception as error:
                    if is_connection_error(error):
                        raise
                    log.error("closure not finished", venue=venue.id, closure=closure.id, error=type(error).__name__)
                    errors.append(error)
        if errors:
            raise ExceptionGroup("closures not finished", errors)

    async def _finish(self, venue: Venue, closure: Closure) -> None:
        if not venue.is_admin(closure.closed_by):
            log.warning("closure not finished: who closed is no admin any more", venue=venue.id, closure=closure.id)
            return
        admin = Admin(venue, closure.closed_by)
        async with self._database.read() as tx:
            hit, _seated = await find_hit(tx, admin, closure, self._clock.now())
        closed = await self._apply_remedy(admin, closure, hit)
        log.info("closure finished", venue=venue.id, closure=closure.id, moved=closed.moved, canceled=closed.canceled)
