"""The bookings of a guest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_columns import IS_NOT_HELD, LONGEST_VISIT, booking_of, for_whom_of, is_other_than, overlap
from app.database.booking_history import BookingHistory
from app.database.tables import IS_LIVE, bookings
from app.domain.availability.slots import Slot
from app.domain.bookings import Actor, Booking, BookingStatus, Change
from app.domain.relatives import Relative
from app.domain.usual_places import UsualPlace


@dataclass(frozen=True, slots=True)
class GuestVisits:
    """How often a guest has come so far, and has not come."""

    visits: int
    no_shows: int


class GuestBookings:
    """The repository of the bookings of a guest. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._history = BookingHistory(connection)

    async def overlaps(self, guest_id: int, slot: Slot, for_booking: int | None = None) -> list[Booking]:
        """The live bookings of the guest that overlap the slot, on any resource and for any person, except the one
        with the id `for_booking`."""
        mine = and_(
            bookings.c.guest_id == guest_id,
            IS_LIVE,
            IS_NOT_HELD,
            *overlap(slot.starts_at, slot.ends_at),
            is_other_than(for_booking, bookings.c.id),
        )
        found = select(bookings).where(mine).order_by(bookings.c.starts_at)
        return [booking_of(row) for row in (await self._connection.execute(found)).mappings()]

    async def slots(self, guest_ids: Collection[int], span: Slot) -> dict[int, list[tuple[Slot, Relative | None]]]:
        """The times of the guests' live bookings that overlap a span of time, each with the person who comes, by the
        guest's id."""
        mine = and_(bookings.c.guest_id.in_(guest_ids), IS_LIVE, IS_NOT_HELD)
        columns = ("guest_id", "starts_at", "ends_at", "for_name", "for_birth_year")
        found = select(*[bookings.c[name] for name in columns])
        found = found.where(mine, *overlap(span.starts_at, span.ends_at + LONGEST_VISIT))
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

    async def page(self, guest_id: int, now: datetime, offset: int, limit: int) -> list[Booking]:
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
        return [booking_of(row) for row in (await self._connection.execute(ordered)).mappings()]

    async def count(self, guest_id: int) -> int:
        """Count the guest's bookings without deleted ones."""
        mine = and_(bookings.c.guest_id == guest_id, bookings.c.deleted_at.is_(None), IS_NOT_HELD)
        return (await self._connection.execute(select(func.count()).where(mine))).scalar_one()

    async def count_visits(self, guest_id: int, now: datetime) -> GuestVisits:
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

    async def since(self, guest_id: int, ended_after: datetime) -> list[Booking]:
        """The guest's bookings that end after an instant and stand, or stood until the visit: without canceled, missed
        and deleted ones; the earliest first."""
        stands = bookings.c.status.in_((BookingStatus.BOOKED, BookingStatus.COMPLETED))
        mine = and_(bookings.c.guest_id == guest_id, stands, bookings.c.deleted_at.is_(None))
        # The last condition follows from the one before, but is the range of the index.
        recent = and_(bookings.c.ends_at > ended_after, bookings.c.starts_at > ended_after - LONGEST_VISIT)
        found = select(bookings).where(mine, recent).order_by(bookings.c.starts_at, bookings.c.id)
        return [booking_of(row) for row in (await self._connection.execute(found)).mappings()]

    async def relatives(self, guest_id: int, limit: int) -> list[tuple[int, Relative]]:
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

    async def all(self, guest_id: int) -> list[Booking]:
        """All bookings of the guest, also deleted ones, the oldest first."""
        found = select(bookings).where(bookings.c.guest_id == guest_id, IS_NOT_HELD).order_by(bookings.c.id)
        return [booking_of(row) for row in (await self._connection.execute(found)).mappings()]

    async def upcoming_locked(self, guest_id: int, now: datetime) -> list[Booking]:
        """The guest's live bookings that have not ended, locked until the end of the transaction."""
        mine = and_(bookings.c.guest_id == guest_id, IS_LIVE, IS_NOT_HELD, bookings.c.ends_at > now)
        found = select(bookings).where(mine).order_by(bookings.c.id).with_for_update()
        return [booking_of(row) for row in (await self._connection.execute(found)).mappings()]

    async def give_to(self, old_guest_id: int, guest_id: int, actor: Actor, now: datetime) -> list[Booking]:
        """Give all bookings of one guest to another, and return them."""
        of_old = bookings.c.guest_id == old_guest_id
        given = update(bookings).where(of_old).values(guest_id=guest_id).returning(bookings)
        found = [booking_of(row) for row in (await self._connection.execute(given)).mappings()]
        await self._history.add([booking.id for booking in found], Change.CLAIMED, actor, now)
        return found

    async def forget(self, guest_id: int, now: datetime) -> None:
        """Erase what the guest's bookings say about the guest and about relatives: names, notes, the keys that the
        guest's client chose, and the digests of requests, from which a name could be guessed. The guest sees them no
        longer."""
        erased = {
            **dict.fromkeys(("note", "for_name", "for_birth_year", "request_key", "request_digest")),
            "deleted_at": func.coalesce(bookings.c.deleted_at, now),
        }
        await self._connection.execute(update(bookings).where(bookings.c.guest_id == guest_id).values(**erased))


def _was_visited(now: datetime) -> ColumnElement[bool]:
    """A visit that has ended at `now`, also before the sweep has written it."""
    has_ended = and_(bookings.c.status == BookingStatus.BOOKED, bookings.c.ends_at <= now)
    return or_(bookings.c.status == BookingStatus.COMPLETED, has_ended)
