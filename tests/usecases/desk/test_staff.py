"""Staff see and change the bookings of their own resources and no others, once on each backend."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin, Staff
from app.domain.attendance import Attendance
from app.domain.bookings import Actor, Booking, BookingStatus, Role
from app.domain.errors import NotFound
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.desk.list_day import ListDay, PartOfDay
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_timeline import ShowTimeline
from app.usecases.desk.write_note import WriteNote
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

HOUR = timedelta(hours=1)
TABLES = {"t1": replace(TABLE, joins=("t2",)), "t2": replace(TABLE, id="t2", joins=("t1",))}
TABLES["t3"] = replace(TABLE, id="t3")
VENUE = replace(
    a_venue(start_every=HOUR, max_party_size=8), resources=TABLES, admin_ids=(900,), staff={"t1": 800, "t3": 801}
)
OTHER = replace(VENUE, id="other", staff={"t1": 802})
VERA, ASYA, GLEB, STRANGER = Admin(VENUE, 900), Staff(VENUE, 800), Staff(VENUE, 801), Staff(OTHER, 802)

Act = Callable[[Harness, Staff, Booking], Awaitable[object]]


async def show(harness: Harness, who: Staff, booking: Booking) -> object:
    return await harness.get(ShowBooking)(who, booking.id)


async def show_card(harness: Harness, who: Staff, booking: Booking) -> object:
    return await harness.get(ShowCard)(who, booking.id)


async def seat(harness: Harness, who: Staff, booking: Booking) -> None:
    await harness.get(RecordAttendance)(who, booking.id, Attendance.SEAT, booking.time_version)


async def note(harness: Harness, who: Staff, booking: Booking) -> None:
    await harness.get(WriteNote)(who, booking.id, "Window", None)


ACTS: tuple[Act, ...] = (show, show_card, seat, note)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE, OTHER)


@pytest.mark.parametrize("act", ACTS)
async def test_staff_act_on_bookings_of_their_own_resource_alone(harness: Harness, act: Act) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING)
    for who in (GLEB, STRANGER):
        with pytest.raises(NotFound):
            await act(harness, who, booking)
    assert await harness.stored(booking) == booking
    await act(harness, ASYA, booking)


async def test_a_booking_that_was_moved_away_is_no_longer_theirs(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    moved = await harness.get(MoveBooking)(VERA, booking.id, "t3", EVENING)
    harness.clock.move_to(EVENING)
    for act in ACTS:
        with pytest.raises(NotFound):
            await act(harness, ASYA, moved)
    await seat(harness, GLEB, moved)
    assert (await harness.stored(booking)).status is BookingStatus.SEATED


async def test_the_history_says_that_one_of_the_staff_did_it_and_who(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    await harness.register(800)
    harness.clock.move_to(EVENING)
    await seat(harness, ASYA, booking)
    card = await harness.get(ShowCard)(VERA, booking.id)
    assert card.history[-1].actor == Actor(Role.STAFF, 800)
    assert card.people[800].name == "Anna"


async def test_the_day_of_staff_has_their_own_bookings_with_joined_tables(harness: Harness) -> None:
    own = await harness.book(await harness.register(1))
    joined = await harness.book(await harness.register(2), EVENING + 3 * HOUR, "t1+t2", party_size=8)
    await harness.book(await harness.register(3), EVENING, "t2")
    other = await harness.book(await harness.register(4), EVENING, "t3")

    async def listed(who: Admin | Staff) -> list[int]:
        found = await harness.get(ListDay)(who, EVENING.date())
        return [booking.id for booking, _ in found.of(PartOfDay.AHEAD)]

    assert await listed(ASYA) == [own.id, joined.id]
    assert await listed(GLEB) == [other.id]
    assert await listed(STRANGER) == []
    assert len(await listed(VERA)) == 4


async def test_the_timeline_of_staff_has_their_own_resource_with_joined_tables(harness: Harness) -> None:
    own = await harness.book(await harness.register(1))
    joined = await harness.book(await harness.register(2), EVENING + 3 * HOUR, "t1+t2", party_size=8)
    await harness.book(await harness.register(3), EVENING, "t2")

    async def shown(who: Admin | Staff) -> tuple[list[str], list[int]]:
        timeline = await harness.get(ShowTimeline)(who, EVENING.date())
        assert timeline
        return [row.resource.id for row in timeline.rows], [booking.id for booking, _ in timeline.bookings]

    assert await shown(ASYA) == (["t1"], [own.id, joined.id])
    assert await shown(GLEB) == (["t3"], [])
    assert (await shown(VERA))[0] == ["t1", "t2", "t3"]
