"""Show one booking."""

from app.database.transaction import Database, Transaction
from app.domain.access import Admin, LinkHolder, Staff, Visitor
from app.domain.bookings import Booking
from app.domain.errors import NotFound
from app.domain.guests import Guest


class ShowBooking:
    """Show a booking to its guest, to an admin of its venue, or to the person of its resource.

    Raises `NotFound` for any other booking, so that others do not learn that it exists, and to its guest for one that
    the guest has removed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, who: Visitor | Admin | Staff, booking_id: int) -> Booking:
        async with self._database.read() as tx:
            return await find_visible(tx, who, booking_id)


async def find_visible(tx: Transaction, who: Visitor | Admin | Staff, booking_id: int) -> Booking:
    """Like `ShowBooking`, in a transaction that is open. Raises `NotFound`."""
    booking = await tx.bookings.get(who.venue.id, booking_id)
    await check_access(tx, who, booking)
    return booking


async def find_locked(tx: Transaction, who: Visitor | Admin | Staff, booking_id: int) -> tuple[Guest, Booking]:
    """Find a booking that `who` is about to change, and its guest, and lock both until the transaction ends.

    The guest comes first, always: two transactions that lock in another order could wait for each other. Raises
    `NotFound`.
    """
    booking = await tx.bookings.get(who.venue.id, booking_id)
    guest = await tx.guests.get_locked((await check_access(tx, who, booking)).id)
    booking = await tx.bookings.get_locked(who.venue.id, booking_id)
    await check_access(tx, who, booking)
    return guest, booking


async def check_access(tx: Transaction, who: Visitor | Admin | Staff | LinkHolder, booking: Booking) -> Guest:
    """Return the booking's guest. Raises `NotFound` if `who` may not see the booking, or has removed it."""
    guest = await tx.guests.get(booking.guest_id)
    is_removed = isinstance(who, Visitor) and booking.deleted_at is not None
    may_see = who.may_see_booking(booking) if isinstance(who, Staff) else who.may_see(guest)
    if is_removed or not may_see:
        raise NotFound(f"no booking {booking.id}")
    return guest
