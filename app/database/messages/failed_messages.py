"""Failed messages: an admin or an operator sees them, has them tried again or gives them up."""

from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.changes import change
from app.database.messages.hot_statements import CLAIMED, QUEUED, table
from app.database.messages.ledger import PUSH_LEASE
from app.database.messages.rows import to_claimed, to_failed
from app.database.tables import notifications
from app.domain.messages.kinds import Subject
from app.domain.messages.notifications import AnyNotification, Claimed, FailedNotification, NotificationStatus


class FailedMessages:
    """The repository of a venue's failed messages. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def since(self, venue_id: str, since: datetime, limit: int) -> list[FailedNotification]:
        """At most `limit` messages that failed since an instant, newest first.

        Broadcasts and exports are left to their reports.
        """
        mine = and_(
            table.settled_at > since,
            table.venue_id == venue_id,
            table.status == NotificationStatus.FAILED,
            table.subject_type.not_in([Subject.BROADCAST, Subject.EXPORT]),
        )
        newest = select(notifications).where(mine).order_by(table.settled_at.desc(), table.id.desc()).limit(limit)
        return [to_failed(row) for row in (await self._connection.execute(newest)).mappings()]

    async def find(self, venue_id: str, notification_id: int) -> FailedNotification | None:
        """The failed message. None when it is of another venue, or not failed (any more)."""
        mine = and_(table.id == notification_id, table.venue_id == venue_id, table.status == NotificationStatus.FAILED)
        row = (await self._connection.execute(select(notifications).where(mine))).mappings().one_or_none()
        return to_failed(row) if row else None

    async def requeue(self, failed: AnyNotification, now: datetime) -> list[Claimed]:
        """Make a failed message due now, claimed for the caller, who pushes it. Empty when it is no longer failed.

        From now on it is planned for now: after another error it is tried again for as long as a new one.
        """
        mine = and_(table.id == failed.id, table.status == NotificationStatus.FAILED)
        claimed = {"status": QUEUED, "due_at": now, "planned_for": now, "leased_until": now + PUSH_LEASE}
        again = {**claimed, "settled_at": None, "failure": None}
        claim = update(notifications).where(mine).values(**again).returning(*CLAIMED)
        return [to_claimed(row) for row in (await self._connection.execute(claim)).mappings()]

    async def give_up(self, failed: AnyNotification) -> bool:
        """Cancel a failed message; why it failed is kept. Returns False when it is no longer failed."""
        mine = and_(table.id == failed.id, table.status == NotificationStatus.FAILED)
        return await change(self._connection, mine, status=NotificationStatus.CANCELED) > 0
