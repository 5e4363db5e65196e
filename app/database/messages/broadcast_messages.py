"""The unsent messages of a broadcast: those to guests, and the reports on it."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.changes import change, settle
from app.database.messages.hot_statements import PENDING, SENDING, table
from app.database.messages.rows import is_about
from app.database.tables import notifications
from app.domain.messages.kinds import Kind, Subject
from app.domain.messages.notifications import UNSENT, NotificationStatus
from app.domain.messages.planning import times_of_broadcast

WHILE_PAUSED = datetime(9000, 1, 1, tzinfo=UTC)
"""When messages of a paused broadcast are due, and expire. Resuming it plans them anew."""


class BroadcastMessages:
    """The repository of the messages of a broadcast. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def cancel(self, broadcast_id: int, reason: str, now: datetime) -> bool:
        """Cancel every unsent message of a broadcast to guests. Returns whether there was any."""
        unsent = and_(_unsent_of_broadcast(broadcast_id), table.kind == Kind.BROADCAST)
        return await settle(self._connection, unsent, NotificationStatus.CANCELED, now, last_error=reason) > 0

    async def pause(self, broadcast_id: int) -> bool:
        """Put off every unsent message of a broadcast to guests until `WHILE_PAUSED`. Returns whether there was any.

        So a pass of the scheduler does not find them, however long the pause. Those that are claimed already stay due:
        their workers read that the broadcast is paused, and those of a crashed worker are claimed again, for another
        one. Neither they nor the reports expire meanwhile.
        """
        unsent = _unsent_of_broadcast(broadcast_id)
        to_guests = and_(unsent, table.kind == Kind.BROADCAST)
        put_off = case((table.status == PENDING, literal(WHILE_PAUSED, table.due_at.type)), else_=table.due_at)
        if not await change(self._connection, to_guests, due_at=put_off, expires_at=WHILE_PAUSED):
            return False
        await change(self._connection, and_(unsent, table.kind == Kind.BROADCAST_REPORT), expires_at=WHILE_PAUSED)
        return True

    async def resume(self, broadcast_id: int, now: datetime) -> int:
        """Plan what `pause` has put off anew, from now on. Returns the number of messages to guests."""
        unsent = _unsent_of_broadcast(broadcast_id)
        to_guests = select(table.id).where(unsent, table.kind == Kind.BROADCAST).order_by(table.id)
        ids = (await self._connection.execute(to_guests)).scalars().all()
        times, end = times_of_broadcast(len(ids), now)
        again = update(notifications).where(table.id == bindparam("resumed"), table.settled_at.is_(None))
        # One that is being sent at this moment is not planned again: it would be sent twice.
        planned_for = case((table.status == SENDING, table.planned_for), else_=bindparam("due"))
        again = again.values(due_at=bindparam("due"), planned_for=planned_for, expires_at=bindparam("expiry"))
        if ids:
            rows = [
                {"resumed": each, "due": time.due_at, "expiry": time.expires_at}
                for each, time in zip(ids, times, strict=True)
            ]
            await self._connection.execute(again, rows)
        await change(self._connection, and_(unsent, table.kind == Kind.BROADCAST_REPORT), expires_at=end)
        return len(ids)

    async def hasten_reports(self, broadcast_id: int, now: datetime) -> None:
        """Make the reports on a broadcast due, to tell of what an admin has just done."""
        reports = and_(_unsent_of_broadcast(broadcast_id), table.kind == Kind.BROADCAST_REPORT)
        await change(self._connection, and_(reports, table.status == PENDING), due_at=now)


def _unsent_of_broadcast(broadcast_id: int) -> ColumnElement[bool]:
    """Unsent messages of a broadcast to guests, and the reports on it."""
    return and_(is_about(Subject.BROADCAST, broadcast_id), table.status.in_(list(UNSENT)))
