"""The history of bookings: who changed them, and when."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, Select, and_, delete, func, insert, join, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import booking_changes, bookings, forgotten_cancellations
from app.domain.bookings import Actor, Booking, BookingChange, Change, Role
from app.domain.guests import Guest


class BookingHistory:
    """The repository of the changes of bookings. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        booking_ids: Collection[int],
        kind: Change,
        actor: Actor,
        now: datetime,
        before: Booking | None = None,
        remark: str | None = None,
    ) -> None:
        """Add one entry to the history of each of the bookings. With a move, `before` is the booking before it. With
        another number of guests, `remark` is the previous one."""
        entry = {
            "what": kind,
            "actor_role": actor.role,
            "actor_telegram_id": actor.telegram_id,
            "changed_at": now,
            "old_resource_id": before.resource_id if before else None,
            "old_starts_at": before.starts_at if before else None,
            "remark": remark,
        }
        if booking_ids:
            rows = [{"booking_id": booking_id, **entry} for booking_id in booking_ids]
            await self._connection.execute(insert(booking_changes), rows)

    async def of_booking(self, booking_id: int, limit: int) -> list[BookingChange]:
        """Return the newest `limit` changes of the booking, the oldest of these first."""
        mine = select(booking_changes).where(booking_changes.c.booking_id == booking_id)
        newest = mine.order_by(booking_changes.c.id.desc()).limit(limit)
        rows = (await self._connection.execute(newest)).mappings().all()
        return [_change(row) for row in reversed(rows)]

    async def earlier_places(self, booking_id: int) -> list[str]:
        """The ids of the places that the booking had before its moves."""
        left = booking_changes.c.old_resource_id
        found = select(left).where(booking_changes.c.booking_id == booking_id, left.is_not(None))
        return list((await self._connection.execute(found)).scalars())

    async def of_guest(self, guest_id: int) -> dict[int, list[BookingChange]]:
        """All changes of the guest's bookings by the booking's id, the oldest first."""
        theirs = select(bookings.c.id).where(bookings.c.guest_id == guest_id)
        found = select(booking_changes).where(booking_changes.c.booking_id.in_(theirs)).order_by(booking_changes.c.id)
        histories: dict[int, list[BookingChange]] = {}
        for row in (await self._connection.execute(found)).mappings():
            histories.setdefault(row["booking_id"], []).append(_change(row))
        return histories

    async def forget(self, guest_id: int) -> None:
        """Erase remarks from the histories of the guest's bookings, and the guest's Telegram id."""
        of_guest = booking_changes.c.booking_id.in_(select(bookings.c.id).where(bookings.c.guest_id == guest_id))
        await self._connection.execute(update(booking_changes).where(of_guest).values(remark=None))
        by_guest = and_(of_guest, booking_changes.c.actor_role == Role.GUEST)
        await self._connection.execute(update(booking_changes).where(by_guest).values(actor_telegram_id=None))

    async def cancelers(self, booking_ids: Collection[int]) -> dict[int, Actor]:
        """Return who canceled each of these bookings that was canceled, by the booking's id."""
        theirs = and_(booking_changes.c.booking_id.in_(booking_ids), booking_changes.c.what == Change.CANCELED)
        columns = (booking_changes.c.booking_id, booking_changes.c.actor_role, booking_changes.c.actor_telegram_id)
        found = await self._connection.execute(select(*columns).where(theirs).order_by(booking_changes.c.id))
        return {booking_id: Actor(Role(role), telegram_id) for booking_id, role, telegram_id in found}

    async def count_moves(self, booking_id: int, role: Role) -> int:
        """How often the booking was moved by its guest, or by admins."""
        return await self._count(booking_id, [Change.MOVED], role)

    async def count_answers(self, booking_id: int) -> int:
        """How often the guest has answered to reminders of the booking."""
        return await self._count(booking_id, [Change.COMING, Change.LATE], Role.GUEST)

    async def _count(self, booking_id: int, kinds: Collection[Change], role: Role) -> int:
        changes = and_(
            booking_changes.c.booking_id == booking_id,
            booking_changes.c.what.in_(kinds),
            booking_changes.c.actor_role == role,
        )
        return (await self._connection.execute(select(func.count()).where(changes))).scalar_one()

    async def canceled_at(self, guest: Guest, pseudonym: str | None, since: datetime, back: int) -> datetime | None:
        """When the guest canceled the booking that is `back` cancellations back: 1 is the last one.

        None if the guest has canceled fewer since the instant `since`. Those from before the guest was forgotten, which
        were kept under the `pseudonym`, count as well.
        """
        kept = forgotten_cancellations.c
        is_same = and_(kept.venue_id == guest.venue_id, kept.pseudonym == pseudonym, kept.canceled_at > since)
        times = _cancellations(guest.id, since).union_all(select(kept.canceled_at).where(is_same)).subquery()
        newest = select(times.c.changed_at).order_by(times.c.changed_at.desc()).offset(back - 1).limit(1)
        return (await self._connection.execute(newest)).scalar_one_or_none()

    async def keep_cancellations(self, guest: Guest, pseudonym: str, since: datetime) -> None:
        """Keep when a guest who is to be forgotten has canceled bookings since the instant `since`."""
        found = await self._connection.execute(_cancellations(guest.id, since))
        rows = [
            {"venue_id": guest.venue_id, "pseudonym": pseudonym, "canceled_at": canceled_at}
            for canceled_at in found.scalars()
        ]
        if rows:
            await self._connection.execute(insert(forgotten_cancellations), rows)

    async def kept_cancellations(self, venue_id: str, pseudonym: str | None) -> list[datetime]:
        """What `keep_cancellations` has kept under the pseudonym, the oldest first."""
        kept = forgotten_cancellations.c
        mine = select(kept.canceled_at).where(kept.venue_id == venue_id, kept.pseudonym == pseudonym)
        return list((await self._connection.execute(mine.order_by(kept.canceled_at))).scalars())

    async def delete_kept_cancellations(self, before: datetime) -> int:
        """Delete what `keep_cancellations` has kept of cancellations until the instant `before`. Returns how many."""
        old = delete(forgotten_cancellations).where(forgotten_cancellations.c.canceled_at <= before)
        return (await self._connection.execute(old)).rowcount


def _cancellations(guest_id: int, since: datetime) -> Select[tuple[datetime]]:
    """When the guest has canceled bookings since the instant `since`.

    A guest cancels no visit that has begun, so only bookings that begin after `since` are read: a range of an index.
    """
    own = and_(bookings.c.guest_id == guest_id, bookings.c.starts_at > since)
    canceled = and_(
        booking_changes.c.booking_id == bookings.c.id,
        booking_changes.c.what == Change.CANCELED,
        booking_changes.c.actor_role == Role.GUEST,
        booking_changes.c.changed_at > since,
    )
    return select(booking_changes.c.changed_at).select_from(join(bookings, booking_changes, canceled)).where(own)


def _change(row: RowMapping) -> BookingChange:
    kind, remark = Change(row["what"]), row["remark"]
    is_of_party = kind is Change.PARTY_CHANGED
    return BookingChange(
        kind,
        Actor(Role(row["actor_role"]), row["actor_telegram_id"]),
        row["changed_at"],
        row["old_resource_id"],
        row["old_starts_at"],
        None if is_of_party else remark,
        # `forget` erases remarks.
        int(remark) if is_of_party and remark else None,
    )
