"""A guest reads what is kept about them and has it erased, once on each backend."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.database.guests import TelegramUser
from app.database.tables import bookings, metadata
from app.domain.access import Admin, CalendarReader, Visitor, calendar_token
from app.domain.attendance import Attendance
from app.domain.bookings import Booking, BookingStatus, Change
from app.domain.broadcasts import Audience, NewBroadcast
from app.domain.errors import GuestBarred, NotFound
from app.domain.messages.kinds import Kind
from app.domain.messages.payloads import AlertAnswered
from app.domain.messages.planning import Chats, plan_news
from app.domain.relatives import Relative
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.show_calendar import ShowCalendar
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.write_note import WriteNote
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.my_data_file import my_data_as_json
from app.usecases.guests.share_calendar import ShareCalendar
from app.usecases.guests.share_phone import SharePhone
from app.usecases.guests.tell_my_data import MyData, TellMyData
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

DAY = timedelta(days=1)
VENUE = replace(a_venue(for_others=True), resources={"t1": TABLE, "t2": replace(TABLE, id="t2")}, admin_ids=(900, 901))
OTHER = replace(VENUE, id="other")
VERA = Admin(VENUE, 900)
TELEGRAM_ID = 987654321
PHONE = "+79161234567"
OFFERS_VERSION = "version-of-offers"
MOTHER = Relative("Mabel", 1937)
TRACES = (
    *(str(TELEGRAM_ID), "Zelda", "zelda_77", PHONE, OFFERS_VERSION),
    *("allergic", "broken pipe", "was lovely", "Mabel", "1937"),
)
"""What a forgotten guest must leave nowhere."""


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE, OTHER)


async def zelda(harness: Harness) -> Visitor:
    """A guest of whom everything is known that can be."""
    user = TelegramUser(TELEGRAM_ID, "Zelda", "zelda_77", "en")
    async with harness.database.write() as tx:
        guest = await tx.guests.register(VENUE.id, user, harness.clock.now())
        await tx.guests.agree_to_offers(guest.id, harness.clock.now(), OFFERS_VERSION)
    visitor = Visitor(VENUE, guest)
    await harness.get(SharePhone)(visitor, PHONE)
    await harness.get(ShareCalendar)(visitor)
    return visitor


async def visits(harness: Harness, visitor: Visitor) -> list[Booking]:
    """A visit with a note that was answered, one that was canceled with a reason, and one that is to come. All but the
    second one are for the guest's mother."""
    past, canceled, upcoming = [
        await harness.book(visitor.guest, EVENING + number * DAY, for_whom=MOTHER if number != 1 else None)
        for number in range(3)
    ]
    await harness.get(WriteNote)(VERA, past.id, "allergic", None)
    await harness.get(CancelBooking)(VERA, canceled.id, reason="broken pipe")
    await harness.get(StartBroadcast)(VERA, NewBroadcast("Hello", Audience.EVERYBODY, "key"))
    await harness.deliver_due()
    harness.clock.move_to(past.ends_at)
    answered = plan_news(
        AlertAnswered(variant="7", answer="It was lovely"), past, Chats(None, (900, 901)), past.ends_at
    )
    await harness.plan(*answered)
    await harness.deliver_due()
    return [past, canceled, upcoming]


async def told(harness: Harness, visitor: Visitor) -> MyData:
    return await harness.get(TellMyData)(visitor)


async def everything_stored(database: OpenDatabase) -> str:
    async with database.engine.connect() as connection:
        rows = [row for table in metadata.sorted_tables for row in await connection.execute(select(table))]
    return "\n".join(map(str, rows))


async def test_a_guest_is_told_all_that_is_kept(harness: Harness) -> None:
    visitor = await zelda(harness)
    past, canceled, upcoming = await visits(harness, visitor)
    data = await told(harness, visitor)
    assert (data.guest.phone, data.guest.username, data.guest.offers_consent) == (PHONE, "zelda_77", True)
    assert [booking.id for booking in data.bookings] == [past.id, canceled.id, upcoming.id]
    assert data.bookings[0].note == "allergic"
    assert [booking.for_whom for booking in data.bookings] == [MOTHER, None, MOTHER]
    in_file = json.loads(my_data_as_json(VENUE, data, harness.clock.now()))
    assert in_file["bookings"][0]["for_whom"] == {"name": "Mabel", "birth_year": 1937}
    assert in_file["bookings"][1]["for_whom"] is None
    assert [(change.kind, change.remark) for change in data.histories[canceled.id]] == [
        (Change.BOOKED, None),
        (Change.CANCELED, "broken pipe"),
    ]
    assert data.answers == [(past.id, "It was lovely")], "once, though two admins got it"


async def test_nothing_is_told_of_another_guest(harness: Harness) -> None:
    await visits(harness, await zelda(harness))
    data = await told(harness, await harness.visitor(2))
    assert (data.bookings, data.histories, data.answers) == ([], {}, [])
    assert data.guest.phone is None


async def test_a_forgotten_guest_leaves_no_trace(harness: Harness) -> None:
    visitor = await zelda(harness)
    past, canceled, upcoming = await visits(harness, visitor)
    before = await everything_stored(harness.database)
    assert [trace for trace in TRACES if trace not in before] == []

    await harness.get(ForgetGuest)(visitor)
    await harness.deliver_until(harness.clock.now() + 4 * DAY)
    after = await everything_stored(harness.database)
    assert [trace for trace in TRACES if trace in after] == []
    statuses = [(await harness.stored(booking)).status for booking in (past, canceled, upcoming)]
    assert statuses == [BookingStatus.BOOKED, BookingStatus.CANCELED, BookingStatus.CANCELED]
    assert (await harness.stored(past)).party_size == 2, "figures stay as they were"


async def test_the_name_of_a_relative_cannot_be_guessed_from_what_is_left(harness: Harness) -> None:
    """A digest of the request is made of it and of what the booking still says."""
    visitor = await zelda(harness)
    await harness.book(visitor.guest, for_whom=MOTHER)
    harness.clock.move_to(EVENING + DAY)
    (digest,) = [row["request_digest"] for row in await harness.database.rows(select(bookings))]
    await harness.get(ForgetGuest)(visitor)
    assert digest
    assert digest not in await everything_stored(harness.database)


async def test_a_forgotten_guest_has_no_calendar_address(harness: Harness) -> None:
    visitor = await zelda(harness)
    code = await harness.get(ShareCalendar)(visitor)
    reader = CalendarReader(VENUE, "secret", calendar_token("secret", code))
    guest, _ = await harness.get(ShowCalendar)(reader)
    assert guest.id == visitor.guest.id

    await harness.get(ForgetGuest)(visitor)

    assert code not in await everything_stored(harness.database)
    with pytest.raises(NotFound):
        await harness.get(ShowCalendar)(reader)


async def test_the_slot_is_free_and_admins_are_told_without_a_name(harness: Harness) -> None:
    visitor = await zelda(harness)
    booking = await harness.book(visitor.guest)
    await harness.deliver_due()
    harness.sender.sent.clear()
    await harness.get(ForgetGuest)(visitor)
    await harness.book(await harness.register(2))
    await harness.deliver_until(booking.ends_at + DAY)
    of_canceled = [each for each in harness.sender.sent if getattr(each, "booking", booking).id == booking.id]
    assert {each.envelope.notification.kind for each in of_canceled} == {Kind.ALERT_CANCELED}
    assert {each.guest.name for each in of_canceled} == {""}  # type: ignore[union-attr]


async def test_a_forgotten_guest_who_comes_again_is_a_new_one(harness: Harness) -> None:
    visitor = await zelda(harness)
    await visits(harness, visitor)
    await harness.get(ForgetGuest)(visitor)
    again = await zelda(harness)
    assert again.guest.id != visitor.guest.id
    data = await told(harness, again)
    assert (data.bookings, data.kept_cancellations) == ([], [harness.clock.now()]), "the visit that was to come"
    assert (await told(harness, await harness.visitor(2))).kept_cancellations == []
    with pytest.raises(NotFound):
        await told(harness, replace(visitor, guest=replace(visitor.guest, id=77)))


async def test_a_guest_who_is_forgotten_while_they_book_has_no_booking(harness: Harness) -> None:
    visitor = await zelda(harness)
    await harness.book(visitor.guest)
    await harness.get(ForgetGuest)(visitor)
    with pytest.raises(NotFound):
        await harness.book(visitor.guest, EVENING + DAY)


async def test_who_is_barred_stays_barred(harness: Harness) -> None:
    visitor = await zelda(harness)
    await visits(harness, visitor)
    await harness.get(BarGuest)(VERA, visitor.guest.id, is_barred=True, reason="allergic to rules")
    told_of = (await told(harness, await zelda(harness))).guest
    assert told_of.bar_reason == "allergic to rules", "the law gives people what is written about them"
    await harness.get(ForgetGuest)(visitor)
    after = await everything_stored(harness.database)
    assert [trace for trace in TRACES if trace in after] == [str(TELEGRAM_ID)]
    again = await zelda(harness)
    with pytest.raises(GuestBarred):
        await harness.book(again.guest, EVENING + 5 * DAY)
    assert all(booking.deleted_at for booking in (await told(harness, again)).bookings)


async def test_a_guest_who_is_there_stays(harness: Harness) -> None:
    visitor = await zelda(harness)
    booking = await harness.book(visitor.guest)
    harness.clock.move_to(EVENING)
    await harness.get(RecordAttendance)(VERA, booking.id, Attendance.SEAT, 1)
    await harness.get(ForgetGuest)(visitor)
    assert (await harness.stored(booking)).status is BookingStatus.SEATED


async def test_the_same_person_at_another_venue_is_not_forgotten(harness: Harness) -> None:
    visitor = await zelda(harness)
    user = TelegramUser(TELEGRAM_ID, "Zelda", "zelda_77", "en")
    async with harness.database.write() as tx:
        elsewhere = await tx.guests.register(OTHER.id, user, harness.clock.now())
    await harness.get(ForgetGuest)(visitor)
    assert (await told(harness, Visitor(OTHER, elsewhere))).guest == elsewhere
