"""Receipts: what became of the messages of the ledger, for the operator. Each question is a range of an index."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Select, and_, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.rows import is_about
from app.database.tables import IS_LEASED, IS_PENDING_BULK, IS_PENDING_URGENT, notifications
from app.domain.messages.kinds import Subject
from app.domain.messages.notifications import Failure, NotificationStatus
from app.domain.messages.receipts import Receipt

table = notifications.c


class Receipts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, notification_id: int) -> Receipt | None:
        """The receipt of one message of any venue, or None."""
        found = await self._read(select(notifications).where(table.id == notification_id))
        return found[0] if found else None

    async def of_booking(self, booking_id: int) -> Sequence[Receipt]:
        """The receipts of all messages about a booking, in the order of their times."""
        about = is_about(Subject.BOOKING, booking_id)
        return await self._read(select(notifications).where(about).order_by(table.planned_for, table.id))

    async def due(
        self, venue_ids: Collection[str], due_before: datetime, lost_before: datetime, limit: int
    ) -> Sequence[Receipt]:
        """At most `limit` unsent messages of the venues that were due before an instant, or whose lease ended before
        another one. The longest waiting come first."""
        is_due, is_theirs = table.due_at <= due_before, table.venue_id.in_(venue_ids)
        waiting: list[ColumnElement[bool]] = [
            and_(IS_PENDING_URGENT, is_due, is_theirs),
            # The index on bulk messages begins with the venue, so each venue is one range of it.
            and_(IS_PENDING_BULK, is_theirs, is_due),
            and_(IS_LEASED, or_(is_due, table.leased_until <= lost_before), is_theirs),
        ]
        oldest = union_all(*(_oldest(condition, limit) for condition in waiting)).subquery()
        found = select(notifications).where(table.id.in_(select(oldest.c.id)))
        return await self._read(found.order_by(table.due_at, table.id).limit(limit))

    async def unsent(self, venue_ids: Collection[str], due_by: datetime) -> Sequence[Receipt]:
        """All unsent messages of the venues that were due by an instant, the longest waiting first."""
        is_unsent = and_(or_(IS_PENDING_URGENT, IS_PENDING_BULK, IS_LEASED), table.due_at <= due_by)
        mine = select(notifications).where(is_unsent, table.venue_id.in_(venue_ids))
        return await self._read(mine.order_by(table.due_at, table.id))

    async def failed(self, venue_ids: Collection[str], since: datetime, limit: int) -> Sequence[Receipt]:
        """At most `limit` messages of the venues that failed since an instant, newest first."""
        is_failed = and_(table.settled_at > since, table.status == NotificationStatus.FAILED)
        newest = select(notifications).where(is_failed, table.venue_id.in_(venue_ids))
        return await self._read(newest.order_by(table.settled_at.desc(), table.id.desc()).limit(limit))

    async def _read(self, query: Select[tuple[object, ...]]) -> Sequence[Receipt]:
        return [_receipt(row) for row in (await self._connection.execute(query)).mappings()]


def _oldest(condition: ColumnElement[bool], limit: int) -> Select[tuple[int]]:
    found = select(table.id).where(condition).order_by(table.due_at).limit(limit).subquery()
    return select(found.c.id)


def _receipt(row: RowMapping) -> Receipt:
    return Receipt(
        id=row["id"],
        venue_id=row["venue_id"],
        kind=row["kind"],
        variant=row["variant"],
        chat_id=row["chat_id"],
        booking_id=row["subject_id"] if row["subject_type"] == Subject.BOOKING else None,
        status=NotificationStatus(row["status"]),
        owed_at=row["planned_for"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        leased_until=row["leased_until"],
        attempts=row["attempts"],
        tried_at=row["tried_at"],
        settled_at=row["settled_at"],
        failure=Failure(row["failure"]) if row["failure"] else None,
        reason=row["last_error"],
    )
