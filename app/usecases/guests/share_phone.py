"""Record the phone number that a guest shares, and give them what was booked for it."""

from datetime import datetime

import structlog

from app.database.transaction import Database, Transaction
from app.domain.access import Visitor
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.messages.notifications import Claimed
from app.domain.messages.planning import Chats, plan_for_claimed
from app.queue import TaskQueue
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class SharePhone:
    """Record a guest's own phone number, in E.164, and give them the bookings that admins made for that number.

    Telegram vouches for the number: the caller has checked that the contact is the guest's own. They get the messages
    of each visit to come that are still of use. Returns how many bookings have become theirs. A bar of the guest whom
    the admins knew by that number holds on. Another guest of the bot who has shared the same number earlier has it no
    longer, and keeps the bookings.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, visitor: Visitor, phone: str) -> int:
        now = self._clock.now()
        given: list[Booking] = []
        due: list[Claimed] = []
        async with self._database.write() as tx:
            guest = await tx.guests.get_locked(visitor.guest.id)
            await tx.guests.set_phone(guest.id, phone)
            for other in await tx.guests.with_phone(visitor.venue.id, phone):
                if other.telegram_id is None:
                    given += await tx.guest_bookings.give_to(other.id, guest.id, visitor.actor, now)
                    await tx.guests.take_bar(guest.id, other)
                    await tx.guests.delete(other.id)
                elif other.id != guest.id:
                    await tx.guests.set_phone(other.id, None)
            for booking in given:
                due += await _plan(tx, visitor, guest, booking, now)
        if given:
            log.info("bookings claimed by phone", venue=visitor.venue.id, bookings=len(given))
        await self._queue.push(due)
        return len(given)


async def _plan(tx: Transaction, visitor: Visitor, guest: Guest, booking: Booking, now: datetime) -> list[Claimed]:
    if not booking.is_active(now):
        return []
    planned = plan_for_claimed(visitor.venue, booking, Chats(guest.telegram_id, ()), now)
    return await tx.ledger.plan(visitor.venue.id, planned, now)
