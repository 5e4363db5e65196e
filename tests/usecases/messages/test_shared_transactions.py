"""Deliveries at the same time share their transactions, and none waits for, fails with or doubles another."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import bindparam, select

from app.database.messages import hot_statements, ledger
from app.database.tables import notifications
from app.database.transaction import Transaction
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import Letter
from app.domain.messages.notifications import NotificationStatus
from app.usecases.messages.delivery import reading
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.reading import LetterRequest
from tests.databases import OpenDatabase, opened
from tests.domain.builders import a_new_notification
from tests.harness import NOW, Harness
from tests.ledger import count_by_status
from tests.services.workers import PATIENCE

MESSAGES = 20


class Deliveries(Harness):
    """A worker, and messages that are due now, each to another admin."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database)
        self.deliver = self.get(DeliverNotification)

    async def owe(self, number: int = MESSAGES) -> list[int]:
        async with self.database.write() as tx:
            owed = [a_new_notification(Kind.SERVICE_STARTED, NOW, chat_id) for chat_id in range(900, 900 + number)]
            return [claimed.id for claimed in await tx.ledger.plan("cafe", owed, NOW)]


@pytest.fixture
def deliveries(database: OpenDatabase) -> Deliveries:
    return Deliveries(database)


async def test_deliveries_at_the_same_time_take_few_transactions(
    deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await deliveries.owe()
    begun: list[str] = []
    database = deliveries.database
    for kind in ("read", "write"):
        monkeypatch.setattr(database, kind, _noted(getattr(database, kind), kind, begun))
    await asyncio.gather(*map(deliveries.deliver, ids))
    assert len(deliveries.sender.kinds) == MESSAGES
    # Alone, each would take one that reads and two that write.
    assert begun.count("read") < MESSAGES / 2
    assert begun.count("write") < MESSAGES


def _noted(open_block: Callable[[], object], kind: str, begun: list[str]) -> Callable[[], object]:
    def noted() -> object:
        begun.append(kind)
        return open_block()

    return noted


async def test_of_two_tasks_with_one_message_one_delivers_it(deliveries: Deliveries) -> None:
    ids = await deliveries.owe()
    await asyncio.gather(*map(deliveries.deliver, [*ids, *ids]))
    assert len(deliveries.sender.kinds) == MESSAGES
    assert await count_by_status(deliveries.database) == {NotificationStatus.SENT: MESSAGES}


async def test_a_letter_that_cannot_be_read_fails_alone(
    deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await deliveries.owe()
    read_letter = reading._read_letter

    async def fail_for_one(tx: Transaction, request: LetterRequest, known: reading._Known) -> Letter | None:
        if request.notification.id == ids[5]:
            raise ValueError("this one cannot be read")
        return await read_letter(tx, request, known)

    monkeypatch.setattr(reading, "_read_letter", fail_for_one)
    outcomes = await asyncio.gather(*map(deliveries.deliver, ids), return_exceptions=True)
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [each == ids[5] for each in ids]
    assert await count_by_status(deliveries.database) == {
        NotificationStatus.SENT: MESSAGES - 1,
        NotificationStatus.SENDING: 1,
    }


@asynccontextmanager
async def locked(database: OpenDatabase, notification_id: int) -> AsyncIterator[None]:
    """Hold the lock of a row, as a guest's cancellation does until it is committed."""
    async with database.engine.begin() as connection:
        mine = notifications.c.id == notification_id
        await connection.execute(select(notifications.c.id).where(mine).with_for_update())
        yield


@pytest.mark.services
async def test_no_other_message_waits_for_one_whose_row_is_locked_when_it_is_claimed(postgresql_url: str) -> None:
    async with opened(postgresql_url) as database:
        deliveries = Deliveries(database)
        first, *others = await deliveries.owe()
        async with asyncio.TaskGroup() as group, locked(database, first):
            held = group.create_task(deliveries.deliver(first))
            await _deliver_within(PATIENCE, deliveries, others)
            assert not held.done()
        assert len(deliveries.sender.kinds) == MESSAGES


@pytest.mark.services
async def test_without_skipping_locked_rows_the_others_would_wait(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = hot_statements.CLAIM.where(
        hot_statements.table.id.in_(bindparam("claimed", expanding=True)), hot_statements.MAY_BE_SENT
    )
    monkeypatch.setattr(ledger, "CLAIM_UNLOCKED", waits)
    async with opened(postgresql_url) as database:
        deliveries = Deliveries(database)
        first, *others = await deliveries.owe()
        async with asyncio.TaskGroup() as group, locked(database, first):
            group.create_task(deliveries.deliver(first))
            with pytest.raises(TimeoutError):
                await _deliver_within(1, deliveries, others)


async def _deliver_within(seconds: float, deliveries: Deliveries, ids: list[int]) -> None:
    async with asyncio.timeout(seconds):
        await asyncio.gather(*map(deliveries.deliver, ids))


@pytest.mark.services
async def test_no_other_record_waits_for_one_whose_row_is_locked(postgresql_url: str) -> None:
    async with opened(postgresql_url) as database:
        deliveries = Deliveries(database)
        first, *others = await deliveries.owe()
        async with database.write() as tx:
            sent = [(each, 77, NOW) for each in await tx.ledger.claim_unlocked([first, *others], NOW)]
        async with locked(database, first), asyncio.timeout(PATIENCE), database.write() as tx:
            assert await tx.ledger.mark_unlocked_sent(sent) == set(others)
        async with database.write() as tx:
            assert await tx.ledger.mark_unlocked_sent(sent) == {first, *others}
        assert await count_by_status(database) == {NotificationStatus.SENT: MESSAGES}
