"""The outcome of an attempt to deliver a message, and how each is recorded: in one place, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from app.database.transaction import Transaction
from app.domain.messages.notifications import (
    AnyNotification,
    Failure,
    Notification,
    NotificationStatus,
    next_attempt_at,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram accepted it."""

    message_id: int


@dataclass(frozen=True, slots=True)
class SentForNow:
    """Telegram accepted it, and it has more to say: it is edited at `due_at`."""

    message_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Retry:
    """The attempt failed; the next one is at `due_at`."""

    due_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Reschedule:
    """It was not tried, and is due again at `due_at`."""

    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Expired:
    """It has expired: it is settled as `missed`."""

    reason: str = "expired"


@dataclass(frozen=True, slots=True)
class Skipped:
    """It is no longer needed: it is settled as `canceled`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Telegram will never accept it: it is settled as `failed`."""

    failure: Failure
    error: str


Outcome = Sent | SentForNow | Retry | Reschedule | Expired | Skipped | Failed


def retry_or_fail(notification: Notification, error: str, now: datetime) -> Retry | Failed:
    """After a failure that may pass: the next attempt, or the end when that would come too late."""
    due_at = next_attempt_at(notification, now)
    return Retry(due_at, error) if due_at else Failed(Failure.UNREACHABLE, error)


async def settle(tx: Transaction, notification: AnyNotification, outcome: Outcome, now: datetime) -> None:
    """Record the outcome, unless another worker has claimed the message since. `now`: when the outcome was known.

    That Telegram accepted the message is recorded in any case. Done twice, it comes to the same.
    """
    match outcome:
        case Sent(message_id):
            await tx.ledger.mark_sent(notification, message_id, now)
        case SentForNow(message_id, due_at):
            await tx.ledger.reschedule_report(notification, message_id, due_at)
        case Retry(due_at, error):
            await tx.ledger.schedule_retry(notification, due_at, error)
        case Reschedule(due_at, reason):
            await tx.ledger.reschedule(notification, due_at, reason)
        case Expired(reason):
            await tx.ledger.settle_unsent(notification, NotificationStatus.MISSED, reason, now)
        case Skipped(reason):
            await tx.ledger.settle_unsent(notification, NotificationStatus.CANCELED, reason, now)
        case Failed(failure, error):
            await tx.ledger.mark_failed(notification, failure, error, now)
            if failure is Failure.BLOCKED:
                await tx.guests.mark_blocked(notification.venue_id, notification.chat_id, now)
        case _:
            assert_never(outcome)
