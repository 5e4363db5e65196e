"""What is free for a booking that moves: its own visit is not in the way. On each backend."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin, Visitor
from app.domain.availability.offering import Wish
from app.domain.bookings import Booking
from app.domain.errors import NotFound, SlotTaken
from app.domain.venues import Hours
from app.usecases.availability.find_slots import FindSlots, MovedBooking
from app.usecases.bookings.move_booking import MoveBooking
from tests.databases import OpenDatabase
from tests.domain.builders import a_venue
from tests.harness import EVENING, Harness
from tests.usecases.bookings.test_any_place import RESTAURANT, SHOP, Booker, for_party, for_service

MINUTE = timedelta(minutes=1)
HALF_AN_HOUR, HOUR = timedelta(minutes=30), timedelta(hours=1)
DAY = EVENING.date()
BISTRO = replace(RESTAURANT, admin_ids=(900,), booking=replace(RESTAURANT.booking, start_every=HALF_AN_HOUR))
"""Two hours a visit, and a start every half hour."""
ADMIN = Admin(BISTRO, 900)


@pytest.fixture
def bistro(database: OpenDatabase) -> Booker:
    return Booker(database, BISTRO)


@pytest.fixture
def shop(database: OpenDatabase) -> Booker:
    return Booker(database, SHOP)


async def guest_of(book: Booker, booking: Booking) -> Visitor:
    async with book.harness.database.read() as tx:
        return Visitor(book.harness.venue, await tx.guests.get(booking.guest_id))


async def moving(book: Booker, booking: Booking) -> MovedBooking:
    """The booking, moved by its guest."""
    return MovedBooking(await guest_of(book, booking), booking.id)


async def starts(
    book: Booker, wish: Wish, place_id: str | None = None, for_booking: MovedBooking | None = None
) -> Sequence[timedelta]:
    """How long before or after `EVENING` the place is free, or any is; at most two hours."""
    venue = book.harness.venue
    place = venue.place(place_id) if place_id else None
    found = (await book.harness.get(FindSlots).free(venue, wish, [DAY], place, for_booking))[DAY]
    near = (each.slot.starts_at - EVENING for each in found)
    return [each for each in near if abs(each) <= 2 * HOUR]


async def test_a_guest_is_offered_to_stay_half_an_hour_later_at_the_same_table(bistro: Booker) -> None:
    booking = await bistro(for_party(2, resource_id="two"))
    own = await moving(bistro, booking)

    of_anybody = await starts(bistro, Wish(2), "two")
    of_its_guest = await starts(bistro, Wish(2), "two", own)

    assert of_anybody == [-2 * HOUR, 2 * HOUR]
    assert of_its_guest == [half * HALF_AN_HOUR for half in range(-4, 5) if half != 0]
    for minutes in (30, -90, -120):
        moved = await bistro.harness.get(MoveBooking)(own.who, booking.id, "two", EVENING + minutes * MINUTE)
        assert (moved.resource_id, moved.starts_at) == ("two", EVENING + minutes * MINUTE)


async def test_the_visits_of_others_stay_in_the_way(bistro: Booker) -> None:
    booking = await bistro(for_party(2, resource_id="two"))
    await bistro(for_party(2, EVENING + 150 * MINUTE, "two"))

    found = await starts(bistro, Wish(2), "two", await moving(bistro, booking))

    assert found == [half * HALF_AN_HOUR for half in (-4, -3, -2, -1, 1)]


async def test_the_own_place_is_not_free_at_the_own_start_but_others_are(bistro: Booker) -> None:
    booking = await bistro(for_party(2, resource_id="four"))
    own = await moving(bistro, booking)

    found = (await bistro.harness.get(FindSlots)(BISTRO, Wish(2), [DAY], for_booking=own))[DAY]

    places = {each.slot.starts_at - EVENING: [place.id for place in each.free] for each in found}
    assert places[timedelta(0)] == ["two", "other", "six"]
    assert places[HALF_AN_HOUR] == ["two", "four", "other", "six"]


async def test_a_party_at_joined_tables_moves_by_half_an_hour_on_the_same_two(bistro: Booker) -> None:
    booking = await bistro(for_party(8))
    own = await moving(bistro, booking)
    assert booking.resource_id == "four+other"

    of_anybody = await starts(bistro, Wish(8))
    of_its_guest = await starts(bistro, Wish(8), None, own)
    moved = await bistro.harness.get(MoveBooking)(own.who, booking.id, "four+other", EVENING + HALF_AN_HOUR)

    assert of_anybody == [-2 * HOUR, 2 * HOUR]
    assert of_its_guest == [half * HALF_AN_HOUR for half in range(-4, 5) if half != 0]
    span = (moved.starts_at, moved.starts_at + 2 * HOUR)
    assert await bistro.busy() == [("four", *span), ("other", *span)]


async def test_a_longer_service_is_offered_at_the_same_hour(shop: Booker) -> None:
    own = await moving(shop, await shop(for_service("shave", EVENING, "anna")))

    assert timedelta(0) not in await starts(shop, Wish(service="cut"), "anna")
    assert timedelta(0) in await starts(shop, Wish(service="cut"), "anna", own)
    assert timedelta(0) not in await starts(shop, Wish(service="shave"), "anna", own)


async def test_the_buffer_after_the_own_visit_is_not_in_the_way(shop: Booker) -> None:
    own = await moving(shop, await shop(for_service("cut", EVENING, "anna")))
    in_buffer = 45 * MINUTE

    assert in_buffer not in await starts(shop, Wish(service="cut"), "anna")
    assert in_buffer in await starts(shop, Wish(service="cut"), "anna", own)


async def test_a_party_that_moves_is_not_counted_twice_among_those_that_arrive(database: OpenDatabase) -> None:
    rules = replace(BISTRO.booking, start_every=10 * MINUTE, guests_per_15_minutes=6)
    book = Booker(database, replace(BISTRO, booking=rules))
    booking = await book(for_party(4, resource_id="four"))
    await book(for_party(2, resource_id="two"))
    own = await moving(book, booking)

    # At other tables: they are free, so that the limit alone is in the way.
    assert 10 * MINUTE not in await starts(book, Wish(4), "six")
    assert 10 * MINUTE in await starts(book, Wish(4), "six", own)
    assert 10 * MINUTE not in await starts(book, Wish(5), "six", own), "two of another party arrive then"
    assert 10 * MINUTE in await starts(book, Wish(4), "four", own)
    moved = await book.harness.get(MoveBooking)(own.who, booking.id, "four", EVENING + 10 * MINUTE)
    assert moved.starts_at == EVENING + 10 * MINUTE


async def test_a_day_that_only_the_own_booking_fills_can_be_chosen(database: OpenDatabase) -> None:
    """The venue is open for two hours and a half, so there are two starts, which overlap."""
    opened = a_venue(hours=[Hours(18 * 60, 20 * 60 + 30)], start_every=HALF_AN_HOUR)
    book = Booker(database, opened)
    booking = await book(for_party(2))
    find = book.harness.get(FindSlots)

    assert not (await find.free(opened, Wish(2), [DAY]))[DAY]
    assert (await find.free(opened, Wish(2), [DAY], None, await moving(book, booking)))[DAY]


async def test_a_refused_move_names_the_times_that_overlap_the_own_visit(bistro: Booker) -> None:
    booking = await bistro(for_party(2, resource_id="two"))
    await bistro(for_party(2, EVENING + 150 * MINUTE, "two"))
    guest = await guest_of(bistro, booking)

    with pytest.raises(SlotTaken) as refusal:
        await bistro.harness.get(MoveBooking)(guest, booking.id, "two", EVENING + HOUR)

    assert EVENING + HALF_AN_HOUR in refusal.value.free_starts
    assert EVENING not in refusal.value.free_starts
    assert EVENING + 90 * MINUTE not in refusal.value.free_starts


async def test_an_admin_looks_for_another_time_of_any_booking_of_the_venue(bistro: Booker) -> None:
    booking = await bistro(for_party(2, resource_id="two"))

    assert HALF_AN_HOUR in await starts(bistro, Wish(2), "two", MovedBooking(ADMIN, booking.id))


@pytest.mark.parametrize("booking_id", [1, 2])
async def test_a_booking_of_another_is_not_found_as_if_there_were_none(database: OpenDatabase, booking_id: int) -> None:
    """Neither by another guest nor by an admin of another venue. Booking 2 does not exist."""
    other = replace(BISTRO, id="other")
    harness = Harness(database, BISTRO, other)
    assert (await Booker(database, BISTRO)(for_party(2, resource_id="two"))).id == 1
    strangers: list[Visitor | Admin] = [await harness.visitor(77), Admin(other, 900)]

    for who in strangers:
        with pytest.raises(NotFound, match=f"no booking {booking_id}"):
            await harness.get(FindSlots)(who.venue, Wish(2), [DAY], None, MovedBooking(who, booking_id))
