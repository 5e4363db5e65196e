"""A closure moves bookings to other places at the same time, and cancels the rest, once on each backend."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin
from app.domain.attendance import Attendance
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking, BookingStatus, Change, Role, Source
from app.domain.closures import NewClosure, Remedy
from app.domain.errors import BookingChanged, SlotTaken
from app.domain.messages.kinds import Kind
from app.domain.messages.payloads import CanceledByVenue, Moved
from app.domain.phones import Contact
from app.domain.venues import Asks, Localized, Resource, Service, Specialty
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.closures.apply_remedy import Closed
from app.usecases.closures.close import Close
from app.usecases.closures.move_elsewhere import MoveElsewhere
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.desk.book_for_guest import BookForGuest
from app.usecases.desk.record_attendance import RecordAttendance
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

HOUR = timedelta(hours=1)
TABLES = {
    "t1": replace(TABLE, capacity=2, joins=("t2",)),
    "t2": replace(TABLE, id="t2", capacity=2, joins=("t1", "t3")),
    "t3": replace(TABLE, id="t3", capacity=2, joins=("t2",)),
    "t4": replace(TABLE, id="t4", capacity=3),
}
VENUE = replace(a_venue(start_every=HOUR), resources=TABLES, admin_ids=(900,))
VERA = Admin(VENUE, 900)
OF_TABLE = NewClosure("t1", Slot(EVENING - HOUR, EVENING + HOUR))
OF_HOUSE = replace(OF_TABLE, resource_id=None)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def planned(harness: Harness, closure: NewClosure = OF_TABLE, by: Admin = VERA) -> dict[int, str]:
    """Where the bookings would be moved."""
    moves = (await harness.get(PreviewClosure)(by, closure)).moves
    return {booking_id: place.id for booking_id, place in moves.items()}


async def close(
    harness: Harness, closure: NewClosure = OF_TABLE, reason: str | None = None, by: Admin = VERA
) -> Closed:
    """Close, and move those that can be moved."""
    seen = (await harness.get(PreviewClosure)(by, closure)).digest
    return await harness.get(Close)(by, closure, seen, reason, Remedy.MOVE)


async def place_of(harness: Harness, booking: Booking) -> str | None:
    """The place of the booking; None if it was canceled."""
    stored = await harness.stored(booking)
    return None if stored.status is BookingStatus.CANCELED else stored.resource_id


async def told(harness: Harness) -> list[tuple[int, object]]:
    """Who was told what of moves and cancellations."""
    await harness.deliver_until(harness.clock.now() + timedelta(minutes=10))
    messages = [letter.envelope.notification for letter in harness.sender.sent]
    return [(each.chat_id, each.payload) for each in messages if each.kind in {Kind.MOVED, Kind.CANCELED_BY_VENUE}]


async def test_a_booking_is_moved_to_the_best_free_place_and_its_guest_is_told(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    assert await planned(harness) == {booking.id: "t2"}

    assert await close(harness, reason="A leak") == Closed(0, 0, moved=1)

    moved = await harness.stored(booking)
    assert (moved.resource_id, moved.slot) == ("t2", booking.slot)
    news = Moved(old_resource_id="t1", old_starts_at=booking.starts_at, old_ends_at=booking.ends_at)
    assert await told(harness) == [(1, news)]
    assert Kind.ALERT_MOVED in harness.sender.kinds
    async with harness.database.read() as tx:
        change = (await tx.booking_history.of_booking(booking.id, 10))[-1]
    assert (change.kind, change.actor.role, change.actor.telegram_id) == (Change.MOVED, Role.ADMIN, 900)
    assert change.old_resource_id == "t1"


async def test_all_are_canceled_if_the_admin_wants_that(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    seen = (await harness.get(PreviewClosure)(VERA, OF_TABLE)).digest
    assert await harness.get(Close)(VERA, OF_TABLE, seen) == Closed(1, 0)
    assert await place_of(harness, booking) is None


async def test_of_two_that_want_one_free_place_the_earlier_gets_it(harness: Harness) -> None:
    first = await harness.book(await harness.register(1), EVENING - HOUR)
    second = await harness.book(await harness.register(2), EVENING + HOUR)
    for number, place_id in enumerate(("t2", "t3"), start=3):
        await harness.book(await harness.register(number), EVENING - HOUR, place_id)
        await harness.book(await harness.register(number + 4), EVENING + HOUR, place_id)
    # It begins an hour before the first one ends.
    closure = NewClosure("t1", Slot(EVENING - 2 * HOUR, EVENING + 3 * HOUR))
    between = await harness.book(await harness.register(9), EVENING, "t4")
    assert await planned(harness, closure) == {}
    await harness.get(CancelBooking)(VERA, between.id)
    assert await planned(harness, closure) == {first.id: "t4", second.id: "t4"}
    await harness.get(MoveBooking)(VERA, second.id, "t4", EVENING + HOUR)
    late = await harness.book(await harness.register(9), EVENING + HOUR)
    assert await planned(harness, closure) == {first.id: "t4"}

    assert await close(harness, closure, "A leak") == Closed(1, 0, moved=1)
    assert [await place_of(harness, each) for each in (first, late)] == ["t4", None]
    assert (9, CanceledByVenue(reason="A leak")) in await told(harness)


async def test_joined_tables_are_moved_to_others_of_which_one_may_stay(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), resource_id="t1+t2", party_size=4)
    assert await planned(harness) == {booking.id: "t2+t3"}
    assert await close(harness) == Closed(0, 0, moved=1)
    assert await place_of(harness, booking) == "t2+t3"


async def test_a_party_is_moved_to_joined_tables_where_no_single_one_is_free(harness: Harness) -> None:
    booking = await harness.book(await harness.register(), resource_id="t4", party_size=3)
    of_large = replace(OF_TABLE, resource_id="t4")
    assert await planned(harness, of_large) == {booking.id: "t1+t2"}
    assert await close(harness, of_large) == Closed(0, 0, moved=1)
    assert await place_of(harness, booking) == "t1+t2"


async def test_nothing_is_moved_out_of_a_closed_house(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    assert await planned(harness, OF_HOUSE) == {}
    assert await close(harness, OF_HOUSE) == Closed(1, 0)
    assert await place_of(harness, booking) is None


async def test_a_closed_table_takes_no_booking_of_another_closed_table(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    for table in ("t2", "t3", "t4"):
        await close(harness, replace(OF_TABLE, resource_id=table))
    assert await planned(harness) == {}
    assert await close(harness) == Closed(1, 0)
    assert await place_of(harness, booking) is None


async def test_a_booking_whose_place_was_taken_meanwhile_gets_the_next_or_is_canceled(harness: Harness) -> None:
    bookings = [await harness.book(await harness.register(1))]
    seen = (await harness.get(PreviewClosure)(VERA, OF_TABLE)).digest
    await harness.book(await harness.register(2), resource_id="t2")
    assert await harness.get(Close)(VERA, OF_TABLE, seen, None, Remedy.MOVE) == Closed(0, 0, moved=1)
    assert await place_of(harness, bookings[0]) == "t3"

    of_third = replace(OF_TABLE, resource_id="t3")
    seen = (await harness.get(PreviewClosure)(VERA, of_third)).digest
    await harness.book(await harness.register(3), resource_id="t4")
    assert await harness.get(Close)(VERA, of_third, seen, None, Remedy.MOVE) == Closed(1, 0)
    assert await place_of(harness, bookings[0]) is None


async def test_a_guest_who_books_at_the_same_time_never_gets_the_place_of_one_who_is_moved(harness: Harness) -> None:
    for number in range(5):
        evening = EVENING + timedelta(days=number)
        booking = await harness.book(await harness.register(1), evening)
        for other, table in enumerate(("t3", "t4"), start=2):
            await harness.book(await harness.register(other), evening, table)
        guest = await harness.register(4)
        move = harness.get(MoveElsewhere)(VERA, booking.id, booking.time_version)
        moved, rival = await asyncio.gather(move, harness.book(guest, evening, "t2"), return_exceptions=True)
        assert {type(moved), type(rival)} == {Booking, SlotTaken}
        assert await place_of(harness, booking) == ("t1" if isinstance(moved, SlotTaken) else "t2")


async def test_two_closures_at_the_same_time_move_two_bookings_to_one_place_never(harness: Harness) -> None:
    for number in range(5):
        evening = EVENING + timedelta(days=number)
        span = Slot(evening - HOUR, evening + HOUR)
        bookings = [await harness.book(await harness.register(each), evening, f"t{each}") for each in (1, 2, 3)]
        closures = [NewClosure(table, span) for table in ("t1", "t2")]
        closed = await asyncio.gather(*(close(harness, each) for each in closures))
        assert sum(each.moved for each in closed) <= 1 + sum(each.canceled for each in closed)
        places = [place for each in bookings if (place := await place_of(harness, each))]
        assert len(places) == len(set(places))
        assert not {"t1", "t2"} & set(places)


async def test_a_booking_for_a_guest_without_telegram_is_moved_in_silence(harness: Harness) -> None:
    request = BookingRequest("t1", EVENING, 2, "key", source=Source.PHONE)
    booking = (await harness.get(BookForGuest)(VERA, Contact("Peter", None), request)).booking
    assert await close(harness) == Closed(0, 0, moved=1)
    assert await place_of(harness, booking) == "t2"
    assert await told(harness) == []


async def test_a_guest_who_is_late_is_moved_and_one_who_has_come_stays(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING + timedelta(minutes=20))
    assert await planned(harness) == {booking.id: "t2"}
    record = harness.get(RecordAttendance)
    await record(VERA, booking.id, Attendance.SEAT, 1)
    assert await planned(harness) == {}
    with pytest.raises(BookingChanged):
        await harness.get(MoveElsewhere)(VERA, booking.id, 1)
    await record(VERA, booking.id, Attendance.UNSEAT, 1)
    assert await close(harness) == Closed(0, 0, moved=1)
    assert await place_of(harness, booking) == "t2"
    assert [guest for guest, _ in await told(harness)] == [1], "at which table they are expected"


async def test_a_booking_that_begins_sooner_than_guests_may_book_is_moved(database: OpenDatabase) -> None:
    venue = replace(VENUE, booking=replace(VENUE.booking, min_notice=3 * HOUR))
    harness = Harness(database, venue)
    booking = await harness.book(await harness.register())
    harness.clock.move_to(EVENING - HOUR)
    assert await close(harness, by=Admin(venue, 900)) == Closed(0, 0, moved=1)
    assert await place_of(harness, booking) == "t2"


async def test_what_changed_meanwhile_stands(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    await harness.get(MoveBooking)(VERA, booking.id, "t1", EVENING + 4 * HOUR)
    with pytest.raises(BookingChanged):
        await harness.get(MoveElsewhere)(VERA, booking.id, booking.time_version)
    assert await place_of(harness, booking) == "t1"


async def test_a_buffer_before_the_next_visit_keeps_a_place_busy(database: OpenDatabase) -> None:
    venue = replace(VENUE, booking=replace(VENUE.booking, buffer=timedelta(minutes=30)))
    harness, vera = Harness(database, venue), Admin(venue, 900)
    booking = await harness.book(await harness.register(1))
    for number, (table, hours) in enumerate((("t2", 2), ("t3", -2), ("t4", 3)), start=2):
        await harness.book(await harness.register(number), EVENING + hours * HOUR, table)
    assert await planned(harness, by=vera) == {booking.id: "t4"}
    assert await close(harness, by=vera) == Closed(0, 0, moved=1)
    assert await place_of(harness, booking) == "t4"


async def test_the_limit_of_arrivals_takes_no_table_from_guests_who_arrive_then_anyway(database: OpenDatabase) -> None:
    venue = replace(VENUE, booking=replace(VENUE.booking, guests_per_15_minutes=2))
    harness, vera = Harness(database, venue), Admin(venue, 900)
    booking = await harness.book(await harness.register(1))
    assert await planned(harness, by=vera) == {booking.id: "t2"}
    request = BookingRequest("t4", EVENING, 2, "key", source=Source.PHONE)
    await harness.get(BookForGuest)(vera, Contact("Peter", None), request)
    assert await planned(harness, by=vera) == {booking.id: "t2"}, "as when an admin moves it"
    assert await close(harness, by=vera) == Closed(0, 0, moved=1)
    assert await place_of(harness, booking) == "t2"


async def test_patients_are_moved_to_a_doctor_of_the_specialty_who_offers_the_service(database: OpenDatabase) -> None:
    def doctor(doctor_id: str, specialty: str) -> Resource:
        return Resource(doctor_id, Localized(doctor_id, doctor_id), Localized("", ""), specialty=specialty)

    doctors = [doctor("anna", "therapy"), doctor("boris", "therapy"), doctor("vera", "therapy"), doctor("eye", "eyes")]
    check_up = Service(
        "check_up", Localized("Осмотр", "Check-up"), HOUR, timedelta(0), resources=("anna", "vera", "eye")
    )
    clinic = replace(
        a_venue(start_every=HOUR, slot_length=HOUR, asks=Asks.SPECIALTY, max_party_size=None),
        specialties={
            each: Specialty(each, Localized(each, each), Localized("", ""), "eye") for each in ("therapy", "eyes")
        },
        services={"check_up": check_up},
        resources={each.id: each for each in doctors},
        admin_ids=(900,),
    )
    harness, admin = Harness(database, clinic), Admin(clinic, 900)

    async def book(number: int, doctor_id: str, service: str | None) -> Booking:
        guest = await harness.register(number)
        request = BookingRequest(doctor_id, EVENING + HOUR * number, None, f"key {number}", service=service)
        return (await harness.get(BookSlot)(clinic, guest, request)).booking

    for_service, for_visit = await book(1, "anna", "check_up"), await book(2, "anna", None)
    await book(3, "vera", None)
    closure = NewClosure("anna", Slot(EVENING, EVENING + 9 * HOUR))
    assert await planned(harness, closure, admin) == {for_service.id: "vera", for_visit.id: "boris"}
    assert await close(harness, closure, by=admin) == Closed(0, 0, moved=2)
    assert [await place_of(harness, each) for each in (for_service, for_visit)] == ["vera", "boris"]
    of_vera = replace(closure, resource_id="vera")
    assert for_service.id not in await planned(harness, of_vera, admin), "nobody else of therapy offers it"
