"""What is owed to whom: planned with the booking, delivered by the worker, remembered in the ledger."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from app.domain.bookings import Booking, BookingStatus
from app.domain.venues import QuietHours, Venue

Facts = Mapping[str, str | int]
"""What a text needs beyond the booking, as JSON can hold it."""

ALERT_USE = timedelta(hours=24)
"""How long an alert to admins is worth delivering."""
FOLLOW_UP_USE = timedelta(hours=24)
"""How long a follow-up is worth delivering after its time."""
BROADCAST_USE = timedelta(hours=24)
"""How long a broadcast is worth delivering after the time of each message."""
SERVICE_USE = timedelta(hours=1)
"""How long the news that a venue's service started or stopped is worth delivering."""
RETRY_FOR = timedelta(hours=24)
"""For how long after its time a message is tried again (a promise of the delivery)."""
BULK_A_SECOND = 28
"""Bulk messages that a bot sends in a second. Telegram takes 30 (Bot API FAQ); the rest is for what is urgent."""
RETRY_PAUSES = tuple(timedelta(seconds=s) for s in (1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 900))
"""The pause after each failed attempt; the last one repeats."""


class Kind(StrEnum):
    CONFIRMATION = "confirmation"
    MOVED = "moved"
    REMINDER = "reminder"
    FOLLOW_UP = "follow_up"
    CANCELED_BY_VENUE = "canceled_by_venue"
    ALERT_BOOKED = "alert_booked"
    ALERT_MOVED = "alert_moved"
    ALERT_CANCELED = "alert_canceled"
    ALERT_DELETED = "alert_deleted"
    SERVICE_STARTED = "service_started"
    SERVICE_STOPPED = "service_stopped"
    BROADCAST = "broadcast"
    BROADCAST_REPORT = "broadcast_report"


ALERTS = frozenset({Kind.ALERT_BOOKED, Kind.ALERT_MOVED, Kind.ALERT_CANCELED, Kind.ALERT_DELETED})
_ALERTS_OF_STANDING = frozenset({Kind.ALERT_BOOKED, Kind.ALERT_MOVED})
_NEWS_OF_STANDING = frozenset({Kind.CONFIRMATION, Kind.MOVED})
REPLACES: Mapping[Kind, Collection[Kind]] = {
    Kind.ALERT_MOVED: _ALERTS_OF_STANDING,
    Kind.ALERT_CANCELED: _ALERTS_OF_STANDING,
    Kind.ALERT_DELETED: _ALERTS_OF_STANDING,
    Kind.MOVED: _NEWS_OF_STANDING,
    Kind.CANCELED_BY_VENUE: _NEWS_OF_STANDING,
}
"""News of a change, and which earlier messages about the same booking are true no longer."""


class Urgency(StrEnum):
    """Which queue a message takes, and which share of the bot's rate it may use."""

    URGENT = "urgent"
    BULK = "bulk"


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
"""The statuses of what is still owed."""


class Failure(StrEnum):
    """Why a message failed for good."""

    BLOCKED = "blocked"
    """Its reader has blocked the bot, has gone, or never started it."""
    REFUSED = "refused"
    """Telegram does not take this message."""
    UNREACHABLE = "unreachable"
    """Telegram could not be reached as long as the message was of use."""
    DEFECT = "defect"
    """The product could not write it."""


@dataclass(frozen=True, slots=True)
class NewNotification:
    """One message owed to one chat, not yet in the ledger."""

    kind: Kind
    chat_id: int
    due_at: datetime
    expires_at: datetime
    """Until when it is useful; later it is `missed`, not delivered."""
    variant: str = ""
    """Which reminder (`24h`) or follow-up (its text's key) it is."""
    facts: Facts = field(default_factory=dict)
    """What its text needs beyond the booking."""

    @property
    def urgency(self) -> Urgency:
        return Urgency.BULK if self.kind in {Kind.FOLLOW_UP, Kind.BROADCAST} else Urgency.URGENT


@dataclass(frozen=True, slots=True)
class Notification(NewNotification):
    """A row of the ledger."""

    id: int = field(kw_only=True)
    venue_id: str = field(kw_only=True)
    booking_id: int | None = field(kw_only=True)
    broadcast_id: int | None = field(kw_only=True)
    time_version: int = field(kw_only=True)
    status: NotificationStatus = field(kw_only=True)
    planned_for: datetime = field(kw_only=True)
    """When it was due at first; `due_at` moves with each retry."""
    attempts: int = field(kw_only=True)
    message_id: int | None = field(kw_only=True)
    """What Telegram called it once it was sent. One that is due again is edited."""


@dataclass(frozen=True, slots=True)
class FailedNotification:
    """A message that failed for good, with why and when."""

    notification: Notification
    failure: Failure
    error: str
    """In Telegram's own words."""
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that was just claimed for RabbitMQ: what the queue needs to know of it."""

    id: int
    urgency: Urgency
    due_at: datetime


def plan_for_booking(
    venue: Venue, booking: Booking, guest_chat: int | None, admin_chats: Collection[int], now: datetime
) -> list[NewNotification]:
    """Every message a new booking will ever cause by itself: confirmation, alerts, reminders, follow-ups.

    Reminders and follow-ups are planned on the venue's clock; a reminder whose time has passed is not planned.
    `guest_chat` is None for a guest without Telegram.
    """
    planned = plan_alerts(Kind.ALERT_BOOKED, admin_chats, now)
    if guest_chat is not None:
        planned += _plan_for_guest(Kind.CONFIRMATION, venue, booking, guest_chat, now)
    return planned


def plan_for_move(
    venue: Venue, old: Booking, booking: Booking, guest_chat: int | None, admin_chats: Collection[int], now: datetime
) -> list[NewNotification]:
    """Every message a moved booking will ever cause by itself; those of its old time are the caller's to end.

    The news of the move, to the guest and to the admins, remembers where the booking stood before.
    """
    facts = {
        "old_resource_id": old.resource_id,
        "old_starts_at": old.starts_at.isoformat(),
        "old_ends_at": old.ends_at.isoformat(),
    }
    planned = plan_alerts(Kind.ALERT_MOVED, admin_chats, now, facts)
    if guest_chat is not None:
        planned += _plan_for_guest(Kind.MOVED, venue, booking, guest_chat, now, facts)
    return planned


def plan_alerts(
    kind: Kind, admin_chats: Collection[int], now: datetime, facts: Facts | None = None
) -> list[NewNotification]:
    """The same alert for each admin, due now."""
    return [NewNotification(kind, chat, now, now + ALERT_USE, facts=facts or {}) for chat in admin_chats]


def plan_service_news(kind: Kind, admin_chats: Collection[int], now: datetime) -> list[NewNotification]:
    """Tell each admin that the venue's service started or stopped, and when."""
    facts = {"at": now.isoformat()}
    return [NewNotification(kind, chat, now, now + SERVICE_USE, facts=facts) for chat in admin_chats]


def plan_broadcast(guest_chats: Sequence[int], admin_chats: Collection[int], now: datetime) -> list[NewNotification]:
    """One message to each guest, as fast as a bot may send; to each admin a report, which is edited as it goes on."""
    times = [now + timedelta(seconds=number / BULK_A_SECOND) for number in range(len(guest_chats) + 1)]
    messages = [
        NewNotification(Kind.BROADCAST, chat, due_at, due_at + BROADCAST_USE)
        for chat, due_at in zip(guest_chats, times, strict=False)
    ]
    all_over = times[-1] + 2 * BROADCAST_USE
    return [*messages, *[NewNotification(Kind.BROADCAST_REPORT, chat, now, all_over) for chat in admin_chats]]


def _plan_for_guest(
    news: Kind, venue: Venue, booking: Booking, chat_id: int, now: datetime, facts: Facts | None = None
) -> list[NewNotification]:
    return [
        NewNotification(news, chat_id, now, booking.starts_at, facts=facts or {}),
        *_plan_reminders(venue, booking, chat_id, now),
        *_plan_follow_ups(venue, booking, chat_id),
    ]


def _plan_reminders(venue: Venue, booking: Booking, chat_id: int, now: datetime) -> list[NewNotification]:
    """Each reminder is of use until the next one speaks, the last one until the visit begins."""
    starts_at = booking.starts_at
    return [
        NewNotification(Kind.REMINDER, chat_id, starts_at - lead, starts_at - next_lead, variant=lead_name(lead))
        for lead, next_lead in pairwise([*venue.messages.reminders, timedelta(0)])
        if starts_at - lead > now
    ]


def _plan_follow_ups(venue: Venue, booking: Booking, chat_id: int) -> list[NewNotification]:
    planned = []
    for follow_up in venue.messages.follow_ups:
        due_at = after_quiet_hours(venue, booking.ends_at + follow_up.after)
        planned.append(NewNotification(Kind.FOLLOW_UP, chat_id, due_at, due_at + FOLLOW_UP_USE, variant=follow_up.text))
    return planned


def lead_name(lead: timedelta) -> str:
    """`24h`, `6h`, `30m`: a lead as venue.toml writes it."""
    minutes = int(lead.total_seconds()) // 60
    return f"{minutes}m" if minutes % 60 else f"{minutes // 60}h"


def is_quiet(venue: Venue, instant: datetime) -> bool:
    """Whether an instant falls into the venue's quiet hours."""
    quiet = venue.messages.quiet_hours
    return quiet is not None and quiet.cover(instant.astimezone(venue.zone).time())


def after_quiet_hours(venue: Venue, instant: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours it falls into, in UTC."""
    quiet = venue.messages.quiet_hours
    if quiet is None or not is_quiet(venue, instant):
        return instant
    return _morning(quiet, instant.astimezone(venue.zone)).astimezone(instant.tzinfo)


def _morning(quiet: QuietHours, local: datetime) -> datetime:
    # In an hour that the autumn change repeats, the morning belongs to the same turn of it.
    morning = datetime.combine(local.date(), quiet.ends.replace(fold=local.fold), local.tzinfo)
    return morning if morning > local else morning + timedelta(days=1)


def is_silent(venue: Venue, notification: Notification, now: datetime) -> bool:
    """Whether it arrives without a sound: at night, unless it must wake the guest for a visit within the hour."""
    if not is_quiet(venue, now):
        return False
    return not (notification.kind is Kind.REMINDER and notification.expires_at - now <= timedelta(hours=1))


def is_still_wanted(notification: Notification, booking: Booking) -> bool:
    """Whether the booking still deserves the message, as it stands at the moment of delivery."""
    if notification.time_version != booking.time_version:
        return False
    match notification.kind:
        case Kind.CONFIRMATION | Kind.MOVED | Kind.REMINDER:
            return booking.status is BookingStatus.BOOKED
        case Kind.FOLLOW_UP:
            return booking.status in {BookingStatus.BOOKED, BookingStatus.COMPLETED}
        case Kind.ALERT_BOOKED | Kind.ALERT_MOVED:
            return booking.status is not BookingStatus.CANCELED
        case _:
            return True


def is_of_use(notification: Notification, booking: Booking | None, now: datetime) -> bool:
    """Whether it is not too late for the message, and its booking, if it has one, still deserves it."""
    return now < notification.expires_at and (booking is None or is_still_wanted(notification, booking))


def next_attempt_at(notification: Notification, now: datetime) -> datetime | None:
    """When to try again after a passing failure, or None when it would be of no use any more."""
    pause = RETRY_PAUSES[min(notification.attempts, len(RETRY_PAUSES)) - 1]
    last = min(notification.expires_at, notification.planned_for + RETRY_FOR)
    return now + pause if now + pause < last else None
