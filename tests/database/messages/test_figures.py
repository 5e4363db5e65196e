"""The figures of the ledger for operators, once on each backend."""

from datetime import UTC, datetime, timedelta

from app.database.transaction import Database
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import AnyNotification, Failure, NotificationStatus
from tests.domain.builders import a_new_notification

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
PENDING, QUEUED, SENDING = NotificationStatus.PENDING, NotificationStatus.QUEUED, NotificationStatus.SENDING


async def plan(database: Database, venue_id: str, *due: datetime, kind: Kind = Kind.REMINDER) -> list[int]:
    """Plan notifications that are due now, and return their ids."""
    planned = [a_new_notification(kind, due_at, chat) for chat, due_at in enumerate(due)]
    async with database.write() as tx:
        return [claimed.id for claimed in await tx.ledger.plan(venue_id, planned, NOW)]


async def begin(database: Database, notification_id: int) -> AnyNotification:
    async with database.write() as tx:
        begun = await tx.ledger.claim_for_sending(notification_id, NOW)
    assert begun
    return begun


async def test_late_notifications_are_counted_by_status(database: Database) -> None:
    await plan(database, "cafe", NOW + SECOND, NOW + 2 * SECOND, NOW + 3 * HOUR)
    await plan(database, "cafe", NOW + 3 * SECOND, kind=Kind.FOLLOW_UP)
    await plan(database, "clinic", NOW)
    (sending,) = await plan(database, "clinic", NOW)
    await begin(database, sending)
    async with database.read() as tx:
        assert await tx.ledger_figures.late(["cafe", "clinic"], NOW - SECOND) == {}
        assert await tx.ledger_figures.late(["cafe", "clinic"], NOW + HOUR) == {
            ("cafe", PENDING): (3, NOW + SECOND),
            ("clinic", QUEUED): (1, NOW),
            ("clinic", SENDING): (1, NOW),
        }


async def test_outcomes_and_failure_reasons_are_counted(database: Database) -> None:
    first, second, third = await plan(database, "cafe", NOW, NOW, NOW)
    async with database.write() as tx:
        for notification_id, failure, settled_at in (
            (first, Failure.BLOCKED, NOW),
            (second, Failure.REFUSED, NOW - 2 * HOUR),
        ):
            begun = await tx.ledger.claim_for_sending(notification_id, NOW)
            assert begun
            await tx.ledger.mark_failed(begun, failure, "403", settled_at)
    sent = await begin(database, third)
    async with database.write() as tx:
        await tx.ledger.mark_sent(sent, 77, NOW)
    async with database.read() as tx:
        assert await tx.ledger_figures.failed(NOW - HOUR) == {("cafe", Failure.BLOCKED): 1}
        assert await tx.ledger_figures.settled(NOW - 3 * HOUR) == {
            ("cafe", NotificationStatus.FAILED): 2,
            ("cafe", NotificationStatus.SENT): 1,
        }
