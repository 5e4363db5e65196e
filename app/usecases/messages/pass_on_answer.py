"""Keep and pass on what a guest wrote after a question of ours."""

from datetime import datetime, timedelta

import structlog

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.bookings import Booking
from app.domain.messages.kinds import Kind
from app.domain.messages.payloads import AlertAnswered
from app.domain.messages.planning import Chats, plan_news
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.messages.delivery.once_a_day import LATEST

log = structlog.stdlib.get_logger()

ANSWERED_WITHIN = timedelta(hours=48)
"""For so long after a question a text is taken for its answer."""
ANSWER_LENGTH = 3000
"""Characters that the venue's people are shown: with the rest of the alert they fit into a message (4096)."""
ANSWERS = 5
"""Messages that are passed on about one visit: one guest must not flood a chat of the venue's people."""


class PassOnAnswer:
    """Keep a text that the guest wrote after a question how the visit was, or after giving it stars, with the visit's
    rating, and alert the admins and the person of the resource.

    It is about the visit that was asked about or rated last. Returns whether there was one; without it, and after
    `ANSWERS` texts, nothing is passed on. The same message again changes nothing.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, visitor: Visitor, message_id: int, text: str) -> bool:
        """`message_id` is Telegram's id of the guest's message."""
        venue, guest, now = visitor.venue, visitor.guest, self._clock.now()
        booking = await self._find_asked(visitor, now)
        if booking is None:
            return False
        async with self._database.write() as tx:
            booking = await tx.bookings.get_locked(venue.id, booking.id)
            known = await tx.earlier_messages.variants(Kind.ALERT_ANSWERED, booking.id)
            if str(message_id) in known:
                return True
            if len(known) >= ANSWERS:
                return False
            alert = AlertAnswered(variant=str(message_id), answer=text[:ANSWER_LENGTH])
            chats = Chats(guest.telegram_id, venue.alert_chats, venue.staff_of(booking.resource_id))
            due = await tx.ledger.plan(venue.id, plan_news(alert, booking, chats, now), now)
            await tx.ratings.add_comment(booking, alert.answer, now)
        log.info("answer passed on", venue=venue.id, booking=booking.id)
        await self._queue.push(due)
        return True

    async def _find_asked(self, visitor: Visitor, now: datetime) -> Booking | None:
        """The booking about which the guest was asked, or which they rated, last, if that was not too long ago."""
        venue, questions = visitor.venue, [rule for rule in visitor.venue.messages.follow_ups if not rule.offer]
        since, guest_id = now - ANSWERED_WITHIN, visitor.guest.id
        visits_since = since - max((rule.after for rule in questions), default=timedelta(0)) - LATEST
        async with self._database.read() as tx:
            texts = {rule.text for rule in questions}
            asked = await tx.earlier_messages.find_question(
                guest_id, texts, visits_since=visits_since, sent_since=since
            )
            rated = await tx.ratings.last_of_guest(guest_id, visits_since, changed_since=since)
            last = max(filter(None, (asked, rated)), key=lambda each: each[1], default=None)
            return await tx.bookings.find(venue.id, last[0]) if last else None
