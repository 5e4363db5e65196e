"""One attempt to send a letter, and its outcome."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

import structlog

from app.domain.messages.letters import ExportReportLetter, Letter, ReportLetter, notifications_of
from app.domain.messages.notifications import Failure, Notification
from app.runtime.clock import Clock
from app.usecases.messages.delivery.outcome import (
    Failed,
    Outcome,
    Redirected,
    Reschedule,
    Sent,
    SentForNow,
    Settlement,
    retry_or_fail,
)

log = structlog.stdlib.get_logger()

T = TypeVar("T")

REPORT_PAUSE = timedelta(seconds=3)
"""Between two updates of the report on a broadcast or an export."""
PAUSED_REPORT_PAUSE = timedelta(minutes=1)
"""The same while the broadcast is paused: little changes, and resuming it makes the report due at once."""


class PermanentError(Exception):
    """Telegram will never accept the message."""

    def __init__(self, reason: str, *, is_blocked: bool = False) -> None:
        super().__init__(reason)
        self.is_blocked = is_blocked


class TransientError(Exception):
    """Telegram may accept the message later."""


class RateLimited(Exception):  # noqa: N818
    """Telegram's limits allow no message now. That was no attempt."""

    def __init__(self, wait: timedelta, *, comes_back: bool = False) -> None:
        """`comes_back`: the message must not wait in the worker, however short `wait` is."""
        super().__init__(f"Telegram's limits: wait {wait.total_seconds():.1f} s")
        self.wait = wait
        self.comes_back = comes_back


class GroupMoved(Exception):  # noqa: N818
    """The staff group has become a supergroup, which has another id."""

    def __init__(self, moved_to: int) -> None:
        super().__init__(f"the group is a supergroup: {moved_to}")
        self.moved_to = moved_to


@dataclass(frozen=True, slots=True)
class Receipt:
    """Telegram accepted a message."""

    message_id: int
    """Telegram's id of it."""
    topic_error: str = ""
    """Why it is not in the topic that it was for, in Telegram's words."""


class Sender(Protocol):
    """Writes and sends a letter through the Bot API."""

    async def reserve(self, notification: Notification, *, has_waited: bool) -> None:
        """Take a place for the message within Telegram's limits, right before it is sent.

        `has_waited`: this is tried again after the wait of a `RateLimited`. Raises `RateLimited`.
        """
        ...

    async def send(self, letter: Letter, *, is_reply: bool = False) -> Receipt:
        """Send it; a message that was sent before is edited. `is_reply`: at once, without a place within the limits.

        Raises `PermanentError`, `TransientError`, `RateLimited`, `GroupMoved`.
        """
        ...


async def within_limits(
    attempt: Callable[[bool], Awaitable[T]], clock: Clock, patience: timedelta, *, stays: bool = False
) -> T | Reschedule:
    """Return what `attempt` returns; it is made again after each `RateLimited` that it raises.

    Returns a `Reschedule` where that would take longer than `patience` in all.

    `attempt` is told whether it has waited. `stays`: wait here also for what the limits say is to come back.
    """
    remaining, has_waited = patience, False
    while True:
        try:
            return await attempt(has_waited)
        except RateLimited as limit:
            wait = limit.wait
            if (limit.comes_back and not stays) or wait > remaining:
                return Reschedule(clock.now() + wait, "Telegram's limits")
        remaining -= wait
        await clock.sleep(wait)
        has_waited = True


async def send(sender: Sender, letter: Letter, clock: Clock, *, is_reply: bool = False) -> list[Settlement]:
    """Try to send it once. Returns the outcome of each notification that it tells of. `is_reply`: see `Sender.send`.

    Raises `RateLimited`, `GroupMoved`.
    """
    notifications = notifications_of(letter)
    outcome: Outcome
    try:
        receipt = await sender.send(letter, is_reply=is_reply)
    except (RateLimited, GroupMoved):
        raise
    except TransientError as error:
        now = clock.now()
        return [(each, retry_or_fail(each, str(error), now)) for each in notifications]
    except PermanentError as refusal:
        failure = Failure.BLOCKED if refusal.is_blocked else Failure.REFUSED
        is_to_group = letter.envelope.notification.is_to_group
        outcome = Redirected(failure, str(refusal)) if is_to_group else Failed(failure, str(refusal))
    except Exception as defect:
        # A retry would fail in the same way. Admins see it, and can retry it when the defect is fixed.
        log.exception("letter not written", notifications=[each.id for each in notifications])
        outcome = Failed(Failure.DEFECT, repr(defect))
    else:
        outcome = Sent(receipt.message_id, receipt.topic_error)
        if _is_unfinished(letter):
            outcome = SentForNow(receipt.message_id, clock.now() + _pause(letter))
    return [(each, outcome) for each in notifications]


def _is_unfinished(letter: Letter) -> bool:
    """Whether it is a report on what goes on."""
    if isinstance(letter, ReportLetter):
        return not letter.progress.is_over
    return isinstance(letter, ExportReportLetter) and not letter.delivery.is_over


def _pause(report: Letter) -> timedelta:
    is_paused = isinstance(report, ReportLetter) and report.broadcast.paused_at is not None
    return PAUSED_REPORT_PAUSE if is_paused else REPORT_PAUSE
