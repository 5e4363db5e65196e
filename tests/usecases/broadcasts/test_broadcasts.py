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
from app.domain.broadcasts import Audience, NewBroadcast, Progress, Typed
from app.domain.errors import NotFound
from app.domain.messages.kinds import BULK_A_SECOND, Kind
from app.domain.messages.letters import BroadcastLetter, Letter, ReportLetter
from app.domain.messages.notifications import Claimed, Failure, NotificationStatus
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.pause_broadcast import PauseBroadcast
from app.usecases.broadcasts.resume_broadcast import ResumeBroadcast
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from app.usecases.guests.answer_news import AnswerNews
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import TransientError
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
                    await tx.guests.agree_to_offers(guest.id, self.clock.now())
            await tx.guests.mark_blocked(self.venue.id, 1, NOW)
            await tx.guests.register("other", TelegramUser(77, "Ben", None, "en"), NOW)

    async def owed(self, kind: Kind) -> list[tuple[int, datetime]]:
        """Chat and due time of each message."""
        found = select(notifications.c.chat_id, notifications.c.due_at).where(notifications.c.kind == kind)
        rows = await self.database.rows(found.order_by(notifications.c.due_at))
        return [(row["chat_id"], row["due_at"]) for row in rows]

    async def claim(self, ahead: timedelta = timedelta(0)) -> list[Claimed]:
        """Claim what is due until then, as a scheduler does."""
        now = self.clock.now()
        async with self.database.write() as tx:
            return await tx.ledger.claim_due(now + ahead, now + ahead, now, limit=100)

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
        await tx.broadcast_messages.cancel(ID, "as if it were over", NOW)
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


async def deliver_everything(harness: BroadcastHarness, seconds: int = 10) -> None:
    for _ in range(seconds):
        harness.clock.advance(timedelta(seconds=1))
        await harness.deliver_due()


async def deliver_pushed(harness: BroadcastHarness) -> None:
    """Deliver what was pushed to RabbitMQ: the first message, and the reports."""
    pushed = select(notifications.c.id).where(notifications.c.status == NotificationStatus.QUEUED)
    for row in await harness.database.rows(pushed.order_by(notifications.c.id)):
        await harness.get(DeliverNotification)(row["id"])


def reached(harness: BroadcastHarness) -> list[int]:
    """The guests who got the broadcast, in order."""
    sent = (letter for letter in harness.sender.sent if isinstance(letter, BroadcastLetter))
    return [letter.envelope.notification.chat_id for letter in sent]


async def test_a_paused_broadcast_reaches_nobody_and_goes_on_in_order_when_it_is_resumed(
    harness: BroadcastHarness,
) -> None:
    await harness.start(harness.admin, NEWS)
    await deliver_pushed(harness)
    harness.clock.advance(timedelta(seconds=0.5))
    await harness.deliver_due()
    first = reached(harness)
    assert 0 < len(first) < GUESTS - 1
    await harness.get(PauseBroadcast)(harness.admin, ID)
    await harness.get(PauseBroadcast)(harness.admin, ID)
    harness.clock.advance(timedelta(days=3))
    await deliver_everything(harness)
    assert reached(harness) == first
    assert (await harness.progress()).unsent == GUESTS - 1 - len(first), "nothing has expired meanwhile"

    await harness.get(ResumeBroadcast)(harness.admin, ID)
    now = harness.clock.now()
    owed = [due_at for _, due_at in await harness.owed(Kind.BROADCAST)][len(first) :]
    assert owed[0] == now
    assert owed[-1] - now == pytest.approx(timedelta(seconds=(len(owed) - 1) / BULK_A_SECOND), abs=timedelta(seconds=1))
    await deliver_everything(harness)
    assert reached(harness) == list(range(2, GUESTS + 1)), "each once"
    assert (await harness.progress()).is_over


async def test_what_a_worker_has_claimed_already_is_not_sent_while_the_broadcast_is_paused(
    harness: BroadcastHarness,
) -> None:
    await harness.start(harness.admin, NEWS)
    claimed = await harness.claim(ahead=timedelta(seconds=1))
    await harness.get(PauseBroadcast)(harness.admin, ID)
    harness.clock.advance(timedelta(seconds=1))
    for each in claimed:
        await harness.get(DeliverNotification)(each.id)
    assert reached(harness) == []
    await harness.get(ResumeBroadcast)(harness.admin, ID)
    await deliver_everything(harness)
    assert sorted(reached(harness)) == list(range(2, GUESTS + 1))


async def test_what_a_dead_worker_had_claimed_is_due_again_at_once_while_the_broadcast_is_paused(
    harness: BroadcastHarness,
) -> None:
    await harness.start(harness.admin, NEWS)
    await harness.claim()
    await harness.get(PauseBroadcast)(harness.admin, ID)
    harness.clock.advance(timedelta(minutes=1))

    claimed = await harness.claim()

    to_guests = [each for each in claimed if each.kind == Kind.BROADCAST]
    assert to_guests
    assert all(each.due_at <= harness.clock.now() for each in to_guests), (
        "a scheduler would keep what is due in the year 9000"
    )
    for each in to_guests:
        await harness.get(DeliverNotification)(each.id)
    assert reached(harness) == []
    await harness.get(ResumeBroadcast)(harness.admin, ID)
    await deliver_everything(harness)
    assert sorted(reached(harness)) == list(range(2, GUESTS + 1))


async def test_a_report_is_tried_again_after_an_error_a_day_after_the_start(harness: BroadcastHarness) -> None:
    await harness.start(harness.admin, NEWS)
    await deliver_pushed(harness)
    await harness.get(PauseBroadcast)(harness.admin, ID)
    harness.clock.advance(timedelta(days=2))
    await harness.deliver_due()
    harness.clock.advance(timedelta(minutes=2))
    harness.sender.errors += [TransientError("502 Bad Gateway")] * 2
    await harness.deliver_due()
    await harness.get(ResumeBroadcast)(harness.admin, ID)
    await deliver_everything(harness)

    last = [letter for letter in harness.sender.sent if isinstance(letter, ReportLetter)][-2:]
    assert {letter.envelope.notification.chat_id for letter in last} == {900, 901}
    assert all(letter.progress.is_over for letter in last)


async def test_what_is_being_sent_while_a_pause_ends_is_sent_once(harness: BroadcastHarness) -> None:
    async def pause_and_resume(letter: Letter) -> None:
        harness.sender.before_send = None
        harness.clock.advance(timedelta(seconds=1))
        await harness.get(PauseBroadcast)(harness.admin, ID)
        await harness.get(ResumeBroadcast)(harness.admin, ID)

    await harness.start(harness.admin, NEWS)
    harness.sender.before_send = pause_and_resume
    await deliver_pushed(harness)
    await deliver_everything(harness)
    assert reached(harness) == list(range(2, GUESTS + 1))


async def test_the_report_says_that_it_is_paused_and_lasts_as_long_as_the_pause(harness: BroadcastHarness) -> None:
    def reports() -> list[bool]:
        found = [letter for letter in harness.sender.sent if isinstance(letter, ReportLetter)]
        harness.sender.sent.clear()
        return [letter.broadcast.paused_at is not None for letter in found]

    await harness.start(harness.admin, NEWS)
    await deliver_pushed(harness)
    assert reports() == [False, False], "one to each admin"
    await harness.get(PauseBroadcast)(harness.admin, ID)
    await deliver_everything(harness, 2)
    assert reports() == [True, True], "at once"
    harness.clock.advance(timedelta(days=9))
    await deliver_everything(harness, 2)
    assert reports() == [True, True]
    await harness.get(ResumeBroadcast)(harness.admin, ID)
    await deliver_everything(harness, 2)
    assert reports()[:2] == [False, False]


async def test_a_paused_broadcast_can_be_stopped_and_is_not_resumed_then(harness: BroadcastHarness) -> None:
    await harness.start(harness.admin, NEWS)
    await harness.get(PauseBroadcast)(harness.admin, ID)
    await harness.stop(harness.admin, ID)
    await harness.get(ResumeBroadcast)(harness.admin, ID)
    await deliver_everything(harness)
    assert reached(harness) == []
    assert await harness.progress() == Progress(sent=0, unsent=0, failed={}, skipped=GUESTS - 1)


@pytest.mark.parametrize("use_case", [PauseBroadcast, ResumeBroadcast])
async def test_another_venues_admin_can_neither_pause_nor_resume_it(
    harness: BroadcastHarness, use_case: type[PauseBroadcast | ResumeBroadcast]
) -> None:
    await harness.start(harness.admin, NEWS)
    other = Admin(replace(a_venue(), id="other", admin_ids=(900,)), 900)
    with pytest.raises(NotFound):
        await harness.get(use_case)(other, ID)
    await deliver_everything(harness)
    assert len(reached(harness)) == GUESTS - 1


async def test_who_declines_news_gets_none_not_even_of_a_broadcast_under_way(harness: BroadcastHarness) -> None:
    async with harness.database.read() as tx:
        declining = (await tx.guests.of_chats(harness.venue.id, [5]))[5]
        offered = (await tx.guests.of_chats(harness.venue.id, [2]))[2]
    await harness.start(harness.admin, NEWS)
    await harness.get(AnswerNews)(declining, wants=False)
    await harness.get(AnswerNews)(offered, wants=False)
    await deliver_everything(harness)
    assert reached(harness) == [each for each in range(3, GUESTS + 1) if each != 5]
    assert await harness.count(harness.admin) == {Audience.EVERYBODY: GUESTS - 3, Audience.OFFERS: 1}
    await harness.get(AnswerNews)(declining, wants=True)
    assert (await harness.count(harness.admin))[Audience.EVERYBODY] == GUESTS - 2


async def test_a_photo_is_kept_with_its_caption(harness: BroadcastHarness) -> None:
    typed = Typed("Jazz", ({"type": "bold", "offset": 0, "length": 4},), photo="file")
    await harness.start(harness.admin, replace(NEWS, typed=typed))
    async with harness.database.read() as tx:
        stored = await tx.broadcasts.find(harness.venue.id, ID)
    assert stored
    assert stored.typed == typed
