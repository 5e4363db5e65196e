"""The receipt of a message: when it is owed, when it was tried and sent, or why it was not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    """When it was due at first, or when an admin had it tried again."""
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

    @property
    def has_news_of_tries(self) -> bool:
        """Whether how often it was tried is news: it failed, or the first attempt did not succeed."""
        has_succeeded_at_once = self.status is NotificationStatus.SENT and self.attempts == 1
        return self.attempts > 0 and self.tried_at is not None and not has_succeeded_at_once


class Fate(StrEnum):
    """What has become of a message, for the venue's people."""

    WAITS = "waits"
    """Its time has not come."""
    UNDER_WAY = "under_way"
    """It is due, and a scheduler, RabbitMQ or a worker has it."""
    AGAIN = "again"
    """It was tried, or had to wait, and is due again at `due_at`."""
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    """It failed, and an admin has decided that it is no longer needed."""
    MISSED = "missed"
    NOT_NEEDED = "not_needed"


def fate_of(receipt: Receipt, now: datetime) -> Fate:
    """What has become of the message at `now` (UTC)."""
    match receipt.status:
        case NotificationStatus.SENT:
            return Fate.SENT
        case NotificationStatus.FAILED:
            return Fate.FAILED
        case NotificationStatus.MISSED:
            return Fate.MISSED
        case NotificationStatus.CANCELED:
            return Fate.GIVEN_UP if receipt.failure else Fate.NOT_NEEDED
        case NotificationStatus.PENDING if receipt.due_at > now:
            return Fate.WAITS if receipt.due_at == receipt.owed_at else Fate.AGAIN
        case _:
            return Fate.UNDER_WAY


def describe(receipt: Receipt, now: datetime) -> str:
    """What has become of the message, in words for the operator. `now` is UTC."""
    match fate_of(receipt, now):
        case Fate.SENT:
            text = f"sent {_time(receipt.settled_at)}"
        case Fate.FAILED:
            text = f"failed {_time(receipt.settled_at)}, {receipt.failure}: {receipt.reason}"
        case Fate.MISSED:
            text = f"not sent, given up {_time(receipt.settled_at)}: {receipt.reason}"
        case Fate.GIVEN_UP:
            at = _time(receipt.settled_at)
            text = f"failed {at}, {receipt.failure}: {receipt.reason}; an admin has given it up"
        case Fate.NOT_NEEDED:
            text = f"not sent, no longer needed since {_time(receipt.settled_at)}: {receipt.reason}"
        case Fate.WAITS:
            text = "waits for its time"
        case Fate.AGAIN:
            text = f"due again {_time(receipt.due_at)}: {receipt.reason}"
        case Fate.UNDER_WAY:
            text = _describe_under_way(receipt, now)
    return text + _attempts(receipt)


def _describe_under_way(receipt: Receipt, now: datetime) -> str:
    is_expired = receipt.leased_until is not None and receipt.leased_until <= now
    match receipt.status:
        case NotificationStatus.PENDING:
            return f"due since {_time(receipt.due_at)}, waits for a scheduler"
        case _ if is_expired:
            lost_at = _time(receipt.leased_until)
            return f"lost since {lost_at}: its process crashed, or its publish was lost; a scheduler takes it up"
        case NotificationStatus.QUEUED:
            return f"due since {_time(receipt.due_at)}, waits for a worker"
        case _:
            return "a worker is sending it"


def _attempts(receipt: Receipt) -> str:
    return (
        f" (attempts: {receipt.attempts}, the last one {_time(receipt.tried_at)})" if receipt.has_news_of_tries else ""
    )


def _time(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S}" if instant else "at an unknown time"
