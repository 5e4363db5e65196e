"""The receipt of a message in words, in each state."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.messages.notifications import Failure, NotificationStatus
from app.domain.messages.receipts import Fate, Receipt, describe, fate_of
from app.domain.messages.why_not import WhyNot, why_not
from tests.domain.builders import utc

OWED = utc("2026-11-23 09:00")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
RECEIPT = Receipt(
    id=1,
    venue_id="cafe",
    kind="reminder",
    variant="24h",
    chat_id=100,
    booking_id=1,
    status=NotificationStatus.PENDING,
    owed_at=OWED,
    due_at=OWED,
    expires_at=OWED + HOUR,
    leased_until=None,
    attempts=0,
    tried_at=None,
    settled_at=None,
    failure=None,
    reason=None,
)
TRIED = {"attempts": 1, "tried_at": OWED + SECOND}
SETTLED = {"settled_at": OWED + SECOND}


@pytest.mark.parametrize(
    ("changes", "after", "said"),
    [
        ({}, -HOUR, "waits for its time"),
        ({}, SECOND, "due since 2026-11-23 09:00:00, waits for a scheduler"),
        (
            {"status": "queued", "leased_until": OWED + HOUR},
            SECOND,
            "due since 2026-11-23 09:00:00, waits for a worker",
        ),
        ({"status": "sending", "leased_until": OWED + HOUR}, SECOND, "a worker is sending it"),
        (
            {"due_at": OWED + HOUR, "reason": "502", **TRIED},
            SECOND,
            "due again 2026-11-23 10:00:00: 502 (attempts: 1, the last one 2026-11-23 09:00:01)",
        ),
        ({"status": "sent", **TRIED, **SETTLED}, HOUR, "sent 2026-11-23 09:00:01"),
        (
            {"status": "sent", **TRIED, **SETTLED, "attempts": 3},
            HOUR,
            "sent 2026-11-23 09:00:01 (attempts: 3, the last one 2026-11-23 09:00:01)",
        ),
        (
            {"status": "failed", "failure": Failure.BLOCKED, "reason": "Forbidden", **TRIED, **SETTLED},
            HOUR,
            "failed 2026-11-23 09:00:01, blocked: Forbidden (attempts: 1, the last one 2026-11-23 09:00:01)",
        ),
        (
            {"status": "missed", "reason": "expired", **SETTLED},
            HOUR,
            "not sent, given up 2026-11-23 09:00:01: expired",
        ),
        (
            {"status": "canceled", "reason": "the booking was canceled", **SETTLED},
            HOUR,
            "not sent, no longer needed since 2026-11-23 09:00:01: the booking was canceled",
        ),
        (
            {"status": "canceled", "failure": Failure.BLOCKED, "reason": "Forbidden", **SETTLED},
            HOUR,
            "failed 2026-11-23 09:00:01, blocked: Forbidden; an admin has given it up",
        ),
    ],
)
def test_a_receipt_says_what_became_of_the_message(changes: dict[str, object], after: timedelta, said: str) -> None:
    status = NotificationStatus(str(changes.get("status", "pending")))
    assert describe(replace(RECEIPT, **{**changes, "status": status}), OWED + after) == said  # type: ignore[arg-type]


def test_a_message_whose_process_crashed_is_told_from_one_that_waits() -> None:
    for status in (NotificationStatus.QUEUED, NotificationStatus.SENDING):
        lost = replace(RECEIPT, status=status, leased_until=OWED)
        assert "crashed" in describe(lost, OWED + SECOND)


def test_a_message_that_waits_is_told_from_one_that_is_tried_again() -> None:
    assert fate_of(RECEIPT, OWED - SECOND) is Fate.WAITS
    assert fate_of(replace(RECEIPT, due_at=OWED + HOUR), OWED + SECOND) is Fate.AGAIN
    assert fate_of(RECEIPT, OWED) is Fate.UNDER_WAY


def test_a_recorded_reason_is_known_also_with_details() -> None:
    assert why_not("no admin has decided: day_closed") is WhyNot.UNDECIDED
    assert why_not("another offer today") is WhyNot.ANOTHER_OFFER
    assert why_not("502 Bad Gateway") is None
    assert why_not(None) is None
