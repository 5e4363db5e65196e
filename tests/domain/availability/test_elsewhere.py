"""Where bookings go whose own place is closed: other places that are free at their time."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.availability.elsewhere import find_elsewhere, find_moves
from app.domain.availability.free_places import Occupied
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking, Promise, Standing
from app.domain.closures import NewClosure, with_closures
from app.domain.venues import Venue
from tests.domain.builders import TABLE, a_booking, a_venue, utc

SIX = utc("2026-11-24 15:00")
"""In Moscow."""
HOUR = timedelta(hours=1)


def venue_of(capacities: dict[str, int], joins: dict[str, tuple[str, ...]] | None = None) -> Venue:
    tables = {
        each: replace(TABLE, id=each, capacity=capacity, joins=(joins or {}).get(each, ()))
        for each, capacity in capacities.items()
    }
    return replace(a_venue(start_every=HOUR), resources=tables)


def moves(venue: Venue, closed: str, *bookings: Booking, busy: dict[Slot, list[str]] | None = None) -> dict[int, str]:
    """Where the bookings go while a table is closed exactly as long as they last, without all else that is busy."""
    taken = dict(busy or {})
    for booking in bookings:
        taken[booking.slot] = [*taken.get(booking.slot, ()), *booking.resource_id.split("+")]
    closures = [NewClosure(closed, slot) for slot in dict.fromkeys(booking.slot for booking in bookings)]
    occupied = Occupied(with_closures(taken, closures, venue.resources))
    return {booking_id: place.id for booking_id, place in find_moves(venue, bookings, occupied).items()}


def test_the_earlier_of_two_gets_the_only_free_place() -> None:
    venue = venue_of({"t1": 2, "t2": 2})
    first, second = a_booking(SIX), a_booking(SIX + HOUR, id=2)
    assert moves(venue, "t1", first, second) == {1: "t2"}
    assert moves(venue, "t1", second, first) == {2: "t2"}
    assert moves(venue, "t1", first, a_booking(SIX + 2 * HOUR, id=2)) == {1: "t2", 2: "t2"}


def test_a_booking_that_is_canceled_leaves_its_second_table_to_the_next_one() -> None:
    venue = venue_of({"t1": 2, "t2": 2}, {"t1": ("t2",), "t2": ("t1",)})
    large = a_booking(SIX, resource_id="t1+t2", party_size=4)
    small = a_booking(SIX + HOUR, id=2)
    assert moves(venue, "t1", large, small) == {2: "t2"}


def test_a_table_that_is_closed_for_the_time_of_a_booking_is_joined_with_no_other() -> None:
    joins = {"t1": ("t2", "t3"), "t2": ("t1",), "t3": ("t1",)}
    venue = venue_of({"t1": 2, "t2": 2, "t3": 2}, joins)
    large = a_booking(SIX, resource_id="t1+t2", party_size=4)
    assert moves(venue, "t1", large) == {}
    assert moves(venue, "t2", large) == {1: "t1+t3"}


def test_a_table_of_another_guest_is_free_for_nobody() -> None:
    venue = venue_of({"t1": 2, "t2": 2, "t3": 4})
    busy = {Slot(SIX + HOUR, SIX + 3 * HOUR): ["t2"]}
    assert moves(venue, "t1", a_booking(SIX), busy=busy) == {1: "t3"}


def test_a_start_that_is_not_on_the_grid_is_moved_nowhere() -> None:
    venue = venue_of({"t1": 2, "t2": 2})
    assert find_elsewhere(venue, a_booking(SIX + timedelta(minutes=10)), Occupied()) is None


def test_a_booking_waits_for_a_decision_about_its_time() -> None:
    venue = venue_of({"t1": 2, "t2": 2})
    promised = Standing(Promise(datetime.fromisoformat("2026-11-24 19:00"), None))
    assert find_elsewhere(venue, a_booking(SIX), Occupied()) is not None
    assert find_elsewhere(venue, a_booking(SIX, standing=promised), Occupied()) is None
