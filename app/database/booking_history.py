"""The history of bookings: who changed them, and when."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import booking_changes
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

    async def of_booking(self, booking_id: int) -> list[BookingChange]:
        """Return the booking's changes, the oldest first."""
        mine = select(booking_changes).where(booking_changes.c.booking_id == booking_id).order_by(booking_changes.c.id)
        return [
            BookingChange(
                Change(row["what"]),
                Actor(Role(row["actor_role"]), row["actor_telegram_id"]),
                row["changed_at"],
                row["old_resource_id"],
                row["old_starts_at"],
            )
            for row in (await self._connection.execute(mine)).mappings()
        ]
