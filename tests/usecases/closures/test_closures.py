"""Admins close the venue or a resource for a time and reopen it, once on each backend."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.access import Admin, Visitor
from app.domain.attendance import Attendance
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot, local_date
from app.domain.bookings import BookingStatus
from app.domain.closures import NewClosure
from app.domain.errors import BookingChanged, NotFound, SlotTaken
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Claimed
from app.domain.messages.payloads import CanceledByVenue
from app.queue import TaskQueue
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


async def test_the_same_closed_twice_is_one_closure_that_is_reopened_once(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    for closure in (OF_TABLE, OF_HOUSE):
        # One of the two may have to look again, at what the other has done.
        await asyncio.gather(*(close(harness, closure, by=each) for each in (VERA, OLEG)), return_exceptions=True)
        await close(harness, closure)
    of_table, of_house = sorted(await harness.get(ListClosures)(VERA), key=lambda each: each.id)
    assert (of_table.resource_id, of_house.resource_id) == ("t1", None)
    assert (await harness.stored(booking)).status is BookingStatus.CANCELED
    for each in (of_table, of_house):
        await harness.get(Reopen)(VERA, each.id)
    assert await free_at(harness) == {"t1", "t2", "t3"}
    await close(harness, OF_TABLE, by=OLEG)
    (again,) = await harness.get(ListClosures)(VERA)
    assert again.closed_by == 901, "a closure that was reopened is over"


async def close_and_meanwhile(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], Awaitable[object]]
) -> Closed:
    """Close the venue; when the first booking is canceled, something else happens."""
    push, events = TaskQueue.push, iter([meanwhile])

    async def push_after(queue: TaskQueue, due: Iterable[Claimed]) -> None:
        for event in events:
            await event()
        await push(queue, due)

    monkeypatch.setattr(TaskQueue, "push", push_after)
    return await close(harness, replace(OF_HOUSE, span=Slot(EVENING - 3 * HOUR, EVENING + 3 * HOUR)))


async def test_nothing_more_is_canceled_once_the_venue_is_reopened(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = [await harness.book(await harness.register(each), EVENING + (each - 3) * HOUR) for each in (1, 3)]

    async def reopen() -> None:
        (closure,) = await harness.get(ListClosures)(OLEG)
        await harness.get(Reopen)(OLEG, closure.id)

    assert await close_and_meanwhile(harness, monkeypatch, reopen) == Closed(1, 1)
    stored = [(await harness.stored(each)).status for each in booked]
    assert stored == [BookingStatus.CANCELED, BookingStatus.BOOKED]


async def test_a_booking_whose_number_of_guests_is_changed_meanwhile_is_canceled_too(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, later = [await harness.book(await harness.register(each), EVENING + (each - 3) * HOUR) for each in (1, 3)]

    async def change_party() -> None:
        await harness.get(MoveBooking)(OLEG, later.id, "t1", later.starts_at, party_size=1)

    assert await close_and_meanwhile(harness, monkeypatch, change_party) == Closed(2, 0)
    assert (await harness.stored(later)).status is BookingStatus.CANCELED


async def test_a_booking_whose_number_of_guests_is_changed_at_the_same_moment_is_canceled_too(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = await harness.book(await harness.register())
    cancel, sizes = CancelBooking.__call__, iter([1, 2])

    async def cancel_after_change(self: CancelBooking, who: Admin, booking_id: int, *more: Any) -> None:
        for size in sizes:
            await harness.get(MoveBooking)(OLEG, booking.id, "t1", EVENING, party_size=size)
            break
        await cancel(self, who, booking_id, *more)

    monkeypatch.setattr(CancelBooking, "__call__", cancel_after_change)
    assert await close(harness, OF_TABLE) == Closed(1, 0)
    assert (await harness.stored(booking)).status is BookingStatus.CANCELED


async def test_a_guest_who_moves_out_of_the_closure_meanwhile_keeps_the_booking(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, later = [await harness.book(await harness.register(each), EVENING + (each - 3) * HOUR) for each in (1, 3)]
    guest = Visitor(VENUE, await harness.register(3))

    async def move() -> None:
        await harness.get(MoveBooking)(guest, later.id, "t1", EVENING + 3 * HOUR)

    assert await close_and_meanwhile(harness, monkeypatch, move) == Closed(1, 0, moved=1)
    assert (await harness.stored(later)).status is BookingStatus.BOOKED
