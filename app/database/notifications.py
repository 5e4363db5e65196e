"""The ledger: the only memory of what is owed. Every claim is one conditional UPDATE."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, Select, and_, delete, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import IS_LEASED, IS_PENDING, notifications
from app.domain.booking import Booking
from app.domain.notification import (
    UNSENT,
    Claimed,
    FailedNotification,
    Failure,
    Kind,
    NewNotification,
    Notification,
    NotificationStatus,
    Urgency,
)

PUSH_LEASE = timedelta(seconds=10)
"""How long a claimed message may be on its way to RabbitMQ before it is claimed again."""
QUEUE_LEASE = timedelta(minutes=2)
"""The same for what RabbitMQ has taken: behind a full queue it takes longer."""
SEND_LEASE = timedelta(minutes=1)
"""Longer than the longest attempt to send; then the worker that made it is taken for dead."""

PENDING, QUEUED, SENDING = NotificationStatus.PENDING, NotificationStatus.QUEUED, NotificationStatus.SENDING
table = notifications.c


class Notifications:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan(
        self, venue_id: str, booking: Booking | None, planned: Sequence[NewNotification], now: datetime
    ) -> list[Claimed]:
        """Write down what is owed. What is due now is claimed for the caller, who pushes it after the commit."""
        rows = [_row(venue_id, booking, new, now) for new in planned]
        if not rows:
            return []
        stored = insert(notifications).returning(*CLAIMED, table.status)
        found = (await self._connection.execute(stored, rows)).mappings()
        return [_claimed(row) for row in found if row["status"] == QUEUED]

    async def claim_due(self, now: datetime, until: datetime, limit: int) -> list[Claimed]:
        """Claim what is due by `until` or whose lease has ended: urgent first, at most `limit`, nothing twice."""
        claimed: list[Claimed] = []
        for condition, order in (
            (and_(IS_PENDING, table.urgency == Urgency.URGENT, table.due_at <= until), table.due_at),
            (and_(IS_LEASED, table.leased_until <= now), table.leased_until),
            (and_(IS_PENDING, table.urgency == Urgency.BULK, table.due_at <= until), table.due_at),
        ):
            room = limit - len(claimed)
            if room > 0:
                claimed += await self._claim(select(table.id).where(condition).order_by(order).limit(room), now)
        return claimed

    async def _claim(self, due: Select[tuple[int]], now: datetime) -> list[Claimed]:
        claim = (
            update(notifications)
            .where(table.id.in_(due.with_for_update(skip_locked=True)))
            .values(status=QUEUED, leased_until=now + PUSH_LEASE)
            .returning(*CLAIMED)
        )
        return [_claimed(row) for row in (await self._connection.execute(claim)).mappings()]

    async def note_enqueued(self, claims: Collection[Claimed], now: datetime) -> None:
        """RabbitMQ has these claims: a worker gets them, however long the queue is."""
        await self._change(_queued(claims), leased_until=now + QUEUE_LEASE)

    async def release(self, claims: Collection[Claimed]) -> None:
        """RabbitMQ did not take these claims: they are due as before, for whoever claims next."""
        await self._change(_queued(claims), status=PENDING, leased_until=None)

    async def begin_delivery(self, notification_id: int, now: datetime) -> Notification | None:
        """Claim one message for sending; None when another worker has it, or it is settled or not due."""
        mine = and_(
            table.id == notification_id,
            or_(
                table.status == QUEUED,
                and_(table.status == PENDING, table.due_at <= now),
                and_(table.status == SENDING, table.leased_until <= now),
            ),
        )
        claim = (
            update(notifications)
            .where(mine)
            .values(status=SENDING, leased_until=now + SEND_LEASE, attempts=table.attempts + 1)
            .returning(notifications)
        )
        row = (await self._connection.execute(claim)).mappings().one_or_none()
        return _notification(row) if row else None

    async def mark_sent(self, sent: Notification, message_id: int, now: datetime) -> None:
        """Telegram has it: true whoever holds the row by now."""
        await self._settle(table.id == sent.id, NotificationStatus.SENT, now, message_id=message_id)

    async def give_up(self, given_up: Notification, status: NotificationStatus, reason: str, now: datetime) -> None:
        """End it unsent: `missed` or `canceled`, with the reason, unless another worker has taken it over."""
        await self._settle(_held(given_up), status, now, last_error=reason)

    async def mark_failed(self, failed: Notification, failure: Failure, error: str, now: datetime) -> None:
        """End it undelivered for good, unless another worker has taken it over."""
        await self._settle(_held(failed), NotificationStatus.FAILED, now, failure=failure, last_error=error)

    async def try_again(self, failed: Notification, due_at: datetime, error: str) -> None:
        """A passing failure: due once more, later."""
        await self._change(_held(failed), status=PENDING, due_at=due_at, leased_until=None, last_error=error)

    async def postpone(self, held_back: Notification, due_at: datetime, reason: str) -> None:
        """Telegram's limits say later: that was no attempt."""
        await self._change(
            _held(held_back),
            status=PENDING,
            due_at=due_at,
            leased_until=None,
            attempts=table.attempts - 1,
            last_error=reason,
        )

    async def cancel_unsent(self, booking_id: int, reason: str, now: datetime) -> None:
        """End all that is still owed for a booking, whatever its kind."""
        owed = and_(table.booking_id == booking_id, table.status.in_(list(UNSENT)))
        await self._settle(owed, NotificationStatus.CANCELED, now, last_error=reason)

    async def find_message_id(self, booking_id: int, kind: Kind, chat_id: int) -> int | None:
        """What Telegram called the message of that kind in a chat; None while it was not sent."""
        mine = and_(table.booking_id == booking_id, table.kind == kind, table.chat_id == chat_id)
        newest = select(table.message_id).where(mine).order_by(table.id.desc()).limit(1)
        return (await self._connection.execute(newest)).scalar_one_or_none()

    async def failed(self, venue_id: str, since: datetime, limit: int) -> list[FailedNotification]:
        """What failed for good since an instant, the newest first, at most `limit`."""
        mine = and_(table.settled_at > since, table.venue_id == venue_id, table.status == NotificationStatus.FAILED)
        newest = select(notifications).where(mine).order_by(table.settled_at.desc(), table.id.desc()).limit(limit)
        return [_failed(row) for row in (await self._connection.execute(newest)).mappings()]

    async def find_failed(self, venue_id: str, notification_id: int) -> FailedNotification | None:
        """None when it did not fail, or not any more, and for another venue's."""
        mine = and_(table.id == notification_id, table.venue_id == venue_id, table.status == NotificationStatus.FAILED)
        row = (await self._connection.execute(select(notifications).where(mine))).mappings().one_or_none()
        return _failed(row) if row else None

    async def owe_again(self, failed: Notification, now: datetime) -> list[Claimed]:
        """What failed is due once more, claimed for the caller, who pushes it; nothing when somebody was faster."""
        mine = and_(table.id == failed.id, table.status == NotificationStatus.FAILED)
        again = {"status": QUEUED, "due_at": now, "leased_until": now + PUSH_LEASE, "settled_at": None, "failure": None}
        claim = update(notifications).where(mine).values(**again).returning(*CLAIMED)
        return [_claimed(row) for row in (await self._connection.execute(claim)).mappings()]

    async def forget_settled(self, settled_before: datetime, limit: int) -> int:
        """Delete what was settled before an instant, the oldest first, at most `limit`; answers how many."""
        old = select(table.id).where(table.settled_at < settled_before).order_by(table.settled_at).limit(limit)
        return (await self._connection.execute(delete(notifications).where(table.id.in_(old)))).rowcount

    async def _settle(
        self, condition: ColumnElement[bool], status: NotificationStatus, now: datetime, **values: object
    ) -> None:
        await self._change(condition, status=status, settled_at=now, leased_until=None, **values)

    async def _change(self, condition: ColumnElement[bool], **values: object) -> None:
        await self._connection.execute(update(notifications).where(condition).values(**values))


CLAIMED: Collection[ColumnElement[object]] = (table.id, table.urgency, table.due_at)


def _queued(claims: Collection[Claimed]) -> ColumnElement[bool]:
    # A worker may have begun already, or put it off and another scheduler claimed it: then it is due at another time.
    theirs = tuple_(table.id, table.due_at).in_([(claim.id, claim.due_at) for claim in claims])
    return and_(theirs, table.status == QUEUED)


def _held(notification: Notification) -> ColumnElement[bool]:
    # A worker whose lease has ended may still come to the end of its attempt: `attempts` tells whose row it is.
    return and_(table.id == notification.id, table.status == SENDING, table.attempts == notification.attempts)


def _row(venue_id: str, booking: Booking | None, new: NewNotification, now: datetime) -> dict[str, object]:
    is_due = new.due_at <= now
    return {
        "venue_id": venue_id,
        "booking_id": booking.id if booking else None,
        "kind": new.kind,
        "variant": new.variant,
        "chat_id": new.chat_id,
        "time_version": booking.time_version if booking else 0,
        "urgency": new.urgency,
        "facts": dict(new.facts),
        "status": QUEUED if is_due else PENDING,
        "planned_for": new.due_at,
        "due_at": new.due_at,
        "expires_at": new.expires_at,
        "leased_until": now + PUSH_LEASE if is_due else None,
        "attempts": 0,
    }


def _claimed(row: RowMapping) -> Claimed:
    return Claimed(row["id"], Urgency(row["urgency"]), row["due_at"])


def _notification(row: RowMapping) -> Notification:
    return Notification(
        kind=Kind(row["kind"]),
        chat_id=row["chat_id"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        variant=row["variant"],
        facts=row["facts"],
        id=row["id"],
        venue_id=row["venue_id"],
        booking_id=row["booking_id"],
        time_version=row["time_version"],
        status=NotificationStatus(row["status"]),
        planned_for=row["planned_for"],
        attempts=row["attempts"],
        message_id=row["message_id"],
    )


def _failed(row: RowMapping) -> FailedNotification:
    return FailedNotification(_notification(row), Failure(row["failure"]), row["last_error"], row["settled_at"])
