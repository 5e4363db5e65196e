"""Bookings."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    not_,
    or_,
    outerjoin,
    select,
    text,
    true,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_history import BookingHistory
from app.database.closures import Closures
from app.database.errors import violated_constraint
from app.database.openings import Openings
from app.database.tables import (
    IS_LIVE,
    IS_OF_DESK,
    OVERLAP,
    booking_changes,
    booking_resources,
    bookings,
    closures,
    guests,
    wait_offers,
    waits,
)
from app.domain.availability.free_places import Arrival
from app.domain.availability.slots import Slot
from app.domain.bookings import (
    LIVE,
    Actor,
    Booking,
    BookingStatus,
    Change,
    Misfit,
    Promise,
    ReminderAnswer,
    Source,
    Standing,
)
from app.domain.errors import NotFound, SlotTaken
from app.domain.relatives import Relative
from app.domain.search import Search
from app.domain.usual_places import UsualPlace
from app.domain.venues import RESOURCE_SEPARATOR, resource_ids_of

LONGEST_VISIT = timedelta(days=1)
"""A booking that overlaps an instant began at most this long before it."""
LONGEST_BUFFER = timedelta(days=1)
NO_BUFFER = timedelta(0)
MINUTE = timedelta(minutes=1)
COMPOSED = frozenset({"standing", "answer", "for_whom"})
"""Fields of `Booking` that are made of several columns."""
IS_NOT_HELD = bookings.c.status != BookingStatus.HELD
"""A place that is held for a guest of the waiting list takes its slot, and is nobody's booking before it is taken: no
list, figure or limit counts it."""
FIND = select(bookings).where(
    bookings.c.venue_id == bindparam("venue"), bookings.c.id == bindparam("booking"), IS_NOT_HELD
)
FIND_MANY = select(bookings).where(bookings.c.id.in_(bindparam("ids", expanding=True)), IS_NOT_HELD)
"""Built once, as each press on a booking asks the first and each message about one the second."""
BUSY = (
    # Grouped by the database, because a row costs more here than there, and most instants are those of many rows.
    select(
        booking_resources.c.busy_from,
        booking_resources.c.busy_until,
        func.aggregate_strings(booking_resources.c.resource_id, RESOURCE_SEPARATOR),
    )
    .where(
        booking_resources.c.venue_id == bindparam("venue"),
        booking_resources.c.resource_id.in_(bindparam("resources", expanding=True)),
        booking_resources.c.busy_from < bindparam("end"),
        booking_resources.c.busy_until > bindparam("begin"),
        # Follows from the others, but limits the range of the index.
        booking_resources.c.busy_from > bindparam("earliest"),
    )
    .group_by(booking_resources.c.busy_from, booking_resources.c.busy_until)
)
"""Built once, as nearly each press of a guest who books asks it."""


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


@dataclass(frozen=True, slots=True)
class DayVersion:
    """Differs between any two moments between which the bookings, closures or the waiting list of a day have changed,
    or a visit has ended."""

    bookings: int
    ended: int
    changes: int
    """Entries in the histories of these bookings. PostgreSQL may commit an entry with a smaller id later."""
    last_change: int
    """The id of the newest entry; 0 where there is none."""
    closures: int
    """All that were ever made, and how many of them were reopened: both only grow."""
    reopened: int
    waiting: int
    last_wait: int
    """The id of the newest wish; 0 where there is none."""
    held: int
    last_offer: int
    """The id of the newest offer that is open; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class GuestVisits:
    """How often a guest has come so far, and has not come."""

    visits: int
    no_shows: int


class Bookings:
    """The repository of bookings. It records every change in their history. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
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
        await self.lock_resources(held.venue_id, held.resource_id)
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
        await self.lock_resources(new.venue_id, new.resource_id)
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
                **_standing_values(Standing(new.promise)),
            )
            .returning(bookings)
        )
        with _slot_conflicts():
            row = (await self._connection.execute(statement)).mappings().one()
        return _booking(row)

    async def move(
        self, old: Booking, to: NewSlot, actor: Actor, now: datetime, kind: Change = Change.MOVED
    ) -> Booking:
        """Give the booking another slot unless another live booking or a closure overlaps it. Raises `SlotTaken`.

        `kind` is how the history calls it. Another number of guests is an entry of its own.
        """
        # The old resources, too: of two bookings that change places each would wait for the other's old slot.
        await self.lock_resources(old.venue_id, old.resource_id, to.resource_id)
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
                **_standing_values(to.standing),
            )
            .returning(bookings)
        )
        with _slot_conflicts():
            row = (await self._connection.execute(statement)).mappings().one()
        booking = _booking(row)
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
        """Store how bookings stand with the catalogue. They are locked, see `live_locked`."""
        for booking, standing in standings.items():
            await self._set(booking.id, standing_version=booking.time_version, **_standing_values(standing))

    async def live(self, venue_id: str, now: datetime) -> list[Booking]:
        """The venue's bookings that are live and have not ended, and those that ended undecided; soonest first."""
        live = and_(IS_LIVE, IS_NOT_HELD)
        # Each part is a range of an index: both at once would read all bookings that the venue has ever had.
        upcoming = and_(
            bookings.c.venue_id == venue_id, bookings.c.ends_at > now, bookings.c.starts_at > now - LONGEST_VISIT
        )
        # Of all venues few bookings are live after their end. SQLite would still prefer the index that has the venue.
        is_theirs = func.coalesce(bookings.c.venue_id, "") == venue_id
        undecided = and_(is_theirs, bookings.c.ends_at <= now, _is_undecided())
        found = union_all(*(select(bookings).where(live, condition) for condition in (undecided, upcoming)))
        in_order = found.order_by(found.selected_columns.starts_at, found.selected_columns.id)
        return [_booking(row) for row in (await self._connection.execute(in_order)).mappings()]

    async def live_locked(self, venue_id: str, after_id: int, limit: int) -> list[Booking]:
        """At most `limit` live bookings of the venue with larger ids, in their order, locked until the end of the
        transaction."""
        found = (
            select(bookings)
            .where(IS_LIVE, IS_NOT_HELD, bookings.c.venue_id == venue_id, bookings.c.id > after_id)
            .order_by(bookings.c.id)
            .limit(limit)
            .with_for_update()
        )
        return [_booking(row) for row in (await self._connection.execute(found)).mappings()]

    async def busy(
        self,
        venue_id: str,
        resource_ids: Collection[str],
        begin: datetime,
        end: datetime,
        for_booking: int | None = None,
    ) -> Mapping[Slot, list[str]]:
        """Which of the resources live bookings keep busy within [begin, end) (UTC), buffers included, by the time. The
        booking with the id `for_booking` is left out.

        One query for any number of days and resources.
        """
        asked = {
            "venue": venue_id,
            "resources": resource_ids,
            "begin": begin,
            "end": end,
            "earliest": begin - LONGEST_VISIT - LONGEST_BUFFER,
        }
        found = BUSY if for_booking is None else BUSY.where(booking_resources.c.booking_id != for_booking)
        rows = await self._connection.execute(found, asked)
        return {Slot(busy_from, busy_until): resource_ids_of(joined) for busy_from, busy_until, joined in rows}

    async def at(self, venue_id: str, span: Slot) -> list[Booking]:
        """Return the venue's live bookings that overlap a span of time, the earliest first."""
        end, begin = span.ends_at, span.starts_at
        live = and_(bookings.c.venue_id == venue_id, IS_LIVE, IS_NOT_HELD)
        overlapping = select(bookings).where(live, *_overlap(begin, end))
        in_order = overlapping.order_by(bookings.c.starts_at, bookings.c.id)
        return [_booking(row) for row in (await self._connection.execute(in_order)).mappings()]

    async def lock_arrivals(self, venue_id: str) -> None:
        """Let other bookings and moves of a venue with a limit of arrivals wait until the transaction ends."""
        await self._lock(f"{venue_id}/arrivals")

    async def arrivals(
        self, venue_id: str, begin: datetime, end: datetime, for_booking: int | None = None
    ) -> list[Arrival]:
        """The parties of live bookings that start in [begin, end), except the booking with the id `for_booking`. Those
        that start at the same time are one."""
        within = and_(
            bookings.c.venue_id == venue_id,
            bookings.c.starts_at >= begin,
            bookings.c.starts_at < end,
            IS_LIVE,
            _is_other_than(for_booking, bookings.c.id),
        )
        guests = func.sum(func.coalesce(bookings.c.party_size, 1))
        found = select(bookings.c.starts_at, guests).where(within).group_by(bookings.c.starts_at)
        return [Arrival(at, party_size) for at, party_size in await self._connection.execute(found)]

    async def find_request(self, guest_id: int, request_key: str) -> EarlierRequest | None:
        """The guest's request with this key that made a booking; None if there was none."""
        mine = (bookings.c.guest_id == guest_id) & (bookings.c.request_key == request_key)
        row = (await self._connection.execute(select(bookings).where(mine))).mappings().one_or_none()
        return _earlier_request(row) if row else None

    async def find_request_of_desk(self, venue_id: str, request_key: str) -> EarlierRequest | None:
        """The request of the venue's desk with this key that made a booking; None if there was none.

        Of several, which only an earlier release has made, the newest.
        """
        same_key = and_(IS_OF_DESK, bookings.c.venue_id == venue_id, bookings.c.request_key == request_key)
        found = select(bookings).where(same_key).order_by(bookings.c.id.desc()).limit(1)
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return _earlier_request(row) if row else None

    async def forget_request_key(self, booking_id: int) -> None:
        """Remove the booking's key, so that it can be used again."""
        await self._set(booking_id, request_key=None)

    async def find(self, venue_id: str, booking_id: int | None) -> Booking | None:
        """The venue's booking with this id; None if it does not exist or `booking_id` is None."""
        return await self._find(FIND, venue=venue_id, booking=booking_id)

    async def find_many(self, booking_ids: Collection[int]) -> dict[int, Booking]:
        """The bookings with these ids, of any venue, by id."""
        found = (await self._connection.execute(FIND_MANY, {"ids": list(booking_ids)})).mappings()
        return {row["id"]: _booking(row) for row in found}

    async def get(self, venue_id: str, booking_id: int) -> Booking:
        """The venue's booking with this id. Raises `NotFound`, also for a booking of another venue."""
        return self._found(await self.find(venue_id, booking_id), booking_id)

    async def get_locked(self, venue_id: str, booking_id: int) -> Booking:
        """Like `get`, and lock the row until the transaction ends."""
        return self._found(await self._find(FIND.with_for_update(), venue=venue_id, booking=booking_id), booking_id)

    async def give_to(self, old_guest_id: int, guest_id: int, actor: Actor, now: datetime) -> list[Booking]:
        """Give all bookings of one guest to another, and return them."""
        of_old = bookings.c.guest_id == old_guest_id
        given = update(bookings).where(of_old).values(guest_id=guest_id).returning(bookings)
        found = [_booking(row) for row in (await self._connection.execute(given)).mappings()]
        await self._history.add([booking.id for booking in found], Change.CLAIMED, actor, now)
        return found

    async def overlaps_of_guest(self, guest_id: int, slot: Slot, for_booking: int | None = None) -> list[Booking]:
        """The live bookings of the guest that overlap the slot, on any resource and for any person, except the one
        with the id `for_booking`."""
        mine = and_(
            bookings.c.guest_id == guest_id,
            IS_LIVE,
            IS_NOT_HELD,
            *_overlap(slot.starts_at, slot.ends_at),
            _is_other_than(for_booking, bookings.c.id),
        )
        found = select(bookings).where(mine).order_by(bookings.c.starts_at)
        return [_booking(row) for row in (await self._connection.execute(found)).mappings()]

    async def slots_of_guests(
        self, guest_ids: Collection[int], span: Slot
    ) -> dict[int, list[tuple[Slot, Relative | None]]]:
        """The times of the guests' live bookings that overlap a span of time, each with the person who comes, by the
        guest's id."""
        mine = and_(bookings.c.guest_id.in_(guest_ids), IS_LIVE, IS_NOT_HELD)
        columns = ("guest_id", "starts_at", "ends_at", "for_name", "for_birth_year")
        found = select(*[bookings.c[name] for name in columns])
        found = found.where(mine, *_overlap(span.starts_at, span.ends_at + LONGEST_VISIT))
        slots: dict[int, list[tuple[Slot, Relative | None]]] = {}
        for row in (await self._connection.execute(found)).mappings():
            taken = Slot(row["starts_at"], row["ends_at"]), for_whom_of(row)
            slots.setdefault(row["guest_id"], []).append(taken)
        return slots

    async def count_upcoming(self, guest_id: int, now: datetime) -> int:
        """The number of the guest's live bookings that have not ended."""
        mine = and_(bookings.c.guest_id == guest_id, IS_LIVE, IS_NOT_HELD, bookings.c.ends_at > now)
        return (await self._connection.execute(select(func.count()).where(mine))).scalar_one()

    async def count_no_shows(self, guest_id: int, since: datetime) -> int:
        """The number of the guest's no-shows of visits that began at `since` or later, deleted ones, too."""
        missed = and_(
            bookings.c.guest_id == guest_id,
            bookings.c.starts_at >= since,
            bookings.c.status == BookingStatus.NO_SHOW,
        )
        return (await self._connection.execute(select(func.count()).where(missed))).scalar_one()

    async def of_guest(self, guest_id: int, now: datetime, offset: int, limit: int) -> list[Booking]:
        """The guest's bookings without deleted ones: upcoming ones first, soonest first; then past ones, newest
        first."""
        is_past = case((and_(IS_LIVE, bookings.c.ends_at > now), 0), else_=1)
        soonest_first = case((is_past == 0, bookings.c.starts_at))
        mine = and_(bookings.c.guest_id == guest_id, bookings.c.deleted_at.is_(None), IS_NOT_HELD)
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
        mine = and_(bookings.c.guest_id == guest_id, bookings.c.deleted_at.is_(None), IS_NOT_HELD)
        return (await self._connection.execute(select(func.count()).where(mine))).scalar_one()

    async def visits_of_guest(self, guest_id: int, now: datetime) -> GuestVisits:
        """Count the visits of the guest that have ended at `now`, deleted ones, too, and those to which they did not
        come."""
        visited = case((_was_visited(now), bookings.c.id))
        missed = case((bookings.c.status == BookingStatus.NO_SHOW, bookings.c.id))
        counted = select(func.count(visited), func.count(missed)).where(bookings.c.guest_id == guest_id)
        return GuestVisits(*(await self._connection.execute(counted)).one())

    async def places_of_visits(self, guest_id: int, since: datetime, now: datetime) -> list[UsualPlace]:
        """The places of the guest's visits that began after `since` and have ended at `now`, without deleted ones, with
        their parties; the latest first."""
        mine = and_(bookings.c.guest_id == guest_id, bookings.c.starts_at > since, bookings.c.deleted_at.is_(None))
        found = (
            select(bookings.c.resource_id, bookings.c.party_size)
            .where(mine, _was_visited(now))
            .order_by(bookings.c.starts_at.desc())
        )
        return [UsualPlace(place_id, party_size) for place_id, party_size in await self._connection.execute(found)]

    async def since_of_guest(self, guest_id: int, ended_after: datetime) -> list[Booking]:
        """The guest's bookings that end after an instant and stand, or stood until the visit: without canceled, missed
        and deleted ones; the earliest first."""
        stands = bookings.c.status.in_((BookingStatus.BOOKED, BookingStatus.COMPLETED))
        mine = and_(bookings.c.guest_id == guest_id, stands, bookings.c.deleted_at.is_(None))
        # The last condition follows from the one before, but is the range of the index.
        recent = and_(bookings.c.ends_at > ended_after, bookings.c.starts_at > ended_after - LONGEST_VISIT)
        found = select(bookings).where(mine, recent).order_by(bookings.c.starts_at, bookings.c.id)
        return [_booking(row) for row in (await self._connection.execute(found)).mappings()]

    async def relatives_of_guest(self, guest_id: int, limit: int) -> list[tuple[int, Relative]]:
        """The persons of the guest's bookings for others, without deleted ones, each with the booking's id; the latest
        visits first."""
        theirs = and_(
            bookings.c.guest_id == guest_id,
            IS_NOT_HELD,
            bookings.c.for_name.is_not(None),
            bookings.c.deleted_at.is_(None),
        )
        found = select(bookings.c.id, bookings.c.for_name, bookings.c.for_birth_year).where(theirs)
        rows = await self._connection.execute(found.order_by(bookings.c.starts_at.desc()).limit(limit))
        return [(booking_id, Relative(name, birth_year)) for booking_id, name, birth_year in rows]

    async def all_of_guest(self, guest_id: int) -> list[Booking]:
        """All bookings of the guest, also deleted ones, the oldest first."""
        found = select(bookings).where(bookings.c.guest_id == guest_id, IS_NOT_HELD).order_by(bookings.c.id)
        return [_booking(row) for row in (await self._connection.execute(found)).mappings()]

    async def upcoming_locked(self, guest_id: int, now: datetime) -> list[Booking]:
        """The guest's live bookings that have not ended, locked until the end of the transaction."""
        mine = and_(bookings.c.guest_id == guest_id, IS_LIVE, IS_NOT_HELD, bookings.c.ends_at > now)
        found = select(bookings).where(mine).order_by(bookings.c.id).with_for_update()
        return [_booking(row) for row in (await self._connection.execute(found)).mappings()]

    async def forget(self, guest_id: int, now: datetime) -> None:
        """Erase what the guest's bookings say about the guest and about relatives: names, notes, the keys that the
        guest's client chose, and the digests of requests, from which a name could be guessed. The guest sees them no
        longer."""
        erased = {
            **dict.fromkeys(("note", "for_name", "for_birth_year", "request_key", "request_digest")),
            "deleted_at": func.coalesce(bookings.c.deleted_at, now),
        }
        await self._connection.execute(update(bookings).where(bookings.c.guest_id == guest_id).values(**erased))

    async def between(self, venue_id: str, begin: datetime, end: datetime) -> list[Booking]:
        """Return the venue's bookings that start in [begin, end), ordered by start and resource."""
        within = _starts_within(venue_id, begin, end)
        ordered = select(bookings).where(within).order_by(bookings.c.starts_at, bookings.c.resource_id, bookings.c.id)
        return [_booking(row) for row in (await self._connection.execute(ordered)).mappings()]

    async def count_between(self, venue_id: str, begin: datetime, end: datetime) -> int:
        """Count the venue's bookings that start in [begin, end)."""
        within = _starts_within(venue_id, begin, end)
        return (await self._connection.execute(select(func.count()).where(within))).scalar_one()

    async def pages_between(
        self, venue_id: str, begin: datetime, end: datetime, size: int
    ) -> AsyncIterator[list[Booking]]:
        """Return the venue's bookings that start in [begin, end), ordered by start, in pages of `size`."""
        within = and_(bookings.c.venue_id == venue_id, bookings.c.starts_at < end, IS_NOT_HELD)
        ordered = select(bookings).where(within).order_by(bookings.c.starts_at, bookings.c.id).limit(size)
        starts_at, last_id = begin, 0
        while True:
            # The first condition follows from the second, but is the range of the index.
            is_later = or_(bookings.c.starts_at > starts_at, bookings.c.id > last_id)
            following = ordered.where(bookings.c.starts_at >= starts_at, is_later)
            page = [_booking(row) for row in (await self._connection.execute(following)).mappings()]
            if page:
                yield page
            if len(page) < size:
                return
            starts_at, last_id = page[-1].starts_at, page[-1].id

    async def version_between(self, venue_id: str, begin: datetime, end: datetime, now: datetime) -> DayVersion:
        """The version of the venue's bookings that start in [begin, end), of the closures that overlap it, and of the
        waiting list for it. One query, which reads indexes."""
        within = _starts_within(venue_id, begin, end)
        ended = case((bookings.c.ends_at <= now, bookings.c.id))
        closed = and_(closures.c.venue_id == venue_id, closures.c.ends_at > begin, closures.c.begins_at < end)
        waiting = and_(
            waits.c.venue_id == venue_id,
            waits.c.ended_at.is_(None),
            waits.c.begins_at >= begin,
            waits.c.begins_at < end,
            waits.c.ends_at > now,
        )
        held = and_(
            wait_offers.c.ended_at.is_(None),
            wait_offers.c.wait_id == waits.c.id,
            waits.c.venue_id == venue_id,
            wait_offers.c.starts_at < end,
            wait_offers.c.ends_at > begin,
        )
        versions = (
            select(
                func.count(bookings.c.id.distinct()),
                func.count(ended.distinct()),
                func.count(booking_changes.c.id),
                func.coalesce(func.max(booking_changes.c.id), 0),
                select(func.count(closures.c.id)).where(closed).scalar_subquery(),
                select(func.count(closures.c.reopened_at)).where(closed).scalar_subquery(),
                select(func.count(waits.c.id)).where(waiting).scalar_subquery(),
                select(func.coalesce(func.max(waits.c.id), 0)).where(waiting).scalar_subquery(),
                select(func.count(wait_offers.c.id)).where(held).scalar_subquery(),
                select(func.coalesce(func.max(wait_offers.c.id), 0)).where(held).scalar_subquery(),
            )
            .select_from(outerjoin(bookings, booking_changes, booking_changes.c.booking_id == bookings.c.id))
            .where(within)
        )
        return DayVersion(*(await self._connection.execute(versions)).one())

    async def search(self, venue_id: str, search: Search, now: datetime, limit: int) -> list[Booking]:
        """Return the venue's bookings that were searched: upcoming ones first, soonest first; then the newest."""
        names = (guests.c.name, bookings.c.for_name)
        wanted = [column.contains(name, autoescape=True) for name in sorted(search.names) for column in names]
        if search.number is not None:
            wanted.append(bookings.c.id == search.number)
        if search.phone is not None:
            wanted.append(guests.c.phone.endswith(search.phone, autoescape=True))
        is_past = case((and_(IS_LIVE, bookings.c.ends_at > now), 0), else_=1)
        found = (
            select(bookings)
            .join(guests, guests.c.id == bookings.c.guest_id)
            .where(bookings.c.venue_id == venue_id, IS_NOT_HELD, or_(false(), *wanted))
            .order_by(
                is_past, case((is_past == 0, bookings.c.starts_at)), bookings.c.starts_at.desc(), bookings.c.id.desc()
            )
            .limit(limit)
        )
        return [_booking(row) for row in (await self._connection.execute(found)).mappings()]

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
        await self.lock_resources(booking.venue_id, booking.resource_id)
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

    async def touched_by_delay(self, booking: Booking) -> datetime | None:
        """The start of the next live booking of one of its resources into which the booking and the buffer after it
        reach if its guest comes as late as they have answered. None if there is none."""
        if booking.answer is None or not booking.is_late:
            return None
        table = booking_resources.c
        mine = select(table.resource_id, table.busy_until).where(table.booking_id == booking.id)
        busy = {row.resource_id: row.busy_until for row in await self._connection.execute(mine)}
        if not busy:
            return None
        until, delay = max(busy.values()), MINUTE * booking.answer.late_minutes
        touched = and_(
            table.venue_id == booking.venue_id,
            table.resource_id.in_(busy),
            table.busy_from >= until,
            table.busy_from < until + delay,
        )
        starts = select(table.busy_from).where(touched).order_by(table.busy_from).limit(1)
        return (await self._connection.execute(starts)).scalar_one_or_none()

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

    async def lock_resources(self, venue_id: str, *place_ids: str) -> None:
        """Let others who want the same resources wait until the transaction ends."""
        # Without it the exclusion constraint would still refuse one of two, but sometimes as a deadlock after a second.
        # Locked in one order for the same reason.
        for resource_id in sorted({each for place_id in place_ids for each in resource_ids_of(place_id)}):
            await self._lock(f"{venue_id}/{resource_id}")

    async def _check_open(self, venue_id: str, place_id: str, slot: Slot, buffer: timedelta = NO_BUFFER) -> None:
        """Raise `SlotTaken` where a closure overlaps the slot or the buffer after it. The resources are locked, so that
        none is closed meanwhile."""
        found = await Closures(self._connection).within(venue_id, slot.starts_at, slot.ends_at + buffer)
        if any(closure.covers(each) for closure in found for each in resource_ids_of(place_id)):
            raise SlotTaken

    async def _lock(self, key: str) -> None:
        # SQLite has only one writer.
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
            )

    async def _find(self, query: Select[Any], **key: object) -> Booking | None:
        row = (await self._connection.execute(query, key)).mappings().one_or_none()
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


def _was_visited(now: datetime) -> ColumnElement[bool]:
    """A visit that has ended at `now`, also before the sweep has written it."""
    has_ended = and_(bookings.c.status == BookingStatus.BOOKED, bookings.c.ends_at <= now)
    return or_(bookings.c.status == BookingStatus.COMPLETED, has_ended)


def _starts_within(venue_id: str, begin: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(bookings.c.venue_id == venue_id, bookings.c.starts_at >= begin, bookings.c.starts_at < end, IS_NOT_HELD)


def _overlap(begin: datetime, end: datetime) -> list[ColumnElement[bool]]:
    # The lower bound of starts_at follows from the others, but limits the range of the index.
    return [bookings.c.starts_at < end, bookings.c.ends_at > begin, bookings.c.starts_at > begin - LONGEST_VISIT]


def _is_other_than(booking_id: int | None, column: ColumnElement[int]) -> ColumnElement[bool]:
    return column != booking_id if booking_id is not None else true()


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


def _answer(row: RowMapping) -> ReminderAnswer | None:
    if row["answered_at"] is None or row["answered_version"] != row["time_version"]:
        return None
    return ReminderAnswer(row["late_minutes"], row["answered_at"])


def for_whom_values(for_whom: Relative | None) -> dict[str, Any]:
    """The columns that say who comes, of a booking or of a wish for one."""
    return {
        "for_name": for_whom.name if for_whom else None,
        "for_birth_year": for_whom.birth_year if for_whom else None,
    }


def for_whom_of(row: RowMapping) -> Relative | None:
    """The person who comes; None for the guest."""
    return Relative(row["for_name"], row["for_birth_year"]) if row["for_name"] is not None else None


def _earlier_request(row: RowMapping) -> EarlierRequest:
    return EarlierRequest(
        _booking(row),
        row["request_digest"],
        row["first_resource_id"],
        row["first_ends_at"],
        row["first_changeable_until"],
    )


def _booking(row: RowMapping) -> Booking:
    values = {field.name: row[field.name] for field in fields(Booking) if field.name not in COMPOSED}
    status = BookingStatus(values["status"])
    if status is BookingStatus.BOOKED and values["seated_at"] is not None:
        status = BookingStatus.SEATED
    # Rows of earlier releases have nulls.
    source = Source(row["source"]) if row["source"] in set(Source) else None
    values |= {"status": status, "source": source, "buffer_minutes": row["buffer_minutes"] or 0}
    return Booking(**values, standing=_standing(row), answer=_answer(row), for_whom=for_whom_of(row))
