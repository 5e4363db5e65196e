"""A booking changes its slot, once on each backend."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.database.messages.rows import is_about
from app.database.tables import notifications
from app.domain.access import Admin, Visitor
from app.domain.bookings import Actor, Booking, BookingStatus, Change, Role
from app.domain.errors import (
    BookingClosed,
    GuestIsBusy,
    NotFound,
    OutsideHours,
    Refused,
    SlotTaken,
    TooLateToChange,
    TooSoon,
)
from app.domain.messages.kinds import Kind, Subject
from app.domain.messages.payloads import AlertMoved, Moved
from app.domain.venues import Localized, Resource
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness
from tests.ledger import all_notifications

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = EVENING + 2 * HOUR
SMALL = Resource("t2", Localized("Столик", "Small table"), Localized("", ""), capacity=2)
VENUE = replace(
    a_venue(cancel_until=HOUR), admin_ids=(900,), resources={resource.id: resource for resource in (TABLE, SMALL)}
)
OTHER = replace(VENUE, id="other")
ADMIN = Admin(VENUE, 900)


class MoveHarness(Harness):
    """A venue with two tables, and moves of bookings."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, VENUE, OTHER)
        self.cancel_booking = self.get(CancelBooking)

    async def move(
        self, booking: Booking, starts_at: datetime, resource_id: str = TABLE.id, who: Visitor | Admin | None = None
    ) -> Booking:
        """Move the booking, by its guest if nobody else is named."""
        who = who or await self.guest_of(booking)
        return await self.get(MoveBooking)(who, booking.id, resource_id, starts_at)

    async def guest_of(self, booking: Booking) -> Visitor:
        async with self.database.read() as tx:
            return Visitor(VENUE, await tx.guests.get(booking.guest_id))

    async def ledger(self, booking: Booking) -> list[tuple[str, int, str, int]]:
        """Of each message of the booking: kind, chat, status, version of the booking's time."""
        mine = select(notifications).where(is_about(Subject.BOOKING, booking.id)).order_by(notifications.c.id)
        rows = await self.database.rows(mine)
        return [(row["kind"], row["chat_id"], row["status"], row["time_version"]) for row in rows]


@pytest.fixture
def harness(database: OpenDatabase) -> MoveHarness:
    return MoveHarness(database)


async def test_a_booking_moves_and_its_old_slot_is_free(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))

    moved = await harness.move(booking, LATER, SMALL.id)
    taken_by_another = await harness.book(await harness.register(2))

    assert (moved.starts_at, moved.ends_at, moved.resource_id) == (LATER, LATER + 2 * HOUR, SMALL.id)
    assert moved.time_version == 2
    assert await harness.stored(booking) == moved
    assert taken_by_another.slot == booking.slot


async def test_messages_of_the_old_time_are_canceled_and_planned_for_the_new_one(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))
    owed_before = Counter(kind for kind, *_ in await harness.ledger(booking))

    await harness.move(booking, LATER)

    ledger = await harness.ledger(booking)
    old, new = [row for row in ledger if row[3] == 1], [row for row in ledger if row[3] == 2]
    news: dict[str, str] = {Kind.CONFIRMATION: Kind.MOVED, Kind.ALERT_BOOKED: Kind.ALERT_MOVED}
    assert Counter(kind for kind, *_ in old) == {Kind.CONFIRMATION: 1, Kind.ALERT_BOOKED: 1}
    assert {status for _, _, status, _ in old} == {"canceled"}
    assert {status for _, _, status, _ in new} == {"queued", "pending"}
    assert Counter(kind for kind, *_ in new) == {news.get(kind, kind): n for kind, n in owed_before.items()}


async def test_the_message_and_the_history_contain_the_previous_time(harness: MoveHarness) -> None:
    guest = await harness.register(1)
    booking = await harness.book(guest)

    await harness.move(booking, LATER, SMALL.id)

    async with harness.database.read() as tx:
        history = await tx.booking_history.of_booking(booking.id, limit=20)
    news = [message.payload for message in await all_notifications(harness.database) if message.time_version == 2]
    assert [change.kind for change in history] == [Change.BOOKED, Change.MOVED]
    assert (history[1].old_resource_id, history[1].old_starts_at) == (TABLE.id, EVENING)
    assert history[1].actor == Actor(Role.GUEST, guest.telegram_id)
    for payload in (Moved, AlertMoved):
        assert payload(old_resource_id=TABLE.id, old_starts_at=EVENING, old_ends_at=LATER) in news


async def test_an_admin_gives_a_guest_who_is_there_another_table_and_the_guest_cannot(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))
    harness.clock.move_to(EVENING + HOUR)

    moved = await harness.move(booking, EVENING, SMALL.id, who=ADMIN)

    assert (moved.slot, moved.resource_id) == (booking.slot, SMALL.id)
    owed = {row[0] for row in await harness.ledger(moved) if row[3] == 2 and row[2] != "canceled"}
    assert Kind.REMINDER not in owed
    with pytest.raises(TooLateToChange):
        await harness.move(moved, EVENING)
    with pytest.raises(TooSoon):
        await harness.move(moved, EVENING - 2 * HOUR, who=ADMIN)


async def test_a_table_that_is_closed_at_that_time_is_given_to_nobody(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))
    absent = replace(SMALL, absences=frozenset({date(2026, 11, 24)}))
    venue = replace(VENUE, resources=dict(VENUE.resources) | {SMALL.id: absent})

    with pytest.raises(OutsideHours):
        await harness.move(booking, EVENING, SMALL.id, who=Admin(venue, 900))


async def test_a_move_to_the_current_slot_changes_nothing(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))
    ledger = await harness.ledger(booking)

    assert await harness.move(booking, EVENING) == booking
    assert await harness.ledger(booking) == ledger


async def test_a_booking_can_be_moved_to_a_slot_that_overlaps_its_own(harness: MoveHarness) -> None:
    """As when the venue's slots have become shorter."""
    booking = await harness.book(await harness.register(1))
    shorter = replace(VENUE, booking=replace(VENUE.booking, slot_length=HOUR))

    moved = await harness.get(MoveBooking)(Admin(shorter, 900), booking.id, TABLE.id, EVENING + HOUR)

    assert moved.starts_at == EVENING + HOUR


async def test_a_move_to_a_taken_slot_is_refused_with_the_free_ones(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))
    await harness.book(await harness.register(2), LATER)

    with pytest.raises(SlotTaken) as refusal:
        await harness.move(booking, LATER)

    assert LATER not in refusal.value.free_starts
    assert LATER + 2 * HOUR in refusal.value.free_starts
    assert await harness.stored(booking) == booking


async def test_a_move_onto_another_booking_of_the_guest_is_refused(harness: MoveHarness) -> None:
    guest = await harness.register(1)
    booking = await harness.book(guest)
    other = await harness.book(guest, LATER, SMALL.id)

    with pytest.raises(GuestIsBusy) as refusal:
        await harness.move(booking, LATER)

    assert refusal.value.other_booking_id == other.id


@pytest.mark.parametrize(
    ("resource_id", "starts_at", "code"),
    [
        ("t9", LATER, "not_found"),
        (SMALL.id, LATER, "resource_does_not_fit"),
        (TABLE.id, LATER + timedelta(minutes=30), "outside_hours"),
        (TABLE.id, NOW, "too_soon"),
        (TABLE.id, EVENING + timedelta(days=90), "too_far_ahead"),
    ],
)
async def test_a_move_to_a_slot_that_cannot_be_booked_is_refused(
    harness: MoveHarness, resource_id: str, starts_at: datetime, code: str
) -> None:
    booking = await harness.book(await harness.register(1), party_size=4)

    with pytest.raises(Refused) as refusal:
        await harness.move(booking, starts_at, resource_id)

    assert refusal.value.code == code
    assert await harness.stored(booking) == booking


async def test_a_guest_can_move_until_the_limit_and_an_admin_until_the_end(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))
    harness.clock.move_to(EVENING - HOUR)

    with pytest.raises(TooLateToChange):
        await harness.move(booking, LATER)

    moved = await harness.move(booking, LATER, who=ADMIN)
    harness.clock.move_to(moved.ends_at)

    with pytest.raises(BookingClosed):
        await harness.move(booking, LATER + 4 * HOUR, who=ADMIN)


async def test_another_guest_may_not_move_it(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))

    with pytest.raises(NotFound):
        await harness.move(booking, LATER, who=Visitor(VENUE, await harness.register(2)))


async def test_another_venues_admin_may_not_move_it(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))

    with pytest.raises(NotFound):
        await harness.move(booking, LATER, who=Admin(OTHER, 900))


async def test_a_canceled_booking_cannot_be_moved(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))
    await harness.cancel_booking(ADMIN, booking.id)

    with pytest.raises(BookingClosed):
        await harness.move(booking, EVENING)


async def test_only_one_of_many_moves_to_one_slot_succeeds(harness: MoveHarness) -> None:
    mornings = [EVENING + timedelta(days=day) for day in range(1, 11)]
    guests = [await harness.register(number) for number in range(1, 11)]
    bookings = [await harness.book(guest, day) for guest, day in zip(guests, mornings, strict=True)]

    outcomes = await asyncio.gather(*(harness.move(one, EVENING) for one in bookings), return_exceptions=True)

    assert len([outcome for outcome in outcomes if isinstance(outcome, Booking)]) == 1
    assert len([outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]) == 9
    stored = [await harness.stored(booking) for booking in bookings]
    assert len([booking for booking in stored if booking.starts_at == EVENING]) == 1


async def test_moving_and_booking_the_same_slot_at_once_gives_it_to_one(harness: MoveHarness) -> None:
    booking, newcomer = await harness.book(await harness.register(1), LATER), await harness.register(2)

    outcomes = await asyncio.gather(harness.move(booking, EVENING), harness.book(newcomer), return_exceptions=True)

    assert len([outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]) == 1


async def test_moving_and_canceling_at_once_leaves_no_unsent_message_of_a_canceled_booking(
    harness: MoveHarness,
) -> None:
    booking = await harness.book(await harness.register(1))

    await asyncio.gather(
        harness.move(booking, LATER), harness.cancel_booking(ADMIN, booking.id), return_exceptions=True
    )

    assert (await harness.stored(booking)).status is BookingStatus.CANCELED
    owed = {kind for kind, _, status, _ in await harness.ledger(booking) if status != "canceled"}
    assert owed <= {Kind.ALERT_CANCELED, Kind.CANCELED_BY_VENUE}


async def test_one_booking_moved_many_times_at_once_has_one_slot(harness: MoveHarness) -> None:
    booking = await harness.book(await harness.register(1))
    starts = [EVENING + timedelta(days=day) for day in range(1, 6)]

    await asyncio.gather(*(harness.move(booking, start) for start in starts))

    stored = await harness.stored(booking)
    ledger = await harness.ledger(booking)
    assert stored.time_version == 6
    assert {version for *_, status, version in ledger if status != "canceled"} == {6}
    assert all(version == 6 for *_, status, version in ledger if status in {"queued", "pending"})
