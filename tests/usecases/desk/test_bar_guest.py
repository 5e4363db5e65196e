"""An admin bars a guest and lets them in again, once on each backend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin, Visitor
from app.domain.bookings import BookingStatus
from app.domain.broadcasts import Audience
from app.domain.errors import GuestBarred, NotFound
from app.domain.guests import Guest
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.show_guest import ShowGuest
from app.usecases.desk.show_guests import ShowGuests
from app.usecases.guests.answer_offers import AnswerOffers
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

VENUE = replace(a_venue(cancel_until=timedelta(hours=1)), admin_ids=(900, 901))
OTHER = replace(VENUE, id="other", admin_ids=(902,))
ADMIN, STRANGER = Admin(VENUE, 900), Admin(OTHER, 902)
LATER = EVENING + timedelta(hours=2)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE, OTHER)


async def bar(
    harness: Harness, guest: Guest, *, is_barred: bool = True, by: Admin = ADMIN, reason: str | None = None
) -> Guest:
    await harness.get(BarGuest)(by, guest.id, is_barred=is_barred, reason=reason)
    return (await harness.get(ShowGuest)(by, guest.id)).guest


async def test_a_barred_guest_can_neither_book_nor_move_until_let_in_again(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest)
    await bar(harness, visitor.guest)

    with pytest.raises(GuestBarred):
        await harness.book(visitor.guest, LATER)
    with pytest.raises(GuestBarred):
        await harness.get(MoveBooking)(visitor, booking.id, TABLE.id, LATER)

    await bar(harness, visitor.guest, is_barred=False)
    assert (await harness.get(MoveBooking)(visitor, booking.id, TABLE.id, LATER)).starts_at == LATER
    assert await harness.book(visitor.guest, LATER + timedelta(days=1))


async def test_the_bookings_of_a_barred_guest_stand_and_may_be_canceled_or_moved_by_the_venue(
    harness: Harness,
) -> None:
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest)
    await bar(harness, visitor.guest)

    assert (await harness.stored(booking)).status is BookingStatus.BOOKED
    await harness.get(MoveBooking)(ADMIN, booking.id, TABLE.id, LATER)
    await harness.get(CancelBooking)(visitor, booking.id)
    assert (await harness.stored(booking)).status is BookingStatus.CANCELED


async def test_a_repeated_request_of_a_barred_guest_gets_its_first_answer(harness: Harness) -> None:
    guest = await harness.register()
    request = BookingRequest(TABLE.id, EVENING, 2, "key")
    first = await harness.get(BookSlot)(VENUE, guest, request)
    await bar(harness, guest)

    assert await harness.get(BookSlot)(VENUE, guest, request) == first


async def test_it_is_recorded_who_did_it_when_and_why_and_a_second_press_changes_nothing(harness: Harness) -> None:
    guest, barred_at = await harness.register(), harness.clock.now()
    await bar(harness, guest, reason="shouts at waiters")
    harness.clock.advance(timedelta(hours=1))

    again = await bar(harness, guest, by=Admin(VENUE, 901), reason="another")
    assert (again.is_barred, again.bar_changed_at, again.bar_changed_by) == (True, barred_at, 900)
    assert again.bar_reason == "shouts at waiters"

    let_in = await bar(harness, guest, is_barred=False, by=Admin(VENUE, 901))
    assert (let_in.is_barred, let_in.bar_changed_at, let_in.bar_changed_by) == (False, harness.clock.now(), 901)
    assert let_in.bar_reason is None


async def test_an_admin_of_another_venue_can_neither_see_nor_bar_the_guest(harness: Harness) -> None:
    guest = await harness.register()
    with pytest.raises(NotFound):
        await harness.get(BarGuest)(STRANGER, guest.id, is_barred=True)
    with pytest.raises(NotFound):
        await harness.get(ShowGuest)(STRANGER, guest.id)

    await bar(harness, guest)
    assert (await harness.get(ShowGuests)(STRANGER)).barred == []
    assert [each.id for each in (await harness.get(ShowGuests)(ADMIN)).barred] == [guest.id]


async def test_a_barred_guest_is_in_no_audience_of_a_broadcast(harness: Harness) -> None:
    barred, other = await harness.register(1), await harness.register(2)
    for guest in (barred, other):
        await harness.get(AnswerOffers)(guest, consent=True)
    await bar(harness, barred)

    assert await harness.get(CountAudiences)(ADMIN) == {Audience.EVERYBODY: 1, Audience.OFFERS: 1}


async def test_a_barred_guest_gets_reminders_and_no_offers(harness: Harness) -> None:
    guest = await harness.register()
    await harness.get(AnswerOffers)(guest, consent=True)
    await harness.book(guest)
    await bar(harness, guest)

    await harness.deliver_until(EVENING + timedelta(days=2))

    told = [
        letter.envelope.notification.payload.variant
        for letter in harness.sender.sent
        if letter.envelope.notification.chat_id == guest.telegram_id
    ]
    assert "24h" in told
    assert "review" in told
    assert "offer" not in told


async def test_other_guests_are_not_barred(harness: Harness) -> None:
    barred, other = await harness.register(1), await harness.visitor(2)
    await bar(harness, barred)
    booking = await harness.book(other.guest)
    assert isinstance(other, Visitor)
    assert await harness.get(MoveBooking)(other, booking.id, TABLE.id, LATER)
