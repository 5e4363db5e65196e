"""Guests wait for a place of a full day, and are offered it one after the other, once on each backend."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from app.database.tables import booking_resources, bookings, notifications, openings, wait_offers, waits
from app.database.waitlist import Waitlist
from app.domain.access import Admin, Staff, Visitor
from app.domain.attendance import Attendance
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot, local_date
from app.domain.bookings import Booking, BookingStatus
from app.domain.closures import NewClosure
from app.domain.errors import NotFound, OfferOver, Refused, SlotTaken, TooManyWaits
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import Letter, WaitlistLetter
from app.domain.messages.payloads import WaitlistOver
from app.domain.venues import QuietHours
from app.domain.waitlist import HOLD, WAITS_OF_GUEST, EndOfOffer, NewWait, Wait
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.compare_with_catalogue import CompareWithCatalogue
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.bookings.list_my_bookings import ListMyBookings
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.closures.close import Close
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.list_day import ListDay, PartOfDay
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.show_timeline import ShowTimeline
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.tell_my_data import TellMyData
from app.usecases.messages.delivery.send import PermanentError, TransientError
from app.usecases.waitlist.answer_offer import DeclineOffer, TakeOffer
from app.usecases.waitlist.claim_openings import ClaimOpenings
from app.usecases.waitlist.join_waitlist import JoinWaitlist
from app.usecases.waitlist.leave_waitlist import LeaveWaitlist
from app.usecases.waitlist.list_waits import ListMyWaits, ListWaiting, ShowWait
from app.usecases.waitlist.offer_places import OfferPlaces
from tests.database.test_overlap import WITHOUT_CONSTRAINT
from tests.databases import OpenDatabase
from tests.domain.builders import MESSAGES, NIGHT, TABLE, a_venue, at
from tests.harness import EVENING, Harness

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
VENUE = replace(a_venue(start_every=HOUR), admin_ids=(900,))
ADMIN = Admin(VENUE, 900)
DAY = local_date(VENUE, EVENING)
TWO = Wish(2)
EVENING_WISH = NewWait.around(VENUE, DAY, TWO, EVENING)
"""Around 18:00 in Moscow."""
HOLDER, ANNA, BEN, MARIA = 1, 2, 3, 4


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def full_evening(harness: Harness) -> tuple[Visitor, Booking]:
    """The only table is booked from 16:00 to 20:00, by two guests: nothing is free around 18:00."""
    holder, other = await harness.visitor(HOLDER), await harness.register(99)
    await harness.book(other, EVENING - 2 * HOUR)
    booking = await harness.book(holder.guest, EVENING)
    await harness.book(other, EVENING + 2 * HOUR)
    return holder, booking


async def join(harness: Harness, telegram_id: int, new: NewWait = EVENING_WISH) -> tuple[Visitor, Wait]:
    visitor = await harness.visitor(telegram_id)
    wait = await harness.get(JoinWaitlist)(visitor, new)
    harness.clock.advance(SECOND)
    return visitor, wait


async def look(harness: Harness) -> None:
    """Do what the scheduler and a worker do within seconds."""
    for venue_id in await harness.get(ClaimOpenings)():
        await harness.get(OfferPlaces)(venue_id)
    harness.clock.advance(2 * SECOND)


async def offer_of(harness: Harness, visitor: Visitor) -> int:
    """The id of the open offer to a guest."""
    [found] = [each.offer for each in await harness.get(ListMyWaits)(visitor) if each.offer]
    return found.id


async def has_offer(harness: Harness, visitor: Visitor) -> bool:
    return any(each.offer for each in await harness.get(ListMyWaits)(visitor))


async def holders(harness: Harness) -> int:
    """How many have the table in the evening, held or booked."""
    evening = (booking_resources.c.busy_from < EVENING + 2 * HOUR) & (booking_resources.c.busy_until > EVENING)
    [row] = await harness.database.rows(select(func.count().label("number")).where(evening))
    return int(row["number"])


async def ends(harness: Harness) -> list[str | None]:
    """What became of the offers, in their order."""
    return [row["end_reason"] for row in await harness.database.rows(select(wait_offers).order_by(wait_offers.c.id))]


async def test_a_canceled_place_is_held_for_the_longest_waiting_and_is_theirs_when_they_take_it(
    harness: Harness,
) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    ben, _ = await join(harness, BEN)
    await look(harness)
    assert not await has_offer(harness, anna), "nothing is free yet"

    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    await harness.deliver_due()

    assert await has_offer(harness, anna)
    assert not await has_offer(harness, ben)
    [letter] = [each for each in harness.sender.sent if isinstance(each, WaitlistLetter)]
    assert letter.envelope.notification.chat_id == ANNA
    assert letter.offer.slot.starts_at == EVENING
    taken = await harness.get(TakeOffer)(anna, letter.offer.id)
    assert (await harness.stored(taken)).status is BookingStatus.BOOKED
    assert await harness.get(TakeOffer)(anna, letter.offer.id) == await harness.stored(taken), "a second press"
    assert await holders(harness) == 1
    assert await harness.get(ListMyWaits)(anna) == []
    kinds = {row["kind"] for row in await planned_about(harness, taken)}
    assert {Kind.CONFIRMATION, Kind.ALERT_BOOKED, Kind.REMINDER} <= kinds
    harness.clock.advance(HOLD)
    await look(harness)
    assert not await has_offer(harness, ben)
    assert await ends(harness) == ["taken"]


async def planned_about(harness: Harness, booking: Booking) -> list[Any]:
    found = select(notifications).where(notifications.c.booking_id == booking.id)
    return list(await harness.database.rows(found))


async def test_a_held_place_is_free_for_nobody_and_nobodys_booking(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)

    with pytest.raises(SlotTaken):
        await harness.get(MoveBooking)(await harness.visitor(99), 1, TABLE.id, EVENING)
    slots = await harness.get(FindSlots).free(VENUE, TWO, [DAY])
    assert EVENING not in {each.slot.starts_at for each in slots[DAY]}
    [held] = await harness.database.rows(select(bookings).where(bookings.c.status == "held"))
    assert held["guest_id"] == anna.guest.id
    assert (await harness.get(ListMyBookings)(anna.guest, 0, 10)).total == 0
    day = await harness.get(ListDay)(ADMIN, DAY)
    assert held["id"] not in {each.id for part in PartOfDay for each, _ in day.of(part)}
    assert [(each.guest.id, each.offer.slot.starts_at) for each in day.held] == [(anna.guest.id, EVENING)]
    timeline = await harness.get(ShowTimeline)(ADMIN, DAY)
    assert timeline
    assert held["id"] not in {each.id for each, _ in timeline.bookings}
    assert [(each.guest.id, each.offer.slot.starts_at) for each in timeline.held] == [(anna.guest.id, EVENING)]
    for table, number in ((TABLE.id, 1), ("t2", 0)):
        tables = {each: replace(TABLE, id=each) for each in (TABLE.id, "t2")}
        waiter = Staff(replace(VENUE, resources=tables, staff={table: 800}), 800)
        of_staff = await harness.get(ShowTimeline)(waiter, DAY)
        assert of_staff
        assert (len(of_staff.held), of_staff.waiting) == (number, 0), "staff see what is theirs, and no list"
        assert len((await harness.get(ListDay)(waiter, DAY)).held) == number
    with pytest.raises(NotFound):
        await harness.get(CancelBooking)(anna, held["id"])
    with pytest.raises(NotFound):
        await harness.get(CancelBooking)(ADMIN, held["id"])


async def test_what_is_not_taken_within_ten_minutes_goes_to_the_next_and_is_over_for_the_first(
    harness: Harness,
) -> None:
    holder, booking = await full_evening(harness)
    (anna, _), (ben, _) = await join(harness, ANNA), await join(harness, BEN)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    first = await offer_of(harness, anna)

    harness.clock.advance(HOLD - 5 * SECOND)
    await look(harness)
    assert await has_offer(harness, anna), "it is still held"
    harness.clock.advance(10 * SECOND)
    await look(harness)

    assert await has_offer(harness, ben)
    with pytest.raises(OfferOver):
        await harness.get(TakeOffer)(anna, first)
    with pytest.raises(OfferOver):
        await harness.get(DeclineOffer)(anna, first)
    assert await holders(harness) == 1
    await harness.get(TakeOffer)(ben, await offer_of(harness, ben))
    assert await ends(harness) == ["expired", "taken"]


async def test_who_lets_an_offer_expire_is_offered_another_time_after_those_who_had_none(harness: Harness) -> None:
    holder = await harness.visitor(HOLDER)
    booked = [await harness.book(holder.guest, EVENING + hours * HOUR) for hours in (-2, 0, 2)]
    (anna, _), (ben, _) = await join(harness, ANNA), await join(harness, BEN)
    for booking in booked:
        await harness.get(CancelBooking)(holder, booking.id)
    # Several starts are free, at one table: each is offered to one guest at a time.
    await look(harness)
    assert (await has_offer(harness, anna), await has_offer(harness, ben)) == (True, False)

    harness.clock.advance(HOLD)
    await look(harness)

    assert (await has_offer(harness, anna), await has_offer(harness, ben)) == (False, True)


async def test_who_is_late_cannot_take_it_though_nobody_has_looked_yet(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    offer_id = await offer_of(harness, anna)
    harness.clock.advance(HOLD)
    with pytest.raises(OfferOver):
        await harness.get(TakeOffer)(anna, offer_id)


async def test_the_next_is_asked_at_once_when_the_first_declines_and_the_same_is_not_offered_twice(
    harness: Harness,
) -> None:
    holder, booking = await full_evening(harness)
    (anna, _), (ben, _) = await join(harness, ANNA), await join(harness, BEN)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    await harness.deliver_due()

    declined = await offer_of(harness, anna)
    await harness.get(DeclineOffer)(anna, declined)
    await harness.get(DeclineOffer)(anna, declined)
    await look(harness)
    await harness.deliver_due()

    assert await has_offer(harness, ben)
    [still] = await harness.get(ListMyWaits)(anna)
    assert Kind.WAITLIST_OVER in harness.sender.kinds
    over = [each for each in harness.sender.sent if isinstance(each, WaitlistLetter)][-2:]
    assert WaitlistOver(end=EndOfOffer.DECLINED) in [each.payload for each in over]
    await harness.get(DeclineOffer)(ben, await offer_of(harness, ben))
    await look(harness)
    assert await holders(harness) == 0
    assert not await has_offer(harness, anna)
    await harness.get(LeaveWaitlist)(anna, still.wait.id)
    with pytest.raises(OfferOver):
        await harness.get(DeclineOffer)(anna, declined)


async def test_who_leaves_the_list_lets_the_next_have_the_place(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    (anna, wait), (ben, _) = await join(harness, ANNA), await join(harness, BEN)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    with pytest.raises(NotFound):
        await harness.get(LeaveWaitlist)(ben, wait.id)
    with pytest.raises(NotFound):
        await harness.get(TakeOffer)(ben, await offer_of(harness, anna))

    await harness.get(LeaveWaitlist).by_offer(anna, await offer_of(harness, anna))
    await harness.get(LeaveWaitlist)(anna, wait.id)
    await look(harness)

    assert await harness.get(ListMyWaits)(anna) == []
    assert await has_offer(harness, ben)
    with pytest.raises(NotFound):
        await harness.get(ShowWait)(anna, wait.id)


async def test_a_move_away_opens_a_place(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    await harness.get(MoveBooking)(holder, booking.id, TABLE.id, EVENING - 5 * HOUR)
    await look(harness)
    assert await has_offer(harness, anna)


async def test_a_guest_who_does_not_come_leaves_the_rest_of_the_time_to_the_list(harness: Harness) -> None:
    missing = await harness.book(await harness.register(HOLDER), EVENING)
    await harness.book(await harness.register(99), EVENING + 3 * HOUR)
    anna, _ = await join(harness, ANNA, NewWait.around(VENUE, DAY, TWO, EVENING + HOUR))
    harness.clock.move_to(EVENING + MINUTE)
    await look(harness)
    assert not await has_offer(harness, anna)

    await harness.get(RecordAttendance)(ADMIN, missing.id, Attendance.NO_SHOW, missing.time_version)
    await look(harness)

    [mine] = await harness.get(ListMyWaits)(anna)
    assert mine.offer
    assert mine.offer.slot.starts_at == EVENING + HOUR


async def test_a_reopened_closure_opens_a_place(harness: Harness) -> None:
    closure = NewClosure(None, Slot(EVENING - 6 * HOUR, EVENING + 8 * HOUR))
    seen = (await harness.get(PreviewClosure)(ADMIN, closure)).digest
    await harness.get(Close)(ADMIN, closure, seen)
    anna, _ = await join(harness, ANNA)
    await look(harness)
    assert not await has_offer(harness, anna)

    [closed] = await harness.get(ListClosures)(ADMIN)
    await harness.get(Reopen)(ADMIN, closed.id)
    await look(harness)

    assert await has_offer(harness, anna)


async def test_a_closure_ends_the_offers_that_it_hits(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    offer_id = await offer_of(harness, anna)

    closure = NewClosure(TABLE.id, booking.slot)
    seen = (await harness.get(PreviewClosure)(ADMIN, closure)).digest
    await harness.get(Close)(ADMIN, closure, seen)
    await look(harness)

    assert await ends(harness) == ["closed"]
    with pytest.raises(OfferOver):
        await harness.get(TakeOffer)(anna, offer_id)
    assert await holders(harness) == 0

    [closed] = await harness.get(ListClosures)(ADMIN)
    await harness.get(Reopen)(ADMIN, closed.id)
    await look(harness)
    assert await has_offer(harness, anna), "it was not the guest who let it go"


async def test_a_longer_day_of_a_changed_catalogue_opens_a_place(database: OpenDatabase) -> None:
    short = Harness(database, VENUE)
    await full_evening(short)
    anna, _ = await join(short, ANNA)
    await look(short)
    table = replace(TABLE, id="t2")
    larger = Harness(database, replace(VENUE, resources={TABLE.id: TABLE, "t2": table}), now=short.clock.now())
    await look(larger)
    assert not await has_offer(larger, anna)

    await larger.get(CompareWithCatalogue)()
    await look(larger)

    assert await has_offer(larger, anna)


async def test_what_is_free_when_a_guest_joins_is_offered_at_once(harness: Harness) -> None:
    anna, _ = await join(harness, ANNA)
    await look(harness)
    assert await has_offer(harness, anna)


async def test_the_same_wish_again_changes_nothing_and_five_are_the_most(harness: Harness) -> None:
    anna, wait = await join(harness, ANNA)
    assert (await join(harness, ANNA))[1] == wait
    days = [NewWait.for_day(VENUE, DAY + timedelta(days=number), TWO) for number in range(1, WAITS_OF_GUEST + 1)]
    for new in days[:-1]:
        await join(harness, ANNA, new)
    with pytest.raises(TooManyWaits):
        await join(harness, ANNA, days[-1])
    await harness.get(LeaveWaitlist)(anna, wait.id)
    await join(harness, ANNA, days[-1])


async def test_who_cannot_be_written_to_or_may_not_book_is_skipped_and_stays_on_the_list(harness: Harness) -> None:
    few = replace(VENUE, booking=replace(VENUE.booking, max_active_per_guest=1))
    limited = Harness(harness.database, few)
    holder, other = await limited.visitor(HOLDER), await limited.register(98)
    booking = await limited.book(holder.guest, EVENING)
    await limited.book(other, EVENING + 2 * HOUR)
    await limited.book(await limited.register(99), EVENING - 2 * HOUR)
    blocked, _ = await join(limited, ANNA)
    busy, _ = await join(limited, BEN)
    await limited.book(busy.guest, EVENING + timedelta(days=3))
    maria, _ = await join(limited, MARIA)
    async with limited.database.write() as tx:
        await tx.guests.mark_blocked(few.id, ANNA, limited.clock.now())

    await limited.get(CancelBooking)(holder, booking.id)
    await look(limited)

    assert await has_offer(limited, maria)
    assert len(await limited.get(ListMyWaits)(blocked)) == len(await limited.get(ListMyWaits)(busy)) == 1


async def test_an_offer_that_telegram_does_not_take_goes_to_the_next(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    (anna, _), (ben, _) = await join(harness, ANNA), await join(harness, BEN)
    await harness.get(CancelBooking)(holder, booking.id)
    await harness.deliver_due()
    await look(harness)
    harness.sender.errors.append(PermanentError("Forbidden: bot was blocked by the user", is_blocked=True))
    await harness.deliver_due()
    await look(harness)

    assert not await has_offer(harness, anna)
    assert await has_offer(harness, ben)
    assert await ends(harness) == ["undelivered", None]


async def test_an_offer_that_could_not_be_sent_in_time_is_made_again(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    await join(harness, ANNA)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)

    async def out_of_order(_: Letter) -> None:
        raise TransientError("502 Bad Gateway")

    harness.sender.before_send = out_of_order
    for _ in range(20):
        harness.clock.advance(MINUTE)
        await harness.deliver_due()
        await look(harness)
    harness.sender.before_send = None
    for _ in range(12):
        harness.clock.advance(MINUTE)
        await harness.deliver_due()
        await look(harness)

    told = [each for each in harness.sender.sent if isinstance(each, WaitlistLetter)]
    assert [each.envelope.notification.chat_id for each in told if each.offer.end is None] == [ANNA]


async def test_an_offer_that_expired_before_any_worker_sent_it_is_made_again(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    ben, _ = await join(harness, BEN)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)

    harness.clock.advance(2 * HOLD)
    await look(harness)
    assert await has_offer(harness, ben), "others who had none go first"
    harness.clock.advance(SECOND)
    await harness.deliver_due()
    harness.clock.advance(2 * HOLD)
    await look(harness)

    assert await has_offer(harness, anna)
    assert not await has_offer(harness, ben), "he was told"
    assert await ends(harness) == ["expired", "expired", None]


async def test_an_offer_that_telegram_refuses_is_not_made_again(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    await harness.get(CancelBooking)(holder, booking.id)
    await harness.deliver_due()
    await look(harness)
    harness.sender.errors.append(PermanentError("Bad Request: a text that Telegram does not take"))
    await harness.deliver_due()
    await look(harness)

    assert not await has_offer(harness, anna)
    assert await ends(harness) == ["undelivered"]


async def test_the_gate_lets_no_offer_through_whose_hold_is_over(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, wait = await join(harness, ANNA)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    await harness.get(LeaveWaitlist)(anna, wait.id)
    harness.clock.advance(2 * SECOND)
    await harness.deliver_due()
    assert not [each for each in harness.sender.sent if isinstance(each, WaitlistLetter)]
    [row] = await harness.database.rows(select(notifications).where(notifications.c.kind == Kind.WAITLIST_OFFER))
    assert row["status"] == "canceled"


async def test_a_booking_of_the_guest_ends_the_wish_that_it_fulfills(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    await join(harness, ANNA, NewWait.for_day(VENUE, DAY + timedelta(days=1), TWO))
    await harness.get(CancelBooking)(holder, booking.id)
    await harness.book(anna.guest, EVENING)
    await look(harness)
    [left] = await harness.get(ListMyWaits)(anna)
    assert left.wait.day == DAY + timedelta(days=1)


async def test_a_guest_is_offered_nothing_that_overlaps_their_own_booking(database: OpenDatabase) -> None:
    tables = {TABLE.id: TABLE, "t2": replace(TABLE, id="t2")}
    harness = Harness(database, replace(VENUE, resources=tables))
    anna = await harness.visitor(ANNA)
    await harness.book(anna.guest, EVENING + 2 * HOUR)
    await harness.get(JoinWaitlist)(anna, NewWait.around(VENUE, DAY, TWO, EVENING + HOUR))
    await look(harness)
    [mine] = await harness.get(ListMyWaits)(anna)
    assert mine.offer
    assert mine.offer.slot.starts_at == EVENING


async def test_a_barred_guest_and_a_forgotten_one_wait_no_longer(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    (anna, _), (ben, _), (maria, _) = await join(harness, ANNA), await join(harness, BEN), await join(harness, MARIA)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    await harness.get(BarGuest)(ADMIN, anna.guest.id, is_barred=True)
    await look(harness)
    assert await harness.get(ListMyWaits)(anna) == []
    assert await has_offer(harness, ben)

    assert [each.day for each in (await harness.get(TellMyData)(ben)).waits] == [DAY]
    await harness.get(ForgetGuest)(ben)
    await look(harness)

    assert await has_offer(harness, maria)
    assert not await harness.database.rows(select(waits).where(waits.c.guest_id == ben.guest.id))
    mine = (notifications.c.subject_type == "wait_offer") & (notifications.c.chat_id == BEN)
    assert not await harness.database.rows(select(notifications).where(mine))
    assert await holders(harness) == 1


async def test_the_desk_sees_who_waits_passes_one_by_and_takes_one_off(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    (anna, wait), (ben, _) = await join(harness, ANNA), await join(harness, BEN)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    listed = await harness.get(ListWaiting)(ADMIN, DAY)
    assert [(each.guest.id, bool(each.offer)) for each in listed] == [(anna.guest.id, True), (ben.guest.id, False)]
    stranger = Admin(replace(VENUE, id="other"), 900)
    with pytest.raises(NotFound):
        await harness.get(DeclineOffer)(stranger, await offer_of(harness, anna))
    with pytest.raises(NotFound):
        await harness.get(LeaveWaitlist)(stranger, wait.id)

    await harness.get(DeclineOffer)(ADMIN, await offer_of(harness, anna))
    await look(harness)
    assert await has_offer(harness, ben)
    await harness.get(LeaveWaitlist)(ADMIN, wait.id)
    [left] = await harness.get(ListWaiting)(ADMIN, DAY)
    assert left.guest.id == ben.guest.id
    assert await ends(harness) == ["passed_by", None]


async def test_the_day_of_the_desk_has_another_version_when_its_waiting_list_changes(harness: Harness) -> None:
    versions: list[str] = []

    async def expect_another_version(waiting: int, held: int) -> None:
        timeline = await harness.get(ShowTimeline)(ADMIN, DAY, versions)
        assert timeline
        assert (timeline.waiting, len(timeline.held)) == (waiting, held)
        versions.append(timeline.version)
        assert await harness.get(ShowTimeline)(ADMIN, DAY, versions) is None

    holder, booking = await full_evening(harness)
    await expect_another_version(0, 0)
    (anna, _), (ben, wait) = await join(harness, ANNA), await join(harness, BEN)
    await expect_another_version(2, 0)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    await expect_another_version(2, 1)
    await harness.get(DeclineOffer)(anna, await offer_of(harness, anna))
    await look(harness)
    await expect_another_version(2, 1)
    await harness.get(LeaveWaitlist)(ben, wait.id)
    await expect_another_version(1, 0)
    await harness.get(JoinWaitlist)(ben, EVENING_WISH)
    await expect_another_version(2, 0)


async def test_at_night_a_place_waits_for_the_morning(database: OpenDatabase) -> None:
    harness = Harness(database, replace(VENUE, messages=replace(MESSAGES, quiet_hours=NIGHT)))
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    harness.clock.move_to(at("Europe/Moscow", f"{DAY - timedelta(days=1)} 23:00"))
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    assert not await has_offer(harness, anna)
    assert not await harness.get(ClaimOpenings)()

    harness.clock.move_to(at("Europe/Moscow", f"{DAY} 09:00"))
    await look(harness)

    assert await has_offer(harness, anna)


async def test_a_place_of_the_same_night_is_offered_in_quiet_hours(database: OpenDatabase) -> None:
    quiet = replace(MESSAGES, quiet_hours=QuietHours(time(17), time(9)))
    harness = Harness(database, replace(VENUE, messages=quiet))
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    harness.clock.move_to(EVENING - 30 * MINUTE)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    assert await has_offer(harness, anna)


async def test_wishes_of_past_days_are_deleted_by_the_sweep(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    harness.clock.move_to(EVENING + 3 * HOUR)
    assert await harness.get(ListMyWaits)(anna) == []
    await look(harness)
    assert await holders(harness) == 0, "also a hold that nobody ended in time"
    harness.clock.advance(timedelta(days=2))
    await harness.get(CompletePastBookings)()
    assert not await harness.database.rows(select(waits))
    await look(harness)
    assert not await harness.database.rows(select(openings)), "nobody waits, so there is nothing to look after"


async def test_two_workers_make_one_offer(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    for telegram_id in range(ANNA, ANNA + 4):
        await join(harness, telegram_id)
    await harness.get(CancelBooking)(holder, booking.id)
    offer = harness.get(OfferPlaces)
    made = await asyncio.gather(*(offer(VENUE.id) for _ in range(4)))
    assert sum(made) == 1
    assert await holders(harness) == 1


@pytest.mark.parametrize("has_constraint", [True, False])
async def test_the_database_lets_one_of_two_holders_have_the_place(harness: Harness, *, has_constraint: bool) -> None:
    """Two workers that do not wait for each other, and choose two guests for one place. Without the constraint both
    guests would have it."""
    holder, booking = await full_evening(harness)
    (anna, _), (ben, _) = await join(harness, ANNA), await join(harness, BEN)
    await harness.get(CancelBooking)(holder, booking.id)
    if not has_constraint:
        for statement in WITHOUT_CONSTRAINT[harness.database.engine.dialect.name]:
            await harness.database.change(text(statement))
    chosen = {visitor.guest.id: await choose(harness, visitor) for visitor in (anna, ben)}

    async def hold(visitor: Visitor) -> bool:
        try:
            async with harness.database.write() as tx:
                await tx.guests.get_locked(visitor.guest.id)
                choice = chosen[visitor.guest.id]
                await harness.get(OfferPlaces)._offer(tx, VENUE, visitor.guest, choice, harness.clock.now())
        except SlotTaken:
            return False
        return True

    held = await asyncio.gather(hold(anna), hold(ben))

    assert sorted(held) == ([False, True] if has_constraint else [True, True])
    assert await holders(harness) == (1 if has_constraint else 2)


async def choose(harness: Harness, visitor: Visitor) -> Any:
    """What a worker would choose for a guest who is the only one on the list."""
    others = waits.c.guest_id != visitor.guest.id
    await harness.database.change(update(waits).where(others).values(ended_at=harness.clock.now()))
    async with harness.database.read() as tx:
        choice = await harness.get(OfferPlaces)._choose(tx, VENUE, DAY, harness.clock.now())
    await harness.database.change(update(waits).where(others).values(ended_at=None))
    assert choice
    return choice


async def test_a_worker_that_is_killed_leaves_hold_and_offer_or_neither(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, booking = await full_evening(harness)
    anna, _ = await join(harness, ANNA)
    await harness.get(CancelBooking)(holder, booking.id)

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Waitlist, "offer", killed)
        with pytest.raises(KeyboardInterrupt):
            await look(harness)
    assert await holders(harness) == 0
    assert not await harness.get(ClaimOpenings)(), "the claim of the dead worker still holds"
    harness.clock.advance(MINUTE)
    await look(harness)
    assert await has_offer(harness, anna)


async def test_taking_and_expiring_at_the_same_moment_give_one_of_them(harness: Harness) -> None:
    holder, booking = await full_evening(harness)
    (anna, _), (ben, _) = await join(harness, ANNA), await join(harness, BEN)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    offer_id = await offer_of(harness, anna)
    harness.clock.advance(HOLD - 2 * SECOND - MINUTE)
    taken = await asyncio.gather(
        harness.get(TakeOffer)(anna, offer_id),
        harness.get(TakeOffer)(anna, offer_id),
        harness.get(DeclineOffer)(ADMIN, offer_id),
        return_exceptions=True,
    )
    await look(harness)
    assert await holders(harness) == 1
    assert {type(each) for each in taken} <= {Booking, OfferOver, type(None)}
    assert (await has_offer(harness, ben)) is not any(isinstance(each, Booking) for each in taken)


@pytest.mark.parametrize("seed", [5, 7])
async def test_no_place_ever_has_two_holders_and_no_guest_an_offer_of_what_is_booked(
    harness: Harness, seed: int
) -> None:
    random = Random(seed)  # noqa: S311  no secret
    visitors = [await harness.visitor(telegram_id) for telegram_id in range(1, 6)]
    done: Counter[str] = Counter()
    for number in range(80):
        action = random.choice(["join", "book", "cancel", "take", "take", "decline", "leave", "wait", "look"])
        with suppress(Refused):
            done[action] += await act(harness, random.choice(visitors), action, random, number)
        await check_holders(harness)
    assert min(done[action] for action in ("join", "book", "cancel", "take", "decline")) > 0, "the run has tried all"


async def act(harness: Harness, visitor: Visitor, action: str, random: Random, number: int) -> bool:
    """Do what a guest, an admin or time does. Returns whether there was something to do it with."""
    starts_at = EVENING + random.randrange(-2, 3) * HOUR
    offers = [each.offer.id for each in await harness.get(ListMyWaits)(visitor) if each.offer]
    booked = (await harness.get(ListMyBookings)(visitor.guest, 0, 1)).bookings
    match action:
        case "join":
            await harness.get(JoinWaitlist)(visitor, NewWait.around(VENUE, DAY, TWO, starts_at))
        case "book":
            await harness.get(BookSlot)(VENUE, visitor.guest, BookingRequest(TABLE.id, starts_at, 2, str(number)))
        case "cancel" if booked:
            await harness.get(CancelBooking)(ADMIN, booked[0].id)
        case "take" | "decline" | "leave" if offers:
            await answer(harness, visitor, action, random.choice(offers))
        case "wait":
            harness.clock.advance(random.choice([MINUTE, HOLD]))
        case "look":
            await asyncio.gather(look(harness), look(harness))
        case _:
            return False
    return True


async def answer(harness: Harness, visitor: Visitor, action: str, offer_id: int) -> None:
    match action:
        case "take":
            await harness.get(TakeOffer)(visitor, offer_id)
        case "decline":
            await harness.get(DeclineOffer)(visitor, offer_id)
        case _:
            await harness.get(LeaveWaitlist).by_offer(visitor, offer_id)


async def check_holders(harness: Harness) -> None:
    """Each place of an open offer is held by one booking of its guest, and no other takes that time."""
    live = await harness.database.rows(select(bookings).where(bookings.c.status.in_(["held", "booked"])))
    assert not [
        (one["id"], two["id"])
        for one, two in combinations(live, 2)
        if one["starts_at"] < two["ends_at"] and two["starts_at"] < one["ends_at"]
    ]
    open_offers = select(wait_offers.c.booking_id, waits.c.guest_id).join(waits).where(wait_offers.c.ended_at.is_(None))
    offered = {(row["booking_id"], row["guest_id"]) for row in await harness.database.rows(open_offers)}
    assert offered == {(row["id"], row["guest_id"]) for row in live if row["status"] == "held"}
