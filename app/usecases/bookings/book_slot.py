"""A guest takes a slot."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from app.database.bookings import NewBooking
from app.database.transaction import Database, Transaction
from app.domain.availability.slots import Slot, slot_at
from app.domain.bookings import Actor, Booking, BookingStatus, Role, check_fits
from app.domain.errors import GuestIsBusy, Refused, RequestKeyReused, SlotTaken, TooManyBookings
from app.domain.guests import Guest
from app.domain.messages.notifications import Claimed, plan_for_booking
from app.domain.venues import Venue
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.availability.find_free_slots import FindFreeSlots

log = structlog.stdlib.get_logger()

REQUEST_KEY_KEPT = timedelta(hours=24)
"""For how long a repeated request is known for one."""


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What a guest confirmed. `request_key` is the same for every repetition of one confirmation."""

    resource_id: str
    starts_at: datetime
    party_size: int | None
    request_key: str

    @property
    def digest(self) -> str:
        """The same for requests that ask for the same thing."""
        asked = (self.resource_id, self.starts_at.astimezone(UTC).isoformat(), self.party_size)
        return hashlib.sha256(repr(asked).encode()).hexdigest()


class BookSlot:
    """Take the slot and write down every message it causes, or neither.

    The guest books for themselves. The same `request_key` again answers for 24 hours with the booking it made the first
    time, as it was then; a wish for something else under that key raises `RequestKeyReused`.
    Raises `NotFound`, `ResourceDoesNotFit`, `OutsideHours`, `TooSoon`, `TooFarAhead`, `TooManyBookings`, `GuestIsBusy`,
    and `SlotTaken` with the starts that are still free that day.
    """

    def __init__(self, database: Database, queue: TaskQueue, find_free_slots: FindFreeSlots, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._find_free_slots = find_free_slots
        self._clock = clock

    async def __call__(self, venue: Venue, guest: Guest, request: BookingRequest) -> Booking:
        try:
            async with self._database.write() as tx:
                booking, due = await self._book(tx, venue, guest, request)
        except SlotTaken:
            log.info("booking refused", venue=venue.id, code=SlotTaken.code)
            resource = venue.resource(request.resource_id)
            free = await self._find_free_slots.starts_on_day_of(venue, resource, request.starts_at)
            raise SlotTaken(free) from None
        except Refused as refusal:
            log.info("booking refused", venue=venue.id, code=refusal.code)
            raise
        await self._queue.push(due)
        return booking

    async def _book(
        self, tx: Transaction, venue: Venue, guest: Guest, request: BookingRequest
    ) -> tuple[Booking, list[Claimed]]:
        await tx.guests.lock(guest.id)
        now = self._clock.now()
        earlier = await self._find_earlier(tx, venue, guest, request, now)
        if earlier:
            return earlier, []
        slot = self._check_request(venue, request, now)
        await self._check_guest(tx, venue, guest, slot, now)
        new = NewBooking(
            venue.id, guest.id, request.resource_id, slot, request.party_size, request.request_key, request.digest
        )
        booking = await tx.bookings.add(new, Actor(Role.GUEST, guest.telegram_id), now)
        planned = plan_for_booking(venue, booking, guest.telegram_id, venue.admin_ids, now)
        return booking, await tx.ledger.plan(venue.id, booking, planned, now)

    @staticmethod
    async def _find_earlier(
        tx: Transaction, venue: Venue, guest: Guest, request: BookingRequest, now: datetime
    ) -> Booking | None:
        """What this very request made before, whatever has become of it since."""
        found = await tx.bookings.find_by_request_key(guest.id, request.request_key)
        if found is None:
            return None
        booking, digest = found
        if now >= booking.created_at + REQUEST_KEY_KEPT:
            await tx.bookings.forget_request_key(booking.id)
            return None
        if digest != request.digest:
            raise RequestKeyReused(f"the key made booking {booking.id} of something else")
        return replace(
            booking,
            resource_id=request.resource_id,
            starts_at=request.starts_at,
            ends_at=request.starts_at + venue.booking.slot,
            status=BookingStatus.BOOKED,
            time_version=1,
            deleted_at=None,
        )

    @staticmethod
    def _check_request(venue: Venue, request: BookingRequest, now: datetime) -> Slot:
        check_fits(venue, venue.resource(request.resource_id), request.party_size)
        return slot_at(venue, request.starts_at, now)

    @staticmethod
    async def _check_guest(tx: Transaction, venue: Venue, guest: Guest, slot: Slot, now: datetime) -> None:
        if await tx.bookings.count_upcoming(guest.id, now) >= venue.booking.max_active_per_guest:
            raise TooManyBookings(venue.booking.max_active_per_guest)
        other = await tx.bookings.find_overlap_of_guest(guest.id, slot)
        if other:
            raise GuestIsBusy(other.id)
