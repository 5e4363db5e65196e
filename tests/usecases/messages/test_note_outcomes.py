"""Each attempt to deliver is counted by kind and outcome, with how late it was, and logged in a line without names."""

from datetime import timedelta

import pytest

from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Failure, UnknownNotification
from app.usecases.messages.delivery.note_outcomes import NAMES, note_outcomes
from app.usecases.messages.delivery.outcome import (
    Expired,
    Failed,
    Outcome,
    Redirected,
    Reschedule,
    Retry,
    Sent,
    SentForNow,
    Skipped,
)
from tests.domain.builders import a_notification
from tests.harness import NOW
from tests.metrics import Counted

SECOND = timedelta(seconds=1)
OUTCOMES: list[tuple[Outcome, dict[str, object]]] = [
    (Sent(7), {"message": 7, "late": 2.0}),
    (SentForNow(7, NOW), {"message": 7, "late": 2.0}),
    (Retry(NOW, "502"), {"due_at": NOW.isoformat(), "reason": "502"}),
    (Reschedule(NOW, "Telegram's limits"), {"due_at": NOW.isoformat(), "reason": "Telegram's limits"}),
    (Expired(), {"reason": "expired"}),
    (Skipped("the booking is canceled"), {"reason": "the booking is canceled"}),
    (Failed(Failure.BLOCKED, "Forbidden"), {"failure": "blocked", "reason": "Forbidden"}),
    (Failed(Failure.DEFECT, "KeyError('Anna')"), {"failure": "defect"}),
    (Redirected(Failure.REFUSED, "no staff group is set"), {"failure": "refused", "reason": "no staff group is set"}),
]


class Lines(list[dict[str, object]]):
    """A logger that records."""

    def info(self, event: str, **fields: object) -> None:
        self.append({"event": event, **fields})


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """What is logged; structlog's own capture misses loggers that another test has used."""
    lines = Lines()
    monkeypatch.setattr("app.usecases.messages.delivery.note_outcomes.log", lines)
    return lines


@pytest.mark.parametrize(("outcome", "details"), OUTCOMES)
def test_an_outcome_is_counted_and_logged(
    outcome: Outcome, details: dict[str, object], counted: Counted, lines: Lines
) -> None:
    notification = a_notification(Kind.REMINDER, NOW)
    note_outcomes([(notification, outcome)], NOW + 2 * SECOND)
    name = NAMES[type(outcome)]
    assert counted("bronya_messages_total", kind="reminder", outcome=name) == 1
    is_late = counted("bronya_message_lateness_seconds_sum", urgency="urgent")
    assert is_late == (2 if "late" in details else 0)
    (line,) = lines
    common = {"event": "delivery", "venue": "cafe", "notification": 1, "kind": "reminder"}
    assert line == {**common, "outcome": name, "attempt": 1, **details}


def test_an_edited_report_is_not_late_and_an_early_message_is_not_early(counted: Counted) -> None:
    edited = a_notification(Kind.BROADCAST_REPORT, NOW, message_id=7)
    note_outcomes([(edited, Sent(7))], NOW + 600 * SECOND)
    note_outcomes([(a_notification(Kind.REMINDER, NOW), Sent(7))], NOW - SECOND)
    assert counted("bronya_message_lateness_seconds_count", urgency="urgent") == 1
    assert counted("bronya_message_lateness_seconds_sum", urgency="urgent") == 0


def test_kinds_of_another_release_share_a_label(counted: Counted) -> None:
    unknown = UnknownNotification(1, "cafe", "from_the_future", 1, NOW, NOW, 1, "unknown kind")
    note_outcomes([(unknown, Reschedule(NOW, "unknown kind"))], NOW)
    assert counted("bronya_messages_total", kind="unknown", outcome="rescheduled") == 1
