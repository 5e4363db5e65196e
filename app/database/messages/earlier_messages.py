"""Looks up messages that were planned or sent before: what a new one depends on, and what a button belongs to."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.hot_statements import SENDING, table
from app.database.messages.rows import is_about, to_notification
from app.database.tables import bookings, notifications
from app.domain.messages.kinds import ENDS_OF_DIALOGS, GATHERED_KINDS, STAFF_KINDS, Kind, Subject
from app.domain.messages.notifications import UNSENT, AnyNotification, Notification, NotificationStatus


class EarlierMessages:
    """The repository of the messages of the ledger that were planned or sent before. Changes none."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find_replaced(self, replacing: Notification) -> int | None:
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

    async def chats_with_unsent_alerts(self, booking_id: int) -> set[int]:
        """The chats that wait for an alert about a booking of a kind that its staff get, too."""
        unsent = and_(is_about(Subject.BOOKING, booking_id), table.status.in_(list(UNSENT)))
        found = select(table.chat_id).where(unsent, table.kind.in_(STAFF_KINDS))
        return set((await self._connection.execute(found)).scalars())
