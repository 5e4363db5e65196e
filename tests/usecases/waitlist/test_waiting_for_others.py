"""A guest waits for a place for a child or a relative, once on each backend."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Visitor
from app.domain.availability.offering import Wish
from app.domain.availability.slots import local_date
from app.domain.bookings import Booking
from app.domain.errors import GuestIsBusy, NotForOthers
from app.domain.messages.letters import WaitlistLetter
from app.domain.relatives import Relative
from app.domain.waitlist import NewWait
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.list_relatives import ListRelatives
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.my_data_file import my_data_as_json
from app.usecases.guests.tell_my_data import TellMyData
from app.usecases.waitlist.answer_offer import TakeOffer
from app.usecases.waitlist.join_waitlist import JoinWaitlist
from app.usecases.waitlist.list_waits import ListMyWaits
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness
from tests.usecases.guests.test_personal_data import everything_stored
from tests.usecases.waitlist.test_waitlist import has_offer, look, offer_of

HOUR = timedelta(hours=1)
DOCTORS = {each: replace(TABLE, id=each) for each in (TABLE.id, "t2", "t3")}
VENUE = replace(a_venue(start_every=HOUR, for_others=True), resources=DOCTORS)
FOR_THEMSELVES = replace(VENUE, booking=replace(VENUE.booking, for_others=False))
DAY = local_date(VENUE, EVENING)
WISH = NewWait.for_day(VENUE, DAY, Wish(2), TABLE.id)
AT_SIX = replace(WISH, begins_at=EVENING, ends_at=EVENING + HOUR)
MASHA, SASHA = Relative("Маша", 2019), Relative("Саша")
HOLDER, MOTHER = 1, 2


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def join(harness: Harness, for_whom: Relative | None, new: NewWait = AT_SIX) -> Visitor:
    mother = await harness.visitor(MOTHER)
    await harness.get(JoinWaitlist)(mother, replace(new, for_whom=for_whom))
    return mother


async def taken_evening(harness: Harness) -> tuple[Visitor, Booking]:
    holder = await harness.visitor(HOLDER)
    return holder, await harness.book(holder.guest, EVENING)


async def waits_for(harness: Harness, mother: Visitor) -> list[Relative | None]:
    return [each.wait.for_whom for each in await harness.get(ListMyWaits)(mother)]


async def test_a_place_is_offered_for_the_relative_and_booked_for_them(harness: Harness) -> None:
    holder, booking = await taken_evening(harness)
    mother = await join(harness, MASHA)
    await harness.book(mother.guest, EVENING, "t2")
    await harness.book(mother.guest, EVENING, "t3", for_whom=SASHA)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    await harness.deliver_due()

    [letter] = [each for each in harness.sender.sent if isinstance(each, WaitlistLetter)]
    assert letter.wait.for_whom == MASHA, "the visits of the mother and of Sasha at that time are no obstacle"
    assert MASHA not in (await harness.get(ListRelatives)(mother)).values(), "what is held names nobody yet"
    taken = await harness.get(TakeOffer)(mother, letter.offer.id)
    assert (await harness.stored(taken)).for_whom == taken.for_whom == MASHA
    assert MASHA in (await harness.get(ListRelatives)(mother)).values()
    assert await waits_for(harness, mother) == []


async def test_a_place_at_the_time_of_another_visit_of_the_relative_is_not_offered(harness: Harness) -> None:
    mother = await harness.visitor(MOTHER)
    await harness.book(mother.guest, EVENING, "t2", for_whom=Relative("маша"))
    await join(harness, MASHA, replace(WISH, begins_at=EVENING - HOUR, ends_at=EVENING + 3 * HOUR))
    await look(harness)
    [mine] = await harness.get(ListMyWaits)(mother)
    assert mine.offer
    assert mine.offer.slot.starts_at == EVENING + 2 * HOUR


@pytest.mark.parametrize(("other", "is_busy"), [(Relative("Маша"), True), (SASHA, False), (None, False)])
async def test_a_held_place_is_taken_unless_the_same_person_has_another_visit_by_then(
    harness: Harness, other: Relative | None, *, is_busy: bool
) -> None:
    mother = await join(harness, MASHA)
    await look(harness)
    offer_id = await offer_of(harness, mother)
    await harness.book(mother.guest, EVENING + HOUR, "t2", for_whom=other)
    if is_busy:
        with pytest.raises(GuestIsBusy):
            await harness.get(TakeOffer)(mother, offer_id)
    else:
        assert (await harness.get(TakeOffer)(mother, offer_id)).for_whom == MASHA


async def test_a_visit_ends_the_wishes_of_the_person_who_comes_and_no_others(harness: Harness) -> None:
    await taken_evening(harness)
    for who in (None, MASHA, SASHA):
        mother = await join(harness, who)
    await harness.book(mother.guest, EVENING, "t2")
    assert await waits_for(harness, mother) == [MASHA, SASHA], "the mother's own booking is hers alone"
    await harness.book(mother.guest, EVENING, "t3", for_whom=Relative("МАША"))
    assert await waits_for(harness, mother) == [SASHA]


async def test_the_same_wish_for_another_person_is_another_one_and_for_the_same_it_is_not(harness: Harness) -> None:
    for who in (MASHA, Relative("маша"), SASHA, None, Relative("Маша", 1950)):
        mother = await join(harness, who)
    assert await waits_for(harness, mother) == [MASHA, SASHA, None, Relative("Маша", 1950)]


async def test_where_guests_book_only_for_themselves_nobody_waits_for_others(harness: Harness) -> None:
    with pytest.raises(NotForOthers):
        await join(Harness(harness.database, FOR_THEMSELVES), MASHA)


async def test_where_guests_no_longer_book_for_others_a_guest_is_offered_nothing_for_them(harness: Harness) -> None:
    mother = await join(harness, MASHA)
    await look(Harness(harness.database, FOR_THEMSELVES))
    assert not await has_offer(harness, mother), "she could not book it"


async def test_what_is_held_is_kept_where_guests_no_longer_book_for_others(harness: Harness) -> None:
    mother = await join(harness, MASHA)
    await look(harness)
    changed, offer_id = Harness(harness.database, FOR_THEMSELVES), await offer_of(harness, mother)
    assert (await changed.get(TakeOffer)(await changed.visitor(MOTHER), offer_id)).for_whom == MASHA


async def test_the_relative_is_told_in_the_data_and_erased_with_it(harness: Harness) -> None:
    mother = await join(harness, MASHA)
    data = await harness.get(TellMyData)(mother)
    [wait] = json.loads(my_data_as_json(VENUE, data, harness.clock.now()))["waiting_list"]
    assert wait["for_whom"] == {"name": "Маша", "birth_year": 2019}
    await look(harness)
    assert MASHA.name in await everything_stored(harness.database)
    await harness.get(ForgetGuest)(mother)
    assert MASHA.name not in await everything_stored(harness.database)
