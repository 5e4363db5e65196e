"""The three venues that come with the product."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.catalogue.files import photo_path
from app.catalogue.loader import load_venues
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import grid_of_day
from app.domain.venues import Asks, Locale, Place, Venue
from app.texts.translator import Translator

VENUES_DIR = Path("data/venues")
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
MINUTE = timedelta(minutes=1)
MAX_PHOTO_BYTES = 20_000


@pytest.fixture(scope="module")
def venues() -> dict[str, Venue]:
    return load_venues(VENUES_DIR)


@pytest.fixture
def restaurant(venues: dict[str, Venue]) -> Venue:
    return venues["binary_bites"]


@pytest.fixture
def clinic(venues: dict[str, Venue]) -> Venue:
    return venues["zdorovie_plus"]


@pytest.fixture
def barbers(venues: dict[str, Venue]) -> Venue:
    return venues["strizh"]


def test_a_restaurant_a_clinic_and_a_barbers_shop_come_with_the_product(venues: dict[str, Venue]) -> None:
    assert {venue.id: (venue.name.ru, venue.zone.key) for venue in venues.values()} == {
        "binary_bites": ("Binary Bites", "Europe/Moscow"),
        "strizh": ("Стриж", "Europe/Moscow"),
        "zdorovie_plus": ("Здоровье Плюс", "Europe/Moscow"),
    }


def test_parties_come_to_the_restaurant_every_half_hour_and_two_stay_for_ninety_minutes(restaurant: Venue) -> None:
    offering = Offering(restaurant)
    assert [offering.duration(Wish(size)) // MINUTE for size in range(1, 7)] == [90, 90, 120, 120, 120, 120]
    for ahead in range(7):
        day = MONDAY + timedelta(days=ahead)
        closes = 26 if day in (FRIDAY, FRIDAY + timedelta(days=1)) else 24
        for size, length in ((2, 1.5), (6, 2)):
            starts = [slot.starts_at.astimezone(restaurant.zone) for slot in grid_of_day(restaurant, day, Wish(size))]
            assert len(starts) == (closes - 6 - length) * 2 + 1
            assert {(start.minute, start.second) for start in starts} == {(0, 0), (30, 0)}


def test_the_night_of_friday_and_saturday_is_open_until_two(restaurant: Venue) -> None:
    last = [grid_of_day(restaurant, MONDAY + timedelta(days=ahead))[-1].ends_at for ahead in range(7)]
    assert [ends_at.astimezone(restaurant.zone).hour for ends_at in last] == [0, 0, 0, 0, 2, 2, 0]


def test_tables_are_pushed_together_for_a_party_that_no_single_one_seats(restaurant: Venue) -> None:
    large = [place for place in Offering(restaurant).fitting(Wish(6)) if place.is_joined]
    assert large
    assert all(place.capacity >= 6 for place in large)


def test_the_restaurant_asks_for_a_party_and_has_a_table_of_each_size(restaurant: Venue) -> None:
    assert restaurant.booking.asks is Asks.PARTY_SIZE
    assert len(restaurant.resources) >= 14
    assert {table.capacity for table in restaurant.resources.values()} == {1, 2, 3, 4, 5, 6}


def test_the_clinic_has_twenty_four_slots_every_day_except_sundays(clinic: Venue) -> None:
    assert clinic.booking.asks is Asks.SPECIALTY
    assert [len(grid_of_day(clinic, MONDAY + timedelta(days=ahead))) for ahead in range(7)] == [24] * 6 + [0]


def test_doctors_work_hours_of_their_own_and_not_every_day(clinic: Venue) -> None:
    """By weekday, so that they are true in any year: only an absence has a date."""
    weekdays = sorted(clinic.opening_hours)
    own = {doctor.id: doctor.hours for doctor in clinic.resources.values() if doctor.hours}
    assert 5 <= len(own) < len(clinic.resources)
    assert any(not hours[weekday] for hours in own.values() for weekday in weekdays), "somebody has a day off"
    mornings = [all(each.closes <= 14 * 60 for day in hours for each in day) for hours in own.values()]
    assert any(mornings), "some work in the morning only"
    assert not all(mornings)
    working = {weekday: [hours for hours in own.values() if hours[weekday]] for weekday in weekdays}
    assert all(working.values()), "on each day some of them work"
    assert any(doctor.absences for doctor in clinic.resources.values())


def test_services_of_the_clinic_last_longer_than_an_ordinary_visit(clinic: Venue) -> None:
    assert clinic.services
    for service in clinic.services.values():
        assert service.length > clinic.booking.slot_length
        assert service.price
        for doctor in (clinic.resource(each) for each in service.resources):
            wish = Wish(specialty=doctor.specialty, service=service.id)
            days = [MONDAY + timedelta(days=ahead) for ahead in range(7)]
            assert any(grid_of_day(clinic, day, wish, Place((doctor,))) for day in days)


def test_each_specialty_has_doctors_each_with_experience_and_a_small_photo(clinic: Venue) -> None:
    assert len(clinic.specialties) == 10
    assert len(clinic.resources) == 20
    assert all(Offering(clinic).fitting(Wish(specialty=specialty)) for specialty in clinic.specialties)
    for doctor in clinic.resources.values():
        photo = photo_path(VENUES_DIR, clinic, doctor)
        assert doctor.experience_years
        assert photo
        assert photo.stat().st_size <= MAX_PHOTO_BYTES


WORDS_FOR_SPECIALTIES = {
    "терапевт": "therapy",
    "GP": "therapy",
    "лор": "otolaryngology",
    "ENT": "otolaryngology",
    "окулист": "ophthalmology",
    "ребёнок": "pediatrics",
    "педиатр": "pediatrics",
    "child": "pediatrics",
    "невропатолог": "neurology",
    "травматолог": "orthopedics",
}


@pytest.mark.parametrize(("word", "specialty"), WORDS_FOR_SPECIALTIES.items())
def test_people_find_a_specialty_by_the_word_that_they_use(clinic: Venue, word: str, specialty: str) -> None:
    assert [s.id for s in clinic.specialties.values() if word in (*s.synonyms.ru, *s.synonyms.en)] == [specialty]


def test_each_specialty_has_synonyms_in_both_languages(clinic: Venue) -> None:
    assert [s.id for s in clinic.specialties.values() if not (s.synonyms.ru and s.synonyms.en)] == []


def test_reminders_come_a_day_six_hours_and_half_an_hour_before(restaurant: Venue, clinic: Venue) -> None:
    for venue in (restaurant, clinic):
        assert venue.messages.reminders == (timedelta(hours=24), timedelta(hours=6), timedelta(minutes=30))


def test_follow_ups_have_their_times_and_offers_are_marked(restaurant: Venue, clinic: Venue) -> None:
    assert [(f.text, f.after, f.offer) for f in restaurant.messages.follow_ups] == [
        ("review", timedelta(hours=1), False),
        ("come_again", timedelta(hours=3), True),
        ("promo_code", timedelta(hours=12), True),
        ("how_was_it", timedelta(hours=24), False),
    ]
    assert [(f.text, f.after, f.offer) for f in clinic.messages.follow_ups] == [
        ("feedback", timedelta(hours=24), False)
    ]


@pytest.mark.parametrize("locale", Locale)
def test_the_clinics_follow_ups_do_not_mention_a_specialty(clinic: Venue, locale: Locale) -> None:
    words = Translator.load(VENUES_DIR, [clinic]).words(clinic, locale)

    for follow_up in clinic.messages.follow_ups:
        text = words(follow_up.text, first_name="Анна", venue=clinic.name.to(locale)).lower()
        assert not [s.id for s in clinic.specialties.values() if s.name.to(locale).lower() in text]


def test_the_barbers_shop_has_eight_services_of_different_length_buffer_and_price(barbers: Venue) -> None:
    assert barbers.booking.asks is Asks.SERVICE
    services = barbers.services.values()
    assert len({service.length for service in services}) == len(services) == 8
    assert len({service.price for service in services}) == 8
    assert len({service.buffer for service in services}) >= 3
    assert all(service.description for service in services)


def test_four_barbers_work_hours_of_their_own_and_none_performs_everything(barbers: Venue) -> None:
    assert len(barbers.resources) == 4
    assert all(barber.hours and barber.experience_years for barber in barbers.resources.values())
    assert any(barber.absences for barber in barbers.resources.values())
    performed = {
        barber: {s.id for s in barbers.services.values() if barber in s.resources} for barber in barbers.resources
    }
    assert all(0 < len(services) < 8 for services in performed.values())
    assert all(photo_path(VENUES_DIR, barbers, barber) for barber in barbers.resources.values())


def test_each_service_is_offered_on_several_days_of_every_week(barbers: Venue) -> None:
    week = [MONDAY + timedelta(days=ahead) for ahead in range(7)]
    for service in barbers.services.values():
        wish = Wish(service=service.id)
        places = Offering(barbers).fitting(wish)
        assert sum(any(grid_of_day(barbers, day, wish, place) for place in places) for day in week) >= 4


def test_barbers_remind_twice_and_call_back_in_four_weeks_who_agreed_to_offers(barbers: Venue) -> None:
    assert barbers.messages.reminders == (timedelta(hours=24), timedelta(hours=2))
    assert [(f.text, f.after, f.offer) for f in barbers.messages.follow_ups] == [
        ("how_is_it", timedelta(hours=3), False),
        ("time_for_a_trim", timedelta(weeks=4), True),
    ]
