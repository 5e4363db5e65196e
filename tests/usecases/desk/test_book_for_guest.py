"""Admins book for guests who call or come, who later find their bookings in the bot; once on each backend."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.database.tables import guests
from app.domain.access import Admin
from app.domain.availability.offering import Wish
from app.domain.availability.slots import local_date
from app.domain.bookings import Booking, BookingStatus, Change, Source
from app.domain.broadcasts import Audience
from app.domain.errors import (
    GuestBarred,
    GuestIsBusy,
    NotFound,
    RequestKeyReused,
    ResourceDoesNotFit,
    SlotTaken,
    TooSoon,
)
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.phones import Contact
from app.usecases.bookings.book_slot import BookingRequest
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.list_my_bookings import ListMyBookings
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.book_for_guest import BookForGuest
from app.usecases.desk.find_slots_of_desk import FindSlotsOfDesk
from app.usecases.desk.show_card import Card, ShowCard
from app.usecases.guests.share_phone import SharePhone
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TABLES = {"t1": TABLE, "t2": replace(TABLE, id="t2")}
VENUE = replace(
    a_venue(min_notice=timedelta(hours=3), guests_per_15_minutes=2, max_active_per_guest=1),
    resources=TABLES,
    admin_ids=(900, 901),
)
OTHER = replace(VENUE, id="other", admin_ids=(902,))
VERA, STRANGER = Admin(VENUE, 900), Admin(OTHER, 902)
ANNA = Contact("Anna", "+79161234567")
WALK_IN = Contact()


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE, OTHER)


async def book(
    harness: Harness, contact: Contact = ANNA, starts_at: datetime = EVENING, table: str = "t1", by: Admin = VERA
) -> Booking:
    source = Source.PHONE if contact.phone else Source.WALK_IN
    request = BookingRequest(table, starts_at, 2, f"{contact.phone} {table} {starts_at:%d %H:%M}", source=source)
    return (await harness.get(BookForGuest)(by, contact, request)).booking


async def card(harness: Harness, booking: Booking) -> Card:
    return await harness.get(ShowCard)(VERA, booking.id)


async def mine(harness: Harness, guest: Guest) -> list[int]:
    return [booking.id for booking in (await harness.get(ListMyBookings)(guest, 0, 10)).bookings]


async def test_a_booking_by_phone_is_stored_with_its_guest_its_source_and_the_admin(harness: Harness) -> None:
    booking = await book(harness)
    found = await card(harness, booking)
    assert (found.guest.name, found.guest.phone, found.guest.telegram_id) == ("Anna", ANNA.phone, None)
    assert found.booking.source is Source.PHONE
    assert [(change.kind, change.actor.telegram_id) for change in found.history] == [(Change.BOOKED, 900)]
    with pytest.raises(SlotTaken):
        await harness.book(await harness.register())


async def test_nobody_but_the_admins_gets_a_message(harness: Harness) -> None:
    booking = await book(harness)
    await harness.get(CancelBooking)(VERA, booking.id)
    await book(harness, table="t2")
    await harness.deliver_until(EVENING + timedelta(days=1))
    assert {letter.envelope.notification.chat_id for letter in harness.sender.sent} == {900, 901}
    assert await harness.get(CountAudiences)(VERA) == {Audience.EVERYBODY: 0, Audience.OFFERS: 0}


@pytest.mark.parametrize("contact", [ANNA, WALK_IN, Contact("Anna")])
async def test_confirming_twice_makes_one_booking(harness: Harness, contact: Contact) -> None:
    first = await book(harness, contact)
    assert (await book(harness, contact)).id == first.id
    await harness.get(CancelBooking)(VERA, first.id)
    assert (await book(harness, contact)).id == first.id, "the first answer, even if the booking has changed since"
    assert len(await harness.database.rows(select(guests))) == 1


@pytest.mark.parametrize("contact", [ANNA, WALK_IN])
async def test_simultaneous_confirmations_make_one_booking(harness: Harness, contact: Contact) -> None:
    made = await asyncio.gather(*(book(harness, contact) for _ in range(5)))
    assert len({booking.id for booking in made}) == 1


async def test_one_key_for_two_guests_is_refused(harness: Harness) -> None:
    def request(table: str) -> BookingRequest:
        return BookingRequest(table, EVENING, 2, "key", source=Source.WALK_IN)

    book_for_guest = harness.get(BookForGuest)
    await book_for_guest(VERA, Contact("Anna"), request("t1"))
    for contact, table in ((Contact("Ben"), "t1"), (ANNA, "t1"), (Contact("Anna"), "t2")):
        with pytest.raises(RequestKeyReused):
            await book_for_guest(VERA, contact, request(table))
    assert (await book_for_guest(STRANGER, Contact("Ben"), request("t1"))).booking.venue_id == OTHER.id


async def test_the_same_number_is_the_same_guest_and_walk_ins_are_each_their_own(harness: Harness) -> None:
    first, second = await book(harness), await book(harness, replace(ANNA, name="A."), EVENING + 2 * HOUR)
    assert first.guest_id == second.guest_id
    with pytest.raises(GuestIsBusy):
        await book(harness, table="t2")
    walk_ins = [await book(harness, WALK_IN, EVENING + 4 * HOUR, table) for table in ("t1", "t2")]
    assert len({each.guest_id for each in walk_ins}) == 2


async def test_the_bounds_of_guests_do_not_hold_for_the_desk(harness: Harness) -> None:
    """Notice, arrivals within 15 minutes and upcoming bookings."""
    harness.clock.move_to(EVENING - MINUTE)
    await book(harness, WALK_IN, table="t1")
    await book(harness, WALK_IN, table="t2")


async def test_a_slot_under_way_can_be_booked_until_its_end(harness: Harness) -> None:
    harness.clock.move_to(EVENING + 30 * MINUTE)
    offered = (await harness.get(FindSlotsOfDesk)(VERA, Wish(2), [local_date(VENUE, EVENING)]))[
        local_date(VENUE, EVENING)
    ]
    assert offered[0].slot.starts_at == EVENING
    await book(harness, WALK_IN)
    harness.clock.move_to(EVENING + 2 * HOUR + MINUTE)
    with pytest.raises(TooSoon):
        await book(harness, WALK_IN, table="t2")


async def test_a_guest_who_has_come_is_seated_at_once_in_a_slot_that_is_under_way(harness: Harness) -> None:
    harness.clock.move_to(EVENING)
    found = await card(harness, await book(harness, WALK_IN))
    assert found.booking.status is BookingStatus.SEATED
    assert [(change.kind, change.actor.telegram_id) for change in found.history] == [
        (Change.BOOKED, 900),
        (Change.SEATED, 900),
    ]


async def test_a_guest_who_has_come_too_early_waits_for_the_table(harness: Harness) -> None:
    harness.clock.move_to(EVENING - MINUTE)
    found = await card(harness, await book(harness, WALK_IN))
    assert found.booking.status is BookingStatus.BOOKED


async def test_a_guest_who_calls_is_not_seated(harness: Harness) -> None:
    harness.clock.move_to(EVENING + MINUTE)
    found = await card(harness, await book(harness, ANNA))
    assert found.booking.status is BookingStatus.BOOKED


async def test_a_guest_of_the_bot_who_shared_the_number_gets_the_booking_and_its_messages(harness: Harness) -> None:
    visitor = await harness.visitor()
    assert await harness.get(SharePhone)(visitor, "+79161234567") == 0
    booking = await book(harness)
    assert booking.guest_id == visitor.guest.id
    await harness.deliver_until(harness.clock.now() + 10 * MINUTE)
    assert Kind.CONFIRMATION in harness.sender.kinds


async def test_who_shares_the_number_later_finds_the_bookings_and_gets_their_messages(harness: Harness) -> None:
    past = await book(harness)
    harness.clock.move_to(EVENING + 3 * HOUR)
    upcoming = await book(harness, starts_at=EVENING + timedelta(days=3))
    await harness.deliver_due()
    visitor = await harness.visitor()
    assert await harness.get(SharePhone)(visitor, "+79161234567") == 2
    assert await mine(harness, visitor.guest) == [upcoming.id, past.id]
    assert await harness.get(SharePhone)(visitor, "+79161234567") == 0

    await harness.deliver_until(EVENING + timedelta(days=2, hours=2))
    told = [
        letter.envelope.notification.kind
        for letter in harness.sender.sent
        if letter.envelope.notification.chat_id == visitor.guest.telegram_id
    ]
    assert told == [Kind.CONFIRMATION, Kind.REMINDER]
    await harness.get(CancelBooking)(visitor, upcoming.id)


async def test_a_number_that_another_guest_of_the_bot_has_shared_gives_nothing(harness: Harness) -> None:
    first, second = await harness.visitor(1), await harness.visitor(2)
    await harness.get(SharePhone)(first, "+79161234567")
    booking = await book(harness)
    assert await harness.get(SharePhone)(second, "+79161234567") == 0
    assert (await harness.stored(booking)).guest_id == first.guest.id


async def test_a_number_is_that_of_the_guest_who_shared_it_last(harness: Harness) -> None:
    """Operators of telephones give numbers to others, and Telegram vouches for the one who has it now."""
    before, now = await harness.visitor(1), await harness.visitor(2)
    await harness.get(SharePhone)(before, "+79161234567")
    earlier = await book(harness)
    await harness.get(SharePhone)(now, "+79161234567")
    assert (await book(harness, table="t2")).guest_id == now.guest.id
    assert (await harness.stored(earlier)).guest_id == before.guest.id


async def test_a_bar_holds_when_the_guest_comes_to_the_bot(harness: Harness) -> None:
    visitor, booking = await harness.visitor(), await book(harness)
    await harness.get(BarGuest)(VERA, booking.guest_id, is_barred=True)
    await harness.get(SharePhone)(visitor, "+79161234567")
    found = (await card(harness, booking)).guest
    assert (found.id, found.is_barred, found.bar_changed_by) == (visitor.guest.id, True, 900)
    with pytest.raises(GuestBarred):
        await harness.book(found, EVENING + timedelta(days=1))
    await harness.get(BarGuest)(VERA, found.id, is_barred=False)
    await book(harness, starts_at=EVENING + timedelta(days=1))
    await harness.get(SharePhone)(visitor, "+79161234567")
    assert not (await card(harness, booking)).guest.is_barred


async def test_another_venues_bookings_of_that_number_are_not_given(harness: Harness) -> None:
    await book(harness, by=STRANGER)
    assert await harness.get(SharePhone)(await harness.visitor(), "+79161234567") == 0


async def test_an_admin_books_while_the_guest_shares_the_number(harness: Harness) -> None:
    """The one or the other comes first: the booking is the guest's in the end, or can be claimed by sharing again."""
    visitor = await harness.visitor()
    share = harness.get(SharePhone)
    await book(harness, starts_at=EVENING + timedelta(days=1))
    results = await asyncio.gather(book(harness), share(visitor, "+79161234567"), return_exceptions=True)
    assert [each for each in results if isinstance(each, BaseException) and not isinstance(each, NotFound)] == []
    await share(visitor, "+79161234567")
    assert len(await mine(harness, visitor.guest)) == 2 - sum(isinstance(each, NotFound) for each in results)


async def test_two_admins_book_one_table_at_once(harness: Harness) -> None:
    results = await asyncio.gather(
        book(harness),
        book(harness, WALK_IN),
        book(harness, replace(ANNA, phone="+79161234568")),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in results) == ["Booking", "SlotTaken", "SlotTaken"]


async def test_a_table_that_does_not_fit_or_is_unknown_is_refused(harness: Harness) -> None:
    request = BookingRequest("t1", EVENING, 5, "key")
    with pytest.raises(ResourceDoesNotFit):
        await harness.get(BookForGuest)(VERA, ANNA, request)
    with pytest.raises(NotFound):
        await harness.get(BookForGuest)(VERA, ANNA, replace(request, resource_id="t9"))
    with pytest.raises(ResourceDoesNotFit):
        await harness.get(BookForGuest)(VERA, ANNA, replace(request, resource_id=None))
