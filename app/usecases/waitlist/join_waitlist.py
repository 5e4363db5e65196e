"""Join the waiting list of a day."""

import structlog

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.waitlist import NewWait, Wait, check_wait
from app.runtime.clock import Clock
from app.usecases.bookings.check_guest import check_is_welcome

log = structlog.stdlib.get_logger()


class JoinWaitlist:
    """Put the visitor at the end of the waiting list of a day. The same wish again changes nothing.

    What is free by then is offered at once. Raises `GuestBarred`, `TooManyNoShows`, `TooManyWaits`, `NotForOthers`,
    `TooSoon`, `TooFarAhead`, `OutsideHours`, `ResourceDoesNotFit`, and `NotFound` for an unknown resource, specialty or
    service.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, visitor: Visitor, new: NewWait) -> Wait:
        venue, now = visitor.venue, self._clock.now()
        async with self._database.write() as tx:
            guest = await tx.guests.get_locked(visitor.guest.id)
            await check_is_welcome(tx, venue, guest, now)
            living = await tx.waitlist.of_guest(guest.id, now)
            for wait in living:
                if wait.is_same_as(new):
                    return wait
            check_wait(venue, new, living, now)
            wait = await tx.waitlist.join(venue.id, guest.id, new, now)
        log.info("joined the waiting list", venue=venue.id, wait=wait.id, day=new.day.isoformat())
        return wait
