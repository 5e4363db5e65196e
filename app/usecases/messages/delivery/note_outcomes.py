"""Count and log what became of messages, after it is recorded: a line for each."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from app.domain.messages.notifications import AnyNotification, Failure, Notification
from app.runtime import metrics
from app.runtime.trace import TRACE
from app.usecases.messages.delivery.outcome import (
    Expired,
    Failed,
    Outcome,
    Redirected,
    Reschedule,
    Retry,
    Sent,
    SentForNow,
    Settlement,
    Skipped,
)

log = structlog.stdlib.get_logger()

UNKNOWN = "unknown"
"""As a metric's label, the kind of a message that another release wrote."""
NAMES: dict[type[Outcome], str] = {
    Sent: "sent",
    SentForNow: "sent_for_now",
    Retry: "retry",
    Reschedule: "rescheduled",
    Expired: "missed",
    Skipped: "canceled",
    Failed: "failed",
    Redirected: "redirected",
}
"""The outcomes, as metrics and log lines call them."""


def note_outcomes(outcomes: Iterable[Settlement], now: datetime) -> None:
    """Count and log each outcome. `now` is when it was known."""
    for notification, outcome in outcomes:
        name = NAMES[type(outcome)]
        kind = str(notification.kind)
        metrics.MESSAGES.labels(kind if isinstance(notification, Notification) else UNKNOWN, name).inc()
        late = _lateness(notification, outcome, now)
        if late is not None and isinstance(notification, Notification):
            metrics.LATENESS_SECONDS.labels(notification.urgency).observe(late)
        line = {"venue": notification.venue_id, "notification": notification.id, "kind": kind, "outcome": name}
        # Of messages that were sent as one, each has its own trace.
        trace = {TRACE: notification.trace} if notification.trace else {}
        log.info("delivery", **line, attempt=notification.attempts, **_details(outcome, late), **trace)


def _lateness(notification: AnyNotification, outcome: Outcome, now: datetime) -> float | None:
    """Seconds from when it was owed, if it was sent for the first time: a report is edited while it goes on."""
    if not isinstance(notification, Notification) or notification.has_been_sent:
        return None
    if not isinstance(outcome, Sent | SentForNow):
        return None
    # A scheduler that stops pushes what it has claimed, up to a second and a half early.
    return max(now - notification.planned_for, timedelta(0)).total_seconds()


def _details(outcome: Outcome, late: float | None) -> dict[str, object]:
    match outcome:
        case Sent(message_id=message_id) | SentForNow(message_id=message_id):
            # After a restore of an older database, only the log knows what has been sent.
            return {"message": message_id} if late is None else {"message": message_id, "late": round(late, 3)}
        case Retry(due_at, error):
            return {"due_at": due_at.isoformat(), "reason": error}
        case Reschedule(due_at, reason):
            return {"due_at": due_at.isoformat(), "reason": reason}
        case Failed(Failure.DEFECT, _):
            # The text of an error of ours may have the name of a guest; it is in the ledger.
            return {"failure": Failure.DEFECT.value}
        case Failed(failure, error) | Redirected(failure, error):
            return {"failure": failure.value, "reason": error}
        case Expired(reason) | Skipped(reason):
            return {"reason": reason}
