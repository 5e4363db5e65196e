"""Bookings: made, found and changed."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, insert, not_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_columns import IS_NOT_HELD, booking_of, for_whom_values, is_undecided, standing_values
from app.database.booking_history import BookingHistory
from app.database.busy_times import BusyTimes
from app.database.closures import Closures
from app.database.errors import violated_constraint
from app.database.openings import Openings
from app.database.tables import IS_LIVE, OVERLAP, bookings
from app.domain.availability.slots import Slot
from app.domain.bookings import (
    LIVE,
    Actor,
    Booking,
    BookingStatus,
    Change,
    Promise,
    ReminderAnswer,
    Source,
    Standing,
)
from app.domain.errors import NotFound, SlotTaken
from app.domain.relatives import Relative
from app.domain.venues import resource_ids_of

NO_BUFFER = timedelta(0)
MINUTE = timedelta(minutes=1)
FIND = select(bookings).where(
    bookings.c.venue_id == bindparam("venue"), bookings.c.id == bindparam("booking"), IS_NOT_HELD
)
FIND_MANY = select(bookings).where(bookings.c.id.in_(bindparam("ids", expanding=True)), IS_NOT_HELD)
"""Built once, as each press on a booking asks the first and each message about one the second."""


@dataclass(frozen=True, slots=True)
class NewBooking:
    """A booking that is not yet stored."""

    venue_id: str
    guest_id: int
    resource_id: str
    """The id of a resource, or of joined tables (`Place`)."""
    slot: Slot
    party_size: int | None
    changeable_until: datetime
    """The limit that the guest is told, UTC. It is stored, with the slot's end, for repetitions of the request."""
    request_key: str | None
    """None for a place that is held: nobody has requested it."""
    request_digest: str | None
    """Equal for requests with the same content."""
    promise: Promise
    service_id: str | None = None
    buffer: timedelta = NO_BUFFER
    """How long the resource stays busy after the visit, in whole minutes."""
    source: Source | None = None
    for_whom: Relative | None = None


@dataclass(frozen=True, slots=True)
class NewSlot:
    """Where, when, for which service and for how many guests a booking is moved."""

    resource_id: str
    """The id of a resource, or of joined tables (`Place`)."""
    slot: Slot
    standing: Standing
    service_id: str | None = None
    buffer: timedelta | None = None
    """How long the resource stays busy after the visit, in whole minutes. None: as long as before."""
    party_size: int | None = None
    """None: as many as before."""


class Bookings:
    """The repository of bookings: it makes, finds and changes them, and records every change in their history. All
    instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._busy_times = BusyTimes(connection)
        self._history = BookingHistory(connection)
        self._openings = Openings(connection)

    async def add(self, new: NewBooking, actor: Actor, now: datetime) -> Booking:
        """Store a booking. Raises `SlotTaken` if a live booking or a closure of one of its resources overlaps it."""
        booking = await self._insert(new, BookingStatus.BOOKED, now)
        await self._history.add([booking.id], Change.BOOKED, actor, now)
        return booking

    async def hold(self, new: NewBooking, now: datetime) -> Booking:
        """Hold a place for a guest who has not taken it yet. Raises `SlotTaken` as `add` does.

        Only `take_held` and `release_held` know of it, and all that tells what is busy.
        """
        return await self._insert(new, BookingStatus.HELD, now)

    async def take_held(self, booking_id: int, actor: Actor, source: Source, now: datetime) -> Booking:
        """Book the place that is held. Raises `NotFound` if it is held no longer, `SlotTaken` if it is closed
        by now."""
        is_held = and_(bookings.c.id == booking_id, bookings.c.status == BookingStatus.HELD)
        held = self._found(await self._find(select(bookings).where(is_held).with_for_update()), booking_id)
        await self._busy_times.lock_resources(held.venue_id, held.resource_id)
        await self._check_open(held.venue_id, held.resource_id, held.slot)
        await self._set(held.id, status=BookingStatus.BOOKED, source=source, created_at=now)
        await self._history.add([held.id], Change.BOOKED, actor, now)
        return replace(held, status=BookingStatus.BOOKED, source=source, created_at=now)

    async def release_held(self, booking_id: int) -> None:
        """Let the place go that is held. One that is taken stays."""
        await self._connection.execute(
            delete(bookings).where(bookings.c.id == booking_id, bookings.c.status == BookingStatus.HELD)
        )

    async def _insert(self, new: NewBooking, status: BookingStatus, now: datetime) -> Booking:
        await self._busy_times.lock_resources(new.venue_id, new.resource_id)
        await self._check_open(new.venue_id, new.resource_id, new.slot, new.buffer)
        statement = (
            insert(bookings)
            .values(
                venue_id=new.venue_id,
                guest_id=new.guest_id,
                resource_id=new.resource_id,
                starts_at=new.slot.starts_at,
                ends_at=new.slot.ends_at,
                party_size=new.party_size,
                status=status,
                time_version=1,
                service_id=new.service_id,
                source=new.source,
                buffer_minutes=new.buffer // MINUTE,
                **for_whom_values(new.for_whom),
                request_key=new.request_key,
                request_digest=new.request_digest,
                first_resource_id=new.resource_id,
                first_ends_at=new.slot.ends_at,
                first_changeable_until=new.changeable_until,
                created_at=now,
                standing_version=1,
                **standing_values(Standing(new.promise)),
            )
            .returning(bookings)
        )
        with _slot_conflicts():
            row = (await self._connection.execute(statement)).mappings().one()
        return booking_of(row)

    async def move(
        self, old: Booking, to: NewSlot, actor: Actor, now: datetime, kind: Change = Change.MOVED
    ) -> Booking:
        """Give the booking another slot unless another live booking or a closure overlaps it. Raises `SlotTaken`.

        `kind` is how the history calls it. Another number of guests is an entry of its own.
        """
        # The old resources, too: of two bookings that change places each would wait for the other's old slot.
        await self._busy_times.lock_resources(old.venue_id, old.resource_id, to.resource_id)
        if (to.resource_id, to.slot) != (old.resource_id, old.slot):
            await self._check_open(old.venue_id, to.resource_id, to.slot, to.buffer or NO_BUFFER)
        # A guest who has come and is given another day is expected again, and may answer anew.
        keeps_start = to.slot.starts_at == old.starts_at
        answered_version = old.time_version + 1 if keeps_start and old.answer else None
        statement = (
            update(bookings)
            .where(bookings.c.id == old.id)
            .values(
                resource_id=to.resource_id,
                starts_at=to.slot.starts_at,
                ends_at=to.slot.ends_at,
                service_id=to.service_id,
                party_size=to.party_size or old.party_size,
                seated_at=bookings.c.seated_at if keeps_start else None,
                answered_version=answered_version,
                buffer_minutes=bookings.c.buffer_minutes if to.buffer is None else to.buffer // MINUTE,
                time_version=bookings.c.time_version + 1,
                standing_version=bookings.c.time_version + 1,
                **standing_values(to.standing),
            )
            .returning(bookings)
        )
        with _slot_conflicts():
            row = (await self._connection.execute(statement)).mappings().one()
        booking = booking_of(row)
        if booking.party_size != old.party_size:
            await self._history.add([old.id], Change.PARTY_CHANGED, actor, now, remark=str(old.party_size or ""))
        if booking.party_size == old.party_size or (booking.resource_id, keeps_start) != (old.resource_id, True):
            await self._history.add([old.id], kind, actor, now, before=old)
        await self._openings.add(old.venue_id, old.slot, now)
        return booking

    async def keep(self, booking: Booking, standing: Standing, actor: Actor, now: datetime) -> None:
        """Record that an admin keeps the booking although it no longer fits the catalogue."""
        await self.set_standings({booking: standing})
        await self._history.add([booking.id], Change.KEPT, actor, now)

    async def set_standings(self, standings: Mapping[Booking, Standing]) -> None:
        """Store how bookings stand with the catalogue. They are locked, see `VenueBookings.live_locked`."""
        for booking, standing in standings.items():
            await self._set(booking.id, standing_version=booking.time_version, **standing_values(standing))

    async def find(self, venue_id: str, booking_id: int | None) -> Booking | None:
        """The venue's booking with this id; None if it does not exist or `booking_id` is None."""
        return await self._find(FIND, venue=venue_id, booking=booking_id)

    async def find_many(self, booking_ids: Collection[int]) -> dict[int, Booking]:
        """The bookings with these ids, of any venue, by id."""
        found = (await self._connection.execute(FIND_MANY, {"ids": list(booking_ids)})).mappings()
        return {row["id"]: booking_of(row) for row in found}

    async def get(self, venue_id: str, booking_id: int) -> Booking:
        """The venue's booking with this id. Raises `NotFound`, also for a booking of another venue."""
        return self._found(await self.find(venue_id, booking_id), booking_id)

    async def get_locked(self, venue_id: str, booking_id: int) -> Booking:
        """Like `get`, and lock the row until the transaction ends."""
        return self._found(await self._find(FIND.with_for_update(), venue=venue_id, booking=booking_id), booking_id)

    async def cancel(self, booking: Booking, actor: Actor, now: datetime, reason: str | None = None) -> None:
        """Free its slot. Whether the actor may has been checked (`check_changeable`)."""
        await self._set(booking.id, status=BookingStatus.CANCELED)
        await self._history.add([booking.id], Change.CANCELED, actor, now, remark=reason)
        await self._openings.add(booking.venue_id, booking.slot, now)

    async def set_attendance(
        self, booking: Booking, status: BookingStatus, change: Change, actor: Actor, now: datetime
    ) -> None:
        """Record whether the guest has come, as a status and as a change of the history.

        It takes its slot or frees it. Raises `SlotTaken` if it would take one that another booking has by now, or that
        is closed by now.
        """
        is_seated = status is BookingStatus.SEATED
        await self._busy_times.lock_resources(booking.venue_id, booking.resource_id)
        if status in LIVE and not booking.is_live:
            await self._check_open(booking.venue_id, booking.resource_id, booking.slot)
        with _slot_conflicts():
            await self._set(
                booking.id,
                status=BookingStatus.BOOKED if is_seated else status,
                seated_at=now if is_seated else None,
            )
        await self._history.add([booking.id], change, actor, now)
        if status not in LIVE:
            await self._openings.add(booking.venue_id, booking.slot, now)

    async def set_note(self, booking: Booking, note: str | None, actor: Actor, now: datetime) -> None:
        """Replace the desk's note; None removes it."""
        await self._set(booking.id, note=note)
        await self._history.add([booking.id], Change.NOTED, actor, now, remark=note)

    async def set_answer(self, booking: Booking, answer: ReminderAnswer, actor: Actor, now: datetime) -> Booking:
        """Record what the guest answered to a reminder of the present time, and return the booking with it."""
        await self._set(
            booking.id,
            late_minutes=answer.late_minutes,
            answered_at=answer.answered_at,
            answered_version=booking.time_version,
        )
        await self._history.add([booking.id], Change.LATE if answer.late_minutes else Change.COMING, actor, now)
        return replace(booking, answer=answer)

    async def delete(self, booking: Booking, actor: Actor, now: datetime) -> None:
        """Hide the booking from its guest. Admins still see it."""
        await self._set(booking.id, deleted_at=now)
        await self._history.add([booking.id], Change.DELETED, actor, now)

    async def complete_ended(self, actor: Actor, now: datetime, limit: int) -> int:
        """Mark bookings whose end has passed as completed, at most `limit`. Returns how many.

        It leaves those that no longer fitted the catalogue and that no admin has decided about.
        """
        ended = (
            select(bookings.c.id)
            # IS_LIVE is implied by the status, but makes the query use the sweep's partial index.
            .where(IS_LIVE, bookings.c.status == BookingStatus.BOOKED, bookings.c.ends_at <= now, not_(is_undecided()))
            .order_by(bookings.c.ends_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        completed = (
            update(bookings)
            .where(bookings.c.id.in_(ended))
            .values(status=BookingStatus.COMPLETED)
            .returning(bookings.c.id)
        )
        ids = (await self._connection.execute(completed)).scalars().all()
        await self._history.add(ids, Change.COMPLETED, actor, now)
        return len(ids)

    async def _check_open(self, venue_id: str, place_id: str, slot: Slot, buffer: timedelta = NO_BUFFER) -> None:
        """Raise `SlotTaken` where a closure overlaps the slot or the buffer after it. The resources are locked, so that
        none is closed meanwhile."""
        found = await Closures(self._connection).within(venue_id, slot.starts_at, slot.ends_at + buffer)
        if any(closure.covers(each) for closure in found for each in resource_ids_of(place_id)):
            raise SlotTaken

    async def _find(self, query: Select[Any], **key: object) -> Booking | None:
        row = (await self._connection.execute(query, key)).mappings().one_or_none()
        return booking_of(row) if row else None

    @staticmethod
    def _found(booking: Booking | None, booking_id: int) -> Booking:
        if booking is None:
            raise NotFound(f"no booking {booking_id}")
        return booking

    async def _set(self, booking_id: int, **values: object) -> None:
        await self._connection.execute(update(bookings).where(bookings.c.id == booking_id).values(**values))


@contextmanager
def _slot_conflicts() -> Iterator[None]:
    """Turn a violation of the slot's constraint into `SlotTaken`. Any other violation is a defect and passes."""
    try:
        yield
    except IntegrityError as error:
        if violated_constraint(error) != OVERLAP:
            raise
        raise SlotTaken from None
