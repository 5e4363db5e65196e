"""The ledger: the only memory of what is owed. Every claim is one conditional UPDATE."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.rows import to_claimed, to_failed, to_notification, to_row
from app.database.tables import IS_LEASED, IS_PENDING_BULK, IS_PENDING_URGENT, notifications
from app.domain.messages.kinds import BULK_A_SECOND, Kind, Urgency
from app.domain.messages.notifications import (
    UNSENT,
    AnyNotification,
    Claimed,
    FailedNotification,
    Failure,
    NewNotification,
    NotificationStatus,
)

PUSH_LEASE = timedelta(seconds=10)
"""How long a claimed message may be on its way to RabbitMQ before it is claimed again."""
QUEUE_LEASE = timedelta(minutes=2)
"""The same for what RabbitMQ has taken: behind a full queue it takes longer."""
SEND_LEASE = timedelta(seconds=10)
"""A worker renews it while it sends; when it ends, the worker is taken for dead."""
BULK_IN_HAND = 2 * BULK_A_SECOND
"""Claimed bulk messages of a venue that are not settled: what is sent now, and what follows within the second."""

PENDING, QUEUED, SENDING = NotificationStatus.PENDING, NotificationStatus.QUEUED, NotificationStatus.SENDING
table = notifications.c


class Ledger:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan(self, venue_id: str, planned: Sequence[NewNotification], now: datetime) -> list[Claimed]:
        """Store the notifications. Those due now are claimed for the caller, who pushes them after the commit."""
        if not planned:
            return []
        stored = insert(notifications).returning(*CLAIMED, table.status)
        rows = [to_row(venue_id, new) | _first_state(new, now) for new in planned]
        found = (await self._connection.execute(stored, rows)).mappings()
        return [to_claimed(row) for row in found if row["status"] == QUEUED]

    async def claim_due(self, now: datetime, until: datetime, expired_before: datetime, limit: int) -> list[Claimed]:
        """Claim what is due by `until`, and what nobody has in hand any more. Nothing twice, urgent first.

        At most `limit` of what is urgent; of bulk, of each venue, as much as its bot can send (`BULK_IN_HAND`).
        A worker whose lease had ended by `expired_before` is taken for dead: another may send what it was sending.
        """
        is_lost = or_(
            and_(table.status == QUEUED, table.leased_until <= now),
            and_(table.status == SENDING, table.leased_until <= expired_before),
        )
        due = [
            _first(and_(IS_PENDING_URGENT, table.due_at <= until), table.due_at, limit),
            # The range of the index; the rest is looked at row by row.
            _first(and_(IS_LEASED, table.leased_until <= now, is_lost), table.leased_until, limit),
            *[
                _first(and_(IS_PENDING_BULK, table.venue_id == venue, table.due_at <= until), table.due_at, room)
                for venue, room in (await self._room_for_bulk(until)).items()
            ],
        ]
        claim = (
            update(notifications)
            .where(table.id.in_(union_all(*due)))
            .values(status=QUEUED, leased_until=now + PUSH_LEASE)
            .returning(*CLAIMED)
        )
        claimed = [to_claimed(row) for row in (await self._connection.execute(claim)).mappings()]
        return sorted(claimed, key=lambda each: (each.urgency is Urgency.BULK, each.due_at))

    async def _room_for_bulk(self, until: datetime) -> dict[str, int]:
        """How many bulk messages may be claimed, for each venue that has one due."""
        # From one venue to the next in the index: however much is pending, each costs one look.
        venues = select(func.min(table.venue_id).label("id")).where(IS_PENDING_BULK).cte("venues", recursive=True)
        following = select(func.min(table.venue_id)).where(IS_PENDING_BULK, table.venue_id > venues.c.id)
        venues = venues.union_all(select(following.scalar_subquery()).where(venues.c.id.is_not(None)))
        has_due = select(table.id).where(IS_PENDING_BULK, table.venue_id == venues.c.id, table.due_at <= until).exists()
        in_hand = select(func.count()).where(IS_LEASED, table.urgency == Urgency.BULK, table.venue_id == venues.c.id)
        rooms = select(venues.c.id, BULK_IN_HAND - in_hand.scalar_subquery()).where(has_due)
        return {venue: room for venue, room in await self._connection.execute(rooms) if room > 0}

    async def mark_enqueued(self, claims: Collection[Claimed], now: datetime) -> None:
        """RabbitMQ has these claims: a worker gets them, however long the queue is."""
        await self._change(_queued(claims), leased_until=now + QUEUE_LEASE)

    async def release(self, claims: Collection[Claimed]) -> None:
        """RabbitMQ did not take these claims: they are due as before, for whoever claims next."""
        await self._change(_queued(claims), status=PENDING, leased_until=None)

    async def claim_for_sending(self, notification_id: int, now: datetime) -> AnyNotification | None:
        """Claim one message for sending; None when another worker has it, or it is settled or not due."""
        is_due = or_(table.status == QUEUED, and_(table.status == PENDING, table.due_at <= now))
        claim = (
            update(notifications)
            .where(table.id == notification_id, is_due)
            .values(status=SENDING, leased_until=now + SEND_LEASE, attempts=table.attempts + 1)
            .returning(notifications)
        )
        row = (await self._connection.execute(claim)).mappings().one_or_none()
        return to_notification(row) if row else None

    async def renew_lease(self, sending: AnyNotification, now: datetime) -> None:
        """The worker lives, and is still at it."""
        await self._change(_held(sending), leased_until=now + SEND_LEASE)

    async def mark_sent(self, sent: AnyNotification, message_id: int, now: datetime) -> None:
        """Telegram has it: true whoever holds the row by now."""
        await self._settle(table.id == sent.id, NotificationStatus.SENT, now, message_id=message_id)

    async def settle_unsent(
        self, given_up: AnyNotification, status: NotificationStatus, reason: str, now: datetime
    ) -> None:
        """End it unsent: `missed` or `canceled`, with the reason, unless another worker has taken it over."""
        await self._settle(_held(given_up), status, now, last_error=reason)

    async def mark_failed(self, failed: AnyNotification, failure: Failure, error: str, now: datetime) -> None:
        """End it undelivered for good, unless another worker has taken it over."""
        await self._settle(_held(failed), NotificationStatus.FAILED, now, failure=failure, last_error=error)

    async def schedule_retry(self, failed: AnyNotification, due_at: datetime, error: str) -> None:
        """A passing failure: due once more, later."""
        await self._owe_later(failed, due_at, last_error=error)

    async def reschedule(self, held_back: AnyNotification, due_at: datetime, reason: str) -> None:
        """Telegram's limits say later: that was no attempt."""
        await self._owe_later(held_back, due_at, attempts=table.attempts - 1, last_error=reason)

    async def reschedule_report(self, report: AnyNotification, message_id: int, due_at: datetime) -> None:
        """Telegram has it; what it says will be brought up to date later. Like `reschedule`, that was no attempt."""
        await self._owe_later(report, due_at, attempts=table.attempts - 1, message_id=message_id)

    async def _owe_later(self, begun: AnyNotification, due_at: datetime, **values: object) -> None:
        await self._change(_held(begun), status=PENDING, due_at=due_at, leased_until=None, **values)

    async def cancel_unsent(self, booking_id: int, reason: str, now: datetime) -> None:
        """End all that is still owed for a booking, whatever its kind."""
        owed = and_(table.booking_id == booking_id, table.status.in_(list(UNSENT)))
        await self._settle(owed, NotificationStatus.CANCELED, now, last_error=reason)

    async def cancel_broadcast(self, broadcast_id: int, reason: str, now: datetime) -> bool:
        """End all of it that is still owed to guests; whether anything was."""
        owed = and_(table.broadcast_id == broadcast_id, table.kind == Kind.BROADCAST, table.status.in_(list(UNSENT)))
        return await self._settle(owed, NotificationStatus.CANCELED, now, last_error=reason) > 0

    async def find_sent_message(self, booking_id: int, kinds: Collection[Kind], chat_id: int) -> int | None:
        """What Telegram called the newest message of these kinds in a chat; None when none was sent."""
        mine = and_(
            table.booking_id == booking_id,
            table.kind.in_(kinds),
            table.chat_id == chat_id,
            table.message_id.is_not(None),
        )
        newest = select(table.message_id).where(mine).order_by(table.id.desc()).limit(1)
        return (await self._connection.execute(newest)).scalar_one_or_none()

    async def failed(self, venue_id: str, since: datetime, limit: int) -> list[FailedNotification]:
        """What failed for good since an instant, the newest first, at most `limit`. Broadcasts have reports."""
        mine = and_(
            table.settled_at > since,
            table.venue_id == venue_id,
            table.status == NotificationStatus.FAILED,
            table.broadcast_id.is_(None),
        )
        newest = select(notifications).where(mine).order_by(table.settled_at.desc(), table.id.desc()).limit(limit)
        return [to_failed(row) for row in (await self._connection.execute(newest)).mappings()]

    async def find_failed(self, venue_id: str, notification_id: int) -> FailedNotification | None:
        """None when it did not fail, or not any more, and for another venue's."""
        mine = and_(table.id == notification_id, table.venue_id == venue_id, table.status == NotificationStatus.FAILED)
        row = (await self._connection.execute(select(notifications).where(mine))).mappings().one_or_none()
        return to_failed(row) if row else None

    async def requeue_failed(self, failed: AnyNotification, now: datetime) -> list[Claimed]:
        """What failed is due once more, claimed for the caller, who pushes it; nothing when somebody was faster."""
        mine = and_(table.id == failed.id, table.status == NotificationStatus.FAILED)
        again = {"status": QUEUED, "due_at": now, "leased_until": now + PUSH_LEASE, "settled_at": None, "failure": None}
        claim = update(notifications).where(mine).values(**again).returning(*CLAIMED)
        return [to_claimed(row) for row in (await self._connection.execute(claim)).mappings()]

    async def delete_settled(self, settled_before: datetime, limit: int) -> int:
        """Delete what was settled before an instant, the oldest first, at most `limit`; answers how many."""
        old = select(table.id).where(table.settled_at < settled_before).order_by(table.settled_at).limit(limit)
        return (await self._connection.execute(delete(notifications).where(table.id.in_(old)))).rowcount

    async def _settle(
        self, condition: ColumnElement[bool], status: NotificationStatus, now: datetime, **values: object
    ) -> int:
        return await self._change(condition, status=status, settled_at=now, leased_until=None, **values)

    async def _change(self, condition: ColumnElement[bool], **values: object) -> int:
        return (await self._connection.execute(update(notifications).where(condition).values(**values))).rowcount


CLAIMED: Collection[ColumnElement[object]] = (table.id, table.urgency, table.due_at)


def _first(condition: ColumnElement[bool], order: ColumnElement[datetime], limit: int) -> Select[tuple[int]]:
    """What no other transaction is just claiming. In a subquery, so that in a union each part has its own limit."""
    found = select(table.id).where(condition).order_by(order).limit(limit).with_for_update(skip_locked=True).subquery()
    return select(found.c.id)


def _queued(claims: Collection[Claimed]) -> ColumnElement[bool]:
    # A worker may have begun already, or put it off and another scheduler claimed it: then it is due at another time.
    theirs = tuple_(table.id, table.due_at).in_([(claim.id, claim.due_at) for claim in claims])
    return and_(theirs, table.status == QUEUED)


def _held(notification: AnyNotification) -> ColumnElement[bool]:
    # A worker whose lease has ended may still come to the end of its attempt: `attempts` tells whose row it is.
    return and_(table.id == notification.id, table.status == SENDING, table.attempts == notification.attempts)


def _first_state(new: NewNotification, now: datetime) -> dict[str, object]:
    is_due = new.due_at <= now
    return {"status": QUEUED, "leased_until": now + PUSH_LEASE} if is_due else {"status": PENDING, "leased_until": None}
