"""Changes of rows of the ledger under a condition. Each is one UPDATE."""

from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.hot_statements import settled
from app.database.tables import notifications
from app.domain.messages.notifications import NotificationStatus


async def settle(
    connection: AsyncConnection,
    condition: ColumnElement[bool],
    status: NotificationStatus,
    now: datetime,
    **values: object,
) -> int:
    """Settle the notifications that the condition is true for. Returns how many."""
    return await change(connection, condition, **settled(status, now, **values))


async def change(connection: AsyncConnection, condition: ColumnElement[bool], **values: object) -> int:
    """Change columns of the notifications that the condition is true for. Returns how many."""
    return (await connection.execute(update(notifications).where(condition).values(**values))).rowcount
