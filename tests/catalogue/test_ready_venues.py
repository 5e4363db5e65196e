"""The two venues that come with the product."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.catalogue.files import photo_path
from app.catalogue.loader import load_venues
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import grid_of_day
from app.domain.venues import Asks, Locale, Venue
from app.texts.translator import Translator

VENUES_DIR = Path("data/venues")
MONDAY = date(2026, 11, 23)
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


def test_a_restaurant_and_a_clinic_come_with_the_product(venues: dict[str, Venue]) -> None:
    assert {venue.id: (venue.name.ru, venue.zone.key) for venue in venues.values()} == {
        "binary_bites": ("Binary Bites", "Europe/Moscow"),
        "zdorovie_plus": ("Здоровье Плюс", "Europe/Moscow"),
    }


def test_the_restaurant_seats_one_to_six_in_nine_slots_every_day(restaurant: Venue) -> None:
    assert restaurant.booking.asks is Asks.PARTY_SIZE
    assert [len(grid_of_day(restaurant, MONDAY + timedelta(days=ahead))) for ahead in range(7)] == [9] * 7
    assert len(restaurant.resources) >= 14
    assert {table.capacity for table in restaurant.resources.values()} == {1, 2, 3, 4, 5, 6}


def test_the_clinic_has_twenty_four_slots_every_day_except_sundays(clinic: Venue) -> None:
    assert clinic.booking.asks is Asks.SPECIALTY
    assert [len(grid_of_day(clinic, MONDAY + timedelta(days=ahead))) for ahead in range(7)] == [24] * 6 + [0]


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


def test_both_remind_a_day_six_hours_and_half_an_hour_before(venues: dict[str, Venue]) -> None:
    for venue in venues.values():
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
