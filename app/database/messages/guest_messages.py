"""What messages tell about a guest: read and deleted when the guest asks for it."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.hot_statements import table
from app.database.messages.rows import to_notification
from app.database.tables import bookings, broadcasts, notifications
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind, Recipient, Subject
from app.domain.messages.notifications import Notification
from app.domain.messages.payloads import AlertAnswered

TO_GUESTS = [kind for kind in Kind if kind.rule.to is Recipient.GUEST]


class GuestMessages:
    """The repository of a guest's personal data in messages."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def answers(self, guest_id: int) -> list[tuple[int, str]]:
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


def _about_bookings_of(guest_id: int) -> ColumnElement[bool]:
    """For each of the guest's bookings a range of the index on subjects."""
    theirs = select(bookings.c.id).where(bookings.c.guest_id == guest_id)
    return and_(table.subject_type == Subject.BOOKING, table.subject_id.in_(theirs))
