"""An admin changes the number of guests of a booking, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin
from app.domain.attendance import Attendance
from app.domain.bookings import Actor, Booking, BookingChange, BookingStatus, Change, Role, Source
from app.domain.errors import (
    BookingChanged,
    BookingClosed,
    GuestIsBusy,
    NotFound,
    PartyDoesNotFit,
    Refused,
    ResourceDoesNotFit,
    SlotTaken,
)
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter
from app.domain.messages.payloads import Moved
from app.domain.phones import Contact
from app.domain.venues import TurnTime
from app.usecases.bookings.book_slot import BookingRequest
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.desk.book_for_guest import BookForGuest
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.show_card import ShowCard
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, NOW, Harness

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TABLES = {
    "t1": TABLE,
    "t2": replace(TABLE, id="t2", capacity=2, joins=("t3",)),
    "t3": replace(TABLE, id="t3", capacity=3, joins=("t2",)),
    "t6": replace(TABLE, id="t6", capacity=6),
}
VENUE = replace(
    a_venue(
        start_every=HOUR,
        min_notice=HOUR,
        turn_times=(TurnTime(2, 90 * MINUTE), TurnTime(4, 2 * HOUR), TurnTime(6, 3 * HOUR)),
        guests_per_15_minutes=8,
    ),
    resources=TABLES,
    admin_ids=(900,),
)
OTHER = replace(VENUE, id="other")
ADMIN = Admin(VENUE, 900)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE, OTHER)


async def change(
    harness: Harness, booking: Booking, size: int, at: str | None = None, by: Admin = ADMIN, seen: int | None = None
) -> Booking:
    """Give the booking another number of guests at its time, at its own place if no other is named."""
    place, version = at or booking.resource_id, seen or booking.time_version
    return await harness.get(MoveBooking)(by, booking.id, place, booking.starts_at, version, party_size=size)


async def history(harness: Harness, booking: Booking) -> list[BookingChange]:
    """What was changed after the booking was made."""
    return (await harness.get(ShowCard)(ADMIN, booking.id)).history[1:]


async def test_only_the_number_changes_where_the_table_fits(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), party_size=3)

    changed = await change(harness, booking, 4)

    assert changed == replace(booking, party_size=4, time_version=2)
    assert await harness.stored(booking) == changed
    (entry,) = await history(harness, booking)
    assert (entry.kind, entry.actor) == (Change.PARTY_CHANGED, Actor(Role.ADMIN, 900))
    assert (entry.old_party_size, entry.remark, entry.old_resource_id) == (3, None, None)


async def test_the_guest_and_the_admins_are_told_and_later_messages_have_the_new_number(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), party_size=3)
    await harness.deliver_until(NOW + HOUR)
    assert harness.sender.kinds == [Kind.ALERT_BOOKED, Kind.CONFIRMATION]

    await change(harness, booking, 4)
    await harness.deliver_until(EVENING)

    news = [letter for letter in harness.sender.sent[2:] if isinstance(letter, BookingLetter)]
    kinds = [letter.envelope.notification.kind for letter in news]
    assert kinds == [Kind.ALERT_MOVED, Kind.MOVED, Kind.REMINDER, Kind.REMINDER, Kind.REMINDER]
    assert {letter.booking.party_size for letter in news} == {4}
    told = news[1].payload
    assert isinstance(told, Moved)
    assert told.old_party_size == 3


async def test_a_table_that_does_not_fit_is_refused_with_those_that_do(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), resource_id="t2")

    with pytest.raises(PartyDoesNotFit) as refused:
        await change(harness, booking, 4)
    assert refused.value.same_time == ("t1", "t6")
    assert await harness.stored(booking) == booking

    moved = await change(harness, booking, 4, at="t1")
    assert (moved.resource_id, moved.party_size, moved.starts_at) == ("t1", 4, EVENING)
    entries = await history(harness, booking)
    assert [(each.kind, each.old_party_size, each.old_resource_id) for each in entries] == [
        (Change.PARTY_CHANGED, 2, None),
        (Change.MOVED, None, "t2"),
    ]


async def test_it_is_refused_plainly_where_no_table_that_fits_is_free(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), party_size=2)
    await harness.book(await harness.register(2), resource_id="t6", party_size=5)

    with pytest.raises(PartyDoesNotFit) as refused:
        await change(harness, booking, 5)
    assert refused.value.same_time == ()


async def test_fewer_guests_than_need_joined_tables_get_one_of_them(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), resource_id="t2+t3", party_size=5)

    with pytest.raises(PartyDoesNotFit) as refused:
        await change(harness, booking, 3)
    assert refused.value.same_time == ("t3", "t1", "t6")
    assert (await change(harness, booking, 3, at="t3")).resource_id == "t3"


async def test_a_larger_party_stays_for_longer_and_a_smaller_one_does_not(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), resource_id="t6", party_size=4)

    longer = await change(harness, booking, 5)
    assert longer.ends_at == EVENING + 3 * HOUR
    assert (await change(harness, longer, 2)).ends_at == EVENING + 90 * MINUTE


async def test_a_party_that_would_stay_until_another_comes_is_refused(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), resource_id="t6", party_size=4)
    await harness.book(await harness.register(2), EVENING + 2 * HOUR, resource_id="t6", party_size=4)

    with pytest.raises(SlotTaken) as refused:
        await change(harness, booking, 5)
    assert refused.value.same_time == ("t2+t3",)
    assert (await change(harness, booking, 3)).party_size == 3


async def test_a_guest_who_would_stay_until_the_own_next_visit_is_named(harness: Harness) -> None:
    guest = await harness.register()
    booking = await harness.book(guest, resource_id="t6", party_size=4)
    await harness.book(guest, EVENING + 2 * HOUR, party_size=4)

    with pytest.raises(GuestIsBusy):
        await change(harness, booking, 5)


async def test_guests_who_are_there_get_another_table_and_no_shorter_visit(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), party_size=3)
    harness.clock.move_to(EVENING + 100 * MINUTE)
    await harness.get(RecordAttendance)(ADMIN, booking.id, Attendance.SEAT, booking.time_version)

    fewer = await change(harness, booking, 2)
    assert (fewer.status, fewer.slot) == (BookingStatus.SEATED, booking.slot)

    with pytest.raises(PartyDoesNotFit) as refused:
        await change(harness, fewer, 5)
    assert refused.value.same_time == ("t6",)
    more = await change(harness, fewer, 5, at="t6")
    assert (more.status, more.ends_at) == (BookingStatus.SEATED, EVENING + 3 * HOUR)


async def test_the_limit_of_arrivals_counts_for_more_guests_and_not_for_fewer(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), party_size=3)
    await harness.book(await harness.register(2), resource_id="t6", party_size=5)

    with pytest.raises(SlotTaken) as refused:
        await change(harness, booking, 4)
    assert refused.value.same_time == ()
    stricter = replace(VENUE, booking=replace(VENUE.booking, guests_per_15_minutes=2))
    assert (await change(harness, booking, 2, by=Admin(stricter, 900))).party_size == 2


async def test_fewer_guests_are_offered_other_tables_where_too_many_arrive_already(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), resource_id="t2+t3", party_size=5)
    request = BookingRequest("t6", EVENING, 4, "key", source=Source.PHONE)
    await harness.get(BookForGuest)(ADMIN, Contact("Peter", None), request)

    with pytest.raises(PartyDoesNotFit) as refused:
        await change(harness, booking, 3)
    assert refused.value.same_time == ("t3", "t1")
    assert (await change(harness, booking, 3, at="t3")).resource_id == "t3"


async def test_a_booking_that_admins_kept_on_a_closed_day_may_be_for_more(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), party_size=3)
    closed = Admin(replace(VENUE, opening_hours={}), 900)

    assert (await change(harness, booking, 4, by=closed)).party_size == 4


@pytest.mark.parametrize("size", [0, 7])
async def test_a_number_that_the_venue_does_not_take_is_refused(harness: Harness, size: int) -> None:
    booking = await harness.book(await harness.register())

    with pytest.raises(ResourceDoesNotFit):
        await change(harness, booking, size)


async def test_a_booking_that_is_over_canceled_or_another_venues_is_refused(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    over = await harness.book(await harness.register(2), EVENING - 4 * HOUR)

    with pytest.raises(NotFound):
        await change(harness, booking, 3, by=Admin(OTHER, 900))
    await harness.get(CancelBooking)(ADMIN, booking.id)
    with pytest.raises(BookingClosed):
        await change(harness, booking, 3)
    harness.clock.move_to(EVENING)
    with pytest.raises(BookingClosed):
        await change(harness, over, 3)


async def test_of_two_admins_the_second_is_told_and_the_same_number_changes_nothing(harness: Harness) -> None:
    booking = await harness.book(await harness.register())

    answers = await asyncio.gather(*(change(harness, booking, size) for size in (3, 4)), return_exceptions=True)

    (changed,) = [each for each in answers if isinstance(each, Booking)]
    (refusal,) = [each for each in answers if isinstance(each, Refused)]
    assert isinstance(refusal, BookingChanged)
    assert await change(harness, booking, changed.party_size or 0) == changed
    assert len(await history(harness, booking)) == 1
