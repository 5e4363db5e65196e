"""Send a failed message again."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin, Operator
from app.domain.bookings import Change
from app.domain.messages.notifications import is_of_use
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.messages.show_failed_message import find_failed_message

log = structlog.stdlib.get_logger()


class RetryFailedMessage:
    """Make a failed message due again, now, and record who asked for it; or neither.

    Returns whether it is due: not when it can no longer be sent. Two requests at once send it once.
    Raises `NotFound` when no message of the venue with this id has failed.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, who: Admin | Operator, notification_id: int) -> bool:
        venue, now = who.venue, self._clock.now()
        async with self._database.write() as tx:
            failed, booking = await find_failed_message(tx, venue, notification_id)
            if not is_of_use(failed.notification, booking, now):
                return False
            due = await tx.failed_messages.requeue(failed.notification, now)
            if due and booking:
                await tx.booking_history.add([booking.id], Change.RETRIED, who.actor, now)
        by = who.telegram_id if isinstance(who, Admin) else "operator"
        log.info("failed message requeued", venue=venue.id, notification=notification_id, by=by)
        await self._queue.push(due)
        return True
