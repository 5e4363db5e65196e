"""Bar a guest, and let them in again."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.waitlist import EndOfWait
from app.runtime.clock import Clock
from app.usecases.waitlist.ending import end_wait

log = structlog.stdlib.get_logger()


class BarGuest:
    """Bar a guest of the admin's venue, or let them in again; it is recorded who did it, when and, of a bar, why.

    A barred guest cannot book and not move a booking, gets no offers and no broadcasts, and waits for no place. Their
    bookings stand, with their reminders, and they may cancel them. Another admin's press, or a second one, changes
    nothing. Raises `NotFound`.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, guest_id: int, *, is_barred: bool, reason: str | None = None) -> None:
        """`reason` is for the desk: the guest reads it only in the file of `/my_data`."""
        async with self._database.write() as tx:
            guest = await tx.guests.get_locked(guest_id)
            check_guest(admin, guest)
            if guest.is_barred is is_barred:
                return
            now = self._clock.now()
            await tx.guests.set_barred(guest.id, admin.telegram_id, now, is_barred=is_barred, reason=reason)
            if is_barred:
                for wait in await tx.waitlist.of_guest(guest.id, now):
                    await end_wait(tx, guest, wait, EndOfWait.BARRED, now)
        log.info("guest barred" if is_barred else "guest let in again", venue=admin.venue.id)


def check_guest(admin: Admin, guest: Guest) -> None:
    """Raise `NotFound` for a guest of another venue."""
    if not admin.may_see(guest):
        raise NotFound(f"no guest {guest.id}")
