"""Close the venue or a resource for a time."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.closures import NewClosure, Remedy
from app.domain.errors import BookingChanged
from app.runtime.clock import Clock
from app.usecases.closures.apply_remedy import ApplyRemedy, Closed
from app.usecases.closures.preview_closure import digest, find_hit

log = structlog.stdlib.get_logger()


class Close:
    """Close the admin's venue or one of its resources for a time, and cancel each booking that falls into it, or move
    those to other places that can be moved, as the `remedy` says.

    From the moment of the closure nobody can book that time. The bookings are canceled or moved after it, the earliest
    first, each in a transaction of its own, and each guest is told; of a cancellation with the `reason` if there is
    one. A booking whose new place was taken meanwhile gets the next best one, or is canceled. Guests who are there now
    stay, and offers of the waiting list for that time end. If the process is killed, `FinishClosures` does the rest.
    `seen` is the digest of the bookings that the admin was shown (`PreviewClosure`). Raises `BookingChanged`, and
    closes nothing, when these are others by now; `NotFound` for an unknown resource.
    """

    def __init__(self, database: Database, apply_remedy: ApplyRemedy, clock: Clock) -> None:
        self._database = database
        self._apply_remedy = apply_remedy
        self._clock = clock

    async def __call__(
        self,
        admin: Admin,
        closure: NewClosure,
        seen: str,
        reason: str | None = None,
        remedy: Remedy = Remedy.CANCEL,
    ) -> Closed:
        venue, now = admin.venue, self._clock.now()
        closed = [venue.resource(closure.resource_id).id] if closure.resource_id is not None else list(venue.resources)
        async with self._database.write() as tx:
            # A booking that is made now comes first, and is among those below, or it sees the closure.
            await tx.busy_times.lock_resources(venue.id, *closed)
            hit, _seated = await find_hit(tx, admin, closure, now)
            if digest(hit) != seen:
                raise BookingChanged("other bookings fall into the closure by now")
            stored = await tx.closures.add(venue.id, closure, admin.telegram_id, remedy, reason, now)
        log.info("closed", venue=venue.id, resource=closure.resource_id, bookings=len(hit))
        return await self._apply_remedy(admin, stored, hit)
