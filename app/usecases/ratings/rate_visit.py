"""Give a visit stars."""

from dataclasses import dataclass

import structlog

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.bookings import Booking
from app.domain.messages.notifications import Claimed
from app.domain.messages.payloads import AlertRated, VisitOver
from app.domain.messages.planning import Chats, plan_news
from app.domain.ratings import Rating, check_rating
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import find_locked

log = structlog.stdlib.get_logger()


@dataclass(frozen=True, slots=True)
class RatedVisit:
    """A visit with its rating."""

    booking: Booking
    rating: Rating
    question: str | None
    """The key of the text under which the stars were pressed; None if that message is no question about the visit."""


class RateVisit:
    """Record the stars that the guest gives to a visit, instead of those given before.

    Few stars alert the admins and the person of the resource at once; the alert is edited when the guest gives other
    ones. The guest's message about the booking is edited to show them. The same stars again change nothing. Raises
    `NotFound`, `TooEarly`, `BookingClosed` and `TooLateToRate`.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, visitor: Visitor, booking_id: int, stars: int, message_id: int) -> RatedVisit:
        """`message_id` is Telegram's id of the message under which the stars were pressed."""
        venue, guest, now = visitor.venue, visitor.guest, self._clock.now()
        due: list[Claimed] = []
        async with self._database.write() as tx:
            _, booking = await find_locked(tx, visitor, booking_id)
            old = await tx.ratings.find(booking.id)
            check_rating(booking, old, stars, now)
            question = await tx.earlier_messages.find_follow_up(booking.id, guest.telegram_id or 0, message_id)
            if old and old.stars == stars:
                return RatedVisit(booking, old, question)
            rating = await tx.ratings.set_stars(booking, stars, now)
            chats = Chats(guest.telegram_id, venue.alert_chats, venue.staff_of(booking.resource_id))
            payloads = (VisitOver(), AlertRated()) if rating.is_low or (old and old.is_low) else (VisitOver(),)
            for payload in payloads:
                due += await tx.ledger.plan_again(venue.id, plan_news(payload, booking, chats, now), now)
        log.info("visit rated", venue=venue.id, booking=booking.id, stars=stars)
        await self._queue.push(due)
        return RatedVisit(booking, rating, question)
