"""Which bookings no longer fit the catalogue, and what becomes of a decision about them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.bookings import Booking, BookingStatus, Misfit, Promise, Standing
from app.domain.misfits import accept, compare, fitting_places, misfits, promise_of, promised_slot, undecided
from app.domain.venues import Asks, Hours, Localized, Resource, Venue
from tests.domain.builders import TABLE, a_booking, a_venue, at, utc

EVENING = at("Europe/Moscow", "2026-11-24 18:00")
NOW = EVENING - timedelta(days=1)
AFTER = EVENING + timedelta(hours=3)
VENUE = a_venue()
CLOSED = replace(VENUE, closures=frozenset({date(2026, 11, 24)}))
SMALL = replace(VENUE, resources={TABLE.id: replace(TABLE, capacity=2)})
MOVED_WEST = a_venue("Asia/Yekaterinburg")
DOCTOR = Resource("d1", Localized("Врач", "Doctor"), Localized("", ""), specialty="therapy")
CLINIC = replace(a_venue(asks=Asks.SPECIALTY, max_party_size=None), resources={DOCTOR.id: DOCTOR})


def booked(venue: Venue = VENUE, **changes: Any) -> Booking:
    """A booking of four people, or of a doctor, made with the venue's catalogue."""
    booking = replace(a_booking(EVENING, party_size=4), **changes)
    return replace(booking, standing=Standing(promise_of(venue, booking.resource_id, booking.starts_at)))


@pytest.mark.parametrize(
    ("catalogue", "expected"),
    [
        (VENUE, set()),
        (replace(VENUE, resources={}), {Misfit.RESOURCE_GONE}),
        (SMALL, {Misfit.PARTY_DOES_NOT_FIT}),
        (a_venue(max_party_size=3), {Misfit.PARTY_DOES_NOT_FIT}),
        (CLOSED, {Misfit.DAY_CLOSED}),
        (replace(VENUE, opening_hours={0: (Hours(0, 1440),)}), {Misfit.DAY_CLOSED}),
        (a_venue(hours=[Hours(8 * 60, 19 * 60)]), {Misfit.OUTSIDE_HOURS}),
        (a_venue(hours=[Hours(19 * 60, 24 * 60)]), {Misfit.OUTSIDE_HOURS}),
        (a_venue(slot_length=timedelta(minutes=90), hours=[Hours(8 * 60, 24 * 60)]), set()),
        (MOVED_WEST, {Misfit.ZONE_CHANGED}),
        (replace(SMALL, zone=MOVED_WEST.zone), {Misfit.ZONE_CHANGED, Misfit.PARTY_DOES_NOT_FIT}),
    ],
)
def test_misfits_of_a_table(catalogue: Venue, expected: set[Misfit]) -> None:
    assert misfits(catalogue, booked()) == expected


def test_a_doctor_with_another_specialty_is_a_misfit() -> None:
    booking = booked(CLINIC, resource_id=DOCTOR.id, party_size=None)
    assert misfits(CLINIC, booking) == set()
    surgeon = replace(CLINIC, resources={DOCTOR.id: replace(DOCTOR, specialty="surgery")})
    assert misfits(surgeon, booking) == {Misfit.OTHER_SPECIALTY}


def test_newer_data_about_the_same_zone_is_a_misfit() -> None:
    promise = Promise((EVENING + timedelta(hours=4)).replace(tzinfo=None), None)
    booking = replace(booked(), standing=Standing(promise))
    assert misfits(VENUE, booking) == {Misfit.ZONE_CHANGED}
    assert promised_slot(VENUE, booking).starts_at == EVENING + timedelta(hours=1)


def test_a_booking_of_an_earlier_release_is_promised_its_time_in_the_present_zone() -> None:
    booking = a_booking(EVENING)
    assert misfits(MOVED_WEST, booking) == set()
    standing = compare(MOVED_WEST, booking, NOW)
    assert standing.promise.local_start.isoformat() == "2026-11-24T20:00:00"
    assert misfits(VENUE, replace(booking, standing=standing)) == {Misfit.ZONE_CHANGED}


def test_an_accepted_misfit_is_no_question_until_it_has_ended_and_come_again() -> None:
    booking = booked()
    kept = replace(booking, standing=accept(CLOSED, booking, frozenset({Misfit.DAY_CLOSED}), NOW))
    assert undecided(CLOSED, kept, NOW) == set()
    assert undecided(replace(CLOSED, resources={}), kept, NOW) == {Misfit.RESOURCE_GONE}
    reopened = replace(kept, standing=compare(VENUE, kept, NOW))
    assert undecided(CLOSED, reopened, NOW) == {Misfit.DAY_CLOSED}


def test_a_visit_that_ended_before_the_catalogue_changed_is_no_question() -> None:
    assert undecided(CLOSED, booked(), AFTER) == set()


def test_a_visit_that_ended_undecided_stays_a_question() -> None:
    booking = booked()
    found = replace(booking, standing=compare(CLOSED, booking, NOW))
    assert undecided(CLOSED, found, AFTER) == {Misfit.DAY_CLOSED}
    assert compare(CLOSED, found, AFTER) == found.standing
    assert undecided(VENUE, found, AFTER) == set()


@pytest.mark.parametrize("status", [BookingStatus.CANCELED, BookingStatus.COMPLETED, BookingStatus.NO_SHOW])
def test_only_a_live_booking_is_a_question(status: BookingStatus) -> None:
    assert undecided(CLOSED, booked(status=status), NOW) == set()


def test_resources_that_could_take_the_booking_are_offered_smallest_first() -> None:
    large, larger = (replace(TABLE, id=name, capacity=size) for name, size in (("t2", 5), ("t3", 6)))
    venue = replace(SMALL, resources={each.id: each for each in (larger, large, *SMALL.resources.values())})
    assert [each.id for each in fitting_places(venue, booked())] == ["t2", "t3"]


def test_a_wall_clock_time_that_the_new_zone_skips_has_no_slot() -> None:
    """Berlin's clocks go from 02:00 to 03:00 on 28 March 2027."""
    booking = a_booking(utc("2027-03-27 23:30"))
    booking = replace(booking, standing=compare(a_venue("Europe/Moscow"), booking, NOW))
    berlin = a_venue("Europe/Berlin")
    assert booking.standing
    assert booking.standing.promise.local_start.isoformat() == "2027-03-28T02:30:00"
    slot = promised_slot(berlin, booking)
    assert slot.starts_at.astimezone(berlin.zone).hour == 3
