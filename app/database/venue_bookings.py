"""The bookings of a venue, as the desk, the exports and the comparison with the catalogue read them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, false, func, or_, outerjoin, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_columns import IS_NOT_HELD, LONGEST_VISIT, booking_of, is_undecided, overlap
from app.database.tables import IS_LIVE, booking_changes, bookings, closures, guests, wait_offers, waits
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking
from app.domain.search import Search


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


class VenueBookings:
    """The repository of the bookings of a venue. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def live(self, venue_id: str, now: datetime) -> list[Booking]:
        """The venue's bookings that are live and have not ended, and those that ended undecided; soonest first."""
        live = and_(IS_LIVE, IS_NOT_HELD)
        # Each part is a range of an index: both at once would read all bookings that the venue has ever had.
        upcoming = and_(
            bookings.c.venue_id == venue_id, bookings.c.ends_at > now, bookings.c.starts_at > now - LONGEST_VISIT
        )
        # Of all venues few bookings are live after their end. SQLite would still prefer the index that has the venue.
        is_theirs = func.coalesce(bookings.c.venue_id, "") == venue_id
        undecided = and_(is_theirs, bookings.c.ends_at <= now, is_undecided())
        found = union_all(*(select(bookings).where(live, condition) for condition in (undecided, upcoming)))
        in_order = found.order_by(found.selected_columns.starts_at, found.selected_columns.id)
        return [booking_of(row) for row in (await self._connection.execute(in_order)).mappings()]

    async def count_upcoming(self, now: datetime) -> dict[str, int]:
        """How many live bookings have not ended, by the id of the venue: of all venues that have any."""
        upcoming = select(bookings.c.venue_id, func.count()).where(IS_LIVE, IS_NOT_HELD, bookings.c.ends_at > now)
        by_venue = await self._connection.execute(upcoming.group_by(bookings.c.venue_id))
        return {venue_id: number for venue_id, number in by_venue}  # noqa: C416  mypy takes no rows for pairs

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
        return [booking_of(row) for row in (await self._connection.execute(found)).mappings()]

    async def at(self, venue_id: str, span: Slot) -> list[Booking]:
        """Return the venue's live bookings that overlap a span of time, the earliest first."""
        end, begin = span.ends_at, span.starts_at
        live = and_(bookings.c.venue_id == venue_id, IS_LIVE, IS_NOT_HELD)
        overlapping = select(bookings).where(live, *overlap(begin, end))
        in_order = overlapping.order_by(bookings.c.starts_at, bookings.c.id)
        return [booking_of(row) for row in (await self._connection.execute(in_order)).mappings()]

    async def between(self, venue_id: str, begin: datetime, end: datetime) -> list[Booking]:
        """Return the venue's bookings that start in [begin, end), ordered by start and resource."""
        within = _starts_within(venue_id, begin, end)
        ordered = select(bookings).where(within).order_by(bookings.c.starts_at, bookings.c.resource_id, bookings.c.id)
        return [booking_of(row) for row in (await self._connection.execute(ordered)).mappings()]

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
            page = [booking_of(row) for row in (await self._connection.execute(following)).mappings()]
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
        return [booking_of(row) for row in (await self._connection.execute(found)).mappings()]


def _starts_within(venue_id: str, begin: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(bookings.c.venue_id == venue_id, bookings.c.starts_at >= begin, bookings.c.starts_at < end, IS_NOT_HELD)
