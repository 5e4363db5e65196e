"""Messages that failed for good: an admin sees why and has them sent again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from app.clock import Clock
from app.database.transaction import Database, Transaction
from app.domain.booking import Actor, Booking, check_admin
from app.domain.errors import NotFound
from app.domain.guest import Guest
from app.domain.notification import FailedNotification, is_of_use
from app.domain.venue import Venue
from app.queue import TaskQueue

log = structlog.stdlib.get_logger()

LOOK_BACK = timedelta(days=7)
"""For how long a failed message is shown: later nobody would act on it."""
MOST = 100
"""Messages in a list: when more fail at once, one reason is behind them all."""


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that its reader never got."""

    failed: FailedNotification
    reader: Guest | None
    """None for an admin who never wrote to the bot."""


@dataclass(frozen=True, slots=True)
class FailedMessageCard(FailedMessage):
    """With what can be done about it."""

    is_of_use: bool
    """Whether it can be sent again."""


class ListFailedMessages:
    """What failed in the last `LOOK_BACK`, the newest first, `MOST` at most. For admins; else raises `NotFound`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, actor: Actor) -> Sequence[FailedMessage]:
        check_admin(venue, actor)
        async with self._database.read() as tx:
            found = await tx.notifications.failed(venue.id, self._clock.now() - LOOK_BACK, MOST)
            readers = await tx.guests.of_chats(venue.id, {each.notification.chat_id for each in found})
        return [FailedMessage(each, readers.get(each.notification.chat_id)) for each in found]


class ShowFailedMessage:
    """One of them. For admins; else, and when it is no failed one any more, raises `NotFound`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, notification_id: int, actor: Actor) -> FailedMessageCard:
        check_admin(venue, actor)
        async with self._database.read() as tx:
            failed, booking = await _find_failed(tx, venue, notification_id)
            reader = await tx.guests.find(venue.id, failed.notification.chat_id)
        return FailedMessageCard(failed, reader, is_of_use(failed.notification, booking, self._clock.now()))


class TryAgain:
    """Owe a failed message once more, at once, and record who wanted it, or neither.

    Answers whether it is owed: not when it is of no use any more. For admins; else, and when it is no
    failed one any more, raises `NotFound`. Two admins at once send it once.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, venue: Venue, notification_id: int, actor: Actor) -> bool:
        check_admin(venue, actor)
        now = self._clock.now()
        async with self._database.write() as tx:
            failed, booking = await _find_failed(tx, venue, notification_id)
            if not is_of_use(failed.notification, booking, now):
                return False
            due = await tx.notifications.owe_again(failed.notification, now)
            if due and booking:
                await tx.bookings.note_tried_again(booking.id, actor, now)
        log.info("tried again", venue=venue.id, notification=notification_id, admin=actor.telegram_id)
        await self._queue.push(due)
        return True


async def _find_failed(
    tx: Transaction, venue: Venue, notification_id: int
) -> tuple[FailedNotification, Booking | None]:
    """With the booking it is about, if it is about one. Raises `NotFound`."""
    failed = await tx.notifications.find_failed(venue.id, notification_id)
    if failed is None:
        raise NotFound(f"no failed message {notification_id}")
    return failed, await tx.bookings.find(venue.id, failed.notification.booking_id)
