"""The ledger: every message that is to be sent, is being sent or was sent. Each claim is one conditional UPDATE."""

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

from app.database.messages.rows import is_about, to_claimed, to_failed, to_notification, to_row
from app.database.tables import IS_LEASED, IS_PENDING_BULK, IS_PENDING_URGENT, bookings, notifications
from app.domain.messages.kinds import BULK_A_SECOND, Kind, Subject, Urgency
from app.domain.messages.notifications import (
    UNSENT,
    AnyNotification,
    Claimed,
    FailedNotification,
    Failure,
    NewNotification,
    Notification,
    NotificationStatus,
)

PUSH_LEASE = timedelta(seconds=10)
"""How long a claimed message may take to be published before it is claimed again."""
QUEUE_LEASE = timedelta(minutes=2)
"""How long a published message may wait in RabbitMQ before it is claimed again: a queue may be long."""
SEND_LEASE = timedelta(seconds=10)
"""A worker renews it while it sends; when it expires, the worker counts as crashed."""
BULK_CLAIMED_LIMIT = 2 * BULK_A_SECOND
"""Bulk messages of a venue that may be claimed and not settled: two seconds of what its bot can send."""

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
        """Claim what is due by `until` and rows whose lease expired. Nothing is claimed twice; urgent comes first.

        `limit` bounds urgent messages; of each venue's bulk, `BULK_CLAIMED_LIMIT` messages may be claimed at a time.
        A message that a worker began to send is claimed again only if its lease expired by `expired_before`.
        """
        is_lost = or_(
            and_(table.status == QUEUED, table.leased_until <= now),
            and_(table.status == SENDING, table.leased_until <= expired_before),
        )
        due = [
            _first(and_(IS_PENDING_URGENT, table.due_at <= until), table.due_at, limit),
            # The first two conditions are the range of the index; `is_lost` is checked row by row.
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
        # A loose index scan, from one venue to the next: each costs one lookup, however much is pending.
        venues = select(func.min(table.venue_id).label("id")).where(IS_PENDING_BULK).cte("venues", recursive=True)
        following = select(func.min(table.venue_id)).where(IS_PENDING_BULK, table.venue_id > venues.c.id)
        venues = venues.union_all(select(following.scalar_subquery()).where(venues.c.id.is_not(None)))
        has_due = select(table.id).where(IS_PENDING_BULK, table.venue_id == venues.c.id, table.due_at <= until).exists()
        claimed = select(func.count()).where(IS_LEASED, table.urgency == Urgency.BULK, table.venue_id == venues.c.id)
        rooms = select(venues.c.id, BULK_CLAIMED_LIMIT - claimed.scalar_subquery()).where(has_due)
        return {venue: room for venue, room in await self._connection.execute(rooms) if room > 0}

    async def mark_enqueued(self, claims: Collection[Claimed], now: datetime) -> None:
        """Lengthen the leases of claims that RabbitMQ accepted."""
        await self._change(_queued(claims), leased_until=now + QUEUE_LEASE)

    async def release(self, claims: Collection[Claimed]) -> None:
        """End the leases of claims that RabbitMQ did not accept: they may be claimed again at once."""
        await self._change(_queued(claims), status=PENDING, leased_until=None)

    async def claim_for_sending(self, notification_id: int, now: datetime) -> AnyNotification | None:
        """Claim one message for sending. None when another worker has it, or it is settled or not due."""
        is_due = or_(table.status == QUEUED, and_(table.status == PENDING, table.due_at <= now))
        claim = (
            update(notifications)
            .where(table.id == notification_id, is_due)
            .values(status=SENDING, leased_until=now + SEND_LEASE, attempts=table.attempts + 1)
            .returning(notifications)
        )
        row = (await self._connection.execute(claim)).mappings().one_or_none()
        return to_notification(row) if row else None

    async def renew_lease(self, claimed: AnyNotification, now: datetime) -> None:
        """Lengthen the lease of a worker that is still sending."""
        await self._change(_held(claimed), leased_until=now + SEND_LEASE)

    async def mark_sent(self, sent: AnyNotification, message_id: int, now: datetime) -> None:
        """Telegram accepted it: recorded even if another worker has claimed the row since."""
        await self._settle(table.id == sent.id, NotificationStatus.SENT, now, message_id=message_id)

    async def settle_unsent(
        self, claimed: AnyNotification, status: NotificationStatus, reason: str, now: datetime
    ) -> None:
        """Settle it as `missed` or `canceled`, with the reason, unless another worker has claimed it since."""
        await self._settle(_held(claimed), status, now, last_error=reason)

    async def mark_failed(self, failed: AnyNotification, failure: Failure, error: str, now: datetime) -> None:
        """Settle it as failed for good, unless another worker has claimed it since."""
        await self._settle(_held(failed), NotificationStatus.FAILED, now, failure=failure, last_error=error)

    async def schedule_retry(self, failed: AnyNotification, due_at: datetime, error: str) -> None:
        """After a `TransientError`: due again, later."""
        await self._postpone(failed, due_at, last_error=error)

    async def reschedule(self, claimed: AnyNotification, due_at: datetime, reason: str) -> None:
        """It was not tried, and is due later: no attempt is counted."""
        await self._postpone(claimed, due_at, attempts=table.attempts - 1, last_error=reason)

    async def reschedule_report(self, report: AnyNotification, message_id: int, due_at: datetime) -> None:
        """Telegram accepted the report. It is due again, to be edited; no attempt is counted."""
        await self._postpone(report, due_at, attempts=table.attempts - 1, message_id=message_id)

    async def _postpone(self, claimed: AnyNotification, due_at: datetime, **values: object) -> None:
        await self._change(_held(claimed), status=PENDING, due_at=due_at, leased_until=None, **values)

    async def cancel_unsent(self, booking_id: int, reason: str, now: datetime) -> None:
        """Cancel every unsent message about a booking, whatever its kind."""
        unsent = and_(is_about(Subject.BOOKING, booking_id), table.status.in_(list(UNSENT)))
        await self._settle(unsent, NotificationStatus.CANCELED, now, last_error=reason)

    async def drop_unsent(self, booking_id: int, reason: str, now: datetime) -> None:
        """Delete the messages about a booking that nobody can have tried to send, and cancel the other unsent ones.

        A booking that is moved again and again leaves no more rows than messages that were sent or tried.
        """
        is_untouched = and_(table.status == PENDING, table.planned_for > now, table.attempts == 0)
        await self._connection.execute(delete(notifications).where(is_about(Subject.BOOKING, booking_id), is_untouched))
        await self.cancel_unsent(booking_id, reason, now)

    async def cancel_broadcast(self, broadcast_id: int, reason: str, now: datetime) -> bool:
        """Cancel every unsent message of a broadcast to guests. Returns whether there was any."""
        unsent = and_(
            is_about(Subject.BROADCAST, broadcast_id), table.kind == Kind.BROADCAST, table.status.in_(list(UNSENT))
        )
        return await self._settle(unsent, NotificationStatus.CANCELED, now, last_error=reason) > 0

    async def find_replaced_message(self, replacing: Notification) -> int | None:
        """Telegram's id of the newest message about the same subject and in the same chat that is replaced, or None."""
        rule, kinds = replacing.kind.rule, replacing.kind.replaces
        if replacing.subject_id is None or not kinds:
            return None
        replaced = and_(
            is_about(rule.subject, replacing.subject_id),
            table.kind.in_(kinds),
            table.chat_id == replacing.chat_id,
            table.message_id.is_not(None),
        )
        newest = select(table.message_id).where(replaced).order_by(table.id.desc()).limit(1)
        return (await self._connection.execute(newest)).scalar_one_or_none()

    async def has_other_follow_up(
        self,
        mine: Notification,
        guest_id: int,
        variants: Collection[str],
        *,
        visits_since: datetime,
        sent_since: datetime,
        now: datetime,
    ) -> bool:
        """Whether another follow-up of these variants was sent to the guest, or is due and was planned before `mine`.

        Looks at the guest's bookings that begin at `visits_since` or later: a range of an index, and for each a range
        of the index on subjects. All instants are UTC.
        """
        visits = select(bookings.c.id).where(bookings.c.guest_id == guest_id, bookings.c.starts_at >= visits_since)
        was_sent = and_(table.status == NotificationStatus.SENT, table.settled_at >= sent_since)
        is_first = and_(table.id < mine.id, table.status.in_(list(UNSENT)), table.due_at <= now, table.expires_at > now)
        other = and_(
            table.subject_type == Subject.BOOKING,
            table.subject_id.in_(visits),
            table.kind == Kind.FOLLOW_UP,
            table.variant.in_(variants),
            table.id != mine.id,
            or_(was_sent, is_first),
        )
        return bool((await self._connection.execute(select(select(table.id).where(other).exists()))).scalar_one())

    async def find_question(
        self, guest_id: int, variants: Collection[str], *, visits_since: datetime, sent_since: datetime
    ) -> int | None:
        """The id of the guest's booking about which a follow-up of these variants was sent last; None for none.

        Looks at bookings that begin at `visits_since` or later, as `has_other_follow_up` does. All instants are UTC.
        """
        visits = select(bookings.c.id).where(bookings.c.guest_id == guest_id, bookings.c.starts_at >= visits_since)
        asked = and_(
            table.subject_type == Subject.BOOKING,
            table.subject_id.in_(visits),
            table.kind == Kind.FOLLOW_UP,
            table.variant.in_(variants),
            table.status == NotificationStatus.SENT,
            table.settled_at >= sent_since,
        )
        newest = select(table.subject_id).where(asked).order_by(table.settled_at.desc(), table.id.desc()).limit(1)
        return (await self._connection.execute(newest)).scalar_one_or_none()

    async def answers(self, booking_id: int) -> set[str]:
        """Telegram's ids of the guest's messages about a booking that were passed on to the admins."""
        alerts = and_(is_about(Subject.BOOKING, booking_id), table.kind == Kind.ALERT_ANSWERED)
        return set((await self._connection.execute(select(table.variant).where(alerts))).scalars())

    async def failed(self, venue_id: str, since: datetime, limit: int) -> list[FailedNotification]:
        """At most `limit` messages that failed since an instant, newest first. Broadcasts are left to their reports."""
        mine = and_(
            table.settled_at > since,
            table.venue_id == venue_id,
            table.status == NotificationStatus.FAILED,
            table.subject_type != Subject.BROADCAST,
        )
        newest = select(notifications).where(mine).order_by(table.settled_at.desc(), table.id.desc()).limit(limit)
        return [to_failed(row) for row in (await self._connection.execute(newest)).mappings()]

    async def find_failed(self, venue_id: str, notification_id: int) -> FailedNotification | None:
        """The failed message. None when it is of another venue, or not failed (any more)."""
        mine = and_(table.id == notification_id, table.venue_id == venue_id, table.status == NotificationStatus.FAILED)
        row = (await self._connection.execute(select(notifications).where(mine))).mappings().one_or_none()
        return to_failed(row) if row else None

    async def requeue_failed(self, failed: AnyNotification, now: datetime) -> list[Claimed]:
        """Make a failed message due now, claimed for the caller, who pushes it. Empty when it is no longer failed."""
        mine = and_(table.id == failed.id, table.status == NotificationStatus.FAILED)
        again = {"status": QUEUED, "due_at": now, "leased_until": now + PUSH_LEASE, "settled_at": None, "failure": None}
        claim = update(notifications).where(mine).values(**again).returning(*CLAIMED)
        return [to_claimed(row) for row in (await self._connection.execute(claim)).mappings()]

    async def delete_settled(self, settled_before: datetime, limit: int) -> int:
        """Delete at most `limit` messages that were settled before an instant, oldest first. Returns how many."""
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
    """Rows that no other transaction has locked. In a subquery, so that each part of a union has its own limit."""
    found = select(table.id).where(condition).order_by(order).limit(limit).with_for_update(skip_locked=True).subquery()
    return select(found.c.id)


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
