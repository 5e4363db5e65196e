"""A booking changes its slot."""

from datetime import datetime

from app.clock import Clock
from app.database.transaction import Database
from app.domain.booking import Actor, Booking
from app.domain.venue import Venue
from app.queue import TaskQueue


class MoveBooking:
    """Take the new slot, leave the old one and plan every message anew, or nothing of it."""

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(
        self, venue: Venue, booking_id: int, actor: Actor, starts_at: datetime, resource_id: str | None = None
    ) -> Booking:
        raise NotImplementedError
