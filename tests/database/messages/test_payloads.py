"""Payloads are read from the ledger as they were written, also those of another release."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.database.messages.payloads import UnknownPayloadError, from_json, to_json
from app.domain.messages.kinds import Kind
from app.domain.messages.payloads import FollowUp, Moved, Payload, Reminder, ServiceStarted
from tests.domain.builders import a_payload

SIX = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", Kind)
def test_a_payload_comes_back_as_it_was_stored(kind: Kind) -> None:
    payload = a_payload(kind)
    assert from_json(str(kind), payload.variant, to_json(payload)) == payload


@pytest.mark.parametrize(
    ("kind", "variant", "stored", "expected"),
    [
        ("reminder", "24h", {}, Reminder(variant="24h")),
        ("follow_up", "review", {}, FollowUp(variant="review")),
        ("service_started", "", {"at": "2026-11-22T18:00:00+00:00"}, ServiceStarted(at=SIX)),
        (
            "moved",
            "",
            {
                "old_resource_id": "t1",
                "old_starts_at": "2026-11-22T18:00:00+00:00",
                "old_ends_at": "2026-11-22T20:00:00+00:00",
            },
            Moved(old_resource_id="t1", old_starts_at=SIX, old_ends_at=SIX + timedelta(hours=2)),
        ),
    ],
)
def test_what_earlier_releases_stored_is_read(
    kind: str, variant: str, stored: dict[str, Any], expected: Payload
) -> None:
    assert from_json(kind, variant, stored) == expected


def test_a_field_that_a_later_release_added_is_ignored() -> None:
    assert from_json("reminder", "24h", {"weather": "rain"}) == Reminder(variant="24h")


@pytest.mark.parametrize(
    ("kind", "stored", "reason"),
    [
        ("rating", {}, "unknown kind 'rating'"),
        ("service_started", {}, "unknown payload of 'service_started': at: Field required"),
        (
            "service_started",
            {"at": "noon"},
            "unknown payload of 'service_started': at: Input should be a valid datetime",
        ),
    ],
)
def test_what_this_release_does_not_know_says_why(kind: str, stored: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnknownPayloadError, match=reason):
        from_json(kind, "", stored)
