"""The ledger: every message that is to be sent, is being sent or was sent. Each claim is one conditional UPDATE."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, tuple_, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.changes import change, settle
from app.database.messages.hot_statements import (
    CLAIM_FOR_SENDING,
    CLAIM_UNLOCKED,
    CLAIMED,
    LOCK_UNLOCKED,
    MARK_SENT,
    PENDING,
    QUEUED,
    ROOMS_FOR_BULK,
    SENDING,
    claim_due_of,
    longest_waiting,
    table,
)
from app.database.messages.rows import is_about, to_claimed, to_notification, to_row
from app.database.tables import IS_LEASED, IS_PENDING_URGENT, notifications
from app.domain.messages.kinds import GATHERED_AT_LEAST, GATHERED_AT_MOST, GATHERED_KINDS, Kind, Subject, Urgency
from app.domain.messages.notifications import (
    UNSENT,
    AnyNotification,
    Claimed,
    Failure,
    NewNotification,
    Notification,
    NotificationStatus,
)
from app.domain.venues import STAFF_CHAT
from app.runtime.trace import current_trace

PUSH_LEASE = timedelta(seconds=10)
"""How long a claimed message may take to be published before it is claimed again."""
QUEUE_LEASE = timedelta(minutes=2)
"""How long a published message may wait in RabbitMQ before it is claimed again: a queue may be long."""
SEND_LEASE = timedelta(seconds=10)
"""A worker renews it while it sends; when it expires, the worker counts as crashed."""
GATHERED_AHEAD = timedelta(minutes=1)
"""An alert that Telegram's limits hold back longer than this is not looked for when others of its chat are gathered."""
VENUES_OF_CLAIM = 200
"""Venues whose bulk one UPDATE claims, each a range of an index: SQLite takes at most 500
(https://www.sqlite.org/limits.html, 5)."""


class Ledger:
    """The life of a message, from its plan until it is settled, and deleted long after. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan(self, venue_id: str, planned: Sequence[NewNotification], now: datetime) -> list[Claimed]:
        """Store the notifications. Those due now are claimed for the caller, who pushes them after the commit.

        One that takes over the message under which a button was pressed is not among them: it is claimed for the
        handler of the press (`AnswerInMessage`).
        """
        if not planned:
            return []
        stored = insert(notifications).returning(*CLAIMED, table.status, table.message_id)
        trace = current_trace()
        rows = [to_row(venue_id, new, trace) | _first_state(new, now) for new in planned]
        found = (await self._connection.execute(stored, rows)).mappings()
        return [to_claimed(row) for row in found if row["status"] == QUEUED and row["message_id"] is None]

    async def plan_again(self, venue_id: str, planned: Sequence[NewNotification], now: datetime) -> list[Claimed]:
        """Like `plan`, for messages of one kind about one subject, due at one time, that may have been planned before.

        One that is settled is due again: if it was sent, the message in the chat is edited. One that waits stays as it
        is, because it says what is true when it is sent. One that is being sent may say what was true before: it is
        due again when that is recorded.
        """
        if not planned:
            return []
        mine = and_(
            is_about(planned[0].kind.rule.subject, planned[0].subject_id or 0),
            table.deduplication_key.in_([new.deduplication_key for new in planned]),
        )
        # Locked: what a worker claims from now on, it reads after this transaction.
        keys = select(table.deduplication_key).where(mine).with_for_update()
        known = set((await self._connection.execute(keys)).scalars())
        new = planned[0]
        times = {"planned_for": new.due_at, "due_at": new.due_at, "expires_at": new.expires_at}
        await change(self._connection, and_(mine, table.status == SENDING), **times)
        again = (
            update(notifications)
            .where(mine, table.settled_at.is_not(None))
            .values(settled_at=None, failure=None, last_error=None, **times, **_first_state(new, now))
            .returning(*CLAIMED, table.status)
        )
        rows = (await self._connection.execute(again)).mappings()
        claimed = [to_claimed(row) for row in rows if row["status"] == QUEUED]
        return claimed + await self.plan(
            venue_id, [each for each in planned if each.deduplication_key not in known], now
        )

    async def claim_due(self, now: datetime, until: datetime, expired_before: datetime, limit: int) -> list[Claimed]:
        """Claim what is due by `until` and rows whose lease expired. Nothing is claimed twice; urgent comes first.

        `limit` bounds urgent messages; of each venue's bulk, `BULK_CLAIMED_LIMIT` messages may be claimed at a time.
        A message that a worker began to send is claimed again only if its lease expired by `expired_before`.
        """
        # With its time, so that no earlier one is taken for it.
        lost = f"its lease expired, claimed again at {now.isoformat()}"
        common = {"now": now, "until": until, "expired_before": expired_before, "lost": lost}
        common["lease"] = now + PUSH_LEASE
        rooms = (await self._connection.execute(ROOMS_FOR_BULK, {"until": until})).all()
        bulk = [(row.venue, row.room) for row in rooms if row.room > 0]
        claimed: list[Claimed] = []
        for first in range(0, max(1, len(bulk)), VENUES_OF_CLAIM):
            some = bulk[first : first + VENUES_OF_CLAIM]
            # Urgent ones were claimed by the first UPDATE.
            values = common | {"limit": 0 if first else limit}
            values |= {f"venue_{at}": venue for at, (venue, _) in enumerate(some)}
            values |= {f"room_{at}": room for at, (_, room) in enumerate(some)}
            found = (await self._connection.execute(claim_due_of(len(some)), values)).mappings()
            claimed += [replace(to_claimed(row), is_reclaimed=row["last_error"] == lost) for row in found]
        return sorted(claimed, key=lambda each: (each.urgency is Urgency.BULK, each.due_at))

    async def mark_enqueued(self, claims: Collection[Claimed], now: datetime) -> None:
        """Lengthen the leases of claims that RabbitMQ accepted."""
        await change(self._connection, _queued(claims), leased_until=now + QUEUE_LEASE)

    async def release(self, claims: Collection[Claimed]) -> None:
        """End the leases of claims that RabbitMQ did not accept: they may be claimed again at once."""
        await change(self._connection, _queued(claims), status=PENDING, leased_until=None)

    async def claim_for_sending(self, notification_id: int, now: datetime) -> AnyNotification | None:
        """Claim one message for sending. None when another worker has it, or it is settled or not due."""
        values = {"claimed": notification_id, "now": now, "until": now + SEND_LEASE}
        row = (await self._connection.execute(CLAIM_FOR_SENDING, values)).mappings().one_or_none()
        return to_notification(row) if row else None

    async def claim_unlocked(self, notification_ids: Collection[int], now: datetime) -> list[AnyNotification]:
        """Claim those of the messages that `claim_for_sending` would claim and no other transaction has locked."""
        values = {"claimed": list(notification_ids), "now": now, "until": now + SEND_LEASE}
        found = (await self._connection.execute(CLAIM_UNLOCKED, values)).mappings()
        return [to_notification(row) for row in found]

    async def claim_gathered(self, first: Notification, now: datetime) -> list[AnyNotification]:
        """Claim the alerts that wait for their turn in the chat of `first`, to be sent in one message with it.

        They were due, and are on their way to a worker or were put off by Telegram's limits. The longest waiting come
        first. Empty when the message would have less than `GATHERED_AT_LEAST` alerts.
        """
        mine = and_(
            table.id != first.id,
            table.venue_id == first.venue_id,
            table.chat_id == (STAFF_CHAT if first.is_to_group else first.chat_id),
            table.kind.in_(GATHERED_KINDS),
            table.planned_for <= now,
        )
        # The first two conditions are the range of the index. After a failed attempt an alert keeps its pause.
        put_off = and_(IS_PENDING_URGENT, table.due_at <= now + GATHERED_AHEAD, mine)
        put_off = and_(put_off, or_(table.attempts == 0, table.due_at <= now))
        on_the_way = and_(IS_LEASED, table.status == QUEUED, mine)
        found = union_all(*map(longest_waiting, (put_off, on_the_way))).subquery()
        oldest = select(found.c.id).order_by(found.c.planned_for, found.c.id).limit(GATHERED_AT_MOST - 1).cte("oldest")
        is_enough = select(func.count()).select_from(oldest).scalar_subquery() >= GATHERED_AT_LEAST - 1
        claim = (
            update(notifications)
            .where(table.id.in_(select(oldest.c.id)), is_enough)
            .values(status=SENDING, leased_until=now + SEND_LEASE, attempts=table.attempts + 1)
            .returning(notifications)
        )
        return [to_notification(row) for row in (await self._connection.execute(claim)).mappings()]

    async def renew_leases(self, claimed: Collection[AnyNotification], now: datetime) -> None:
        """Lengthen the leases of a worker that is still sending."""
        await change(self._connection, or_(*map(_held, claimed)), leased_until=now + SEND_LEASE)

    async def mark_sent(self, sent: AnyNotification, message_id: int, now: datetime) -> None:
        """Telegram accepted it: recorded even if another worker has claimed the row since. It is settled, unless it was
        planned again meanwhile.

        The chat is recorded, too: what went to the staff group can be edited only there, whatever group comes later.
        """
        await self._connection.execute(MARK_SENT, _receipt(sent, message_id, now))

    async def mark_unlocked_sent(self, accepted: Collection[tuple[AnyNotification, int, datetime]]) -> set[int]:
        """Do what `mark_sent` does with those of the messages that no other transaction has locked. Returns their ids.

        `accepted` has its three arguments for each message.
        """
        ids = {"ids": [sent.id for sent, _, _ in accepted]}
        unlocked = set((await self._connection.execute(LOCK_UNLOCKED, ids)).scalars())
        receipts = [_receipt(*each) for each in accepted if each[0].id in unlocked]
        if receipts:
            await self._connection.execute(MARK_SENT, receipts)
        return unlocked

    async def record_sent(self, notification_id: int, message_id: int | None, sent_at: datetime) -> None:
        """Telegram accepted it at an instant that is known from elsewhere, unless it is settled."""
        mine = and_(table.id == notification_id, table.status.in_(list(UNSENT)))
        receipt = {"message_id": message_id} if message_id else {}
        await settle(
            self._connection, mine, NotificationStatus.SENT, sent_at, tried_at=sent_at, last_error=None, **receipt
        )

    async def miss_unsent(self, venue_ids: Collection[str], due_by: datetime, reason: str, now: datetime) -> int:
        """Settle the venues' unsent messages that were due by an instant as `missed`. Returns how many."""
        mine = and_(table.venue_id.in_(venue_ids), table.status.in_(list(UNSENT)), table.due_at <= due_by)
        return await settle(self._connection, mine, NotificationStatus.MISSED, now, last_error=reason)

    async def settle_unsent(
        self, claimed: AnyNotification, status: NotificationStatus, reason: str, now: datetime
    ) -> bool:
        """Settle it as `missed` or `canceled`, with the reason, and return True, unless another worker has claimed it
        since, or it was planned again: then it is claimed anew when its lease expires."""
        mine = and_(_held(claimed), table.planned_for == claimed.planned_for)
        return await settle(self._connection, mine, status, now, last_error=reason) > 0

    async def mark_failed(self, failed: AnyNotification, failure: Failure, error: str, now: datetime) -> bool:
        """Settle it as failed for good, and return True, unless another worker has claimed it since."""
        values = {"failure": failure, "last_error": error, "tried_at": now}
        settled = await settle(self._connection, _held(failed), NotificationStatus.FAILED, now, **values)
        return settled > 0

    async def schedule_retry(self, failed: AnyNotification, due_at: datetime, error: str, now: datetime) -> None:
        """After a `TransientError`: due again, later."""
        await self._postpone(failed, due_at, last_error=error, tried_at=now)

    async def reschedule(self, claimed: AnyNotification, due_at: datetime, reason: str) -> None:
        """It was not tried, and is due later: no attempt is counted."""
        await self._postpone(claimed, due_at, attempts=table.attempts - 1, last_error=reason)

    async def reschedule_report(self, report: AnyNotification, message_id: int, due_at: datetime) -> None:
        """Telegram accepted the report. It is due again, to be edited; no attempt is counted.

        Its next edit is planned anew: the time in which an error is tried again does not begin with the first one.
        """
        await self._postpone(report, due_at, planned_for=due_at, attempts=table.attempts - 1, message_id=message_id)

    async def _postpone(self, claimed: AnyNotification, due_at: datetime, **values: object) -> None:
        await change(self._connection, _held(claimed), status=PENDING, due_at=due_at, leased_until=None, **values)

    async def cancel_unsent(self, booking_id: int, reason: str, now: datetime) -> None:
        """Cancel every unsent message about a booking, whatever its kind."""
        unsent = and_(is_about(Subject.BOOKING, booking_id), table.status.in_(list(UNSENT)))
        await settle(self._connection, unsent, NotificationStatus.CANCELED, now, last_error=reason)

    async def drop_unsent(self, booking_id: int, reason: str, now: datetime) -> None:
        """Delete the messages about a booking that nobody can have tried to send, and cancel the other unsent ones.

        A booking that is moved again and again leaves no more rows than messages that were sent or tried.
        """
        is_untouched = and_(table.status == PENDING, table.planned_for > now, table.attempts == 0)
        await self._connection.execute(delete(notifications).where(is_about(Subject.BOOKING, booking_id), is_untouched))
        await self.cancel_unsent(booking_id, reason, now)

    async def cancel_export(self, export_id: int, reason: str, now: datetime) -> bool:
        """Cancel the file of an export, unless it is settled. Returns whether it was not."""
        unsent = and_(is_about(Subject.EXPORT, export_id), table.kind == Kind.EXPORT, table.status.in_(list(UNSENT)))
        return await settle(self._connection, unsent, NotificationStatus.CANCELED, now, last_error=reason) > 0

    async def delete_settled(self, settled_before: datetime, limit: int) -> int:
        """Delete at most `limit` messages that were settled before an instant, oldest first. Returns how many."""
        old = select(table.id).where(table.settled_at < settled_before).order_by(table.settled_at).limit(limit)
        return (await self._connection.execute(delete(notifications).where(table.id.in_(old)))).rowcount


def _receipt(sent: AnyNotification, message_id: int, now: datetime) -> dict[str, object]:
    """The parameters of `MARK_SENT`."""
    return {"sent": sent.id, "now": now, "chat": sent.chat_id, "message": message_id, "planned": sent.planned_for}


def _queued(claims: Collection[Claimed]) -> ColumnElement[bool]:
    # A worker may have claimed it already, or rescheduled it and another scheduler claimed it: `due_at` differs then.
    theirs = tuple_(table.id, table.due_at).in_([(claim.id, claim.due_at) for claim in claims])
    return and_(theirs, table.status == QUEUED)


def _held(notification: AnyNotification) -> ColumnElement[bool]:
    # A worker may finish its attempt after its lease expired: `attempts` tells whether the row is still its own.
    return and_(table.id == notification.id, table.status == SENDING, table.attempts == notification.attempts)


def _first_state(new: NewNotification, now: datetime) -> dict[str, object]:
    is_due = new.due_at <= now
    return {"status": QUEUED, "leased_until": now + PUSH_LEASE} if is_due else {"status": PENDING, "leased_until": None}
