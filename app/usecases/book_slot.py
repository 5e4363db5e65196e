"""A guest takes a slot."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from app.clock import Clock
from app.database.bookings import NewBooking
from app.database.transaction import Database, Transaction
from app.domain.booking import Actor, Booking, Role, check_fits
from app.domain.errors import GuestIsBusy, Refused, SlotTaken, TooManyBookings
from app.domain.guest import Guest
from app.domain.notification import Claimed, plan_for_booking
from app.domain.slots import Slot, local_date, slot_at
from app.domain.venue import Venue
from app.queue import TaskQueue
from app.usecases.find_free_slots import FindFreeSlots

log = structlog.stdlib.get_logger()


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What a guest confirmed. `request_key` is the same for every repetition of one confirmation."""

    resource_id: str
    starts_at: datetime
    party_size: int | None
    request_key: str


class BookSlot:
    """Take the slot and write down every message it causes, or neither.

    The guest books for themselves. The same `request_key` again answers with the booking it made the first time.
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
            raise SlotTaken(await self._free_starts(venue, request)) from None
        except Refused as refusal:
            log.info("booking refused", venue=venue.id, code=refusal.code)
            raise
        await self._queue.push(due)
        return booking

    async def _book(
        self, tx: Transaction, venue: Venue, guest: Guest, request: BookingRequest
    ) -> tuple[Booking, list[Claimed]]:
        await tx.guests.lock(guest.id)
        earlier = await tx.bookings.find_by_request_key(guest.id, request.request_key)
        if earlier:
            return earlier, []
        now = self._clock.now()
        slot = self._check_request(venue, request, now)
        await self._check_guest(tx, venue, guest, slot, now)
        new = NewBooking(venue.id, guest.id, request.resource_id, slot, request.party_size, request.request_key)
        booking = await tx.bookings.add(new, Actor(Role.GUEST, guest.telegram_id), now)
        planned = plan_for_booking(venue, booking, guest.telegram_id, venue.admin_ids, now)
        return booking, await tx.notifications.plan(venue.id, booking, planned, now)

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

    async def _free_starts(self, venue: Venue, request: BookingRequest) -> list[datetime]:
        day = local_date(venue, request.starts_at)
        free = await self._find_free_slots(venue, venue.resource(request.resource_id), [day])
        return [slot.starts_at for slot in free[day]]
