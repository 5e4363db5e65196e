"""The outcome of an attempt to deliver a message, and how each is recorded: in one place, in one transaction."""

from collections.abc import Iterable
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
from app.domain.messages.payloads import Trouble
from app.domain.messages.why_not import WhyNot
from app.domain.venues import Venues
from app.usecases.messages.delivery.staff_group import group_of, note_trouble, redirect
from app.usecases.messages.delivery.undelivered_offer import pass_on_undelivered
from app.usecases.messages.delivery.untold import alert_untold


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram accepted it."""

    message_id: int
    topic_error: str = ""
    """Why it is not in the staff group's topic, in Telegram's words."""


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

    reason: str = WhyNot.EXPIRED


@dataclass(frozen=True, slots=True)
class Skipped:
    """It is no longer needed: it is settled as `canceled`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Telegram will never accept it: it is settled as `failed`."""

    failure: Failure
    error: str


@dataclass(frozen=True, slots=True)
class Redirected:
    """It will never reach the staff group: the admins get it. Where a venue has none, it has failed."""

    failure: Failure
    error: str


Outcome = Sent | SentForNow | Retry | Reschedule | Expired | Skipped | Failed | Redirected
Settlement = tuple[AnyNotification, Outcome]
"""A message and what became of it."""


def retry_or_fail(notification: Notification, error: str, now: datetime) -> Retry | Failed:
    """After a failure that may pass: the next attempt, or the end when that would come too late."""
    due_at = next_attempt_at(notification, now)
    return Retry(due_at, error) if due_at else Failed(Failure.UNREACHABLE, error)


async def settle(tx: Transaction, venues: Venues, outcomes: Iterable[Settlement], now: datetime) -> None:
    """Record the outcomes. `now`: when they were known. What was sent as one message must be recorded at once.

    The admins of `venues` are alerted to what a guest with a visit soon was not told.
    """
    of_group: Settlement | None = None
    for notification, outcome in outcomes:
        await _settle(tx, venues, notification, outcome, now)
        if isinstance(outcome, Sent | Redirected):
            of_group = (notification, outcome)
    # Those that were sent as one message have the same outcome.
    if of_group:
        await _note_trouble(tx, venues, *of_group, now)


async def _settle(
    tx: Transaction, venues: Venues, notification: AnyNotification, outcome: Outcome, now: datetime
) -> None:
    """Record the outcome, unless another worker has claimed the message since.

    That Telegram accepted the message is recorded in any case. Done twice, it comes to the same.
    """
    match outcome:
        case Sent(message_id=message_id):
            await tx.ledger.mark_sent(notification, message_id, now)
        case SentForNow(message_id, due_at):
            await tx.ledger.reschedule_report(notification, message_id, due_at)
        case Retry(due_at, error):
            await tx.ledger.schedule_retry(notification, due_at, error, now)
        case Reschedule(due_at, reason):
            await tx.ledger.reschedule(notification, due_at, reason)
        case Expired(reason):
            await tx.ledger.settle_unsent(notification, NotificationStatus.MISSED, reason, now)
        case Skipped(reason):
            await tx.ledger.settle_unsent(notification, NotificationStatus.CANCELED, reason, now)
        case Redirected():
            await _redirect(tx, venues, notification, outcome, now)
        case Failed():
            await _fail(tx, venues, notification, outcome, now)
        case _:
            assert_never(outcome)


async def _fail(tx: Transaction, venues: Venues, notification: AnyNotification, failed: Failed, now: datetime) -> None:
    """Settle it as failed, mark a guest who blocked the bot, and alert the admins to what a guest was not told."""
    is_recorded = await tx.ledger.mark_failed(notification, failed.failure, failed.error, now)
    if is_recorded and isinstance(notification, Notification):
        await alert_untold(tx, venues.get(notification.venue_id), notification, now)
        await pass_on_undelivered(tx, notification, now)
    if failed.failure is Failure.BLOCKED:
        await tx.guests.mark_blocked(notification.venue_id, notification.chat_id, now)


async def _redirect(
    tx: Transaction, venues: Venues, notification: AnyNotification, outcome: Redirected, now: datetime
) -> None:
    """Settle an alert to the staff group and plan it for each admin; where there is none, it has failed."""
    venue = venues.get(notification.venue_id)
    if venue is None or not venue.admin_ids or not isinstance(notification, Notification):
        await tx.ledger.mark_failed(notification, outcome.failure, outcome.error, now)
        return
    reason = f"sent to the admins: {outcome.error}"
    if await tx.ledger.settle_unsent(notification, NotificationStatus.CANCELED, reason, now):
        await redirect(tx, venue, notification, now)


async def _note_trouble(
    tx: Transaction, venues: Venues, notification: AnyNotification, outcome: Outcome, now: datetime
) -> None:
    """Record whether a message to the staff group has reached its place; the first that has not is told of."""
    venue, group = venues.get(notification.venue_id), group_of(venues, notification)
    if venue is None or group is None:
        return
    match outcome:
        case Redirected(error=error):
            await note_trouble(tx, venue, group, Trouble.GROUP, error, now)
        case Sent(topic_error=error) if error:
            await note_trouble(tx, venue, group, Trouble.TOPIC, error, now)
        case _:
            await note_trouble(tx, venue, group, None, "", now)
