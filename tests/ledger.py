"""Look into the ledger as it is stored."""

from collections import Counter

from sqlalchemy import select

from app.database.messages.rows import to_notification
from app.database.tables import notifications
from app.domain.messages.notifications import Notification, NotificationStatus
from tests.databases import OpenDatabase


async def count_by_status(database: OpenDatabase) -> Counter[NotificationStatus]:
    """How many messages there are of each status."""
    return Counter(NotificationStatus(row["status"]) for row in await database.rows(select(notifications.c.status)))


async def all_notifications(database: OpenDatabase) -> list[Notification]:
    """Every message that this release can read, in the order of planning."""
    rows = await database.rows(select(notifications).order_by(notifications.c.id))
    return [each for each in map(to_notification, rows) if isinstance(each, Notification)]
