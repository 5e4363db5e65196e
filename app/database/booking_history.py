"""The history of bookings: who changed them, and when."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, insert, join, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import booking_changes, bookings
from app.domain.bookings import Actor, Booking, BookingChange, Change, Role


class BookingHistory:
    """The repository of the changes of bookings. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, booking_ids: Collection[int], kind: Change, actor: Actor, now: datetime, before: Booking | None = None
    ) -> None:
        """Add one entry to the history of each of the bookings. With a move, `before` is the booking before it."""
        entry = {
            "what": kind,
            "actor_role": actor.role,
            "actor_telegram_id": actor.telegram_id,
            "changed_at": now,
            "old_resource_id": before.resource_id if before else None,
            "old_starts_at": before.starts_at if before else None,
        }
        if booking_ids:
            rows = [{"booking_id": booking_id, **entry} for booking_id in booking_ids]
            await self._connection.execute(insert(booking_changes), rows)

    async def of_booking(self, booking_id: int, limit: int) -> list[BookingChange]:
        """Return the newest `limit` changes of the booking, the oldest of these first."""
        mine = select(booking_changes).where(booking_changes.c.booking_id == booking_id)
        newest = mine.order_by(booking_changes.c.id.desc()).limit(limit)
        rows = (await self._connection.execute(newest)).mappings().all()
        return [
            BookingChange(
                Change(row["what"]),
                Actor(Role(row["actor_role"]), row["actor_telegram_id"]),
                row["changed_at"],
                row["old_resource_id"],
                row["old_starts_at"],
            )
            for row in reversed(rows)
        ]

    async def count_moves(self, booking_id: int, role: Role) -> int:
        """How often the booking was moved by its guest, or by admins."""
        moves = and_(
            booking_changes.c.booking_id == booking_id,
            booking_changes.c.what == Change.MOVED,
            booking_changes.c.actor_role == role,
        )
        return (await self._connection.execute(select(func.count()).where(moves))).scalar_one()

    async def canceled_at(self, guest_id: int, since: datetime, back: int) -> datetime | None:
        """When the guest canceled the booking that is `back` cancellations back: 1 is the last one.

        None if the guest has canceled fewer since the instant `since`. A guest cancels no visit that has begun, so
        only bookings that begin after `since` are read: a range of an index.
        """
        own = and_(bookings.c.guest_id == guest_id, bookings.c.starts_at > since)
        canceled = and_(
            booking_changes.c.booking_id == bookings.c.id,
            booking_changes.c.what == Change.CANCELED,
            booking_changes.c.actor_role == Role.GUEST,
            booking_changes.c.changed_at > since,
        )
        times = (
            select(booking_changes.c.changed_at)
            .select_from(join(bookings, booking_changes, canceled))
            .where(own)
            .order_by(booking_changes.c.changed_at.desc())
        )
        return (await self._connection.execute(times.offset(back - 1).limit(1))).scalar_one_or_none()
