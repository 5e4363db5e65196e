"""The receipt of a message: when it is owed, when it was tried and sent, or why it was not."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.messages.notifications import Failure, NotificationStatus


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the ledger knows of one message, whichever release wrote it. All instants are UTC."""

    id: int
    venue_id: str
    kind: str
    variant: str
    chat_id: int
    booking_id: int | None
    """The booking it is about; None when it is about something else."""
    status: NotificationStatus
    owed_at: datetime
    """When it was due at first."""
    due_at: datetime
    """When it is due next: later than `owed_at` after a retry or where it had to wait."""
    expires_at: datetime
    leased_until: datetime | None
    attempts: int
    tried_at: datetime | None
    """When the last attempt ended. None before the first one, and for those of a release that did not record it."""
    settled_at: datetime | None
    failure: Failure | None
    reason: str | None
    """Why it was not sent, or not yet."""


def describe(receipt: Receipt, now: datetime) -> str:
    """What has become of the message, in words. `now` is UTC."""
    match receipt.status:
        case NotificationStatus.SENT:
            text = f"sent {_time(receipt.settled_at)}"
        case NotificationStatus.FAILED:
            text = f"failed {_time(receipt.settled_at)}, {receipt.failure}: {receipt.reason}"
        case NotificationStatus.MISSED:
            text = f"not sent, given up {_time(receipt.settled_at)}: {receipt.reason}"
        case NotificationStatus.CANCELED if receipt.failure:
            at = _time(receipt.settled_at)
            text = f"failed {at}, {receipt.failure}: {receipt.reason}; an admin has given it up"
        case NotificationStatus.CANCELED:
            text = f"not sent, no longer needed since {_time(receipt.settled_at)}: {receipt.reason}"
        case _:
            text = _describe_unsent(receipt, now)
    return text + _attempts(receipt)


def _describe_unsent(receipt: Receipt, now: datetime) -> str:
    is_expired = receipt.leased_until is not None and receipt.leased_until <= now
    match receipt.status:
        case NotificationStatus.PENDING if receipt.due_at <= now:
            return f"due since {_time(receipt.due_at)}, waits for a scheduler"
        case NotificationStatus.PENDING if receipt.due_at == receipt.owed_at:
            return "waits for its time"
        case NotificationStatus.PENDING:
            return f"due again {_time(receipt.due_at)}: {receipt.reason}"
        case _ if is_expired:
            lost_at = _time(receipt.leased_until)
            return f"lost since {lost_at}: its process crashed, or its publish was lost; a scheduler takes it up"
        case NotificationStatus.QUEUED:
            return f"due since {_time(receipt.due_at)}, waits for a worker"
        case _:
            return "a worker is sending it"


def _attempts(receipt: Receipt) -> str:
    """How often it was tried, where that is news: it failed, or the first attempt did not succeed."""
    has_succeeded_at_once = receipt.status is NotificationStatus.SENT and receipt.attempts == 1
    if receipt.attempts == 0 or receipt.tried_at is None or has_succeeded_at_once:
        return ""
    return f" (attempts: {receipt.attempts}, the last one {_time(receipt.tried_at)})"


def _time(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S}" if instant else "at an unknown time"
