"""Bookings."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, and_, case, func, insert, not_, or_, select, text, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_history import BookingHistory
from app.database.errors import violated_constraint
from app.database.tables import IS_LIVE, OVERLAP, booking_resources, bookings
from app.domain.availability.free_places import Arrival
from app.domain.availability.slots import Slot
from app.domain.bookings import Actor, Booking, BookingStatus, Change, Misfit, Promise, Standing
from app.domain.errors import NotFound, SlotTaken
from app.domain.venues import resource_ids_of

LONGEST_VISIT = timedelta(days=1)
"""A booking that overlaps an instant began at most this long before it."""
LONGEST_BUFFER = timedelta(days=1)
MINUTE = timedelta(minutes=1)


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
    request_key: str
    request_digest: str
    """Equal for requests with the same content."""
    promise: Promise
    service_id: str | None = None
    buffer: timedelta = timedelta(0)
    """How long the resource stays busy after the visit, in whole minutes."""


@dataclass(frozen=True, slots=True)
class NewSlot:
    """Where, when and for which service a booking is moved."""

    resource_id: str
    """The id of a resource, or of joined tables (`Place`)."""
    slot: Slot
    standing: Standing
    service_id: str | None = None
    buffer: timedelta | None = None
    """How long the resource stays busy after the visit, in whole minutes. None: as long as before."""


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """The request that made a booking, and its answer."""

    booking: Booking
    """The booking as it is now."""
    digest: str
    resource_id: str | None
    """The resource in the answer. None if the request is older than the column."""
    ends_at: datetime | None
    """The booking's end in the answer, UTC. None if the request is older than the column."""
    changeable_until: datetime | None
    """The limit in the answer, UTC. None if the request is older than the column."""


class Bookings:
    """The repository of bookings. It records every change in their history. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._history = BookingHistory(connection)

    async def add(self, new: NewBooking, actor: Actor, now: datetime) -> Booking:
        """Store a booking. Raises `SlotTaken` if a live booking of one of its resources overlaps it."""
        await self._lock_resources(new.venue_id, new.resource_id)
        statement = (
            insert(bookings)
            .values(
                venue_id=new.venue_id,
                guest_id=new.guest_id,
                resource_id=new.resource_id,
                starts_at=new.slot.starts_at,
                ends_at=new.slot.ends_at,
                party_size=new.party_size,
                status=BookingStatus.BOOKED,
                time_version=1,
                service_id=new.service_id,
                buffer_minutes=new.buffer // MINUTE,
                request_key=new.request_key,
                request_digest=new.request_digest,
                first_resource_id=new.resource_id,
                first_ends_at=new.slot.ends_at,
                first_changeable_until=new.changeable_until,
                created_at=now,
                standing_version=1,
                **_standing_values(Standing(new.promise)),
            )
            .returning(bookings)
        )
        with _slot_conflicts():
            row = (await self._connection.execute(statement)).mappings().one()
        booking = _booking(row)
        await self._history.add([booking.id], Change.BOOKED, actor, now)
        return booking

    async def move(
        self, old: Booking, to: NewSlot, actor: Actor, now: datetime, kind: Change = Change.MOVED
    ) -> Booking:
        """Give the booking another slot unless another live booking overlaps it. Raises `SlotTaken`.

        `kind` is how the history calls it.
        """
        # The old resources, too: of two bookings that change places each would wait for the other's old slot.
        await self._lock_resources(old.venue_id, old.resource_id, to.resource_id)
        statement = (
            update(bookings)
            .where(bookings.c.id == old.id)
            .values(
                resource_id=to.resource_id,
                starts_at=to.slot.starts_at,
                ends_at=to.slot.ends_at,
                service_id=to.service_id,
                buffer_minutes=bookings.c.buffer_minutes if to.buffer is None else to.buffer // MINUTE,
                time_version=bookings.c.time_version + 1,
                standing_version=bookings.c.time_version + 1,
                **_standing_values(to.standing),
            )
            .returning(bookings)
        )
        with _slot_conflicts():
            row = (await self._connection.execute(statement)).mappings().one()
        await self._history.add([old.id], kind, actor, now, before=old)
        return _booking(row)

    async def keep(self, booking: Booking, standing: Standing, actor: Actor, now: datetime) -> None:
        """Record that an admin keeps the booking although it no longer fits the catalogue."""
        await self.set_standings({booking: standing})
        await self._history.add([booking.id], Change.KEPT, actor, now)

    async def set_standings(self, standings: Mapping[Booking, Standing]) -> None:
        """Store how bookings stand with the catalogue. They are locked, see `live_locked`."""
        for booking, standing in standings.items():
            await self._set(booking.id, standing_version=booking.time_version, **_standing_values(standing))

    async def live(self, venue_id: str, now: datetime) -> list[Booking]:
        """The venue's bookings that are live and have not ended, and those that ended undecided; soonest first."""
        is_of_interest = or_(bookings.c.ends_at > now, _is_undecided())
        found = (
            select(bookings)
            .where(IS_LIVE, bookings.c.venue_id == venue_id, is_of_interest)
            .order_by(bookings.c.starts_at, bookings.c.id)
        )
        return [_booking(row) for row in (await self._connection.execute(found)).mappings()]

    async def live_locked(self, venue_id: str, after_id: int, limit: int) -> list[Booking]:
        """At most `limit` live bookings of the venue with larger ids, in their order, locked until the end of the
        transaction."""
        found = (
            select(bookings)
            .where(IS_LIVE, bookings.c.venue_id == venue_id, bookings.c.id > after_id)
            .order_by(bookings.c.id)
            .limit(limit)
            .with_for_update()
        )
        return [_booking(row) for row in (await self._connection.execute(found)).mappings()]

    async def busy(
        self, venue_id: str, resource_ids: Collection[str], begin: datetime, end: datetime
    ) -> Mapping[str, list[Slot]]:
        """When live bookings keep the resources busy within [begin, end) (UTC), buffers included, by resource.

        One query for any number of days and resources.
        """
        table = booking_resources.c
        overlaps = and_(
            table.venue_id == venue_id,
            table.resource_id.in_(resource_ids),
            table.busy_from < end,
            table.busy_until > begin,
            # Follows from the others, but limits the range of the index.
            table.busy_from > begin - LONGEST_VISIT - LONGEST_BUFFER,
        )
        found = select(table.resource_id, table.busy_from, table.busy_until).where(overlaps)
        busy: dict[str, list[Slot]] = defaultdict(list)
        for resource_id, busy_from, busy_until in await self._connection.execute(found):
            busy[resource_id].append(Slot(busy_from, busy_until))
        return busy

    async def lock_arrivals(self, venue_id: str) -> None:
        """Let other bookings and moves of a venue with a limit of arrivals wait until the transaction ends."""
        await self._lock(f"{venue_id}/arrivals")

    async def arrivals(
        self, venue_id: str, begin: datetime, end: datetime, for_booking: int | None = None
    ) -> list[Arrival]:
        """The parties of live bookings that start in [begin, end), except the booking with the id `for_booking`."""
        within = and_(
            bookings.c.venue_id == venue_id,
            bookings.c.starts_at >= begin,
            bookings.c.starts_at < end,
            IS_LIVE,
            _is_other_than(for_booking),
        )
        found = select(bookings.c.starts_at, func.coalesce(bookings.c.party_size, 1)).where(within)
        return [Arrival(at, party_size) for at, party_size in await self._connection.execute(found)]

    async def find_request(self, guest_id: int, request_key: str) -> EarlierRequest | None:
        """The guest's request with this key that made a booking; None if there was none."""
        mine = (bookings.c.guest_id == guest_id) & (bookings.c.request_key == request_key)
        row = (await self._connection.execute(select(bookings).where(mine))).mappings().one_or_none()
        if row is None:
            return None
        return EarlierRequest(
            _booking(row),
            row["request_digest"],
            row["first_resource_id"],
            row["first_ends_at"],
            row["first_changeable_until"],
        )

    async def forget_request_key(self, booking_id: int) -> None:
        """Remove the booking's key, so that it can be used again."""
        await self._set(booking_id, request_key=None)

    async def find(self, venue_id: str, booking_id: int | None) -> Booking | None:
        """The venue's booking with this id; None if it does not exist or `booking_id` is None."""
        return await self._find(_key(venue_id, booking_id))

    async def get(self, venue_id: str, booking_id: int) -> Booking:
        """The venue's booking with this id. Raises `NotFound`, also for a booking of another venue."""
        return self._found(await self.find(venue_id, booking_id), booking_id)

    async def get_locked(self, venue_id: str, booking_id: int) -> Booking:
        """Like `get`, and lock the row until the transaction ends."""
        return self._found(await self._find(_key(venue_id, booking_id), locked=True), booking_id)

    async def find_overlap_of_guest(self, guest_id: int, slot: Slot, for_booking: int | None = None) -> Booking | None:
        """A live booking of the guest that overlaps the slot, on any resource, except the one with the id
        `for_booking`."""
        mine = and_(
            bookings.c.guest_id == guest_id,
            IS_LIVE,
            *_overlap(slot.starts_at, slot.ends_at),
            _is_other_than(for_booking),
        )
        rows = await self._connection.execute(select(bookings).where(mine).limit(1))
        row = rows.mappings().one_or_none()
        return _booking(row) if row else None

    async def count_upcoming(self, guest_id: int, now: datetime) -> int:
        """The number of the guest's live bookings that have not ended."""
        mine = and_(bookings.c.guest_id == guest_id, IS_LIVE, bookings.c.ends_at > now)
        return (await self._connection.execute(select(func.count()).where(mine))).scalar_one()

    async def of_guest(self, guest_id: int, now: datetime, offset: int, limit: int) -> list[Booking]:
        """The guest's bookings without deleted ones: upcoming ones first, soonest first; then past ones, newest
        first."""
        is_past = case((and_(IS_LIVE, bookings.c.ends_at > now), 0), else_=1)
        soonest_first = case((is_past == 0, bookings.c.starts_at))
        mine = (bookings.c.guest_id == guest_id) & bookings.c.deleted_at.is_(None)
        ordered = (
            select(bookings)
            .where(mine)
            .order_by(is_past, soonest_first, bookings.c.starts_at.desc(), bookings.c.id.desc())
            .offset(offset)
            .limit(limit)
        )
        return [_booking(row) for row in (await self._connection.execute(ordered)).mappings()]

    async def count_of_guest(self, guest_id: int) -> int:
        """Count the guest's bookings without deleted ones."""
        mine = (bookings.c.guest_id == guest_id) & bookings.c.deleted_at.is_(None)
        return (await self._connection.execute(select(func.count()).where(mine))).scalar_one()

    async def between(self, venue_id: str, begin: datetime, end: datetime) -> list[Booking]:
        """Return the venue's bookings that start in [begin, end), ordered by start and resource."""
        within = and_(bookings.c.venue_id == venue_id, bookings.c.starts_at >= begin, bookings.c.starts_at < end)
        ordered = select(bookings).where(within).order_by(bookings.c.starts_at, bookings.c.resource_id, bookings.c.id)
        return [_booking(row) for row in (await self._connection.execute(ordered)).mappings()]

    async def count_by_status(self, venue_id: str, now: datetime) -> dict[BookingStatus, int]:
        """Count the venue's bookings by `Booking.status_at(now)`; statuses that do not occur have 0."""
        has_ended = and_(bookings.c.status == BookingStatus.BOOKED, bookings.c.ends_at <= now)
        status = case((has_ended, BookingStatus.COMPLETED.value), else_=bookings.c.status).label("status")
        counted = select(status, func.count().label("total")).where(bookings.c.venue_id == venue_id).group_by(status)
        found = {row.status: row.total for row in await self._connection.execute(counted)}
        return {status: found.get(status.value, 0) for status in BookingStatus}

    async def cancel(self, booking: Booking, actor: Actor, now: datetime) -> None:
        """Free its slot. Whether the actor may has been checked (`check_changeable`)."""
        await self._set(booking.id, status=BookingStatus.CANCELED)
        await self._history.add([booking.id], Change.CANCELED, actor, now)

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
            .where(IS_LIVE, bookings.c.status == BookingStatus.BOOKED, bookings.c.ends_at <= now, not_(_is_undecided()))
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

    async def _lock_resources(self, venue_id: str, *place_ids: str) -> None:
        """Let others who want the same resources wait until the transaction ends."""
        # Without it the exclusion constraint would still refuse one of two, but sometimes as a deadlock after a second.
        # Locked in one order for the same reason.
        for resource_id in sorted({each for place_id in place_ids for each in resource_ids_of(place_id)}):
            await self._lock(f"{venue_id}/{resource_id}")

    async def _lock(self, key: str) -> None:
        # SQLite has only one writer.
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
            )

    async def _find(self, condition: ColumnElement[bool], *, locked: bool = False) -> Booking | None:
        found = select(bookings).where(condition)
        if locked:
            found = found.with_for_update()
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return _booking(row) if row else None

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


def _key(venue_id: str, booking_id: int | None) -> ColumnElement[bool]:
    return (bookings.c.venue_id == venue_id) & (bookings.c.id == booking_id)


def _overlap(begin: datetime, end: datetime) -> list[ColumnElement[bool]]:
    # The lower bound of starts_at follows from the others, but limits the range of the index.
    return [bookings.c.starts_at < end, bookings.c.ends_at > begin, bookings.c.starts_at > begin - LONGEST_VISIT]


def _is_other_than(booking_id: int | None) -> ColumnElement[bool]:
    return bookings.c.id != booking_id if booking_id is not None else true()


def _is_undecided() -> ColumnElement[bool]:
    """As of the last comparison with the catalogue. Never null, so that it can be negated."""
    is_of_present_time = bookings.c.standing_version.is_not_distinct_from(bookings.c.time_version)
    return and_(is_of_present_time, bookings.c.undecided_since.is_not(None))


def _standing_values(standing: Standing) -> dict[str, object]:
    return {
        "promised_local_start": standing.promise.local_start,
        "promised_specialty": standing.promise.specialty,
        "accepted_misfits": ",".join(sorted(standing.accepted)) or None,
        "undecided_since": standing.undecided_since,
    }


def _standing(row: RowMapping) -> Standing | None:
    if row["promised_local_start"] is None or row["standing_version"] != row["time_version"]:
        return None
    promise = Promise(row["promised_local_start"], row["promised_specialty"])
    # A later release may know more misfits.
    accepted = {name for name in (row["accepted_misfits"] or "").split(",") if name in set(Misfit)}
    return Standing(promise, frozenset(map(Misfit, accepted)), row["undecided_since"])


def _booking(row: RowMapping) -> Booking:
    values = {field.name: row[field.name] for field in fields(Booking) if field.name != "standing"}
    return Booking(**{**values, "status": BookingStatus(values["status"])}, standing=_standing(row))
