"""What people and Telegram write is stored alike on both databases, without what PostgreSQL refuses."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.database.tables import broadcasts, notifications
from app.domain.access import Admin
from app.domain.broadcasts import Audience, NewBroadcast
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Failure
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from tests.databases import OpenDatabase
from tests.domain.builders import a_new_notification, a_venue
from tests.harness import NOW, Harness

VENUE = replace(a_venue(), admin_ids=(900,))
ODD = "a\x00b\ud800c"


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def test_a_broadcast_is_stored_without_them(harness: Harness) -> None:
    await harness.get(StartBroadcast)(Admin(VENUE, 900), NewBroadcast(ODD, Audience.EVERYBODY, "key"))
    (stored,) = await harness.database.rows(select(broadcasts.c.text))
    assert stored["text"] == "abc"


async def test_an_error_of_telegram_is_stored_without_them(harness: Harness) -> None:
    await harness.plan(a_new_notification(Kind.SERVICE_STARTED, NOW))
    async with harness.database.write() as tx:
        (row,) = await harness.database.rows(select(notifications.c.id))
        claimed = await tx.ledger.claim_for_sending(row["id"], NOW)
        assert claimed
        await tx.ledger.mark_failed(claimed, Failure.REFUSED, ODD, NOW)
    (stored,) = await harness.database.rows(select(notifications.c.last_error))
    assert stored["last_error"] == "abc"
