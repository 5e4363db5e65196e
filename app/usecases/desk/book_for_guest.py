"""Book a slot for a guest who has called, or who has come without a booking."""

from datetime import datetime

from app.database.transaction import Database, Transaction
from app.domain.access import Admin
from app.domain.attendance import Attendance, check_attendance
from app.domain.availability.offering import Offering
from app.domain.availability.slots import slot_at
from app.domain.bookings import Booking, BookingReceipt, Source
from app.domain.errors import RequestKeyReused, ResourceDoesNotFit, SlotTaken
from app.domain.guests import Guest
from app.domain.phones import Contact
from app.domain.venues import Venue
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.book_slot import (
    BookingRequest,
    explained_refusals,
    note_booked,
    repeat_answer,
    store_booking,
)
from app.usecases.bookings.check_guest import check_guest_is_free
from app.usecases.desk.find_slots_of_desk import bookable_at_desk


class BookForGuest:
    """Book a slot, as an admin, for a guest who is known by a name or a phone number or neither.

    With a phone number that a guest of the bot has shared, it is theirs and they get its messages. Otherwise nobody
    gets any, until a guest shares that number (`SharePhone`). A guest who has come without a booking (`Source.WALK_IN`)
    is seated at once in a slot that is under way. The bounds for guests do not hold: of upcoming bookings,
    of no-shows, of arrivals at one time, of notice, of bars; a slot can be booked until its end. A repeated
    `request_key` gets the first answer; with another name or number, or another request, it is refused. Raises
    `NotFound`, `ResourceDoesNotFit`, `OutsideHours`, `TooSoon` for a slot that is over, `TooFarAhead`, `GuestIsBusy`,
    `RequestKeyReused`, and `SlotTaken` with what is free instead.
    """

    def __init__(self, database: Database, queue: TaskQueue, find_slots: FindSlots, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._find_slots = find_slots
        self._clock = clock

    async def __call__(self, admin: Admin, contact: Contact, request: BookingRequest) -> BookingReceipt:
        venue, now = admin.venue, self._clock.now()
        if request.resource_id is None:
            raise ResourceDoesNotFit("an admin books a certain resource")
        place = venue.place(request.resource_id)
        async with explained_refusals(self._find_slots, venue, request):
            Offering(venue).check(request.wish, place)
            bookable_at = bookable_at_desk(venue, request.wish, now)
            slot = slot_at(venue, request.starts_at, bookable_at, request.wish, place)
            try:
                async with self._database.write() as tx:
                    guest = await _known_guest(tx, venue, contact)
                    if first := await _first_answer(tx, venue, contact, request):
                        return first
                    guest = guest or await tx.guests.add(venue.id, contact, now)
                    await check_guest_is_free(tx, guest, slot, for_whom=None)
                    receipt, due = await store_booking(tx, venue, guest, request, admin.actor, place, slot, now)
                    if request.source is Source.WALK_IN and slot.starts_at <= now:
                        await _seat(tx, receipt.booking, admin, now)
            except SlotTaken:
                # Perhaps by an equal request at the same time: no guest without a number makes one wait for the other.
                async with self._database.read() as tx:
                    if first := await _first_answer(tx, venue, contact, request):
                        return first
                raise
        note_booked(receipt.booking)
        await self._queue.push(due)
        return receipt


async def _seat(tx: Transaction, booking: Booking, admin: Admin, now: datetime) -> None:
    status, change = check_attendance(booking, Attendance.SEAT, now)
    await tx.bookings.set_attendance(booking, status, change, admin.actor, now)


async def _known_guest(tx: Transaction, venue: Venue, contact: Contact) -> Guest | None:
    """Return the guest with the phone number, locked: equal requests for them wait here for each other."""
    known = await tx.guests.with_phone(venue.id, contact.phone) if contact.phone else []
    return known[0] if known else None


async def _first_answer(
    tx: Transaction, venue: Venue, contact: Contact, request: BookingRequest
) -> BookingReceipt | None:
    """Return the answer to an earlier request with the same key. Raises `RequestKeyReused` if that was for another
    guest, or a different one."""
    earlier = await tx.booking_requests.find_of_desk(venue.id, request.request_key)
    if earlier is None:
        return None
    guest = await tx.guests.get(earlier.booking.guest_id)
    is_same = guest.phone == contact.phone if contact.phone else (guest.phone, guest.name) == (None, contact.name)
    if not is_same:
        raise RequestKeyReused(f"the key was used for another guest, for booking {earlier.booking.id}")
    return repeat_answer(venue, request, earlier)
