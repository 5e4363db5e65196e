"""Receipts as the database finds them, once on each backend."""

from datetime import timedelta

from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Failure, NotificationStatus
from app.domain.messages.receipts import Receipt
from tests.databases import OpenDatabase
from tests.domain.builders import a_new_notification
from tests.harness import NOW

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CAFE, OTHER = "cafe", "other"


async def due(database: OpenDatabase, *venues: str, before: timedelta = MINUTE) -> list[Receipt]:
    at = NOW + before
    async with database.read() as tx:
        return list(await tx.receipts.due(venues, at, at, limit=10))


async def test_what_is_due_is_found_in_every_state_and_what_is_not_due_or_settled_is_left_out(
    database: OpenDatabase,
) -> None:
    # Of both urgencies, planned an hour ago, so that nothing is claimed at once.
    kinds = (Kind.SERVICE_STARTED, Kind.FOLLOW_UP)
    waiting = [a_new_notification(kind, NOW + n * SECOND, chat_id=n) for n, kind in enumerate(kinds * 3)]
    later = [a_new_notification(kind, NOW + HOUR, chat_id=90) for kind in kinds]
    async with database.write() as tx:
        await tx.ledger.plan(CAFE, [*waiting, *later], NOW - HOUR)
        for number in (1, 2):
            assert await tx.ledger.claim_for_sending(number, NOW + MINUTE)
    found = await due(database, CAFE)
    assert [receipt.chat_id for receipt in found] == [0, 1, 2, 3, 4, 5]
    assert [receipt.status for receipt in found[:2]] == [NotificationStatus.SENDING] * 2
    assert [receipt.chat_id for receipt in await due(database, CAFE, before=2 * SECOND)] == [0, 1, 2]


async def test_a_failed_message_tells_when_it_was_tried(database: OpenDatabase) -> None:
    async with database.write() as tx:
        await tx.ledger.plan(CAFE, [a_new_notification(Kind.SERVICE_STARTED, NOW)], NOW - HOUR)
        first = await tx.ledger.claim_for_sending(1, NOW)
        assert first
        await tx.ledger.schedule_retry(first, NOW + MINUTE, "502", NOW + SECOND)
    async with database.read() as tx:
        waits = await tx.receipts.find(1)
    assert waits
    assert (waits.tried_at, waits.reason, waits.due_at) == (NOW + SECOND, "502", NOW + MINUTE)

    async with database.write() as tx:
        second = await tx.ledger.claim_for_sending(1, NOW + MINUTE)
        assert second
        await tx.ledger.mark_failed(second, Failure.REFUSED, "400", NOW + 2 * MINUTE)
    async with database.read() as tx:
        (failed,) = await tx.receipts.failed([CAFE, OTHER], NOW, limit=10)
        assert await tx.receipts.failed([OTHER], NOW, limit=10) == []
    assert (failed.attempts, failed.tried_at, failed.failure) == (2, NOW + 2 * MINUTE, Failure.REFUSED)
    assert await due(database, CAFE) == []
