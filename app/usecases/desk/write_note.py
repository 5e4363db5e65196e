"""Note something about a booking."""

from app.database.transaction import Database
from app.domain.access import Admin, Staff
from app.domain.errors import BookingChanged
from app.domain.names import can_be_seen
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import find_locked


class WriteNote:
    """Replace the note of the venue's people about a booking, whatever its status; its history records who did.

    Admins see it, the person of the booking's resource, and its guest in the file of `TellMyData`. A `note` of which
    nothing can be seen removes it. It is at most `REMARK_LENGTH` characters long, which the caller has checked.
    `seen_note` is the note that was shown. Raises `NotFound`, to staff also for a booking of another's resource, and
    `BookingChanged` if somebody else has changed the note since.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, who: Admin | Staff, booking_id: int, note: str, seen_note: str | None) -> None:
        new = note.strip() if can_be_seen(note) else None
        async with self._database.write() as tx:
            _, booking = await find_locked(tx, who, booking_id)
            if booking.note == new:
                return
            if booking.note != (seen_note or None):
                raise BookingChanged(f"booking {booking.id} has another note")
            await tx.bookings.set_note(booking, new, who.actor, self._clock.now())
