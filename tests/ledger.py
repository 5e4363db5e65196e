"""A look into the ledger as it is stored."""

from collections import Counter

from sqlalchemy import select

from app.database.tables import notifications
from app.database.transaction import Database
from app.domain.messages.notifications import NotificationStatus


async def count_by_status(database: Database) -> Counter[NotificationStatus]:
    """How many messages there are of each status."""
    async with database._engine.connect() as connection:
        return Counter(map(NotificationStatus, (await connection.execute(select(notifications.c.status))).scalars()))
