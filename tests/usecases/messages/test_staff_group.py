"""Alerts to a staff group go where the group is when they are sent; none is lost, and admins learn why it moved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.database.messages.ledger import PUSH_LEASE, QUEUE_LEASE
from app.database.tables import notifications
from app.domain.access import Visitor
from app.domain.bookings import Booking
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter, GatheredLetter, Letter, ServiceLetter, notifications_of
from app.domain.messages.notifications import Failure
from app.domain.messages.payloads import GroupTrouble, Trouble
from app.domain.venues import STAFF_CHAT, StaffGroup, Venue
from app.usecases.bookings.answer_reminder import AnswerReminder
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import GroupMoved, PermanentError, RateLimited, Receipt
from app.usecases.messages.follow_moved_group import FollowMovedGroup
from tests.databases import OpenDatabase
from tests.domain.builders import a_venue
from tests.harness import EVENING, FIRST_MESSAGE_ID, Harness

GROUP, SUPERGROUP, OTHER_GROUP = -400, -1001234567890, -1009876543210
ADMINS = (900, 901)
VENUE = replace(a_venue(), admin_ids=ADMINS, staff_group=StaffGroup(GROUP, 42))
SECOND = timedelta(seconds=1)
KICKED = PermanentError("Forbidden: bot was kicked from the group chat", is_blocked=True)


class GroupHarness(Harness):
    """A worker and a guest of a venue with a staff group."""

    def __init__(self, database: OpenDatabase, venue: Venue = VENUE) -> None:
        super().__init__(database, venue)
        self.deliver = self.get(DeliverNotification)

    async def booked(self, number: int = 0) -> Booking:
        """Let a guest book; its alert waits for a worker."""
        return await self.book(await self.register(number + 1), EVENING + number * timedelta(days=1))

    async def deliver_alerts(self) -> None:
        """Deliver what is due, also what was pushed and lost, and after a while what was put off or planned then."""
        for _ in range(2):
            self.clock.advance(PUSH_LEASE)
            await self.deliver_due()

    async def cancel(self, booking: Booking) -> None:
        async with self.database.read() as tx:
            guest = await tx.guests.get(booking.guest_id)
        await self.get(CancelBooking)(Visitor(self.venue, guest), booking.id)

    def told(self, *kinds: Kind) -> list[tuple[int, Kind]]:
        """The chat and the kind of each alert that was sent, in order."""
        sent = [each for letter in self.sender.sent for each in notifications_of(letter)]
        return [(each.chat_id, each.kind) for each in sent if each.kind in kinds]

    def troubles(self) -> list[tuple[int, Trouble]]:
        letters = [letter for letter in self.sender.sent if isinstance(letter, ServiceLetter)]
        return [
            (letter.envelope.notification.chat_id, letter.payload.trouble)
            for letter in letters
            if isinstance(letter.payload, GroupTrouble)
        ]

    async def rows(self, kind: Kind = Kind.ALERT_BOOKED) -> Counter[tuple[int, str]]:
        """How many alerts there are with each chat and status."""
        found = await self.database.rows(select(notifications).where(notifications.c.kind == kind))
        return Counter((row["chat_id"], row["status"]) for row in found)


@pytest.fixture
def harness(database: OpenDatabase) -> GroupHarness:
    return GroupHarness(database)


def refusing(harness: Harness, chats: Sequence[int], error: Exception = KICKED) -> None:
    """From now on Telegram refuses messages to these chats."""

    async def check(letter: Letter) -> None:
        if letter.envelope.notification.chat_id in chats:
            raise error

    harness.sender.before_send = check


async def test_an_alert_goes_once_to_the_group_and_not_to_each_admin(harness: GroupHarness) -> None:
    await harness.booked()
    await harness.deliver_alerts()
    assert harness.told(Kind.ALERT_BOOKED) == [(GROUP, Kind.ALERT_BOOKED)]
    (alert,) = [letter for letter in harness.sender.sent if letter.envelope.notification.kind is Kind.ALERT_BOOKED]
    assert alert.envelope.topic_id == 42
    assert alert.envelope.locale is VENUE.locale
    assert await harness.rows() == {(GROUP, "sent"): 1}


async def test_a_cancellation_replaces_the_alert_in_the_same_group(harness: GroupHarness) -> None:
    booking = await harness.booked()
    await harness.deliver_alerts()
    await harness.cancel(booking)
    await harness.deliver_alerts()
    (alert,) = [each for each in harness.sender.sent if each.envelope.notification.kind is Kind.ALERT_CANCELED]
    assert isinstance(alert, BookingLetter)
    (first,) = await harness.database.rows(select(notifications).where(notifications.c.kind == Kind.ALERT_BOOKED))
    assert alert.replaced_message_id == first["message_id"]


async def test_alerts_of_a_group_are_gathered(harness: GroupHarness) -> None:
    for number in range(5):
        await harness.booked(number)
    (alert, *_) = await harness.database.rows(select(notifications).where(notifications.c.kind == Kind.ALERT_BOOKED))
    harness.sender.errors = [RateLimited(SECOND)]
    await harness.deliver(alert["id"])
    (letter,) = harness.sender.sent
    assert isinstance(letter, GatheredLetter)
    assert {each.envelope.notification.chat_id for each in letter.letters} == {GROUP}
    assert len(letter.letters) == 5
    assert await harness.rows() == {(GROUP, "sent"): 5}


@pytest.mark.parametrize("group", [StaffGroup(OTHER_GROUP), None])
async def test_a_setting_that_changes_while_alerts_wait_loses_none(
    database: OpenDatabase, harness: GroupHarness, group: StaffGroup | None
) -> None:
    await harness.booked()
    later = GroupHarness(database, replace(VENUE, staff_group=group))
    await later.deliver_alerts()
    expected = [OTHER_GROUP] if group else list(ADMINS)
    assert [chat for chat, _ in later.told(Kind.ALERT_BOOKED)] == expected
    assert later.troubles() == [], "the operator knows"


async def test_alerts_that_wait_for_admins_when_a_group_is_set_go_to_them(
    database: OpenDatabase, harness: GroupHarness
) -> None:
    before = GroupHarness(database, replace(VENUE, staff_group=None))
    await before.booked()
    await harness.deliver_alerts()
    assert [chat for chat, _ in harness.told(Kind.ALERT_BOOKED)] == list(ADMINS)


async def test_admins_get_what_the_group_refuses_and_are_told_why_once(harness: GroupHarness) -> None:
    refusing(harness, [GROUP])
    for number in range(2):
        await harness.booked(number)
        await harness.deliver_alerts()
    assert Counter(chat for chat, _ in harness.told(Kind.ALERT_BOOKED)) == {900: 2, 901: 2}
    assert harness.troubles() == [(900, Trouble.GROUP), (901, Trouble.GROUP)]
    assert await harness.rows() == {(STAFF_CHAT, "canceled"): 2, (900, "sent"): 2, (901, "sent"): 2}

    refusing(harness, [])
    await harness.booked(2)
    await harness.deliver_alerts()
    assert harness.told(Kind.ALERT_BOOKED)[-1] == (GROUP, Kind.ALERT_BOOKED), "the bot is back"
    refusing(harness, [GROUP])
    await harness.booked(3)
    await harness.deliver_alerts()
    assert len(harness.troubles()) == 4, "it is lost a second time"


async def test_gathered_alerts_that_the_group_refuses_all_reach_the_admins(harness: GroupHarness) -> None:
    refusing(harness, [GROUP])
    for number in range(5):
        await harness.booked(number)
    (alert, *_) = await harness.database.rows(select(notifications).where(notifications.c.kind == Kind.ALERT_BOOKED))
    harness.sender.errors = [RateLimited(SECOND)]
    await harness.deliver(alert["id"])
    await harness.deliver_alerts()
    assert Counter(chat for chat, _ in harness.told(Kind.ALERT_BOOKED)) == {900: 5, 901: 5}
    assert len(harness.troubles()) == 2


async def test_without_admins_what_the_group_refuses_has_failed(database: OpenDatabase) -> None:
    harness = GroupHarness(database, replace(VENUE, admin_ids=()))
    refusing(harness, [GROUP])
    await harness.booked()
    await harness.deliver_alerts()
    (row,) = await database.rows(select(notifications).where(notifications.c.kind == Kind.ALERT_BOOKED))
    assert (row["status"], row["failure"]) == ("failed", Failure.BLOCKED)


async def test_an_alert_whose_worker_died_is_not_redirected_twice(harness: GroupHarness) -> None:
    """The lease expired, and another worker has redirected it."""
    refusing(harness, [GROUP])
    await harness.booked()

    async def lose(letter: Letter) -> None:
        notification = letter.envelope.notification
        if notification.chat_id == GROUP:
            refusing(harness, [GROUP])
            change = update(notifications).where(notifications.c.id == notification.id)
            await harness.database.change(change.values(status="queued"))
            await harness.deliver(notification.id)
            raise KICKED

    harness.sender.before_send = lose
    await harness.deliver_alerts()
    assert Counter(chat for chat, _ in harness.told(Kind.ALERT_BOOKED)) == {900: 1, 901: 1}
    assert len(harness.troubles()) == 2


async def test_an_alert_follows_the_group_that_became_a_supergroup(
    database: OpenDatabase, harness: GroupHarness
) -> None:
    booking = await harness.booked()
    await harness.deliver_alerts()
    await harness.cancel(booking)
    refusing(harness, [GROUP], GroupMoved(SUPERGROUP))
    await harness.deliver_alerts()
    assert harness.told(Kind.ALERT_CANCELED) == [(SUPERGROUP, Kind.ALERT_CANCELED)]
    letter = harness.sender.sent[-1]
    assert isinstance(letter, BookingLetter)
    assert letter.replaced_message_id is None, "in the supergroup the old id may be that of another message"
    assert letter.envelope.notification.attempts == 1

    after_restart = GroupHarness(database)
    refusing(after_restart, [GROUP], AssertionError("the old id is not used any more"))
    await after_restart.booked(1)
    await after_restart.deliver_alerts()
    assert after_restart.told(Kind.ALERT_BOOKED) == [(SUPERGROUP, Kind.ALERT_BOOKED)]


async def test_telegrams_message_about_the_supergroup_is_remembered_for_the_staff_group_only(
    harness: GroupHarness,
) -> None:
    follow = harness.get(FollowMovedGroup)
    await follow(VENUE, OTHER_GROUP, -1005)
    await follow(VENUE, GROUP, SUPERGROUP)
    await follow(VENUE, GROUP, SUPERGROUP)
    async with harness.database.read() as tx:
        assert await tx.staff_groups.current_id(VENUE.id, GROUP) == SUPERGROUP
        assert await tx.staff_groups.current_id(VENUE.id, OTHER_GROUP) == OTHER_GROUP
        assert await tx.staff_groups.current_id("bar", GROUP) == GROUP


async def test_admins_are_told_once_that_the_topic_is_gone(
    harness: GroupHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(letter: Letter, *, is_reply: bool) -> Receipt:
        harness.sender.sent.append(letter)
        in_topic = letter.envelope.topic_id is not None
        return Receipt(FIRST_MESSAGE_ID, "Bad Request: message thread not found" if in_topic else "")

    monkeypatch.setattr(harness.sender, "send", send)
    for number in range(2):
        await harness.booked(number)
        await harness.deliver_alerts()
    assert harness.troubles() == [(900, Trouble.TOPIC), (901, Trouble.TOPIC)]
    assert await harness.rows() == {(GROUP, "sent"): 2}


def test_whatever_is_no_report_is_planned_for_the_group() -> None:
    """An alert that is planned for `Venue.admin_ids`, not for `Venue.alert_chats`, would pass by the group."""
    found = {path.name for path in Path("app/usecases").rglob("*.py") if "admin_ids" in path.read_text()}
    assert found == {"start_broadcast.py", "outcome.py", "staff_group.py"}


async def answer(harness: GroupHarness, booking: Booking, late_minutes: int) -> None:
    visitor = Visitor(harness.venue, await harness.register())
    await harness.get(AnswerReminder)(visitor, booking.id, late_minutes, booking.time_version)
    harness.clock.advance(QUEUE_LEASE)
    await harness.deliver_alerts()


def message_ids(harness: GroupHarness) -> list[tuple[int, bool]]:
    """The chat of each alert about a delay, and whether it edited the earlier message."""
    sent = [each for letter in harness.sender.sent for each in notifications_of(letter)]
    return [(each.chat_id, each.message_id is not None) for each in sent if each.kind is Kind.ALERT_LATE]


async def test_a_delay_that_changes_is_edited_in_the_group(harness: GroupHarness) -> None:
    booking = await harness.booked()
    await answer(harness, booking, 10)
    await answer(harness, booking, 20)
    assert message_ids(harness) == [(GROUP, False), (GROUP, True)]


async def test_a_delay_that_changes_is_edited_for_each_admin_while_the_group_refuses(harness: GroupHarness) -> None:
    refusing(harness, [GROUP])
    booking = await harness.booked()
    await answer(harness, booking, 10)
    await answer(harness, booking, 20)
    assert message_ids(harness) == [*((admin, False) for admin in ADMINS), *((admin, True) for admin in ADMINS)]
