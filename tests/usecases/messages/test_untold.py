"""Admins are asked to phone a guest whom a message about a visit soon did not reach."""

from datetime import timedelta

import pytest

from app.domain.access import Admin
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter, Letter
from app.domain.messages.payloads import AlertUntold
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.messages.delivery.send import PermanentError
from app.usecases.messages.delivery.untold import NEAR
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from tests.databases import OpenDatabase
from tests.harness import NOW
from tests.usecases.messages.test_deliver_notification import ADMIN, HOUR, VENUE, DeliveryHarness

GUEST = 1


@pytest.fixture
def harness(database: OpenDatabase) -> DeliveryHarness:
    """The guest has blocked the bot."""
    harness = DeliveryHarness(database)

    async def refuse(letter: Letter) -> None:
        if letter.envelope.notification.chat_id == GUEST:
            raise PermanentError("Forbidden: bot was blocked by the user", is_blocked=True)

    harness.sender.before_send = refuse
    return harness


async def deliver_until(harness: DeliveryHarness, hours: float) -> None:
    """Deliver what falls due until that many hours have passed, and in the scheduler's next pass."""
    for step in (timedelta(seconds=10), timedelta(seconds=10), hours * HOUR, timedelta(seconds=10)):
        harness.clock.advance(step)
        await harness.deliver_due()


def alerts(harness: DeliveryHarness) -> list[AlertUntold]:
    """What the admin was told to phone about."""
    letters = [letter for letter in harness.sender.sent if isinstance(letter, BookingLetter)]
    told = [letter for letter in letters if isinstance(letter.payload, AlertUntold)]
    assert all(letter.envelope.notification.chat_id == ADMIN for letter in told)
    return [letter.payload for letter in told if isinstance(letter.payload, AlertUntold)]


def untold(harness: DeliveryHarness) -> list[str]:
    """The kinds of the messages that did not arrive."""
    return [alert.message for alert in alerts(harness)]


async def test_a_reminder_that_a_guest_of_tomorrow_did_not_get_is_an_alert(harness: DeliveryHarness) -> None:
    await harness.book_at(NOW + 30 * HOUR)
    await deliver_until(harness, 0)
    assert untold(harness) == [], "of the booking itself the guest knows"
    await deliver_until(harness, 7)
    assert untold(harness) == ["reminder"]


@pytest.mark.parametrize(("ahead", "expected"), [(NEAR, ["canceled_by_venue"]), (NEAR + HOUR, [])])
async def test_a_visit_that_is_far_off_is_no_alert(
    harness: DeliveryHarness, ahead: timedelta, expected: list[str]
) -> None:
    booking, _ = await harness.book_at(NOW + ahead)
    await harness.get(CancelBooking)(Admin(VENUE, ADMIN), booking.id)
    await deliver_until(harness, 0)
    assert untold(harness) == expected


async def test_an_alert_that_an_admin_did_not_get_causes_no_other(harness: DeliveryHarness) -> None:
    async def refuse(letter: Letter) -> None:
        if letter.envelope.notification.chat_id == ADMIN:
            raise PermanentError("Forbidden: bot was blocked by the user", is_blocked=True)

    harness.sender.before_send = refuse
    await harness.book_at(NOW + 30 * HOUR)
    await deliver_until(harness, 0)
    assert harness.sender.kinds == [Kind.CONFIRMATION]


async def test_a_message_that_fails_again_after_an_admins_try_is_no_second_alert(harness: DeliveryHarness) -> None:
    await harness.book_at(NOW + 30 * HOUR)
    await deliver_until(harness, 7)
    (alert,) = alerts(harness)
    await harness.get(RetryFailedMessage)(Admin(VENUE, ADMIN), int(alert.variant))
    await deliver_until(harness, 0)
    assert untold(harness) == ["reminder"]


def test_alerts_are_rules_of_messages_to_guests() -> None:
    assert {kind for kind in Kind if kind.rule.is_phoned} == {
        Kind.MOVED,
        Kind.REMINDER,
        Kind.CANCELED_BY_VENUE,
    }
