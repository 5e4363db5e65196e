"""The ledger: every message that is to be sent, is being sent or was sent. Each claim is one conditional UPDATE."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

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
    settled,
    table,
)
from app.database.messages.rows import is_about, to_claimed, to_failed, to_notification, to_row
from app.database.tables import IS_LEASED, IS_PENDING_URGENT, bookings, broadcasts, notifications
from app.domain.guests import Guest
from app.domain.messages.kinds import (
    ENDS_OF_DIALOGS,
    GATHERED_AT_LEAST,
    GATHERED_AT_MOST,
    GATHERED_KINDS,
    STAFF_KINDS,
    Kind,
    Recipient,
    Subject,
    Urgency,
)
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
from app.domain.messages.payloads import AlertAnswered
from app.domain.messages.planning import times_of_broadcast
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
TO_GUESTS = [kind for kind in Kind if kind.rule.to is Recipient.GUEST]
VENUES_OF_CLAIM = 200
"""Venues whose bulk one UPDATE claims, each a range of an index: SQLite takes at most 500
(https://www.sqlite.org/limits.html, 5)."""
WHILE_PAUSED = datetime(9000, 1, 1, tzinfo=UTC)
"""When messages of a paused broadcast are due, and expire. Resuming it plans them anew."""


class Ledger:
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
        await self._change(and_(mine, table.status == SENDING), **times)
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
        await self._change(_queued(claims), leased_until=now + QUEUE_LEASE)

    async def release(self, claims: Collection[Claimed]) -> None:
        """End the leases of claims that RabbitMQ did not accept: they may be claimed again at once."""
        await self._change(_queued(claims), status=PENDING, leased_until=None)

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
        await self._change(or_(*map(_held, claimed)), leased_until=now + SEND_LEASE)

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
        await self._settle(mine, NotificationStatus.SENT, sent_at, tried_at=sent_at, last_error=None, **receipt)

    async def miss_unsent(self, venue_ids: Collection[str], due_by: datetime, reason: str, now: datetime) -> int:
        """Settle the venues' unsent messages that were due by an instant as `missed`. Returns how many."""
        mine = and_(table.venue_id.in_(venue_ids), table.status.in_(list(UNSENT)), table.due_at <= due_by)
        return await self._settle(mine, NotificationStatus.MISSED, now, last_error=reason)

    async def settle_unsent(
        self, claimed: AnyNotification, status: NotificationStatus, reason: str, now: datetime
    ) -> bool:
        """Settle it as `missed` or `canceled`, with the reason, and return True, unless another worker has claimed it
        since, or it was planned again: then it is claimed anew when its lease expires."""
        mine = and_(_held(claimed), table.planned_for == claimed.planned_for)
        return await self._settle(mine, status, now, last_error=reason) > 0

    async def mark_failed(self, failed: AnyNotification, failure: Failure, error: str, now: datetime) -> bool:
        """Settle it as failed for good, and return True, unless another worker has claimed it since."""
        values = {"failure": failure, "last_error": error, "tried_at": now}
        settled = await self._settle(_held(failed), NotificationStatus.FAILED, now, **values)
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
        await self._change(_held(claimed), status=PENDING, due_at=due_at, leased_until=None, **values)

    async def chats_with_unsent_alerts(self, booking_id: int) -> set[int]:
        """The chats that wait for an alert about a booking of a kind that its staff get, too."""
        unsent = and_(is_about(Subject.BOOKING, booking_id), table.status.in_(list(UNSENT)))
        found = select(table.chat_id).where(unsent, table.kind.in_(STAFF_KINDS))
        return set((await self._connection.execute(found)).scalars())

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
        unsent = and_(_unsent_of_broadcast(broadcast_id), table.kind == Kind.BROADCAST)
        return await self._settle(unsent, NotificationStatus.CANCELED, now, last_error=reason) > 0

    async def pause_broadcast(self, broadcast_id: int) -> bool:
        """Put off every unsent message of a broadcast to guests until `WHILE_PAUSED`. Returns whether there was any.

        So a pass of the scheduler does not find them, however long the pause. Those that are claimed already stay due:
        their workers read that the broadcast is paused, and those of a crashed worker are claimed again, for another
        one. Neither they nor the reports expire meanwhile.
        """
        unsent = _unsent_of_broadcast(broadcast_id)
        to_guests = and_(unsent, table.kind == Kind.BROADCAST)
        put_off = case((table.status == PENDING, literal(WHILE_PAUSED, table.due_at.type)), else_=table.due_at)
        if not await self._change(to_guests, due_at=put_off, expires_at=WHILE_PAUSED):
            return False
        await self._change(and_(unsent, table.kind == Kind.BROADCAST_REPORT), expires_at=WHILE_PAUSED)
        return True

    async def resume_broadcast(self, broadcast_id: int, now: datetime) -> int:
        """Plan what `pause_broadcast` has put off anew, from now on. Returns the number of messages to guests."""
        unsent = _unsent_of_broadcast(broadcast_id)
        to_guests = select(table.id).where(unsent, table.kind == Kind.BROADCAST).order_by(table.id)
        ids = (await self._connection.execute(to_guests)).scalars().all()
        times, end = times_of_broadcast(len(ids), now)
        again = update(notifications).where(table.id == bindparam("resumed"), table.settled_at.is_(None))
        # One that is being sent at this moment is not planned again: it would be sent twice.
        planned_for = case((table.status == SENDING, table.planned_for), else_=bindparam("due"))
        again = again.values(due_at=bindparam("due"), planned_for=planned_for, expires_at=bindparam("expiry"))
        if ids:
            rows = [
                {"resumed": each, "due": time.due_at, "expiry": time.expires_at}
                for each, time in zip(ids, times, strict=True)
            ]
            await self._connection.execute(again, rows)
        await self._change(and_(unsent, table.kind == Kind.BROADCAST_REPORT), expires_at=end)
        return len(ids)

    async def hasten_reports(self, broadcast_id: int, now: datetime) -> None:
        """Make the reports on a broadcast due, to tell of what an admin has just done."""
        reports = and_(_unsent_of_broadcast(broadcast_id), table.kind == Kind.BROADCAST_REPORT)
        await self._change(and_(reports, table.status == PENDING), due_at=now)

    async def cancel_export(self, export_id: int, reason: str, now: datetime) -> bool:
        """Cancel the file of an export, unless it is settled. Returns whether it was not."""
        unsent = and_(is_about(Subject.EXPORT, export_id), table.kind == Kind.EXPORT, table.status.in_(list(UNSENT)))
        return await self._settle(unsent, NotificationStatus.CANCELED, now, last_error=reason) > 0

    async def find_replaced_message(self, replacing: Notification) -> int | None:
        """Telegram's id of the newest message about the same subject and in the same chat that is replaced, or None.

        Also of one that was to take over a dialog's message and could not do so in time. A message of several alerts is
        not replaced: it tells of other bookings, too.
        """
        rule, kinds = replacing.kind.rule, replacing.kind.replaces
        if replacing.subject_id is None or not kinds:
            return None
        other = notifications.alias("other").c
        # What is sent as one message is settled in one transaction: a range of the index on settled messages.
        is_gathered = exists().where(
            other.settled_at == table.settled_at,
            other.venue_id == table.venue_id,
            other.chat_id == table.chat_id,
            other.message_id == table.message_id,
            other.kind.in_(GATHERED_KINDS),
            other.id != table.id,
        )
        replaced = and_(
            is_about(rule.subject, replacing.subject_id),
            table.kind.in_(kinds),
            table.chat_id == replacing.chat_id,
            table.message_id.is_not(None),
            table.id != replacing.id,
            ~is_gathered,
        )
        newest = select(table.message_id).where(replaced).order_by(table.id.desc()).limit(1)
        return (await self._connection.execute(newest)).scalar_one_or_none()

    async def find_other_follow_up(
        self,
        mine: Notification,
        guest_id: int,
        variants: Collection[str],
        *,
        visits_since: datetime,
        sent_since: datetime,
        now: datetime,
    ) -> tuple[int, NotificationStatus] | None:
        """Another follow-up of these variants, its id and its status: one that was sent to the guest, or else one that
        goes before `mine`. None if there is neither.

        One goes before `mine` that is due and was planned earlier, or that is being sent after `mine` was put off.

        Looks at the guest's bookings that begin at `visits_since` or later: a range of an index, and for each a range
        of the index on subjects. All instants are UTC.
        """
        visits = select(bookings.c.id).where(bookings.c.guest_id == guest_id, bookings.c.starts_at >= visits_since)
        was_sent = and_(table.status == NotificationStatus.SENT, table.settled_at >= sent_since)
        is_first = and_(table.id < mine.id, table.status.in_(list(UNSENT)), table.due_at <= now, table.expires_at > now)
        overtakes = and_(table.status == SENDING, literal(mine.is_back))
        other = and_(
            table.subject_type == Subject.BOOKING,
            table.subject_id.in_(visits),
            table.kind == Kind.FOLLOW_UP,
            table.variant.in_(variants),
            table.id != mine.id,
            or_(was_sent, is_first, overtakes),
        )
        sent_first = (table.status == NotificationStatus.SENT).desc()
        found = select(table.id, table.status).where(other).order_by(sent_first, table.id).limit(1)
        row = (await self._connection.execute(found)).one_or_none()
        return (row.id, NotificationStatus(row.status)) if row else None

    async def find_question(
        self, guest_id: int, variants: Collection[str], *, visits_since: datetime, sent_since: datetime
    ) -> tuple[int, datetime] | None:
        """The id of the guest's booking about which a follow-up of these variants was sent last, and when; or None.

        Looks at bookings that begin at `visits_since` or later, as `find_other_follow_up` does. All instants are UTC.
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
        found = select(table.subject_id, table.settled_at).where(asked)
        newest = found.order_by(table.settled_at.desc(), table.id.desc()).limit(1)
        row = (await self._connection.execute(newest)).one_or_none()
        return (row.subject_id, row.settled_at) if row else None

    async def find_follow_up(self, booking_id: int, chat_id: int, message_id: int) -> str | None:
        """The key of the text with which Telegram's message asks the guest about the booking; None for another one."""
        mine = and_(
            is_about(Subject.BOOKING, booking_id),
            table.kind == Kind.FOLLOW_UP,
            table.chat_id == chat_id,
            table.message_id == message_id,
        )
        return (await self._connection.execute(select(table.variant).where(mine))).scalar_one_or_none()

    async def find_end_of_dialog(
        self, guest_id: int, chat_id: int, message_id: int, now: datetime
    ) -> AnyNotification | None:
        """The newest notification that takes over Telegram's message, about a booking of the guest that is not over."""
        visits = select(bookings.c.id).where(bookings.c.guest_id == guest_id, bookings.c.ends_at > now)
        mine = and_(
            table.subject_type == Subject.BOOKING,
            table.subject_id.in_(visits),
            table.kind.in_(ENDS_OF_DIALOGS),
            table.chat_id == chat_id,
            table.message_id == message_id,
        )
        newest = select(notifications).where(mine).order_by(table.id.desc()).limit(1)
        row = (await self._connection.execute(newest)).mappings().one_or_none()
        return to_notification(row) if row else None

    async def variants(self, kind: Kind, booking_id: int) -> set[str]:
        """The variants of the messages of a kind about a booking, in any status."""
        alerts = and_(is_about(Subject.BOOKING, booking_id), table.kind == kind)
        return set((await self._connection.execute(select(table.variant).where(alerts))).scalars())

    async def answers_of_guest(self, guest_id: int) -> list[tuple[int, str]]:
        """What the guest has written about visits, each with the id of the booking, the oldest first."""
        found = select(notifications).where(_about_bookings_of(guest_id), table.kind == Kind.ALERT_ANSWERED)
        answers: dict[tuple[int, str], str] = {}
        for row in (await self._connection.execute(found.order_by(table.id))).mappings():
            alert = to_notification(row)
            if isinstance(alert, Notification) and isinstance(alert.payload, AlertAnswered):
                # Each admin got one.
                answers.setdefault((row["subject_id"], row["variant"]), alert.payload.answer)
        return [(booking_id, answer) for (booking_id, _), answer in answers.items()]

    async def forget(self, venue_id: str, guest: Guest) -> None:
        """Delete the guest's messages about bookings and of broadcasts, and the alerts with what the guest has written.

        Other alerts about the guest's bookings stay: they name the guest only when they are sent.
        """
        to_guest = and_(table.chat_id == guest.telegram_id, table.kind.in_(TO_GUESTS))
        of_bookings = and_(_about_bookings_of(guest.id), or_(to_guest, table.kind == Kind.ALERT_ANSWERED))
        theirs = select(broadcasts.c.id).where(broadcasts.c.venue_id == venue_id)
        key = f"{Kind.BROADCAST}//{guest.telegram_id}/0"
        of_broadcasts = and_(
            table.subject_type == Subject.BROADCAST, table.subject_id.in_(theirs), table.deduplication_key == key
        )
        for condition in (of_bookings, of_broadcasts):
            await self._connection.execute(delete(notifications).where(condition))

    async def forget_offers(self, offer_ids: Collection[int]) -> None:
        """Delete the messages about these offers of the waiting list."""
        about = and_(table.subject_type == Subject.WAIT_OFFER, table.subject_id.in_(offer_ids))
        await self._connection.execute(delete(notifications).where(about))

    async def failed(self, venue_id: str, since: datetime, limit: int) -> list[FailedNotification]:
        """At most `limit` messages that failed since an instant, newest first.

        Broadcasts and exports are left to their reports.
        """
        mine = and_(
            table.settled_at > since,
            table.venue_id == venue_id,
            table.status == NotificationStatus.FAILED,
            table.subject_type.not_in([Subject.BROADCAST, Subject.EXPORT]),
        )
        newest = select(notifications).where(mine).order_by(table.settled_at.desc(), table.id.desc()).limit(limit)
        return [to_failed(row) for row in (await self._connection.execute(newest)).mappings()]

    async def find_failed(self, venue_id: str, notification_id: int) -> FailedNotification | None:
        """The failed message. None when it is of another venue, or not failed (any more)."""
        mine = and_(table.id == notification_id, table.venue_id == venue_id, table.status == NotificationStatus.FAILED)
        row = (await self._connection.execute(select(notifications).where(mine))).mappings().one_or_none()
        return to_failed(row) if row else None

    async def requeue_failed(self, failed: AnyNotification, now: datetime) -> list[Claimed]:
        """Make a failed message due now, claimed for the caller, who pushes it. Empty when it is no longer failed.

        From now on it is planned for now: after another error it is tried again for as long as a new one.
        """
        mine = and_(table.id == failed.id, table.status == NotificationStatus.FAILED)
        claimed = {"status": QUEUED, "due_at": now, "planned_for": now, "leased_until": now + PUSH_LEASE}
        again = {**claimed, "settled_at": None, "failure": None}
        claim = update(notifications).where(mine).values(**again).returning(*CLAIMED)
        return [to_claimed(row) for row in (await self._connection.execute(claim)).mappings()]

    async def give_up_failed(self, failed: AnyNotification) -> bool:
        """Cancel a failed message; why it failed is kept. Returns False when it is no longer failed."""
        mine = and_(table.id == failed.id, table.status == NotificationStatus.FAILED)
        return await self._change(mine, status=NotificationStatus.CANCELED) > 0

    async def delete_settled(self, settled_before: datetime, limit: int) -> int:
        """Delete at most `limit` messages that were settled before an instant, oldest first. Returns how many."""
        old = select(table.id).where(table.settled_at < settled_before).order_by(table.settled_at).limit(limit)
        return (await self._connection.execute(delete(notifications).where(table.id.in_(old)))).rowcount

    async def _settle(
        self, condition: ColumnElement[bool], status: NotificationStatus, now: datetime, **values: object
    ) -> int:
        return await self._change(condition, **settled(status, now, **values))

    async def _change(self, condition: ColumnElement[bool], **values: object) -> int:
        return (await self._connection.execute(update(notifications).where(condition).values(**values))).rowcount


def _unsent_of_broadcast(broadcast_id: int) -> ColumnElement[bool]:
    """Unsent messages of a broadcast to guests, and the reports on it."""
    return and_(is_about(Subject.BROADCAST, broadcast_id), table.status.in_(list(UNSENT)))


def _receipt(sent: AnyNotification, message_id: int, now: datetime) -> dict[str, object]:
    """The parameters of `MARK_SENT`."""
    return {"sent": sent.id, "now": now, "chat": sent.chat_id, "message": message_id, "planned": sent.planned_for}


def _about_bookings_of(guest_id: int) -> ColumnElement[bool]:
    """For each of the guest's bookings a range of the index on subjects."""
    theirs = select(bookings.c.id).where(bookings.c.guest_id == guest_id)
    return and_(table.subject_type == Subject.BOOKING, table.subject_id.in_(theirs))


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
