"""Find the slots that an admin may book for a guest."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.availability.free_places import GridSlot, without_pacing
from app.domain.availability.offering import Offering, Wish
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import find_slots


class FindSlotsOfDesk:
    """Like `FindSlots`, for the admin's venue: also the last slot that is under way, slots that start sooner than
    guests may book, and those at which too many guests arrive.

    Only slots at which something that fits is free. Raises `NotFound` for an unknown specialty or service.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, wish: Wish, days: Sequence[date]) -> Mapping[date, list[GridSlot]]:
        venue, now = admin.venue, self._clock.now()
        bookable_at = bookable_at_desk(venue, wish, now)
        async with self._database.read() as tx:
            found = await find_slots(tx, without_pacing(venue), wish, days, bookable_at)
        return {day: _without_earlier(slots, now) for day, slots in found.items()}


def _without_earlier(slots: Sequence[GridSlot], now: datetime) -> list[GridSlot]:
    """The slots at which something is free. Of those under way, which overlap, only the last one."""
    free = [slot for slot in slots if slot.free]
    begun = [slot for slot in free if slot.slot.starts_at <= now]
    return [*begun[-1:], *free[len(begun) :]]


def bookable_at_desk(venue: Venue, wish: Wish, now: datetime) -> datetime:
    """Return the instant (UTC) at which a guest would have had to book what an admin may book at `now`: until its end.

    Raises `NotFound` for an unknown service.
    """
    return now - Offering(venue).duration(wish) - venue.booking.min_notice
