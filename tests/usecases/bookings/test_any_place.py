"""A guest leaves the choice of a table or person to the venue, joins tables, or chooses a service; on each backend."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from app.database.bookings import Bookings
from app.database.tables import booking_resources
from app.domain.access import Visitor
from app.domain.availability.offering import Wish
from app.domain.bookings import Booking
from app.domain.errors import NotFound, OutsideHours, ResourceDoesNotFit, SlotTaken, TooFarAhead, TooSoon
from app.domain.guests import Guest
from app.domain.venues import Asks, Hours, Localized, Resource, Service, Venue
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.move_booking import MoveBooking
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, NOW, Harness

NAME = Localized("Имя", "Name")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def a_table(name: str, capacity: int, *joins: str) -> Resource:
    return replace(TABLE, id=name, capacity=capacity, joins=joins)


TABLES = [a_table("two", 2), a_table("four", 4, "other"), a_table("other", 4, "four"), a_table("six", 6)]
RESTAURANT = replace(a_venue(max_party_size=8), resources={table.id: table for table in TABLES})
CUT = Service("cut", NAME, 45 * MINUTE, 15 * MINUTE, ("anna", "boris"))
SHAVE = Service("shave", NAME, 30 * MINUTE, timedelta(0), ("anna",))
SHOP = replace(
    a_venue(
        hours=[Hours(10 * 60, 20 * 60)],
        asks=Asks.SERVICE,
        slot_length=30 * MINUTE,
        start_every=15 * MINUTE,
        max_party_size=None,
    ),
    resources={name: Resource(name, NAME, NAME) for name in ("anna", "boris")},
    services={"cut": CUT, "shave": SHAVE},
)
KEYS = count(1)


def for_party(party_size: int, starts_at: datetime = EVENING, resource_id: str | None = None) -> BookingRequest:
    return BookingRequest(resource_id, starts_at, party_size, f"key {next(KEYS)}")


def for_service(service: str | None, starts_at: datetime, resource_id: str | None = None) -> BookingRequest:
    return BookingRequest(resource_id, starts_at, None, f"key {next(KEYS)}", service)


class Booker:
    """Books for a new guest each time."""

    def __init__(self, database: OpenDatabase, venue: Venue) -> None:
        self.harness = Harness(database, venue)
        self.ids = count(1)

    async def guest(self) -> Guest:
        return await self.harness.register(next(self.ids))

    async def __call__(self, request: BookingRequest) -> Booking:
        return (await self.harness.get(BookSlot)(self.harness.venue, await self.guest(), request)).booking

    async def busy(self) -> list[tuple[str, datetime, datetime]]:
        rows = await self.harness.database.rows(select(booking_resources).order_by("busy_from", "resource_id"))
        return [(row["resource_id"], row["busy_from"], row["busy_until"]) for row in rows]


@pytest.fixture
async def restaurant(database: OpenDatabase) -> Booker:
    return Booker(database, RESTAURANT)


@pytest.fixture
async def shop(database: OpenDatabase) -> Booker:
    return Booker(database, SHOP)


async def test_the_smallest_free_table_is_taken_and_joined_ones_only_when_no_other_is_left(restaurant: Booker) -> None:
    booked = [(await restaurant(for_party(2))).resource_id for _ in range(4)]
    with pytest.raises(SlotTaken) as full:
        await restaurant(for_party(2))
    eight = await restaurant(for_party(8, EVENING + 2 * HOUR))

    assert booked == ["two", "four", "other", "six"]
    assert full.value.same_time == ()
    assert EVENING - 2 * HOUR in full.value.free_starts
    assert EVENING not in full.value.free_starts
    assert eight.resource_id == "four+other"
    assert [busy[0] for busy in await restaurant.busy()] == ["four", "other", "six", "two", "four", "other"]


async def test_joined_tables_are_both_taken_and_both_free_again(restaurant: Booker) -> None:
    joined = await restaurant(for_party(8))

    with pytest.raises(SlotTaken) as refusal:
        await restaurant(for_party(4, resource_id="other"))
    assert refusal.value.same_time == ("six",)
    async with restaurant.harness.database.write() as tx:
        guest = await tx.guests.get(joined.guest_id)
    moved = await restaurant.harness.get(MoveBooking)(
        Visitor(RESTAURANT, guest), joined.id, "four+other", EVENING + 2 * HOUR
    )
    assert moved.resource_id == "four+other"
    assert (await restaurant(for_party(4, resource_id="other"))).resource_id == "other"


async def test_guests_who_book_at_once_get_one_place_each_while_there_are_any(restaurant: Booker) -> None:
    """On PostgreSQL several choose the same table first; all but one choose again."""
    guests = [await restaurant.guest() for _ in range(8)]
    book = restaurant.harness.get(BookSlot)

    results = await asyncio.gather(*(book(RESTAURANT, guest, for_party(2)) for guest in guests), return_exceptions=True)

    places = [result.booking.resource_id for result in results if not isinstance(result, BaseException)]
    assert sorted(places) == ["four", "other", "six", "two"]
    assert [type(result) for result in results if isinstance(result, BaseException)] == [SlotTaken] * 4


async def test_a_place_that_is_taken_after_it_was_chosen_is_chosen_again(
    restaurant: Booker, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, calls = Bookings.add, count()

    async def lose_once(self: Bookings, *arguments: object) -> Booking:
        if next(calls) == 0:
            raise SlotTaken
        return await add(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Bookings, "add", lose_once)

    assert (await restaurant(for_party(2))).resource_id == "two"
    assert next(calls) == 2


async def test_a_repeated_request_without_a_resource_gets_the_first_answer(restaurant: Booker) -> None:
    guest, request = await restaurant.guest(), for_party(2)
    book = restaurant.harness.get(BookSlot)
    first = await book(RESTAURANT, guest, request)
    await restaurant.harness.get(MoveBooking)(Visitor(RESTAURANT, guest), first.booking.id, "six", EVENING + 4 * HOUR)

    assert await book(RESTAURANT, guest, request) == first


@pytest.mark.parametrize(
    ("starts_at", "refusal"),
    [
        (EVENING + MINUTE, OutsideHours),
        (NOW - 2 * HOUR, TooSoon),
        (EVENING + timedelta(days=90), TooFarAhead),
    ],
)
async def test_a_time_that_is_not_offered_is_refused_with_its_reason(
    restaurant: Booker, starts_at: datetime, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await restaurant(for_party(2, starts_at))


async def test_a_party_for_which_there_is_no_table_is_told_so(restaurant: Booker) -> None:
    with pytest.raises(ResourceDoesNotFit):
        await restaurant(for_party(9))


async def test_a_service_lasts_its_own_time_and_its_buffer_keeps_the_person_busy(shop: Booker) -> None:
    noon = datetime(2026, 11, 24, 9, tzinfo=UTC)
    cut = await shop(for_service("cut", noon, "anna"))

    assert (cut.ends_at, cut.service_id) == (noon + 45 * MINUTE, "cut")
    assert await shop.busy() == [("anna", noon, noon + HOUR)]
    for starts_at in (noon + 45 * MINUTE, noon - 15 * MINUTE):
        with pytest.raises(SlotTaken):
            await shop(for_service("shave", starts_at, "anna"))
    await shop(for_service("shave", noon + HOUR, "anna"))
    await shop(for_service("shave", noon - 30 * MINUTE, "anna"))


async def test_the_person_with_the_emptiest_day_is_chosen_among_those_who_perform_the_service(shop: Booker) -> None:
    noon = datetime(2026, 11, 24, 9, tzinfo=UTC)

    assert (await shop(for_service("cut", noon))).resource_id == "anna"
    assert (await shop(for_service("cut", noon + 2 * HOUR))).resource_id == "boris"
    assert (await shop(for_service("shave", noon + 4 * HOUR))).resource_id == "anna"
    assert (await shop(for_service("cut", noon + 6 * HOUR))).resource_id == "boris"


async def test_a_service_that_is_missing_unknown_or_not_performed_is_refused(shop: Booker) -> None:
    for service, resource_id, refusal in (
        (None, None, ResourceDoesNotFit),
        ("perm", None, NotFound),
        ("shave", "boris", ResourceDoesNotFit),
    ):
        with pytest.raises(refusal):
            await shop(for_service(service, EVENING, resource_id))


async def test_a_move_to_another_service_changes_the_length(shop: Booker) -> None:
    shave = await shop(for_service("shave", EVENING, "anna"))
    async with shop.harness.database.write() as tx:
        guest = await tx.guests.get(shave.guest_id)

    moved = await shop.harness.get(MoveBooking)(Visitor(SHOP, guest), shave.id, "anna", EVENING, service="cut")

    assert (moved.service_id, moved.ends_at) == ("cut", EVENING + 45 * MINUTE)
    assert await shop.busy() == [("anna", EVENING, EVENING + HOUR)]


async def test_at_most_so_many_guests_are_booked_within_any_15_minutes(database: OpenDatabase) -> None:
    venue = replace(RESTAURANT, booking=replace(RESTAURANT.booking, start_every=15 * MINUTE, guests_per_15_minutes=8))
    book = Booker(database, venue)
    guests = [await book.guest() for _ in range(4)]
    use_case = book.harness.get(BookSlot)

    results = await asyncio.gather(*(use_case(venue, guest, for_party(4)) for guest in guests), return_exceptions=True)

    assert [type(result) for result in results if isinstance(result, BaseException)] == [SlotTaken] * 2
    found = (await book.harness.get(FindSlots)(venue, Wish(4), [EVENING.date()]))[EVENING.date()]
    free = {each.slot.starts_at for each in found if each.free}
    assert EVENING not in free
    with pytest.raises(SlotTaken):
        await book(for_party(2, EVENING))


async def test_guests_who_choose_their_tables_are_bounded_within_15_minutes_too(database: OpenDatabase) -> None:
    """At once, each at another table, and when they move."""
    venue = replace(RESTAURANT, booking=replace(RESTAURANT.booking, start_every=15 * MINUTE, guests_per_15_minutes=4))
    book = Booker(database, venue)
    guests = [await book.guest() for _ in range(3)]
    wanted = [for_party(2, EVENING, table) for table in ("two", "four", "six")]
    use_case = book.harness.get(BookSlot)
    requests = [use_case(venue, guest, request) for guest, request in zip(guests, wanted, strict=True)]

    results = await asyncio.gather(*requests, return_exceptions=True)
    assert [type(result) for result in results if isinstance(result, BaseException)] == [SlotTaken]

    late = await book(for_party(2, EVENING + 3 * HOUR, "other"))
    async with database.read() as tx:
        visitor = Visitor(venue, await tx.guests.get(late.guest_id))
    move = book.harness.get(MoveBooking)
    with pytest.raises(SlotTaken):
        await move(visitor, late.id, "other", EVENING)
    await move(visitor, late.id, "other", EVENING + 15 * MINUTE)
