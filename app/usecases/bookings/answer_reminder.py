"""Answer to a reminder: the guest comes in time, or late."""

from datetime import datetime

import structlog

from app.database.transaction import Database, Transaction
from app.domain.access import Visitor
from app.domain.bookings import Booking, ReminderAnswer, check_unchanged
from app.domain.messages.notifications import Claimed
from app.domain.messages.payloads import AlertLate
from app.domain.messages.planning import Chats, plan_news
from app.domain.reminder_answers import check_answer, check_answers
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import find_locked

log = structlog.stdlib.get_logger()


class AnswerReminder:
    """Record that the guest comes `late_minutes` after the start, 0 for in time, and return the booking with it.

    Admins and the person of the resource are alerted to a delay at once; their alert is edited when the guest changes
    the answer. The same answer again changes nothing. `seen_version` is the `time_version` of the reminder. Raises
    `NotFound`, `BookingClosed`, `BookingChanged` if the booking was moved since, `TooLateToAnswer` and
    `TooManyAnswers`.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, visitor: Visitor, booking_id: int, late_minutes: int, seen_version: int) -> Booking:
        now = self._clock.now()
        async with self._database.write() as tx:
            _, old = await find_locked(tx, visitor, booking_id)
            check_answer(old, late_minutes, now)
            check_unchanged(old, seen_version)
            if old.answer and old.answer.late_minutes == late_minutes:
                return old
            check_answers(await tx.booking_history.count_answers(old.id))
            booking = await tx.bookings.set_answer(old, ReminderAnswer(late_minutes, now), visitor.actor, now)
            due = await self._alert(tx, visitor, old, booking, now)
        log.info("reminder answered", venue=visitor.venue.id, booking=booking.id, late_minutes=late_minutes)
        await self._queue.push(due)
        return booking

    async def _alert(
        self, tx: Transaction, visitor: Visitor, old: Booking, booking: Booking, now: datetime
    ) -> list[Claimed]:
        """Tell the venue's people of a delay, or that there will be none after all."""
        if not (old.is_late or booking.is_late):
            return []
        venue = visitor.venue
        chats = Chats(visitor.guest.telegram_id, venue.alert_chats, venue.staff_of(booking.resource_id))
        planned = plan_news(AlertLate(), booking, chats, now)
        return await tx.ledger.plan_again(venue.id, planned, now)
