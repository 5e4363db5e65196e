"""Figures of the ledger, for operators. Partial indexes keep their cost low for a ledger of any size."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import IS_LEASED, IS_PENDING_BULK, IS_PENDING_URGENT, notifications
from app.domain.messages.notifications import Failure, NotificationStatus

table = notifications.c


class LedgerFigures:
    """Counts notifications by venue and another key; combinations that do not occur are left out."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def late(
        self, venue_ids: Collection[str], now: datetime
    ) -> dict[tuple[str, NotificationStatus], tuple[int, datetime]]:
        """Return, by venue and status, how many notifications are due and unsent, and when the oldest was due."""
        # The index on bulk messages begins with the venue, so each venue is one range of it.
        is_theirs, is_due = table.venue_id.in_(venue_ids), table.due_at <= now
        waiting = [
            _waiting().where(condition, is_theirs, is_due)
            for condition in (IS_PENDING_URGENT, IS_PENDING_BULK, IS_LEASED)
        ]
        late = union_all(*waiting).subquery()
        counted = select(late.c.venue_id, late.c.status, func.count(), func.min(late.c.due_at)).group_by(
            late.c.venue_id, late.c.status
        )
        return {
            (venue_id, NotificationStatus(status)): (count, oldest)
            for venue_id, status, count, oldest in await self._connection.execute(counted)
        }

    async def settled(self, since: datetime) -> dict[tuple[str, NotificationStatus], int]:
        """Return, by venue and status, how many notifications were settled since an instant."""
        counted = (
            select(table.venue_id, table.status, func.count())
            .where(table.settled_at > since)
            .group_by(table.venue_id, table.status)
        )
        return {
            (venue_id, NotificationStatus(status)): count
            for venue_id, status, count in await self._connection.execute(counted)
        }

    async def failed(self, since: datetime) -> dict[tuple[str, Failure], int]:
        """Return, by venue and reason, how many notifications have failed since an instant."""
        counted = (
            select(table.venue_id, table.failure, func.count())
            .where(table.settled_at > since, table.failure.is_not(None))
            .group_by(table.venue_id, table.failure)
        )
        return {
            (venue_id, Failure(failure)): count for venue_id, failure, count in await self._connection.execute(counted)
        }


def _waiting() -> Select[tuple[str, str, datetime]]:
    return select(table.venue_id, table.status, table.due_at)
