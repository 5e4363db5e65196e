"""Read the ledger as it is stored."""

from collections import Counter

from sqlalchemy import select

from app.database.messages.rows import to_notification
from app.database.tables import notifications
from app.database.transaction import Database
from app.domain.messages.notifications import Notification, NotificationStatus


async def count_by_status(database: Database) -> Counter[NotificationStatus]:
    """How many messages there are of each status."""
    async with database._engine.connect() as connection:
        return Counter(map(NotificationStatus, (await connection.execute(select(notifications.c.status))).scalars()))


async def all_notifications(database: Database) -> list[Notification]:
    """Every message that this release can read, in the order of planning."""
    async with database._engine.connect() as connection:
        rows = (await connection.execute(select(notifications).order_by(notifications.c.id))).mappings()
        read = [to_notification(row) for row in rows]
    return [notification for notification in read if isinstance(notification, Notification)]
