"""A broadcast is sent to each guest once, within Telegram's limits, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.database.guests import TelegramUser
from app.database.tables import notifications
from app.domain.access import Admin
from app.domain.broadcasts import Audience, NewBroadcast, Progress
from app.domain.errors import NotFound
from app.domain.messages.kinds import BULK_A_SECOND, Kind
from app.domain.messages.notifications import Failure, NotificationStatus
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from tests.databases import OpenDatabase
from tests.domain.builders import a_venue
from tests.harness import NOW, Harness

GUESTS = 40
ID = 1
NEWS = NewBroadcast("Jazz on Saturday", Audience.EVERYBODY, "key")


MESSAGES = select(notifications.c.id).where(notifications.c.kind == Kind.BROADCAST).order_by(notifications.c.id)


class BroadcastHarness(Harness):
    """The use cases of broadcasts, for a venue with many guests and an admin."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, replace(a_venue(), admin_ids=(900, 901)))
        self.admin = Admin(self.venue, 900)
        self.count = self.get(CountAudiences)
        self.start = self.get(StartBroadcast)
        self.stop = self.get(StopBroadcast)

    async def fill(self) -> None:
        """Guest 1 has blocked the bot, guest 2 accepts offers. Another venue has a guest, too."""
        async with self.database.write() as tx:
            for number in range(1, GUESTS + 1):
                guest = await tx.guests.register(self.venue.id, TelegramUser(number, "Anna", None, "ru"), NOW)
                if number == 2:
                    await tx.guests.set_offers_consent(guest.id, consent=True)
            await tx.guests.mark_blocked(self.venue.id, 1, NOW)
            await tx.guests.register("other", TelegramUser(77, "Ben", None, "en"), NOW)

    async def owed(self, kind: Kind) -> list[tuple[int, datetime]]:
        """Chat and due time of each message."""
        found = select(notifications.c.chat_id, notifications.c.due_at).where(notifications.c.kind == kind)
        rows = await self.database.rows(found.order_by(notifications.c.due_at))
        return [(row["chat_id"], row["due_at"]) for row in rows]

    async def progress(self) -> Progress:
        async with self.database.read() as tx:
            return await tx.broadcasts.progress(ID)


@pytest.fixture
async def harness(database: OpenDatabase) -> BroadcastHarness:
    harness = BroadcastHarness(database)
    await harness.fill()
    return harness


async def test_a_broadcast_is_planned_for_each_guest_at_telegrams_rate(harness: BroadcastHarness) -> None:
    await harness.start(harness.admin, NEWS)
    owed = await harness.owed(Kind.BROADCAST)
    assert [chat for chat, _ in owed] == list(range(2, GUESTS + 1))
    assert owed[0][1] == NOW
    gaps = {(later - earlier) / timedelta(seconds=1) for (_, earlier), (_, later) in pairwise(owed)}
    assert all(gap == pytest.approx(1 / BULK_A_SECOND, abs=0.0001) for gap in gaps)
    assert sorted(await harness.owed(Kind.BROADCAST_REPORT)) == [(900, NOW), (901, NOW)]


async def test_guests_are_counted_for_each_audience(harness: BroadcastHarness) -> None:
    assert await harness.count(harness.admin) == {Audience.EVERYBODY: GUESTS - 1, Audience.OFFERS: 1}


async def test_ten_simultaneous_confirmations_start_one_broadcast(harness: BroadcastHarness) -> None:
    await asyncio.gather(*(harness.start(harness.admin, NEWS) for _ in range(10)))
    assert len(await harness.owed(Kind.BROADCAST)) == GUESTS - 1


async def test_progress_counts_each_outcome(harness: BroadcastHarness) -> None:
    await harness.start(harness.admin, NEWS)
    assert await harness.progress() == Progress(sent=0, unsent=GUESTS - 1, failed={}, skipped=0)
    later = NOW + timedelta(minutes=1)
    ids = [row["id"] for row in await harness.database.rows(MESSAGES)]
    async with harness.database.write() as tx:
        sent, failed, late = [await tx.ledger.claim_for_sending(each, later) for each in ids[:3]]
        assert sent
        assert failed
        assert late
        await tx.ledger.mark_sent(sent, 1, later)
        await tx.ledger.mark_failed(failed, Failure.BLOCKED, "403", later)
        await tx.ledger.settle_unsent(late, NotificationStatus.MISSED, "too late", later)
    progress = await harness.progress()
    assert progress == Progress(sent=1, unsent=GUESTS - 4, failed={Failure.BLOCKED: 1}, skipped=1)
    assert progress.total == GUESTS - 1


async def test_stopping_cancels_the_unsent_messages_and_is_recorded_once(harness: BroadcastHarness) -> None:
    await harness.start(harness.admin, NEWS)
    await harness.stop(harness.admin, ID)
    assert await harness.progress() == Progress(sent=0, unsent=0, failed={}, skipped=GUESTS - 1)
    async with harness.database.read() as tx:
        stopped = await tx.broadcasts.find(harness.venue.id, ID)
    assert stopped
    assert stopped.stopped_at == NOW


async def test_an_ended_broadcast_cannot_be_stopped(harness: BroadcastHarness) -> None:
    await harness.start(harness.admin, NEWS)
    async with harness.database.write() as tx:
        await tx.ledger.cancel_broadcast(ID, "as if it were over", NOW)
    await harness.stop(harness.admin, ID)
    async with harness.database.read() as tx:
        over = await tx.broadcasts.find(harness.venue.id, ID)
    assert over
    assert over.stopped_at is None


async def test_another_venues_admin_cannot_stop_it(harness: BroadcastHarness) -> None:
    await harness.start(harness.admin, NEWS)
    other = Admin(replace(a_venue(), id="other", admin_ids=(900,)), 900)
    with pytest.raises(NotFound):
        await harness.stop(other, ID)
    assert (await harness.progress()).unsent == GUESTS - 1
