"""A guest books for children and relatives, who may have visits at the same time, once on each backend."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest

from app.database.guest_bookings import GuestBookings
from app.database.guests import Guests
from app.domain.access import Admin, Visitor
from app.domain.attendance import Attendance
from app.domain.bookings import Booking, BookingReceipt, BookingStatus
from app.domain.errors import GuestIsBusy, NotForOthers, RequestKeyReused, TooManyBookings
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.relatives import Relative
from app.domain.search import read_search
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.list_relatives import ListRelatives
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.search_bookings import SearchBookings
from app.usecases.guests.forget_guest import ForgetGuest
from tests.databases import BACKENDS, OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

DOCTORS = {f"t{number}": replace(TABLE, id=f"t{number}") for number in range(1, 9)}
VENUE = replace(a_venue(for_others=True, max_active_per_guest=4), resources=DOCTORS, admin_ids=(900,))
MASHA, SASHA = Relative("Маша", 2019), Relative("Саша")
LATER = EVENING + timedelta(hours=2)
VERA = Admin(VENUE, 900)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def book(
    harness: Harness, guest: Guest, doctor: str, for_whom: Relative | None = None, starts_at: datetime = EVENING
) -> Booking:
    return await harness.book(guest, starts_at, doctor, for_whom=for_whom)


async def test_two_children_and_their_mother_have_visits_at_the_same_time(harness: Harness) -> None:
    mother = await harness.register()
    booked = [await book(harness, mother, doctor, who) for doctor, who in (("t1", MASHA), ("t2", SASHA), ("t3", None))]
    assert [(await harness.stored(each)).for_whom for each in booked] == [MASHA, SASHA, None]


@pytest.mark.parametrize("again", [MASHA, Relative("маша"), Relative("МАША", 2019)])
async def test_nobody_is_at_two_places_at_once(harness: Harness, again: Relative) -> None:
    mother = await harness.register()
    first = await book(harness, mother, "t1", MASHA)
    with pytest.raises(GuestIsBusy) as refusal:
        await book(harness, mother, "t2", again)
    assert (refusal.value.other_booking_id, refusal.value.for_name) == (first.id, again.name)
    assert again.name not in str(refusal.value), "it may be logged"
    await book(harness, mother, "t2", again, LATER)


async def test_a_namesake_of_another_year_is_another_person(harness: Harness) -> None:
    mother = await harness.register()
    await book(harness, mother, "t1", MASHA)
    await book(harness, mother, "t2", Relative("Маша", 1950))


async def test_relatives_of_two_guests_with_the_same_name_are_two_persons(harness: Harness) -> None:
    await book(harness, await harness.register(1), "t1", MASHA)
    await book(harness, await harness.register(2), "t2", MASHA)


@pytest.mark.parametrize("for_whom", [MASHA, None])
async def test_of_many_confirmations_at_once_for_one_person_one_books(
    harness: Harness, for_whom: Relative | None
) -> None:
    """At as many doctors, so that nothing but the person is in the way."""
    mother = await harness.register()
    outcomes = await asyncio.gather(
        *(book(harness, mother, doctor, for_whom) for doctor in DOCTORS), return_exceptions=True
    )
    assert len([each for each in outcomes if isinstance(each, Booking)]) == 1
    assert len([each for each in outcomes if isinstance(each, GuestIsBusy)]) == len(DOCTORS) - 1


@pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)
async def test_without_the_lock_of_the_guest_a_person_would_be_at_two_places(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has only one writer."""
    together, overlaps = asyncio.Barrier(2), GuestBookings.overlaps

    async def overlaps_before_the_other_books(bookings: GuestBookings, *asked: Any) -> list[Booking]:
        found = await overlaps(bookings, *asked)
        await together.wait()
        return found

    monkeypatch.setattr(Guests, "get_locked", Guests.get)
    monkeypatch.setattr(GuestBookings, "overlaps", overlaps_before_the_other_books)
    mother = await harness.register()
    await asyncio.gather(book(harness, mother, "t1", MASHA), book(harness, mother, "t2", MASHA))


async def test_one_confirmation_sent_twice_makes_one_booking_for_the_same_person(harness: Harness) -> None:
    mother, book_slot = await harness.register(), harness.get(BookSlot)
    request = BookingRequest("t1", EVENING, 2, "key", for_whom=MASHA)
    first, second = await asyncio.gather(*(book_slot(VENUE, mother, request) for _ in range(2)))
    assert first == second
    assert isinstance(first, BookingReceipt)
    assert first.booking.for_whom == MASHA
    for other in (None, SASHA, replace(MASHA, birth_year=2018)):
        with pytest.raises(RequestKeyReused):
            await book_slot(VENUE, mother, replace(request, for_whom=other))


def test_a_request_for_the_guest_has_the_digest_of_the_release_before() -> None:
    """Its requests may be repeated after the upgrade."""
    expected = "15923bce1f710a65d04fd5fed40445e94d8186eb17aaa16d28db6cb8bb18fd02"
    assert BookingRequest("t1", EVENING, 2, "key").digest == expected


async def test_all_bookings_count_for_the_limit_of_the_guest(harness: Harness) -> None:
    mother = await harness.register()
    for doctor in ("t1", "t2", "t3", "t4"):
        await book(harness, mother, doctor, Relative(f"Дочь {chr(ord('А') + int(doctor[1]))}"))
    with pytest.raises(TooManyBookings):
        await book(harness, mother, "t5", SASHA)


async def test_where_guests_come_themselves_nobody_books_for_others(harness: Harness) -> None:
    venue = replace(VENUE, booking=replace(VENUE.booking, for_others=False))
    request = BookingRequest("t1", EVENING, 2, "key", for_whom=MASHA)
    with pytest.raises(NotForOthers):
        await harness.get(BookSlot)(venue, await harness.register(), request)


async def test_a_move_keeps_the_person_and_is_refused_where_they_are_busy(harness: Harness) -> None:
    mother, move = await harness.register(), harness.get(MoveBooking)
    first = await book(harness, mother, "t1", MASHA)
    later = await book(harness, mother, "t2", MASHA, LATER)
    await book(harness, mother, "t3", None, LATER)
    with pytest.raises(GuestIsBusy):
        await move(Visitor(VENUE, mother), first.id, "t1", LATER)
    await harness.get(CancelBooking)(Visitor(VENUE, mother), later.id)
    moved = await move(Visitor(VENUE, mother), first.id, "t1", LATER)
    assert moved.for_whom == MASHA
    assert (await harness.stored(first)).for_whom == MASHA


async def test_a_no_show_is_taken_back_while_the_mother_has_a_visit(harness: Harness) -> None:
    mother, record = await harness.register(), harness.get(RecordAttendance)
    of_masha = await book(harness, mother, "t1", MASHA)
    await book(harness, mother, "t2")
    harness.clock.move_to(EVENING + timedelta(minutes=30))
    await record(VERA, of_masha.id, Attendance.NO_SHOW, 1)
    await record(VERA, of_masha.id, Attendance.UNDO_NO_SHOW, 1)
    assert (await harness.stored(of_masha)).status is BookingStatus.BOOKED


async def test_the_guest_chooses_among_the_relatives_of_earlier_bookings(harness: Harness) -> None:
    mother, list_relatives = await harness.visitor(), harness.get(ListRelatives)
    assert await list_relatives(mother) == {}
    of_masha, of_sasha = [await book(harness, mother.guest, f"t{n}", who) for n, who in ((1, MASHA), (2, SASHA))]
    assert await list_relatives(mother) == {of_masha.id: MASHA, of_sasha.id: SASHA}
    assert await list_relatives(await harness.visitor(2)) == {}
    await harness.get(CancelBooking)(mother, of_sasha.id)
    await harness.get(DeleteBooking)(mother, of_sasha.id)
    assert await list_relatives(mother) == {of_masha.id: MASHA}, "who is removed from the list is not proposed again"


async def test_the_desk_finds_a_booking_by_either_name(harness: Harness) -> None:
    booking = await book(harness, await harness.register(), "t1", MASHA)
    for typed in ("маша", "Anna"):
        found = await harness.get(SearchBookings)(VERA, read_search(typed, "RU"), limit=5)
        assert [each.id for each, _ in found] == [booking.id]


async def test_no_log_line_and_no_metric_names_the_person(
    harness: Harness, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    name, mother = "Zelda", await harness.visitor()
    zelda = Relative(name)
    booking = await book(harness, mother.guest, "t1", zelda)
    with pytest.raises(GuestIsBusy):
        await book(harness, mother.guest, "t2", zelda)
    await harness.get(MoveBooking)(mother, booking.id, "t1", LATER)
    await harness.get(CancelBooking)(mother, booking.id)
    await harness.deliver_due()
    await harness.get(ForgetGuest)(mother)
    logged = caplog.text + str(capfd.readouterr())
    assert [event for event in ("booked", "booking refused", "moved", "guest forgotten") if event not in logged] == []
    assert name not in logged + generate_latest().decode()


async def test_every_message_knows_for_whom_the_visit_is(harness: Harness) -> None:
    booking = await book(harness, await harness.register(), "t1", MASHA)
    await harness.deliver_until(booking.ends_at + timedelta(hours=2))
    about = [each for each in harness.sender.sent if getattr(each, "booking", None)]
    assert {Kind.CONFIRMATION, Kind.REMINDER, Kind.ALERT_BOOKED, Kind.FOLLOW_UP} <= set(harness.sender.kinds)
    assert {each.booking.for_whom for each in about} == {MASHA}  # type: ignore[union-attr]
