"""Book a slot."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from app.database.booking_requests import EarlierRequest
from app.database.bookings import NewBooking
from app.database.transaction import Database, Transaction
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, check_bookable, day_of, slot_at, slot_from
from app.domain.bookings import Actor, Booking, BookingReceipt, BookingStatus, Role, Source, Standing
from app.domain.errors import NotFound, OutsideHours, Refused, RequestKeyReused, ResourceDoesNotFit, SlotTaken
from app.domain.guests import Guest
from app.domain.messages.notifications import Claimed
from app.domain.messages.planning import plan_for_booking
from app.domain.misfits import promise_of
from app.domain.relatives import Relative, check_for_whom
from app.domain.venues import Place, Venue
from app.queue import TaskQueue
from app.runtime import metrics
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import FindSlots, find_slots
from app.usecases.bookings.alerts import chats_of, time_of_alert
from app.usecases.bookings.arrivals import check_arrivals
from app.usecases.bookings.check_guest import check_guest_is_free, check_may_book
from app.usecases.waitlist.ending import end_fulfilled

log = structlog.stdlib.get_logger()

REQUEST_KEY_KEPT = timedelta(hours=24)
"""For how long a repeated request gets the first answer."""


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A booking that a guest confirmed."""

    resource_id: str | None
    """The id of a resource, or of joined tables (`Place`). None: the best one that is free."""
    starts_at: datetime
    """The start of the slot, UTC."""
    party_size: int | None
    """None in a venue that asks for no party size."""
    request_key: str
    """The same for every repetition of one confirmation."""
    service: str | None = None
    """The id of a service; None where none was chosen."""
    specialty: str | None = None
    """The id of a specialty, for any of its doctors. None where a resource was chosen."""
    source: Source = Source.CHAT
    """It is no part of the digest: a repetition is one from wherever it comes."""
    message_id: int | None = None
    """Telegram's id of the dialog's message, which becomes the confirmation; None for a new message. No part of the
    digest either."""
    for_whom: Relative | None = None
    """None: for the guest."""

    @property
    def wish(self) -> Wish:
        return Wish(self.party_size, self.specialty, self.service)

    @property
    def digest(self) -> str:
        """Equal for requests with the same content, whatever the offset of `starts_at`."""
        content: tuple[object, ...] = (self.resource_id, self.starts_at.astimezone(UTC).isoformat(), self.party_size)
        # Not in the digests of a release that knew neither, whose requests may be repeated.
        if self.service is not None or self.specialty is not None:
            content += (self.service, self.specialty)
        if self.for_whom is not None:
            content += ("for", self.for_whom.name, self.for_whom.birth_year)
        return hashlib.sha256(repr(content).encode()).hexdigest()


class _AllTaken(SlotTaken):
    """No place that fits is free at that time."""


class BookSlot:
    """Book a slot for the guest and plan every message of the booking, in one transaction.

    The caller has identified the guest, who may book for a relative where the venue's rules allow it. Where the
    confirmation takes over the dialog's message, the caller has it delivered (`AnswerInMessage`).
    For 24 hours a repeated `request_key` gets the first answer, even if the booking or the venue's rules have changed
    since. A different request with the same key raises `RequestKeyReused`. A refusal is not stored: the same request
    may succeed later. Raises `NotFound`, `NotForOthers`, `ResourceDoesNotFit`, `OutsideHours`, `TooSoon`,
    `TooFarAhead`, `GuestBarred`, `TooManyNoShows`, `TooManyCancellations`, `TooManyBookings`, `GuestIsBusy`, and
    `SlotTaken` with what is free instead.
    """

    def __init__(self, database: Database, queue: TaskQueue, find_slots: FindSlots, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._find_slots = find_slots
        self._clock = clock

    async def __call__(self, venue: Venue, guest: Guest, request: BookingRequest) -> BookingReceipt:
        async with explained_refusals(self._find_slots, venue, request):
            receipt, due = await self._book_until_decided(venue, guest, request)
        if due is not None:
            note_booked(receipt.booking)
            await self._queue.push(due)
        return receipt

    async def _book_until_decided(
        self, venue: Venue, guest: Guest, request: BookingRequest
    ) -> tuple[BookingReceipt, list[Claimed] | None]:
        while True:
            try:
                async with self._database.write() as tx:
                    return await self._book_once(tx, venue, guest, request)
            except _AllTaken:
                raise
            except SlotTaken:
                if request.resource_id is not None:
                    raise
                # Another guest took the best place after it was chosen: choose again among those that are left.

    async def _book_once(
        self, tx: Transaction, venue: Venue, guest: Guest, request: BookingRequest
    ) -> tuple[BookingReceipt, list[Claimed] | None]:
        """The booking, with its messages that are due now; with None if an equal request had made it."""
        # Equal requests at the same time wait here for each other, so that one books and the others find its booking.
        guest = await tx.guests.get_locked(guest.id)
        if guest.telegram_id is None:
            raise NotFound(f"guest {guest.id} has been forgotten meanwhile")
        now = self._clock.now()
        earlier = await tx.booking_requests.find(guest.id, request.request_key)
        if earlier and now < earlier.booking.created_at + REQUEST_KEY_KEPT:
            return repeat_answer(venue, request, earlier), None
        if earlier:
            await tx.booking_requests.forget_key(earlier.booking.id)
        check_for_whom(venue.booking, request.for_whom)
        place = await _place(tx, venue, request, now)
        Offering(venue).check(request.wish, place)
        slot = slot_at(venue, request.starts_at, now, request.wish, place)
        await check_may_book(tx, venue, guest, now)
        await check_guest_is_free(tx, guest, slot, request.for_whom)
        await check_arrivals(tx, venue, request.wish, slot)
        return await store_booking(tx, venue, guest, request, Actor(Role.GUEST, guest.telegram_id), place, slot, now)


async def store_booking(
    tx: Transaction,
    venue: Venue,
    guest: Guest,
    request: BookingRequest,
    actor: Actor,
    place: Place,
    slot: Slot,
    now: datetime,
) -> tuple[BookingReceipt, list[Claimed]]:
    """Store a booking that has been checked, with every message that it will cause. Return those that are due, too.

    Raises `SlotTaken`.
    """
    new = NewBooking(
        venue_id=venue.id,
        guest_id=guest.id,
        resource_id=place.id,
        slot=slot,
        party_size=request.party_size,
        changeable_until=venue.booking.changeable_until(slot.starts_at),
        request_key=request.request_key,
        request_digest=request.digest,
        promise=promise_of(venue, place.id, slot.starts_at),
        service_id=request.service,
        buffer=Offering(venue).buffer(request.wish),
        source=request.source,
        for_whom=request.for_whom,
    )
    booking = await tx.bookings.add(new, actor, now)
    alert_at = await time_of_alert(tx, actor, guest, now)
    await end_fulfilled(tx, venue, guest, booking, now)
    chats = await chats_of(tx, venue, guest, booking)
    planned = plan_for_booking(venue, booking, chats, now, alert_at, request.message_id)
    due = await tx.ledger.plan(venue.id, planned, now)
    return BookingReceipt(booking, new.changeable_until), due


def note_booked(booking: Booking) -> None:
    """Count and log a booking that was made."""
    metrics.BOOKINGS.labels(booking.venue_id, booking.source).inc()
    log.info(
        "booked",
        venue=booking.venue_id,
        booking=booking.id,
        resource=booking.resource_id,
        starts_at=booking.starts_at.isoformat(),
        source=str(booking.source),
    )


def _note_refusal(venue: Venue, request: BookingRequest, code: str) -> None:
    metrics.REFUSALS.labels(request.source, code).inc()
    log.info("booking refused", venue=venue.id, code=code, source=str(request.source))


@asynccontextmanager
async def explained_refusals(find_slots: FindSlots, venue: Venue, request: BookingRequest) -> AsyncIterator[None]:
    """Count and log a refusal of the block, and add to `SlotTaken` what is free instead."""
    try:
        yield
    except SlotTaken:
        _note_refusal(venue, request, SlotTaken.code)
        place = venue.place(request.resource_id) if request.resource_id is not None else None
        raise await find_slots.taken(venue, request.wish, request.starts_at, place) from None
    except Refused as refusal:
        _note_refusal(venue, request, refusal.code)
        raise


async def _place(tx: Transaction, venue: Venue, request: BookingRequest, now: datetime) -> Place:
    """The place that the guest chose, else the best one that is free."""
    if request.resource_id is not None:
        return venue.place(request.resource_id)
    if not Offering(venue).fitting(request.wish):
        raise ResourceDoesNotFit(f"nothing fits {request.wish}")
    day = day_of(venue, request.starts_at)
    slots = (await find_slots(tx, venue, request.wish, [day], now))[day]
    slot = next((slot for slot in slots if slot.slot.starts_at == request.starts_at), None)
    if slot is None:
        raise OutsideHours(f"no slot of {venue.id} starts at {request.starts_at.isoformat()}")
    check_bookable(venue, day, slot.slot, now)
    if slot.best is None:
        raise _AllTaken
    return slot.best


def repeat_answer(venue: Venue, request: BookingRequest, earlier: EarlierRequest) -> BookingReceipt:
    """The first answer. Values that the digest covers are taken from the request, which has the same ones."""
    if earlier.digest != request.digest:
        raise RequestKeyReused(f"the key was used by a different request, for booking {earlier.booking.id}")
    resource_id = request.resource_id or earlier.resource_id or earlier.booking.resource_id
    booking = replace(
        earlier.booking,
        resource_id=resource_id,
        starts_at=request.starts_at,
        ends_at=earlier.ends_at or _unrecorded_end(venue, request, earlier.booking),
        party_size=request.party_size,
        service_id=request.service,
        status=BookingStatus.BOOKED,
        time_version=1,
        deleted_at=None,
        seated_at=None,
        note=None,
        source=request.source,
        for_whom=request.for_whom,
        standing=Standing(promise_of(venue, resource_id, request.starts_at)),
    )
    return BookingReceipt(booking, earlier.changeable_until or venue.booking.changeable_until(request.starts_at))


def _unrecorded_end(venue: Venue, request: BookingRequest, booking: Booking) -> datetime:
    """The first end of a booking made by a release that did not store it: the current one unless the booking moved."""
    return booking.ends_at if booking.time_version == 1 else slot_from(venue, request.wish, request.starts_at).ends_at
