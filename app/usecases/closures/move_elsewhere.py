"""Move a booking that falls into a closure to another place."""

from app.database.transaction import Database, Transaction
from app.domain.access import Admin
from app.domain.availability.elsewhere import find_elsewhere, places_elsewhere, wish_elsewhere
from app.domain.availability.free_places import without_pacing
from app.domain.availability.slots import day_of, slot_from
from app.domain.bookings import Booking, check_cancelable, check_unchanged
from app.domain.errors import SlotTaken
from app.domain.venues import Place, Venue
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import read_occupied
from app.usecases.bookings.move_booking import move_to, note_moved, slot_of_move
from app.usecases.bookings.show_booking import find_locked


class MoveElsewhere:
    """Move a booking of the admin's venue to the best other place that is free at its time, in one transaction; its
    guest and the admins are told as of any move by an admin (`MoveBooking`).

    `seen_version` is the `time_version` with which it was shown. Raises `NotFound`, `BookingClosed`, `BookingChanged`,
    also for the booking of a guest who has come, `GuestIsBusy`, and `SlotTaken` if nothing that fits is free.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, admin: Admin, booking_id: int, seen_version: int) -> Booking:
        venue, now = admin.venue, self._clock.now()
        async with self._database.write() as tx:
            guest, old = await find_locked(tx, admin, booking_id)
            check_cancelable(old, admin.actor, venue.booking, now)
            check_unchanged(old, seen_version)
            place, wish = await _find_locked_place(tx, venue, old), wish_elsewhere(venue, old)
            to = slot_of_move(venue, wish, place, slot_from(venue, wish, old.starts_at))
            booking, due = await move_to(tx, venue, guest, old, to, admin.actor, now)
        note_moved(booking, admin.actor)
        await self._queue.push(due)
        return booking


async def _find_locked_place(tx: Transaction, venue: Venue, booking: Booking) -> Place:
    """Return the best place, and lock it until the transaction ends. Raises `SlotTaken` if nothing is free."""
    wish, places = wish_elsewhere(venue, booking), places_elsewhere(venue, booking)
    if not places:
        raise SlotTaken
    await tx.busy_times.lock_resources(venue.id, booking.resource_id, *(place.id for place in places))
    day = day_of(venue, booking.starts_at)
    # Its guests arrive then anyway.
    busy = await read_occupied(tx, without_pacing(venue), wish, places, [day], booking.id)
    place = find_elsewhere(venue, booking, busy)
    if place is None:
        raise SlotTaken
    return place
