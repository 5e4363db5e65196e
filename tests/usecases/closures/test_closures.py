"""Admins close the venue or a resource for a time and reopen it, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin
from app.domain.attendance import Attendance
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot, local_date
from app.domain.bookings import BookingStatus
from app.domain.closures import NewClosure
from app.domain.errors import BookingChanged, NotFound, SlotTaken
from app.domain.messages.kinds import Kind
from app.domain.messages.payloads import CanceledByVenue
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.closures.apply_remedy import Closed
from app.usecases.closures.close import Close
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen
from app.usecases.desk.record_attendance import RecordAttendance
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

HOUR = timedelta(hours=1)
TABLES = {
    "t1": replace(TABLE, capacity=2, joins=("t2",)),
    "t2": replace(TABLE, id="t2", capacity=2, joins=("t1",)),
    "t3": replace(TABLE, id="t3", capacity=2),
}
VENUE = replace(a_venue(start_every=HOUR), resources=TABLES, admin_ids=(900, 901))
OTHER = replace(VENUE, id="other", admin_ids=(902,))
VERA, OLEG, STRANGER = Admin(VENUE, 900), Admin(VENUE, 901), Admin(OTHER, 902)
DAY = local_date(VENUE, EVENING)
OF_TABLE = NewClosure("t1", Slot(EVENING - HOUR, EVENING + HOUR))
OF_HOUSE = NewClosure(None, Slot(EVENING - HOUR, EVENING + HOUR))


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE, OTHER)


async def close(harness: Harness, closure: NewClosure, reason: str | None = None, by: Admin = VERA) -> Closed:
    seen = (await harness.get(PreviewClosure)(by, closure)).digest
    return await harness.get(Close)(by, closure, seen, reason)


async def free_at(harness: Harness, party_size: int = 2) -> set[str]:
    """The places that are free in the evening."""
    slots = (await harness.get(FindSlots)(VENUE, Wish(party_size), [DAY]))[DAY]
    return {place.id for slot in slots if slot.slot.starts_at == EVENING for place in slot.free}


async def test_a_closed_table_is_not_offered_and_cannot_be_booked_until_it_is_reopened(harness: Harness) -> None:
    assert await close(harness, OF_TABLE) == Closed(0, 0)
    assert await free_at(harness) == {"t2", "t3"}
    assert await free_at(harness, party_size=4) == set(), "t1 and t2 cannot be joined"
    guest = await harness.register()
    with pytest.raises(SlotTaken) as refusal:
        await harness.book(guest)
    assert set(refusal.value.same_time) == {"t2", "t3"}
    with pytest.raises(SlotTaken):
        await harness.book(guest, resource_id="t1+t2", party_size=4)
    booking = await harness.book(guest, resource_id="t2")
    with pytest.raises(SlotTaken):
        await harness.get(MoveBooking)(VERA, booking.id, "t1", EVENING)

    (closure,) = await harness.get(ListClosures)(OLEG)
    assert (closure.resource_id, closure.span, closure.closed_by) == ("t1", OF_TABLE.span, 900)
    await harness.get(Reopen)(OLEG, closure.id)
    assert await harness.get(ListClosures)(VERA) == []
    assert (await harness.get(MoveBooking)(VERA, booking.id, "t1", EVENING)).resource_id == "t1"
    with pytest.raises(NotFound):
        await harness.get(Reopen)(VERA, closure.id)


async def test_bookings_before_and_after_a_closure_stand(harness: Harness) -> None:
    await close(harness, OF_HOUSE)
    before = await harness.book(await harness.register(1), EVENING - 3 * HOUR)
    after = await harness.book(await harness.register(2), EVENING + HOUR)
    for start in (EVENING - 2 * HOUR, EVENING):
        with pytest.raises(SlotTaken):
            await harness.book(await harness.register(3), start)
    assert (await harness.get(PreviewClosure)(VERA, OF_HOUSE)).hit == []
    assert [each.status for each in (before, after)] == [BookingStatus.BOOKED] * 2


async def test_what_falls_into_it_is_shown_canceled_and_its_guests_are_told_why(harness: Harness) -> None:
    guests = [await harness.register(number) for number in (1, 2, 3)]
    hit = await harness.book(guests[0])
    elsewhere = await harness.book(guests[1], resource_id="t3")
    preview = await harness.get(PreviewClosure)(VERA, OF_TABLE)
    assert [(booking.id, guest.id) for booking, guest in preview.hit] == [(hit.id, guests[0].id)]

    assert await close(harness, OF_TABLE, "A leak") == Closed(1, 0)
    assert (await harness.stored(hit)).status is BookingStatus.CANCELED
    assert (await harness.stored(elsewhere)).status is BookingStatus.BOOKED
    await harness.deliver_until(harness.clock.now() + timedelta(minutes=10))
    told = [letter.envelope.notification for letter in harness.sender.sent]
    assert [(each.chat_id, each.payload) for each in told if each.kind is Kind.CANCELED_BY_VENUE] == [
        (guests[0].telegram_id, CanceledByVenue(reason="A leak"))
    ]


async def test_joined_tables_are_hit_when_one_of_them_is_closed(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), resource_id="t1+t2", party_size=4)
    await close(harness, replace(OF_TABLE, resource_id="t2"))
    assert (await harness.stored(booking)).status is BookingStatus.CANCELED


async def test_guests_who_are_there_stay(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING)
    await harness.get(RecordAttendance)(VERA, booking.id, Attendance.SEAT, 1)
    preview = await harness.get(PreviewClosure)(VERA, OF_HOUSE)
    assert (preview.hit, preview.seated) == ([], 1)
    await close(harness, OF_HOUSE)
    assert (await harness.stored(booking)).status is BookingStatus.SEATED


async def test_a_visit_that_has_ended_is_not_canceled(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING + 3 * HOUR)
    await close(harness, NewClosure(None, Slot(EVENING, EVENING + 9 * HOUR)))
    assert (await harness.stored(booking)).status is BookingStatus.BOOKED


async def test_nothing_is_closed_when_other_bookings_are_hit_than_were_shown(harness: Harness) -> None:
    seen = (await harness.get(PreviewClosure)(VERA, OF_HOUSE)).digest
    booking = await harness.book(await harness.register())
    with pytest.raises(BookingChanged):
        await harness.get(Close)(VERA, OF_HOUSE, seen)
    assert await harness.get(ListClosures)(VERA) == []
    assert (await harness.stored(booking)).status is BookingStatus.BOOKED

    seen = (await harness.get(PreviewClosure)(VERA, OF_HOUSE)).digest
    await harness.get(CancelBooking)(OLEG, booking.id)
    with pytest.raises(BookingChanged):
        await harness.get(Close)(VERA, OF_HOUSE, seen)


async def test_a_booking_at_the_time_of_the_closure_is_refused_or_canceled(harness: Harness) -> None:
    """Of the two at the same time one comes first: then the other one is told."""
    for number in range(10):
        evening = EVENING + timedelta(days=number)
        closure = NewClosure(None, Slot(evening - HOUR, evening + HOUR))
        guest = await harness.register(number + 1)
        results = await asyncio.gather(
            close(harness, closure), harness.book(guest, evening, "t3"), return_exceptions=True
        )
        failed = [type(each) for each in results if isinstance(each, BaseException)]
        assert failed in ([SlotTaken], [BookingChanged], [])
        if failed != [BookingChanged]:
            assert (await harness.get(PreviewClosure)(VERA, closure)).hit == []


async def test_another_venues_admin_closes_and_reopens_nothing_here(harness: Harness) -> None:
    await close(harness, OF_TABLE)
    (closure,) = await harness.get(ListClosures)(VERA)
    assert await harness.get(ListClosures)(STRANGER) == []
    with pytest.raises(NotFound):
        await harness.get(Reopen)(STRANGER, closure.id)
    await close(harness, OF_HOUSE, by=STRANGER)
    assert await free_at(harness) == {"t2", "t3"}


async def test_an_unknown_table_cannot_be_closed(harness: Harness) -> None:
    unknown = replace(OF_TABLE, resource_id="t99")
    with pytest.raises(NotFound):
        await harness.get(PreviewClosure)(VERA, unknown)
    with pytest.raises(NotFound):
        await harness.get(Close)(VERA, unknown, "")


async def test_a_no_show_is_not_expected_again_at_a_closed_time(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING + timedelta(minutes=10))
    record = harness.get(RecordAttendance)
    await record(VERA, booking.id, Attendance.NO_SHOW, 1)
    await close(harness, OF_TABLE)
    with pytest.raises(SlotTaken):
        await record(VERA, booking.id, Attendance.UNDO_NO_SHOW, 1)
    harness.clock.move_to(booking.ends_at)
    await record(VERA, booking.id, Attendance.UNDO_NO_SHOW, 1)
    assert (await harness.stored(booking)).status is BookingStatus.COMPLETED
