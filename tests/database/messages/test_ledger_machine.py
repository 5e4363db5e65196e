"""In generated histories of schedulers, workers, Telegram and the clock the ledger's invariants hold at each step."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, consumes, initialize, invariant, multiple, rule
from sqlalchemy import RowMapping, select

from app.database.bookings import NewBooking
from app.database.guests import TelegramUser
from app.database.messages.ledger import GATHERED_AHEAD, PUSH_LEASE, QUEUE_LEASE, SEND_LEASE
from app.database.tables import notifications
from app.database.transaction import Transaction
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, Booking
from app.domain.messages.kinds import GATHERED_AT_LEAST, GATHERED_AT_MOST, Kind, Urgency
from app.domain.messages.notifications import (
    UNSENT,
    AnyNotification,
    Failure,
    NewNotification,
    Notification,
    NotificationStatus,
)
from tests.domain.builders import A_PROMISE, a_new_notification
from tests.machines import Machine, run_machine

T = TypeVar("T")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
VENUE = "cafe"
KINDS = st.sampled_from([Kind.REMINDER, Kind.FOLLOW_UP, Kind.ALERT_BOOKED])
ADMIN = 900
"""The chat of all alerts. Each other message has a chat of its own."""
AGO = st.sampled_from([timedelta(0), timedelta(days=1)])
WAITS = st.sampled_from([SEND_LEASE, SECOND, PUSH_LEASE, SEND_LEASE - SECOND, QUEUE_LEASE])
PAUSES = st.sampled_from([SECOND, timedelta(minutes=5)])
PENDING, QUEUED, SENDING, SENT, FAILED, MISSED, CANCELED = NotificationStatus
STEPS = {
    PENDING: {PENDING, QUEUED, SENDING, CANCELED},
    QUEUED: {QUEUED, SENDING, CANCELED},
    SENDING: {SENDING, QUEUED, PENDING, SENT, FAILED, MISSED, CANCELED},
    SENT: {SENT},
    FAILED: {FAILED, QUEUED},  # by an admin's retry
    MISSED: {MISSED},
    CANCELED: {CANCELED},
}
"""The statuses that may follow each status. `sent` may follow any, because a worker may report it late."""


class Answer(Enum):
    """Telegram's answer to an attempt."""

    ACCEPTED = auto()
    UNREACHABLE = auto()
    RATE_LIMITED = auto()
    REFUSED = auto()


@dataclass(frozen=True)
class Attempt:
    """A worker's attempt to send a message. It may end long after its lease has expired."""

    notification: Notification
    leased_until: datetime


class LedgerMachine(Machine):
    queue: Bundle[int] = Bundle("queue")
    """All ids that were pushed: RabbitMQ may lose a message, or deliver it again much later."""
    attempts: Bundle[Attempt] = Bundle("attempts")

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.now = NOW
        self.planned = 0
        self.leases: dict[int, datetime] = {}
        """When the lease of each message expires, until which only one worker may send it."""
        self.sent: set[int] = set()
        self.sent_in_time: Counter[int] = Counter()
        """How often each message was sent by a worker whose lease had not expired."""
        self.seen: dict[int, RowMapping] = {}
        """The ledger after the previous step."""
        self.booking = self._write(self._book)

    @staticmethod
    async def _book(tx: Transaction) -> Booking:
        guest = await tx.guests.register(VENUE, TelegramUser(1, "Anna", None, "ru"), NOW)
        new = NewBooking(
            VENUE, guest.id, "t1", Slot(NOW + DAY, NOW + 2 * DAY), 2, NOW + DAY, "key", "digest", A_PROMISE
        )
        return await tx.bookings.add(new, SYSTEM, NOW)

    def _write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        async def transaction() -> T:
            async with self.database.write() as tx:
                return await work(tx)

        return self.run(transaction())

    @initialize(target=queue, kinds=st.lists(KINDS, min_size=1, max_size=2))
    def begin(self, kinds: list[Kind]) -> MultipleResults[int]:
        return multiple(*self._plan(kinds, wait=timedelta(0)))

    @rule(target=queue, kinds=st.lists(KINDS, min_size=1, max_size=2), seconds=st.sampled_from([0, 1, 200]))
    def plan(self, kinds: list[Kind], seconds: int) -> MultipleResults[int]:
        return multiple(*self._plan(kinds, wait=seconds * SECOND))

    def _plan(self, kinds: list[Kind], wait: timedelta) -> list[int]:
        """Plan messages; those that are due now are pushed."""
        due_at, numbers = self.now + wait, range(self.planned, self.planned + len(kinds))
        self.planned += len(kinds)
        new = [self._new(kind, number, due_at) for kind, number in zip(kinds, numbers, strict=True)]
        pushed = self._write(lambda tx: tx.ledger.plan(VENUE, new, self.now))
        assert len(pushed) == (0 if wait else len(new))
        return [claimed.id for claimed in pushed]

    def _new(self, kind: Kind, number: int, due_at: datetime) -> NewNotification:
        booking, chat = self.booking, ADMIN if kind is Kind.ALERT_BOOKED else number
        version, variant = booking.time_version, str(number)
        return a_new_notification(kind, due_at, chat, subject_id=booking.id, time_version=version, variant=variant)

    @rule(target=queue, count=st.integers(GATHERED_AT_LEAST, GATHERED_AT_MOST + 5))
    def a_crowd_books(self, count: int) -> MultipleResults[int]:
        return multiple(*self._plan([Kind.ALERT_BOOKED] * count, wait=timedelta(0)))

    @rule(target=queue, wait=WAITS, ago=AGO, limits=st.lists(st.sampled_from([50, 1, 3]), min_size=1, max_size=3))
    def schedulers_claim(self, wait: timedelta, ago: timedelta, limits: list[int]) -> MultipleResults[int]:
        """Let schedulers claim concurrently, after a `wait`. Leases that expired this long `ago` may be reclaimed."""
        self.now += wait
        expired_before = self.now - ago

        async def claim(limit: int) -> list[int]:
            async with self.database.write() as tx:
                due = await tx.ledger.claim_due(self.now, self.now, expired_before, limit)
                return [claimed.id for claimed in due]

        async def claim_concurrently() -> list[list[int]]:
            return await asyncio.gather(*map(claim, limits))

        claimed = [each for ids in self.run(claim_concurrently()) for each in ids]
        assert len(claimed) == len(set(claimed))
        bulk, urgent, lost = self._claimable(expired_before)
        assert set(claimed) <= bulk | urgent | lost
        assert len(claimed) == len(bulk) + min(sum(limits), len(urgent)) + min(sum(limits), len(lost))
        return multiple(*claimed)

    def _claimable(self, expired_before: datetime) -> tuple[set[int], set[int], set[int]]:
        """The ids that may be claimed, by the last state of the ledger: bulk, urgent, with an expired lease."""
        rows = self.seen.values()
        due = [row for row in rows if row["status"] == PENDING and row["due_at"] <= self.now]
        ended = {QUEUED: self.now, SENDING: expired_before}
        return (
            {row["id"] for row in due if row["urgency"] == Urgency.BULK},
            {row["id"] for row in due if row["urgency"] == Urgency.URGENT},
            {row["id"] for row in rows if row["status"] in ended and row["leased_until"] <= ended[row["status"]]},
        )

    @rule(target=attempts, notification_id=queue)
    def worker_begins(self, notification_id: int) -> MultipleResults[Attempt]:
        return multiple(*self._begin(notification_id))

    @rule(target=attempts, notification_ids=st.lists(queue, max_size=3))
    def worker_begins_several(self, notification_ids: list[int]) -> MultipleResults[Attempt]:
        begun = self._write(lambda tx: tx.ledger.claim_unlocked(notification_ids, self.now))
        assert {each.id for each in begun} <= set(notification_ids)
        return multiple(*map(self._hold_due, begun))

    def _begin(self, notification_id: int) -> list[Attempt]:
        """Return an attempt if the message is due and no other worker is sending it."""
        begun = self._write(lambda tx: tx.ledger.claim_for_sending(notification_id, self.now))
        return [self._hold_due(begun)] if begun else []

    def _hold_due(self, begun: AnyNotification) -> Attempt:
        assert isinstance(begun, Notification)
        assert begun.due_at <= self.now
        return self._hold(begun)

    def _hold(self, begun: AnyNotification) -> Attempt:
        """Check that nobody else sends a message that was just claimed."""
        assert isinstance(begun, Notification)
        assert self.leases.get(begun.id, self.now) <= self.now, "somebody else is sending it"
        assert self.seen[begun.id]["status"] in UNSENT
        self.leases[begun.id] = self.now + SEND_LEASE
        return Attempt(begun, self.leases[begun.id])

    @rule(target=attempts, attempt=attempts)
    def worker_gathers(self, attempt: Attempt) -> MultipleResults[Attempt]:
        """Claim the alerts that wait in the chat of one whose turn it is."""
        mine = attempt.notification
        claimed = self._write(lambda tx: tx.ledger.claim_gathered(mine, self.now))
        waiting = [row for row in self.seen.values() if row["id"] != mine.id and self._waits_with(mine, row)]
        oldest = sorted(waiting, key=lambda row: (row["planned_for"], row["id"]))[: GATHERED_AT_MOST - 1]
        expected = {row["id"] for row in oldest} if len(oldest) >= GATHERED_AT_LEAST - 1 else set()
        assert {each.id for each in claimed} == expected
        return multiple(*map(self._hold, claimed))

    def _waits_with(self, first: Notification, row: RowMapping) -> bool:
        """Whether it is an alert of the same chat that is due, and that no worker has and none has failed to send."""
        is_put_off = row["status"] == PENDING and row["due_at"] <= self.now + GATHERED_AHEAD
        is_waiting = row["status"] == QUEUED or (is_put_off and (not row["attempts"] or row["due_at"] <= self.now))
        is_alert = (row["kind"], row["chat_id"]) == (Kind.ALERT_BOOKED, first.chat_id)
        return is_alert and is_waiting and row["planned_for"] <= self.now

    @rule(target=attempts, attempt=consumes(attempts))
    def worker_renews(self, attempt: Attempt) -> Attempt:
        """Renew a lease, in time or late. A late renewal has no effect if the message was claimed meanwhile."""
        mine, row = attempt.notification, self.seen[attempt.notification.id]
        self._write(lambda tx: tx.ledger.renew_leases([mine], self.now))
        if (row["status"], row["attempts"]) != (SENDING, mine.attempts):
            return attempt
        self.leases[mine.id] = self.now + SEND_LEASE
        return Attempt(mine, self.leases[mine.id])

    @rule(attempt=consumes(attempts), answer=st.sampled_from(Answer), pause=PAUSES, together=st.booleans())
    def worker_ends(self, attempt: Attempt, answer: Answer, pause: timedelta, *, together: bool = False) -> None:
        """End an attempt, in time or late. An attempt that is never ended is that of a crashed worker.

        `together`: what was sent is recorded as with others.
        """
        mine, later = attempt.notification, self.now + pause
        match answer:
            case Answer.ACCEPTED:
                self.sent.add(mine.id)
                self.sent_in_time[mine.id] += self.now < attempt.leased_until
                if together:
                    recorded = self._write(lambda tx: tx.ledger.mark_unlocked_sent([(mine, 77, self.now)]))
                    assert recorded == {mine.id}
                else:
                    self._write(lambda tx: tx.ledger.mark_sent(mine, 77, self.now))
            case Answer.UNREACHABLE:
                self._write(lambda tx: tx.ledger.schedule_retry(mine, later, "502", self.now))
            case Answer.RATE_LIMITED:
                self._write(lambda tx: tx.ledger.reschedule(mine, later, "429"))
            case Answer.REFUSED:
                self._write(lambda tx: tx.ledger.mark_failed(mine, Failure.REFUSED, "400", self.now))
        if self.leases.get(mine.id) == attempt.leased_until:
            del self.leases[mine.id]

    @rule(target=queue)
    def admin_tries_again(self) -> MultipleResults[int]:
        """Retry all failed messages."""
        failed = [number for number, row in self.seen.items() if row["status"] == FAILED]
        return multiple(*self._write(lambda tx: self._retry(tx, failed)))

    async def _retry(self, tx: Transaction, failed: list[int]) -> list[int]:
        found = [await tx.failed_messages.find(VENUE, number) for number in failed]
        again = [await tx.failed_messages.requeue(each.notification, self.now) for each in found if each]
        assert len(again) == len(failed)
        return [claimed.id for due in again for claimed in due]

    @rule()
    def booking_is_canceled(self) -> None:
        self._write(lambda tx: tx.ledger.cancel_unsent(self.booking.id, "canceled", self.now))

    @invariant()
    def nothing_is_sent_twice_while_leases_hold(self) -> None:
        assert set(self.sent_in_time.values()) <= {0, 1}

    @invariant()
    def every_step_is_a_legal_one(self) -> None:
        rows = self.run(self._rows())
        assert len(rows) == self.planned
        for row in rows.values():
            assert (row["leased_until"] is not None) == (row["status"] in {QUEUED, SENDING}), row
            assert (row["settled_at"] is not None) == (row["status"] not in UNSENT), row
            assert (row["failure"] is not None) == (row["status"] == FAILED), row
            assert (row["status"] == SENT) == (row["id"] in self.sent), row
            assert row["attempts"] >= 0
            before = self.seen.get(row["id"])
            if before and row["status"] != SENT:
                assert row["status"] in STEPS[before["status"]], (before, row)
        self.seen = rows

    async def _rows(self) -> dict[int, RowMapping]:
        return {row["id"]: row for row in await self.database.rows(select(notifications))}

    def end(self) -> None:
        """Check that every message is settled when a scheduler, a worker and Telegram work."""
        self.now += timedelta(minutes=5)
        for notification_id in self._write(self._claim_all):
            (attempt,) = self._begin(notification_id)
            self.worker_ends(attempt, Answer.ACCEPTED, SECOND)
        self.every_step_is_a_legal_one()
        assert not [row for row in self.seen.values() if row["status"] in UNSENT]

    async def _claim_all(self, tx: Transaction) -> list[int]:
        return [claimed.id for claimed in await tx.ledger.claim_due(self.now, self.now, self.now, limit=1000)]


@pytest.mark.timeout(1200)
def test_promises_hold_in_generated_histories(sqlite_template: Path, tmp_path: Path) -> None:
    run_machine(LedgerMachine, sqlite_template, tmp_path)
