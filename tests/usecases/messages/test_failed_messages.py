"""Admins list failed messages and send them again, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.database.bookings import NewBooking
from app.database.guests import TelegramUser
from app.domain.access import Admin
from app.domain.availability.slots import Slot
from app.domain.bookings import Actor, Booking, Change, Role
from app.domain.errors import NotFound
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Failure, NotificationStatus
from app.domain.misfits import promise_of
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import TransientError
from app.usecases.messages.give_up_failed_message import GiveUpFailedMessage
from app.usecases.messages.list_failed_messages import LOOK_BACK, ListFailedMessages
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_new_notification, a_venue
from tests.harness import NOW, Harness
from tests.ledger import count_by_status

HOUR = timedelta(hours=1)
VENUE = replace(a_venue(), admin_ids=(900,))
OTHER = replace(VENUE, id="other")
ADMIN, ADMIN_OF_OTHER = Admin(VENUE, 900), Admin(OTHER, 900)


class FailureHarness(Harness):
    """What an admin does about a reminder that the guest never got."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, VENUE, OTHER)
        self.list = self.get(ListFailedMessages)
        self.show = self.get(ShowFailedMessage)
        self.retry = self.get(RetryFailedMessage)
        self.give_up = self.get(GiveUpFailedMessage)

    async def fail(self, use: timedelta = HOUR) -> tuple[Booking, int]:
        """Book, and return the id of a failed message about it, which is useful for the time `use`."""
        begins = NOW + 48 * HOUR
        async with self.database.write() as tx:
            guest = await tx.guests.register(VENUE.id, TelegramUser(1, "Anna", None, "ru"), NOW)
            promise = promise_of(VENUE, TABLE.id, begins)
            new = NewBooking(
                VENUE.id, guest.id, TABLE.id, Slot(begins, begins + HOUR), 2, begins, "key", "digest", promise
            )
            booking = await tx.bookings.add(new, Actor(Role.GUEST, 1), NOW)
            owed = a_new_notification(Kind.REMINDER, NOW, use=use, subject_id=booking.id, time_version=1)
            (claimed,) = await tx.ledger.plan(VENUE.id, [owed], NOW)
            begun = await tx.ledger.claim_for_sending(claimed.id, NOW)
            assert begun
            await tx.ledger.mark_failed(begun, Failure.BLOCKED, "Forbidden", NOW)
        return booking, claimed.id


@pytest.fixture
def harness(database: OpenDatabase) -> FailureHarness:
    return FailureHarness(database)


async def test_failed_messages_are_listed_for_a_week_with_reason_and_recipient(harness: FailureHarness) -> None:
    _, number = await harness.fail()
    (message,) = await harness.list(ADMIN)
    assert (message.failed.notification.id, message.failed.failure) == (number, Failure.BLOCKED)
    assert message.reader
    assert message.reader.name == "Anna"
    assert await harness.list(ADMIN_OF_OTHER) == []
    harness.clock.advance(LOOK_BACK)
    assert await harness.list(ADMIN) == []


async def test_simultaneous_retries_requeue_a_message_once(harness: FailureHarness) -> None:
    booking, number = await harness.fail()

    wanted = (harness.retry(ADMIN, number) for _ in range(5))
    outcomes = await asyncio.gather(*wanted, return_exceptions=True)

    assert True in outcomes
    assert all(outcome is True or isinstance(outcome, NotFound) for outcome in outcomes)
    assert await count_by_status(harness.database) == {NotificationStatus.QUEUED: 1}
    async with harness.database.read() as tx:
        history = await tx.booking_history.of_booking(booking.id, limit=20)
    assert [(change.kind, change.actor) for change in history[1:]] == [(Change.RETRIED, ADMIN.actor)]


async def test_a_message_that_was_given_up_is_neither_listed_nor_sent_again(harness: FailureHarness) -> None:
    booking, number = await harness.fail()
    with pytest.raises(NotFound):
        await harness.give_up(ADMIN_OF_OTHER, number)
    assert len(await harness.list(ADMIN)) == 1

    await asyncio.gather(*(harness.give_up(ADMIN, number) for _ in range(3)), return_exceptions=True)

    assert await harness.list(ADMIN) == []
    with pytest.raises(NotFound):
        await harness.retry(ADMIN, number)
    assert await count_by_status(harness.database) == {NotificationStatus.CANCELED: 1}
    async with harness.database.read() as tx:
        history = await tx.booking_history.of_booking(booking.id, limit=20)
    assert [(change.kind, change.actor) for change in history[1:]] == [(Change.GIVEN_UP, ADMIN.actor)]


async def test_an_old_message_is_tried_as_long_as_a_new_one(harness: FailureHarness) -> None:
    _, number = await harness.fail(use=40 * HOUR)
    harness.clock.advance(30 * HOUR)
    await harness.retry(ADMIN, number)
    harness.sender.errors = [TransientError("502")] * 3

    await harness.get(DeliverNotification)(number)
    for _ in range(3):
        harness.clock.advance(timedelta(seconds=10))
        await harness.deliver_due()

    assert harness.sender.sent_ids == [number]


async def test_an_expired_message_stays_failed(harness: FailureHarness) -> None:
    _, number = await harness.fail()
    assert (await harness.show(ADMIN, number)).is_of_use
    harness.clock.advance(HOUR)
    assert not (await harness.show(ADMIN, number)).is_of_use
    assert not await harness.retry(ADMIN, number)
    assert await count_by_status(harness.database) == {NotificationStatus.FAILED: 1}


async def test_a_message_of_a_canceled_booking_is_not_retried(harness: FailureHarness) -> None:
    booking, number = await harness.fail()
    async with harness.database.write() as tx:
        await tx.bookings.cancel(booking, ADMIN.actor, NOW)
    assert not await harness.retry(ADMIN, number)


async def test_another_venues_admin_finds_no_failed_message(harness: FailureHarness) -> None:
    _, number = await harness.fail()
    with pytest.raises(NotFound):
        await harness.show(ADMIN_OF_OTHER, number)
    with pytest.raises(NotFound):
        await harness.retry(ADMIN_OF_OTHER, number)
    assert await count_by_status(harness.database) == {NotificationStatus.FAILED: 1}
