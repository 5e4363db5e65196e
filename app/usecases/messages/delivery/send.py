"""One attempt to send a letter, and its outcome."""

from datetime import timedelta
from typing import Protocol

import structlog

from app.domain.messages.letters import Letter, ReportLetter
from app.domain.messages.notifications import Failure, Notification
from app.runtime.clock import Clock
from app.usecases.messages.delivery.outcome import Failed, Outcome, Sent, SentForNow, retry_or_fail

log = structlog.stdlib.get_logger()

REPORT_PAUSE = timedelta(seconds=3)
"""Between two updates of the report on a broadcast."""


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


class Sender(Protocol):
    """Writes and sends a letter through the Bot API."""

    async def reserve(self, notification: Notification, *, has_waited: bool) -> None:
        """Take a place for the message within Telegram's limits, right before it is sent.

        `has_waited`: this is tried again after the wait of a `RateLimited`. Raises `RateLimited`.
        """
        ...

    async def send(self, letter: Letter) -> int:
        """Telegram's id of the message; a message that was sent before is edited.

        Raises `PermanentError`, `TransientError`, `RateLimited`.
        """
        ...


async def send(sender: Sender, letter: Letter, clock: Clock) -> Outcome:
    """Try to send it once. Raises `RateLimited`."""
    notification = letter.envelope.notification
    try:
        message_id = await sender.send(letter)
    except RateLimited:
        raise
    except TransientError as error:
        return retry_or_fail(notification, str(error), clock.now())
    except PermanentError as refusal:
        return Failed(Failure.BLOCKED if refusal.is_blocked else Failure.REFUSED, str(refusal))
    except Exception as defect:
        # A retry would fail in the same way. Admins see it, and can retry it when the defect is fixed.
        log.exception("letter not written", notification=notification.id)
        return Failed(Failure.DEFECT, repr(defect))
    if isinstance(letter, ReportLetter) and not letter.progress.is_over:
        return SentForNow(message_id, clock.now() + REPORT_PAUSE)
    return Sent(message_id)
