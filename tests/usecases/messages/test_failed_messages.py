"""Admins list failed messages and send them again, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from taskiq import InMemoryBroker

from app.database.bookings import NewBooking
from app.database.guests import TelegramUser
from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.availability.slots import Slot
from app.domain.bookings import Actor, Booking, Change, Role
from app.domain.errors import NotFound
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Failure, NotificationStatus
from app.queue import TaskQueue
from app.sandbox.clock import MovableClock
from app.usecases.messages.list_failed_messages import LOOK_BACK, ListFailedMessages
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage
from tests.domain.builders import TABLE, a_new_notification, a_venue
from tests.ledger import count_by_status

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
VENUE = replace(a_venue(), admin_ids=(900,))
OTHER = replace(VENUE, id="other")
ADMIN, ADMIN_OF_OTHER = Admin(VENUE, 900), Admin(OTHER, 900)


class Office:
    """The use cases for an admin, and a booking whose reminder has failed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW, frozen=True)
        self.list = ListFailedMessages(database, self.clock)
        self.show = ShowFailedMessage(database, self.clock)
        self.try_again = RetryFailedMessage(database, TaskQueue(InMemoryBroker()), self.clock)

    async def fail(self) -> tuple[Booking, int]:
        """Book for tomorrow, and return the id of a failed message about it, which is useful for an hour."""
        begins = NOW + 24 * HOUR
        async with self.database.write() as tx:
            guest = await tx.guests.register(VENUE.id, TelegramUser(1, "Anna", None, "ru"), NOW)
            new = NewBooking(VENUE.id, guest.id, TABLE.id, Slot(begins, begins + HOUR), 2, begins, "key", "digest")
            booking = await tx.bookings.add(new, Actor(Role.GUEST, 1), NOW)
            owed = a_new_notification(Kind.REMINDER, NOW, use=HOUR, subject_id=booking.id, time_version=1)
            (claimed,) = await tx.ledger.plan(VENUE.id, [owed], NOW)
            begun = await tx.ledger.claim_for_sending(claimed.id, NOW)
            assert begun
            await tx.ledger.mark_failed(begun, Failure.BLOCKED, "Forbidden", NOW)
        return booking, claimed.id


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def test_failed_messages_are_listed_for_a_week_with_reason_and_recipient(office: Office) -> None:
    _, number = await office.fail()
    (message,) = await office.list(ADMIN)
    assert (message.failed.notification.id, message.failed.failure) == (number, Failure.BLOCKED)
    assert message.reader
    assert message.reader.name == "Anna"
    assert await office.list(ADMIN_OF_OTHER) == []
    office.clock.advance(LOOK_BACK)
    assert await office.list(ADMIN) == []


async def test_simultaneous_retries_requeue_a_message_once(office: Office) -> None:
    booking, number = await office.fail()

    wanted = (office.try_again(ADMIN, number) for _ in range(5))
    outcomes = await asyncio.gather(*wanted, return_exceptions=True)

    assert True in outcomes
    assert all(outcome is True or isinstance(outcome, NotFound) for outcome in outcomes)
    assert await count_by_status(office.database) == {NotificationStatus.QUEUED: 1}
    async with office.database.read() as tx:
        history = await tx.booking_history.of_booking(booking.id)
    assert [(change.kind, change.actor) for change in history[1:]] == [(Change.RETRIED, ADMIN.actor)]


async def test_an_expired_message_stays_failed(office: Office) -> None:
    _, number = await office.fail()
    assert (await office.show(ADMIN, number)).is_of_use
    office.clock.advance(HOUR)
    assert not (await office.show(ADMIN, number)).is_of_use
    assert not await office.try_again(ADMIN, number)
    assert await count_by_status(office.database) == {NotificationStatus.FAILED: 1}


async def test_a_message_of_a_canceled_booking_is_not_retried(office: Office) -> None:
    booking, number = await office.fail()
    async with office.database.write() as tx:
        await tx.bookings.cancel(booking, ADMIN.actor, NOW)
    assert not await office.try_again(ADMIN, number)


async def test_another_venues_admin_finds_no_failed_message(office: Office) -> None:
    _, number = await office.fail()
    with pytest.raises(NotFound):
        await office.show(ADMIN_OF_OTHER, number)
    with pytest.raises(NotFound):
        await office.try_again(ADMIN_OF_OTHER, number)
    assert await count_by_status(office.database) == {NotificationStatus.FAILED: 1}
