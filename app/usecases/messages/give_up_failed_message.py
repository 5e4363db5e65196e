"""Give up a failed message."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.bookings import Change
from app.runtime.clock import Clock
from app.usecases.messages.show_failed_message import find_failed_message

log = structlog.stdlib.get_logger()


class GiveUpFailedMessage:
    """Take a failed message off the list, because its recipient was told otherwise or nobody needs it any more.

    It is canceled, and the booking's history says by whom. Two admins at once give it up once.
    Raises `NotFound` when no message of the admin's venue with this id has failed.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, notification_id: int) -> None:
        venue, now = admin.venue, self._clock.now()
        async with self._database.write() as tx:
            failed, booking = await find_failed_message(tx, venue, notification_id)
            is_given_up = await tx.failed_messages.give_up(failed.notification)
            if is_given_up and booking:
                await tx.booking_history.add([booking.id], Change.GIVEN_UP, admin.actor, now)
        log.info("failed message given up", venue=venue.id, notification=notification_id, admin=admin.telegram_id)
