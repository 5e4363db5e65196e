"""Ask for an export."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.availability.slots import span_of_days
from app.domain.errors import NotFound
from app.domain.exports import MOST_BOOKINGS, NewExport
from app.domain.messages.planning import plan_export
from app.queue import TaskQueue
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class RequestExport:
    """Plan the file and the report on how far it is, both for the admin who asks; or nothing at all.

    The same `request_key` again plans nothing. Raises `NotFound` when the period has no bookings, or more than
    `MOST_BOOKINGS`.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, admin: Admin, new: NewExport) -> None:
        venue, now = admin.venue, self._clock.now()
        async with self._database.write() as tx:
            number = await tx.venue_bookings.count_between(
                venue.id, *span_of_days(venue, [new.first_day, new.last_day])
            )
            if not 0 < number <= MOST_BOOKINGS:
                raise NotFound(f"an export of {number} bookings")
            export = await tx.exports.add(venue.id, new, admin.telegram_id, now)
            if export is None:
                return
            due = await tx.ledger.plan(venue.id, plan_export(export.id, admin.telegram_id, now), now)
        log.info("export requested", venue=venue.id, export=export.id, bookings=number, admin=admin.telegram_id)
        await self._queue.push(due)
