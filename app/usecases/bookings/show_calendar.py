"""Show a guest's bookings to a calendar."""

from collections.abc import Sequence
from datetime import timedelta

from app.database.transaction import Database
from app.domain.access import NO_CALENDAR, CalendarReader
from app.domain.bookings import Booking
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.runtime.clock import Clock

KEPT_AFTER_VISIT = timedelta(days=30)
"""How long a visit stays in the calendar after its end. One that went at once would look canceled."""


class ShowCalendar:
    """Show a guest, and their bookings that stand or stood until a recent visit, to a reader of the calendar address.

    The earliest booking comes first. Canceled ones are left out: calendars remove what an address no longer has. Raises
    `NotFound` for an address that was revoked.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, reader: CalendarReader) -> tuple[Guest, Sequence[Booking]]:
        async with self._database.read() as tx:
            guest = await tx.guests.with_calendar_code(reader.venue.id, reader.code)
            if guest is None:
                raise NotFound(NO_CALENDAR)
            return guest, await tx.guest_bookings.since(guest.id, self._clock.now() - KEPT_AFTER_VISIT)
