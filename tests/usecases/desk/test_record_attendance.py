"""Admins record whether guests have come, write notes and cancel with a reason, once on each backend."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin
from app.domain.attendance import Attendance
from app.domain.availability.slots import local_date
from app.domain.bookings import Booking, BookingStatus, Change
from app.domain.errors import BookingChanged, GuestIsBusy, NotFound, SlotTaken, TooEarly, TooLateToChange
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter
from app.domain.messages.payloads import CanceledByVenue
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_figures import ShowFigures
from app.usecases.desk.write_note import WriteNote
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = EVENING + 2 * HOUR
TABLES = {"t1": TABLE, "t2": replace(TABLE, id="t2")}
VENUE = replace(a_venue(start_every=HOUR), resources=TABLES, admin_ids=(900, 901))
OTHER = replace(VENUE, id="other", admin_ids=(902,))
VERA, OLEG, STRANGER = Admin(VENUE, 900), Admin(VENUE, 901), Admin(OTHER, 902)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE, OTHER)


async def record(harness: Harness, booking: Booking, attendance: Attendance, by: Admin = VERA) -> Booking:
    await harness.get(RecordAttendance)(by, booking.id, attendance, booking.time_version)
    return await harness.stored(booking)


async def statuses(harness: Harness) -> Mapping[BookingStatus, int]:
    """The bookings of the evening, by status."""
    day = local_date(VENUE, EVENING)
    return (await harness.get(ShowFigures)(VERA, day, day)).statuses


async def changes(harness: Harness, booking: Booking) -> list[tuple[Change, int | None]]:
    """What was changed after the booking was made, and by whom."""
    card = await harness.get(ShowCard)(VERA, booking.id)
    return [(change.kind, change.actor.telegram_id) for change in card.history[1:]]


async def test_a_seated_guest_keeps_the_slot_and_the_sweep_completes_the_visit(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING - 10 * MINUTE)
    seated = await record(harness, booking, Attendance.SEAT)
    assert (seated.status, seated.seated_at) == (BookingStatus.SEATED, EVENING - 10 * MINUTE)
    assert (await statuses(harness))[BookingStatus.SEATED] == 1
    with pytest.raises(SlotTaken):
        await harness.book(await harness.register(2))

    harness.clock.move_to(EVENING + 2 * HOUR)
    assert (await harness.stored(booking)).status_at(harness.clock.now()) is BookingStatus.COMPLETED
    assert (await statuses(harness))[BookingStatus.COMPLETED] == 1
    assert await harness.get(CompletePastBookings)() == 1
    assert (await harness.stored(booking)).status is BookingStatus.COMPLETED
    assert await changes(harness, booking) == [(Change.SEATED, 900), (Change.COMPLETED, None)]


async def test_a_seated_guest_can_neither_cancel_nor_move(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest)
    harness.clock.move_to(EVENING - 10 * MINUTE)
    await record(harness, booking, Attendance.SEAT)

    with pytest.raises(TooLateToChange):
        await harness.get(CancelBooking)(visitor, booking.id)
    with pytest.raises(TooLateToChange):
        await harness.get(MoveBooking)(visitor, booking.id, TABLE.id, LATER)

    await record(harness, booking, Attendance.UNSEAT)
    await harness.get(CancelBooking)(visitor, booking.id)
    assert (await harness.stored(booking)).status is BookingStatus.CANCELED


async def test_an_admin_moves_a_seated_guest_and_the_guest_is_expected_again(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING - 10 * MINUTE)
    await record(harness, booking, Attendance.SEAT)

    beside = await harness.get(MoveBooking)(VERA, booking.id, "t2", EVENING)
    assert beside.status is BookingStatus.SEATED
    later = await harness.get(MoveBooking)(VERA, booking.id, "t2", LATER)
    assert (later.status, later.seated_at) == (BookingStatus.BOOKED, None)


async def test_a_no_show_frees_the_rest_of_the_slot_until_it_is_taken_again(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    with pytest.raises(TooEarly):
        await record(harness, booking, Attendance.NO_SHOW)
    harness.clock.move_to(EVENING + 30 * MINUTE)
    assert (await record(harness, booking, Attendance.NO_SHOW)).status is BookingStatus.NO_SHOW
    assert (await record(harness, booking, Attendance.UNDO_NO_SHOW)).status is BookingStatus.BOOKED
    await record(harness, booking, Attendance.NO_SHOW)

    await harness.book(await harness.register(2), EVENING + HOUR)
    with pytest.raises(SlotTaken):
        await record(harness, booking, Attendance.UNDO_NO_SHOW)
    assert (await harness.stored(booking)).status is BookingStatus.NO_SHOW


async def test_a_no_show_who_has_booked_again_meanwhile_is_not_expected_twice(harness: Harness) -> None:
    guest = await harness.register()
    booking = await harness.book(guest)
    harness.clock.move_to(EVENING + 30 * MINUTE)
    await record(harness, booking, Attendance.NO_SHOW)
    await harness.book(guest, EVENING + HOUR, "t2")
    with pytest.raises(GuestIsBusy):
        await record(harness, booking, Attendance.UNDO_NO_SHOW)


async def test_a_no_show_is_asked_nothing_and_offered_nothing_and_a_guest_who_came_is(harness: Harness) -> None:
    missed, came = await harness.register(1), await harness.register(2)
    bookings = [await harness.book(missed), await harness.book(came, resource_id="t2")]
    harness.clock.move_to(EVENING + HOUR)
    await record(harness, bookings[0], Attendance.NO_SHOW)
    await record(harness, bookings[1], Attendance.SEAT)

    await harness.deliver_until(EVENING + timedelta(days=1))

    asked = [
        letter.envelope.notification.chat_id
        for letter in harness.sender.sent
        if letter.envelope.notification.kind is Kind.FOLLOW_UP
    ]
    assert asked == [came.telegram_id]


async def test_a_visit_that_was_completed_becomes_a_no_show_and_back(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING + timedelta(hours=12))
    await harness.get(CompletePastBookings)()
    assert (await record(harness, booking, Attendance.NO_SHOW)).status is BookingStatus.NO_SHOW
    assert (await record(harness, booking, Attendance.UNDO_NO_SHOW)).status is BookingStatus.COMPLETED
    assert [kind for kind, _ in await changes(harness, booking)][1:] == [Change.NO_SHOW, Change.UNDO_NO_SHOW]


async def test_of_two_admins_the_later_one_is_told(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING + 10 * MINUTE)
    results = await asyncio.gather(
        record(harness, booking, Attendance.SEAT, VERA),
        record(harness, booking, Attendance.NO_SHOW, OLEG),
        return_exceptions=True,
    )
    assert [type(result) for result in results if isinstance(result, Exception)] == [BookingChanged]
    assert len(await changes(harness, booking)) == 1


async def test_a_guest_who_moves_or_cancels_meanwhile_is_not_recorded_as_come(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest)
    harness.clock.move_to(EVENING - HOUR)
    await harness.get(MoveBooking)(visitor, booking.id, TABLE.id, LATER)
    with pytest.raises(BookingChanged):
        await record(harness, booking, Attendance.SEAT)
    await harness.get(CancelBooking)(visitor, booking.id)
    with pytest.raises(BookingChanged):
        await record(harness, await harness.stored(booking), Attendance.SEAT)


async def test_an_admin_does_not_cancel_for_a_guest_whom_another_admin_has_seated(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING)
    await record(harness, booking, Attendance.SEAT)
    with pytest.raises(BookingChanged):
        await harness.get(CancelBooking)(OLEG, booking.id, booking.time_version)


async def test_a_note_is_kept_and_another_admins_note_is_not_overwritten(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    write = harness.get(WriteNote)
    await write(VERA, booking.id, " by the window ", None)
    assert (await harness.stored(booking)).note == "by the window"
    with pytest.raises(BookingChanged):
        await write(OLEG, booking.id, "a cake", None)
    await write(OLEG, booking.id, "a cake", "by the window")
    await write(OLEG, booking.id, "a cake", "by the window")
    await write(VERA, booking.id, "", "a cake")
    assert (await harness.stored(booking)).note is None
    assert await changes(harness, booking) == [(Change.NOTED, 900), (Change.NOTED, 901), (Change.NOTED, 900)]


async def test_the_guest_is_told_why_the_venue_cancels(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    await harness.get(CancelBooking)(VERA, booking.id, booking.time_version, "Water in the cellar")
    await harness.deliver_until(harness.clock.now() + 10 * MINUTE)

    told = [letter.envelope.notification.payload for letter in harness.sender.sent]
    assert CanceledByVenue(reason="Water in the cellar") in told
    (canceled,) = (await harness.get(ShowCard)(VERA, booking.id)).history[1:]
    assert (canceled.kind, canceled.remark) == (Change.CANCELED, "Water in the cellar")


async def test_a_note_or_reason_of_which_nothing_is_seen_is_none(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    await harness.get(WriteNote)(VERA, booking.id, "\u202e\u3164", None)
    await harness.get(CancelBooking)(VERA, booking.id, reason="\u3164 \u202e")
    await harness.deliver_until(harness.clock.now() + 10 * MINUTE)
    told = [each.payload for each in harness.sender.sent if isinstance(each, BookingLetter)]
    assert (await harness.stored(booking)).note is None
    assert CanceledByVenue() in told


async def test_an_admin_of_another_venue_changes_nothing(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING)
    for attendance in Attendance:
        with pytest.raises(NotFound):
            await record(harness, booking, attendance, STRANGER)
    with pytest.raises(NotFound):
        await harness.get(WriteNote)(STRANGER, booking.id, "a note", None)
    with pytest.raises(NotFound):
        await harness.get(CancelBooking)(STRANGER, booking.id, reason="none")
    assert await changes(harness, booking) == []
