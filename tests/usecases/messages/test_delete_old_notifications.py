"""The daily deletion of old notifications, once on each backend."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.database.tables import notifications
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import NotificationStatus
from app.sandbox.clock import MovableClock
from app.usecases.messages import delete_old_notifications
from app.usecases.messages.delete_old_notifications import KEPT_FOR, DeleteOldNotifications
from tests.databases import OpenDatabase
from tests.domain.builders import a_new_notification

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def settle(database: OpenDatabase, settled_at: datetime, count: int = 1) -> None:
    """Messages that were given up at an instant."""
    due = [a_new_notification(Kind.REMINDER, settled_at, chat) for chat in range(count)]
    async with database.write() as tx:
        for claimed in await tx.ledger.plan("cafe", due, settled_at):
            begun = await tx.ledger.claim_for_sending(claimed.id, settled_at)
            assert begun
            await tx.ledger.settle_unsent(begun, NotificationStatus.MISSED, "too late", settled_at)


async def owe(database: OpenDatabase, due_at: datetime) -> None:
    async with database.write() as tx:
        await tx.ledger.plan("cafe", [a_new_notification(Kind.REMINDER, due_at)], NOW)


async def left(database: OpenDatabase) -> list[datetime]:
    return [
        row["due_at"] for row in await database.rows(select(notifications.c.due_at).order_by(notifications.c.due_at))
    ]


async def test_only_notifications_settled_ninety_days_ago_are_deleted(database: OpenDatabase) -> None:
    forget, last_to_go = DeleteOldNotifications(database, MovableClock(NOW, frozen=True)), NOW - KEPT_FOR - DAY
    await settle(database, last_to_go)
    await settle(database, NOW - KEPT_FOR + DAY)
    await owe(database, NOW - KEPT_FOR - 10 * DAY)  # It is still unsent: an unsent message is never deleted.
    await owe(database, NOW + DAY)

    assert await forget() == 1
    assert last_to_go not in await left(database)
    assert len(await left(database)) == 3
    assert await forget() == 0


async def test_old_notifications_are_deleted_in_small_transactions(
    database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delete_old_notifications, "BATCH", 3)
    await settle(database, NOW - 2 * KEPT_FOR, count=7)

    assert await DeleteOldNotifications(database, MovableClock(NOW, frozen=True))() == 7
    assert await left(database) == []
