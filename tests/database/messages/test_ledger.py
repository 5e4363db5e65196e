"""The ledger: no notification is claimed twice, and none is lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.database.messages.hot_statements import BULK_CLAIMED_LIMIT
from app.database.messages.ledger import PUSH_LEASE, QUEUE_LEASE, SEND_LEASE
from app.domain.messages.kinds import Kind, Urgency
from app.domain.messages.notifications import AnyNotification, Claimed, NewNotification, NotificationStatus
from tests.databases import OpenDatabase, copy_of, opened
from tests.domain.builders import a_new_notification
from tests.ledger import count_by_status

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def owed(due_at: datetime, kind: Kind = Kind.SERVICE_STARTED, chat_id: int = 1) -> NewNotification:
    return a_new_notification(kind, due_at, chat_id)


async def plan(database: OpenDatabase, *planned: NewNotification, venue: str = "cafe") -> list[Claimed]:
    async with database.write() as tx:
        return await tx.ledger.plan(venue, planned, NOW)


async def claim(database: OpenDatabase, now: datetime, limit: int = 500) -> list[int]:
    async with database.write() as tx:
        return [claimed.id for claimed in await tx.ledger.claim_due(now, now, now, limit)]


async def begin(database: OpenDatabase, notification_id: int, now: datetime) -> AnyNotification | None:
    async with database.write() as tx:
        return await tx.ledger.claim_for_sending(notification_id, now)


async def test_due_notifications_are_claimed_when_planned_and_the_others_are_pending(database: OpenDatabase) -> None:
    claimed = await plan(database, owed(NOW), owed(NOW + HOUR))
    assert len(claimed) == 1
    assert await claim(database, NOW) == []
    assert await count_by_status(database) == {NotificationStatus.QUEUED: 1, NotificationStatus.PENDING: 1}


async def test_a_due_notification_is_claimed_once(database: OpenDatabase) -> None:
    await plan(database, owed(NOW + HOUR))
    assert await claim(database, NOW + HOUR - SECOND) == []
    assert len(await claim(database, NOW + HOUR)) == 1
    assert await claim(database, NOW + HOUR) == []


async def test_two_schedulers_at_once_claim_nothing_twice(database: OpenDatabase) -> None:
    await plan(database, *(owed(NOW + HOUR, chat_id=chat) for chat in range(300)))
    passes = await asyncio.gather(*(claim(database, NOW + HOUR, limit=50) for _ in range(8)))
    claimed = [notification_id for ids in passes for notification_id in ids]
    assert len(claimed) == len(set(claimed)) == 300


async def test_urgent_goes_before_bulk_however_long_bulk_waits(database: OpenDatabase) -> None:
    await plan(database, owed(NOW + SECOND, Kind.FOLLOW_UP), owed(NOW + HOUR, Kind.REMINDER))
    async with database.write() as tx:
        first, second = await tx.ledger.claim_due(NOW + HOUR, NOW + HOUR, NOW, limit=1)
    assert (first.urgency, second.urgency) == (Urgency.URGENT, Urgency.BULK)


async def test_bulk_of_a_thousand_venues_is_claimed_in_one_pass(database: OpenDatabase) -> None:
    """SQLite accepts 500 parts of a compound SELECT (https://www.sqlite.org/limits.html)."""
    venues = [f"venue_{number}" for number in range(1000)]
    async with database.write() as tx:
        for venue in venues:
            await tx.ledger.plan(venue, [owed(NOW + SECOND, Kind.FOLLOW_UP)], NOW)
    await plan(database, owed(NOW + HOUR, Kind.REMINDER))
    async with database.write() as tx:
        claimed = await tx.ledger.claim_due(NOW + HOUR, NOW + HOUR, NOW, limit=500)
    assert [each.urgency for each in claimed] == [Urgency.URGENT, *[Urgency.BULK] * 1000]
    async with database.read() as tx:
        assert len(await tx.receipts.due(venues, NOW + HOUR, NOW + HOUR, limit=2000)) == 1000


async def test_no_more_bulk_messages_are_claimed_than_the_bot_can_send(database: OpenDatabase) -> None:
    await plan(database, *(owed(NOW + SECOND, Kind.FOLLOW_UP, chat) for chat in range(BULK_CLAIMED_LIMIT + 5)))
    await plan(database, owed(NOW + HOUR, Kind.FOLLOW_UP), venue="clinic")
    first = await claim(database, NOW + HOUR)
    assert len(first) == BULK_CLAIMED_LIMIT + 1, "a venue with many bulk messages does not delay another"
    assert await claim(database, NOW + HOUR) == []
    sent = await begin(database, first[0], NOW + HOUR)
    assert sent
    async with database.write() as tx:
        await tx.ledger.mark_sent(sent, 77, NOW + HOUR)
    assert len(await claim(database, NOW + HOUR)) == 1


async def test_a_lost_push_is_claimed_again_when_its_lease_expires(database: OpenDatabase) -> None:
    (pushed,) = await plan(database, owed(NOW))
    assert await claim(database, NOW + PUSH_LEASE - SECOND) == []
    assert await claim(database, NOW + PUSH_LEASE) == [pushed.id]


async def test_a_message_of_a_crashed_worker_is_claimed_again(database: OpenDatabase) -> None:
    (pushed,) = await plan(database, owed(NOW))
    assert await begin(database, pushed.id, NOW)
    assert await begin(database, pushed.id, NOW + SECOND) is None, "somebody is sending it"
    assert await begin(database, pushed.id, NOW + SEND_LEASE) is None, "only a scheduler takes a worker for dead"
    assert await claim(database, NOW + SEND_LEASE) == [pushed.id]
    second = await begin(database, pushed.id, NOW + SEND_LEASE)
    assert second
    assert second.attempts == 2


async def test_a_message_with_a_renewed_lease_is_not_claimed_again(database: OpenDatabase) -> None:
    (pushed,) = await plan(database, owed(NOW))
    sending = await begin(database, pushed.id, NOW)
    assert sending
    async with database.write() as tx:
        await tx.ledger.renew_leases([sending], NOW + SEND_LEASE / 2)
    assert await claim(database, NOW + SEND_LEASE) == []
    assert await claim(database, NOW + SEND_LEASE * 1.5) == [pushed.id]


async def test_only_one_of_two_workers_claims_a_message(database: OpenDatabase) -> None:
    (pushed,) = await plan(database, owed(NOW))
    begun = await asyncio.gather(*(begin(database, pushed.id, NOW) for _ in range(8)))
    assert len([one for one in begun if one]) == 1


async def test_a_sent_message_is_not_claimed_again(database: OpenDatabase) -> None:
    (pushed,) = await plan(database, owed(NOW))
    notification = await begin(database, pushed.id, NOW)
    assert notification
    async with database.write() as tx:
        await tx.ledger.mark_sent(notification, 77, NOW)
    assert await claim(database, NOW + 2 * SEND_LEASE + QUEUE_LEASE) == []
    assert await begin(database, pushed.id, NOW + HOUR) is None


async def test_a_retry_makes_the_message_due_later(database: OpenDatabase) -> None:
    (pushed,) = await plan(database, owed(NOW))
    notification = await begin(database, pushed.id, NOW)
    assert notification
    async with database.write() as tx:
        await tx.ledger.schedule_retry(notification, NOW + HOUR, "502", NOW)
    assert await begin(database, pushed.id, NOW + SECOND) is None, "a stale copy in the queue does not send early"
    assert await claim(database, NOW + HOUR) == [pushed.id]


async def test_a_rescheduled_message_counts_no_attempt(database: OpenDatabase) -> None:
    (pushed,) = await plan(database, owed(NOW))
    notification = await begin(database, pushed.id, NOW)
    assert notification
    async with database.write() as tx:
        await tx.ledger.reschedule(notification, NOW + SECOND, "429")
    again = await begin(database, pushed.id, NOW + SECOND)
    assert again
    assert again.attempts == 1


async def test_a_worker_with_an_expired_lease_cannot_change_the_outcome(database: OpenDatabase) -> None:
    (pushed,) = await plan(database, owed(NOW))
    slow = await begin(database, pushed.id, NOW)
    await claim(database, NOW + SEND_LEASE)
    successor = await begin(database, pushed.id, NOW + SEND_LEASE)
    assert slow
    assert successor
    async with database.write() as tx:
        await tx.ledger.schedule_retry(slow, NOW + HOUR, "time-out", NOW)
    assert await count_by_status(database) == {NotificationStatus.SENDING: 1}


async def test_a_message_that_is_planned_again_is_not_settled_by_what_a_worker_had_read_before(
    database: OpenDatabase,
) -> None:
    def alert(due_at: datetime) -> NewNotification:
        return a_new_notification(Kind.EXPORT_REPORT, due_at, subject_id=1)

    (pushed,) = await plan(database, alert(NOW))
    read_before = await begin(database, pushed.id, NOW)
    assert read_before
    async with database.write() as tx:
        assert await tx.ledger.plan_again("cafe", [alert(NOW + SECOND)], NOW + SECOND) == []
        settling = tx.ledger.settle_unsent
        assert not await settling(read_before, NotificationStatus.CANCELED, "taken back", NOW + SECOND)
    assert await claim(database, NOW + SEND_LEASE) == [pushed.id]


async def test_a_crash_before_the_commit_leaves_nothing(database: OpenDatabase) -> None:
    async def crash() -> None:
        async with database.write() as tx:
            await tx.ledger.plan("cafe", [owed(NOW)], NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await crash()
    assert await count_by_status(database) == {}


async def test_a_pass_reads_only_due_rows(sqlite_template: Path, tmp_path: Path) -> None:
    """With a million pending notifications a scan of the table would take half a second, once a second."""
    async with opened(copy_of(sqlite_template, tmp_path)) as database:
        await plan(database, owed(NOW + HOUR, Kind.FOLLOW_UP), owed(NOW + HOUR))
        statements: list[tuple[str, Any]] = []
        engine = database.engine.sync_engine

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            statements.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        assert len(await claim(database, NOW + HOUR)) == 2
        asked = [each for each in statements if "notifications" in each[0]]
        assert len(asked) == 2, "one to see which venues have bulk, one to claim"
        steps = [step for statement in asked for step in await _query_plan(database, *statement)]
    assert not [step for step in steps if step.startswith("SCAN notifications") and "USING" not in step]
    for index in ("ix_notifications_urgent", "ix_notifications_bulk", "ix_notifications_lease"):
        assert any(f"USING INDEX {index}" in step for step in steps), steps


async def _query_plan(database: OpenDatabase, statement: str, parameters: Any) -> list[str]:
    async with database.engine.connect() as connection:
        return [
            str(row.detail) for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
