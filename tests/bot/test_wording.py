"""What guests read sounds as people speak, and each kind of venue has its own words."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.bot.booking_facts import booking_facts, local_time
from app.catalogue.loader import load_venues
from app.domain.venues import Locale, Venue
from app.texts.translator import Translator, Words
from tests.catalogue.venue_files import CAFE, write_venue
from tests.domain.builders import a_booking, a_guest, utc

VENUES_DIR = Path("data/venues")
VENUES = load_venues(VENUES_DIR)
RESTAURANT, CLINIC = VENUES["binary_bites"], VENUES["zdorovie_plus"]
TRANSLATOR = Translator.load(VENUES_DIR, VENUES.values())
ANNA = a_guest(name="Анна Смирнова")
EVENING = utc("2026-11-24 15:00")


def words_of(venue: Venue, locale: Locale = Locale.RU) -> Words:
    return TRANSLATOR.words(venue, locale)


def reminder(venue: Venue, ahead: timedelta, locale: Locale = Locale.RU) -> str:
    """The first line of a reminder that is sent so long before the visit."""
    words = words_of(venue, locale)
    facts = booking_facts(venue, a_booking(EVENING, venue_id=venue.id), ANNA, words, EVENING - ahead)
    return words("reminder", **facts).splitlines()[0]


@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.id)
def test_guest_is_addressed_by_the_first_name(venue: Venue) -> None:
    words = words_of(venue)
    facts = booking_facts(venue, a_booking(EVENING), ANNA, words, EVENING)
    asks = [words(rule.text, **facts) for rule in venue.messages.follow_ups]
    greeting = words("greeting", venue="", first_name=facts["first_name"])
    assert greeting.startswith("Здравствуйте, Анна!")
    assert not any("Смирнова" in text for text in asks)


@pytest.mark.parametrize(
    ("ahead", "russian", "english"),
    [
        (timedelta(hours=24), "Ждём вас завтра в 18:00", "See you tomorrow at 18:00"),
        (timedelta(hours=6), "Ждём вас сегодня в 18:00", "See you today at 18:00"),
        (timedelta(minutes=30), "Ждём вас через 30 минут", "See you in 30 minutes"),
        (timedelta(hours=48), "Ждём вас 24 ноября в 18:00", "See you on 24 November at 18:00"),
    ],
)
def test_reminder_says_when_the_visit_is_as_people_say_it(ahead: timedelta, russian: str, english: str) -> None:
    assert reminder(RESTAURANT, ahead) == f"⏰ <b>{russian}</b>"
    assert reminder(RESTAURANT, ahead, Locale.EN) == f"⏰ <b>{english}</b>"


@pytest.mark.parametrize(
    ("zone", "russian", "english"),
    [
        ("Europe/Moscow", "по Москве", "Moscow time"),
        ("Asia/Yekaterinburg", "по Екатеринбургу", "Yekaterinburg time"),
        ("America/New_York", "по времени города Нью-Йорк", "New York time"),
        ("UTC", "по UTC", "UTC"),
    ],
)
def test_zone_is_said_in_a_word_or_two(zone: str, russian: str, english: str) -> None:
    venue = replace(RESTAURANT, zone=ZoneInfo(zone))
    translator = Translator.load(VENUES_DIR, [venue])
    said = [local_time(translator.words(venue, locale)) for locale in (Locale.RU, Locale.EN)]
    assert said == [russian, english]


def test_restaurant_reserves_tables_and_clinic_makes_appointments() -> None:
    keys = ("button_book", "button_my_bookings", "booking_canceled", "button_cancel_booking", "command_book")
    assert [words_of(RESTAURANT).plain(key) for key in keys] == [
        "📝 Забронировать столик",
        "📋 Мои брони",
        "Бронь отменена",
        "Отменить бронь",
        "Забронировать столик",
    ]
    assert [words_of(CLINIC).plain(key) for key in keys] == [
        "📝 Записаться",
        "📋 Мои записи",
        "Запись отменена",
        "Отменить запись",
        "Записаться",
    ]
    assert words_of(RESTAURANT).plain("booking_done") == "🎉 Столик ваш!"
    assert words_of(CLINIC).plain("booking_done") == "🎉 Вы записаны!"


def texts_about_calling(words: Words) -> dict[str, str]:
    """The texts that ask the reader to call, by key. Facts are left out of them."""
    texts = {}
    for key in words.bundle._messages:
        pattern = words.bundle.get_message(key).value
        assert pattern
        texts[key] = str(words.bundle.format_pattern(pattern, {})[0])
    return {key: text for key, text in texts.items() if re.search("позвоните|звоните:|call us|, call", text.lower())}


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.id)
def test_guests_who_are_asked_to_call_are_told_the_number(venue: Venue, locale: Locale) -> None:
    assert venue.phone
    texts = texts_about_calling(words_of(venue, locale))
    assert len(texts) > 5
    assert {key for key, text in texts.items() if venue.phone not in text} == set()
    for key in ("about", "help"):
        assert f"☎️ {venue.phone}" in words_of(venue, locale)(key, venue="", address="")


@pytest.mark.parametrize("locale", Locale)
def test_texts_of_a_venue_without_a_phone_name_none(locale: Locale, tmp_path: Path) -> None:
    write_venue(tmp_path, "cafe", CAFE)
    venues = load_venues(tmp_path)
    words = Translator.load(tmp_path, venues.values()).words(venues["cafe"], locale)
    texts = texts_about_calling(words)
    assert len(texts) > 5
    assert not [key for key, text in texts.items() if "phone" in text or "☎" in text]
    assert "☎" not in words("help")


def test_restaurants_texts_never_speak_of_an_appointment() -> None:
    bundle = words_of(RESTAURANT).bundle
    for key, number in product(bundle._messages, (0, 1, 2, 5)):
        pattern = bundle.get_message(key).value
        assert pattern
        text, _ = bundle.format_pattern(pattern, dict.fromkeys(("days", "limit", "total", "number"), number))
        assert "запис" not in str(text).lower(), f"{key}, {number}: {text}"
