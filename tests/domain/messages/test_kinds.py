"""The rules of kinds are consistent with each other and with the payloads."""

from typing import get_args

import pytest

from app.domain.messages.kinds import Kind, Subject, Urgency
from app.domain.messages.payloads import (
    BookingPayload,
    BroadcastPayload,
    CataloguePayload,
    ExportPayload,
    Payload,
    ServicePayload,
    WaitlistPayload,
)
from tests.domain.builders import a_new_notification, utc

OF_SUBJECT = {
    Subject.BOOKING: BookingPayload,
    Subject.SERVICE: ServicePayload,
    Subject.BROADCAST: BroadcastPayload,
    Subject.CATALOGUE: CataloguePayload,
    Subject.EXPORT: ExportPayload,
    Subject.WAIT_OFFER: WaitlistPayload,
}
NOON = utc("2026-11-22 12:00")


def test_each_kind_has_a_payload_of_its_own() -> None:
    payloads = [kind.rule.payload for kind in Kind]
    assert set(payloads) == set(get_args(Payload))
    assert len(payloads) == len(set(payloads))


@pytest.mark.parametrize("kind", Kind)
def test_the_payload_belongs_to_the_subject(kind: Kind) -> None:
    payloads = OF_SUBJECT[kind.rule.subject]
    assert kind.rule.payload in (get_args(payloads) or (payloads,))


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_replaces_only_what_the_same_recipient_got_about_the_same_subject(kind: Kind) -> None:
    for replaced in kind.replaces:
        assert (replaced.rule.to, replaced.rule.subject) == (kind.rule.to, kind.rule.subject)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_found_by_its_name_and_by_its_payload(kind: Kind) -> None:
    assert Kind.named(str(kind)) is kind
    assert Kind.of(kind.rule.payload) is kind


def test_a_name_that_is_no_kind_is_not_found() -> None:
    with pytest.raises(LookupError):
        Kind.named("rating")


@pytest.mark.parametrize(
    ("urgency", "kinds"),
    [
        (Urgency.BULK, [Kind.FOLLOW_UP, Kind.BROADCAST, Kind.EXPORT]),
        (
            Urgency.URGENT,
            [Kind.CONFIRMATION, Kind.REMINDER, Kind.ALERT_BOOKED, Kind.BROADCAST_REPORT, Kind.EXPORT_REPORT],
        ),
    ],
)
def test_follow_ups_and_broadcasts_wait_behind_what_is_urgent(urgency: Urgency, kinds: list[Kind]) -> None:
    assert {a_new_notification(kind, NOON).urgency for kind in kinds} == {urgency}


def test_the_deduplication_key_tells_apart_kind_variant_chat_and_version() -> None:
    messages = [
        a_new_notification(Kind.REMINDER, NOON, variant="24h", time_version=1),
        a_new_notification(Kind.REMINDER, NOON, variant="6h", time_version=1),
        a_new_notification(Kind.REMINDER, NOON, variant="24h", time_version=2),
        a_new_notification(Kind.REMINDER, NOON, chat_id=2, variant="24h", time_version=1),
        a_new_notification(Kind.FOLLOW_UP, NOON, variant="24h", time_version=1),
    ]
    assert len({message.deduplication_key for message in messages}) == len(messages)
    assert messages[0].deduplication_key == "reminder/24h/1/1"
