"""Answer a press by making the pressed message that of the booking which the press has made or moved."""

import asyncio

import structlog

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Notification, is_still_wanted
from app.runtime.clock import Clock
from app.usecases.messages.delivery.deliver_notification import DeliverNotification

log = structlog.stdlib.get_logger()

PATIENCE = 10.0
"""Seconds that a press waits for the edit: longer than a call of the Bot API. After them a worker edits the message."""


class AnswerInMessage:
    """Deliver the notification that takes over Telegram's message, unless it is delivered already.

    Returns its kind; None where the message is not that of a booking of the visitor, or of one that is canceled, over,
    or moved since. A second call changes nothing. When this process ends before the message is edited, or Telegram
    fails, a worker edits it.
    """

    def __init__(self, database: Database, deliver: DeliverNotification, clock: Clock) -> None:
        self._database = database
        self._deliver = deliver
        self._clock = clock

    async def __call__(self, visitor: Visitor, message_id: int) -> Kind | None:
        """`message_id` is Telegram's id of a message in the visitor's private chat."""
        found = await self._find(visitor, message_id)
        if found is None:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                await self._deliver.at_once(found.id)
        except TimeoutError:
            log.warning("end of a dialog left to a worker", notification=found.id)
        return found.kind

    async def _find(self, visitor: Visitor, message_id: int) -> Notification | None:
        guest, venue = visitor.guest, visitor.venue
        if guest.telegram_id is None:
            return None
        async with self._database.read() as tx:
            found = await tx.earlier_messages.find_end_of_dialog(
                guest.id, guest.telegram_id, message_id, self._clock.now()
            )
            if not isinstance(found, Notification):
                return None
            booking = await tx.bookings.find(venue.id, found.booking_id)
        return found if booking and is_still_wanted(found, booking) else None
