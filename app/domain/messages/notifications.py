"""A notification: one message to one chat, as the ledger keeps it, and when it is useful and tried again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.bookings import Booking
from app.domain.messages.kinds import Kind, Subject, Urgency
from app.domain.messages.payloads import Payload
from app.domain.venues import STAFF_CHAT

RETRY_FOR = timedelta(hours=24)
"""For how long after its time a message is tried again (a promise of the delivery)."""
RETRY_PAUSES = tuple(timedelta(seconds=s) for s in (1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 900))
"""The pause after each failed attempt; the last one repeats."""


class NotificationStatus(StrEnum):
    """`pending → queued → sending → sent | failed | missed | canceled`; a retry goes back to `pending`."""

    PENDING = "pending"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    MISSED = "missed"
    CANCELED = "canceled"


UNSENT = frozenset({NotificationStatus.PENDING, NotificationStatus.QUEUED, NotificationStatus.SENDING})
"""The statuses of messages that are not settled."""


class Failure(StrEnum):
    """Why a message failed for good."""

    BLOCKED = "blocked"
    """The recipient blocked the bot, deleted their account, or never started the bot."""
    REFUSED = "refused"
    """Telegram does not accept this message."""
    UNREACHABLE = "unreachable"
    """Telegram could not be reached as long as the message was useful."""
    DEFECT = "defect"
    """The product could not write it."""


@dataclass(frozen=True, slots=True)
class NewNotification:
    """One message to one chat, not yet in the ledger."""

    payload: Payload
    chat_id: int
    """A person's private chat, or `STAFF_CHAT`, which a worker replaces by the id of the group."""
    due_at: datetime
    expires_at: datetime
    """Until when it is useful; after that it is `missed`, not delivered."""
    subject_id: int | None = None
    """The id of the booking, broadcast or export it is about; None for a venue's service."""
    time_version: int = 0
    """About a booking: the version of its time for which the message is true."""
    message_id: int | None = None
    """Telegram's id of the message in the chat that it edits: its own, once it was sent; from the beginning that under
    which the guest pressed a button and which it takes over (`Rule.ends_dialog`)."""

    @property
    def kind(self) -> Kind:
        return Kind.of(type(self.payload))

    @property
    def urgency(self) -> Urgency:
        return self.kind.rule.urgency

    @property
    def is_to_group(self) -> bool:
        """Whether it goes to the venue's staff group. The ids of groups are negative (Bot API, Chat)."""
        return self.chat_id <= STAFF_CHAT

    @property
    def booking_id(self) -> int | None:
        """The booking it is about; None when it is about something else."""
        return self.subject_id if self.kind.rule.subject is Subject.BOOKING else None

    @property
    def deduplication_key(self) -> str:
        """Unique among the messages about one subject: the database refuses to plan the same message twice."""
        return f"{self.kind}/{self.payload.variant}/{self.chat_id}/{self.time_version}"


@dataclass(frozen=True, slots=True)
class Notification(NewNotification):
    """A row of the ledger."""

    id: int = field(kw_only=True)
    venue_id: str = field(kw_only=True)
    planned_for: datetime = field(kw_only=True)
    """When it was due at first, or since it was planned again; `due_at` moves with each retry."""
    attempts: int = field(kw_only=True)
    trace: str | None = field(default=None, kw_only=True)
    """The id under which the log has what caused it."""

    @property
    def has_been_sent(self) -> bool:
        """Whether it was sent before, and is due again to be edited. Those that end dialogs are never due again."""
        return self.message_id is not None and not self.kind.rule.ends_dialog

    @property
    def is_back(self) -> bool:
        """Whether it was due before, and came back later."""
        return self.due_at > self.planned_for


@dataclass(frozen=True, slots=True)
class UnknownNotification:
    """A row of the ledger that this process cannot read: another release wrote it."""

    id: int
    venue_id: str
    kind: str
    """As the other release calls it."""
    chat_id: int
    planned_for: datetime
    expires_at: datetime
    attempts: int
    reason: str
    """What this process does not know about it, for `last_error`."""
    trace: str | None = None


AnyNotification = Notification | UnknownNotification
"""A row of the ledger that was claimed for sending, or failed."""


@dataclass(frozen=True, slots=True)
class FailedNotification:
    """A message that failed for good, with why and when."""

    notification: AnyNotification
    failure: Failure
    error: str
    """In Telegram's own words."""
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that was just claimed for RabbitMQ: what the queue needs to know of it."""

    id: int
    kind: str
    """Its name in the ledger; another release may have written it."""
    urgency: Urgency
    due_at: datetime
    is_reclaimed: bool = False
    """Whether its lease had expired: its process crashed, or its publish was lost."""


def is_still_wanted(notification: Notification, booking: Booking) -> bool:
    """Whether a message about the booking is still true and wanted, as the booking is now."""
    is_of_present_time = notification.time_version == booking.time_version
    return is_of_present_time and booking.status in notification.kind.rule.wanted_while


def is_of_use(notification: AnyNotification, booking: Booking | None, now: datetime) -> bool:
    """Whether the message can still be sent: this process can read it, it has not expired, its booking wants it."""
    if isinstance(notification, UnknownNotification) or now >= notification.expires_at:
        return False
    return booking is None or is_still_wanted(notification, booking)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts (at least one) before the next."""
    return RETRY_PAUSES[min(attempts, len(RETRY_PAUSES)) - 1]


def next_attempt_at(notification: Notification, now: datetime) -> datetime | None:
    """When to try again after a `TransientError`; None when the message would come too late."""
    pause = pause_after(notification.attempts)
    last = min(notification.expires_at, notification.planned_for + RETRY_FOR)
    return now + pause if now + pause < last else None
