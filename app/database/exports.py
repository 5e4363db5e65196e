"""Exports. Whether the file of an export is sent is in the ledger."""

from datetime import datetime

from sqlalchemy import RowMapping, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.rows import is_about
from app.database.tables import exports, notifications
from app.domain.errors import NotFound
from app.domain.exports import Export, FileDelivery, FileFormat, NewExport
from app.domain.messages.kinds import Kind, Subject
from app.domain.messages.notifications import Failure, NotificationStatus

table = exports.c


class Exports:
    """The repository of exports. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, venue_id: str, new: NewExport, admin_id: int, now: datetime) -> Export | None:
        """Store an export that the admin with this Telegram id asked for.

        Returns None if the venue already has one with the same `request_key`.
        """
        insert = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        statement = (
            insert(exports)
            .values(
                venue_id=venue_id,
                first_day=new.first_day,
                last_day=new.last_day,
                file_format=new.file_format,
                request_key=new.request_key,
                requested_by=admin_id,
                requested_at=now,
            )
            .on_conflict_do_nothing(index_elements=["venue_id", "request_key"])
            .returning(exports)
        )
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return _export(row) if row else None

    async def find(self, venue_id: str, export_id: int | None) -> Export | None:
        """The venue's export with this id; None if it does not exist or the id is None."""
        if export_id is None:
            return None
        mine = and_(table.id == export_id, table.venue_id == venue_id)
        row = (await self._connection.execute(select(exports).where(mine))).mappings().one_or_none()
        return _export(row) if row else None

    async def cancel(self, export_id: int, admin_id: int, now: datetime) -> None:
        """Record when and by whom (a Telegram id) the export was canceled; a second time changes nothing."""
        mine = and_(table.id == export_id, table.canceled_at.is_(None))
        await self._connection.execute(update(exports).where(mine).values(canceled_by=admin_id, canceled_at=now))

    async def file_delivery(self, export_id: int) -> FileDelivery:
        """Where the file stands. Raises `NotFound` when the ledger has forgotten it, months later."""
        mine = and_(is_about(Subject.EXPORT, export_id), notifications.c.kind == Kind.EXPORT)
        found = select(notifications.c.id, notifications.c.status, notifications.c.failure).where(mine)
        row = (await self._connection.execute(found)).one_or_none()
        if row is None:
            raise NotFound(f"no file of export {export_id}")
        notification_id, status, failure = row
        return FileDelivery(notification_id, NotificationStatus(status), Failure(failure) if failure else None)


def _export(row: RowMapping) -> Export:
    return Export(
        id=row["id"],
        venue_id=row["venue_id"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        file_format=FileFormat(row["file_format"]),
        request_key=row["request_key"],
        canceled_at=row["canceled_at"],
    )
