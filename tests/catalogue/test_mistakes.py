"""A mistake in a venue's files stops the start with a message: the file, the key, the expected and the found value."""

from pathlib import Path

import pytest

from app.catalogue.loader import A_VENUE_ID, load_venues
from app.catalogue.mistakes import InvalidCatalogue
from tests.catalogue.venue_files import CAFE, CLINIC, write_venue


def mistakes_of(venues_dir: Path) -> list[str]:
    """The lines of the error, without the path of `venues_dir`."""
    with pytest.raises(InvalidCatalogue) as broken:
        load_venues(venues_dir)
    assert str(broken.value) == "\n".join(broken.value.mistakes)
    return [line.replace(f"{venues_dir}/", "") for line in broken.value.mistakes]


def spoiled(toml: str, old: str, new: str) -> str:
    assert old in toml, f"nothing to spoil: {old}"
    return toml.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Keys and types
        (
            "slot_minutes = 120",
            "slot_minutes = 120\nslot_hours = 2",
            (
                "booking.slot_hours: expected one of the keys asks, slot_minutes, start_every_minutes, buffer_minutes, "
                "horizon_days, min_notice_minutes, cancel_until_minutes, max_active_per_guest, no_show_limit, "
                'for_others, max_party_size, turn_times, pacing, got "slot_hours"'
            ),
        ),
        (
            "slot_minutes = 120",
            "slot_minutes = 120\nfor_others = true",
            "booking.for_others: expected false, because a party has one table, got true",
        ),
        (
            "capacity = 4",
            "capacity = 4\nseats = 4",
            (
                "resources[t1].seats: expected one of the keys id, name, description, capacity, specialty, "
                'experience_years, joins, hours, absences, photo, synonyms, got "seats"'
            ),
        ),
        ("slot_minutes = 120", "", "booking.slot_minutes: expected 5 to 1440 minutes, got nothing"),
        ("slot_minutes = 120", 'slot_minutes = "120"', 'booking.slot_minutes: expected 5 to 1440 minutes, got "120"'),
        ("slot_minutes = 120", "slot_minutes = 1", "booking.slot_minutes: expected 5 to 1440 minutes, got 1"),
        ("horizon_days = 60", "horizon_days = true", "booking.horizon_days: expected 1 to 366 days, got true"),
        (
            "cancel_until_minutes = 30",
            "cancel_until_minutes = -1",
            "booking.cancel_until_minutes: expected 0 to 43200 minutes, got -1",
        ),
        (
            'asks = "party_size"',
            'asks = "mood"',
            'booking.asks: expected "party_size", "specialty" or "service", got "mood"',
        ),
        ('locale = "ru"', 'locale = "de"', 'locale: expected "ru" or "en", got "de"'),
        ("offer = false", 'offer = "no"', 'messages.follow_ups[1].offer: expected true or false, got "no"'),
        (
            'name = { ru = "Кафе", en = "Cafe" }',
            'name = "Кафе"',
            'name: expected { ru = "...", en = "..." }, got "Кафе"',
        ),
        (
            'name = { ru = "Кафе", en = "Cafe" }',
            'name = { ru = "Кафе" }',
            "name.en: expected 1 to 64 characters in English, got nothing",
        ),
        (
            'name = { ru = "Стол", en = "Table" }',
            'name = { ru = " ", en = "Table" }',
            'resources[t1].name.ru: expected 1 to 64 characters in Russian, got " "',
        ),
        (
            'name = { ru = "Стол", en = "Table" }',
            f'name = {{ ru = "Стол", en = "{"x" * 65}" }}',
            f'resources[t1].name.en: expected 1 to 64 characters in English, got "{"x" * 58}…',
        ),
        (
            'description = { ru = "У окна", en = "By the window" }',
            f'description = {{ ru = "{"я" * 401}", en = "By the window" }}',
            f'resources[t1].description.ru: expected 1 to 400 characters in Russian, got "{"я" * 58}…',
        ),
        ('id = "t1"', 'id = "T 1"', 'resources[T 1].id: expected 1 to 32 of a-z, 0-9, _ and -, got "T 1"'),
        ('id = "t1"', "", "resources[1].id: expected 1 to 32 of a-z, 0-9, _ and -, got nothing"),
        # The address
        (
            'address = { ru = "Улица, 1", en = "1 Street" }',
            f'address = {{ ru = "Улица, {"я" * 392}", en = "1 Street" }}',
            (f'address.ru: expected an address whose link to the map fits 2048 characters, got "Улица, {"я" * 51}…'),
        ),
        # Phones
        (
            'locale = "ru"',
            'locale = "ru"\nphone = "8 495 000-10-10"',
            'phone: expected an international number such as +7 495 000-10-10, got "8 495 000-10-10"',
        ),
        (
            'locale = "ru"',
            'locale = "ru"\nphone = "+7 495 000-10-1"',
            'phone: expected an international number such as +7 495 000-10-10, got "+7 495 000-10-1"',
        ),
        (
            'locale = "ru"',
            'locale = "ru"\nphone = "+7 495 000-10-10 ext. 5"',
            'phone: expected an international number such as +7 495 000-10-10, got "+7 495 000-10-10 ext. 5"',
        ),
        (
            'locale = "ru"',
            'locale = "ru"\nphone = "call us"',
            'phone: expected an international number such as +7 495 000-10-10, got "call us"',
        ),
        (
            'locale = "ru"',
            'locale = "ru"\nphone = "+7 495 000-10-10, 000-10-11"',
            'phone: expected an international number such as +7 495 000-10-10, got "+7 495 000-10-10, 000-10-11"',
        ),
        (
            'locale = "ru"',
            'locale = "ru"\nphone = 74950001010',
            "phone: expected an international number such as +7 495 000-10-10, got 74950001010",
        ),
        # Zones, days, hours, durations
        (
            'timezone = "Europe/Moscow"',
            'timezone = "Moscow"',
            'timezone: expected an IANA zone such as Europe/Moscow, got "Moscow"',
        ),
        (
            'timezone = "Europe/Moscow"',
            "timezone = 3",
            "timezone: expected an IANA zone such as Europe/Moscow, got 3",
        ),
        (
            '"2027-01-01"',
            '"01.01.2027"',
            (
                "closures.dates[1]: expected a list of days and ranges such as "
                '["2027-01-01", "2027-01-03..2027-01-08"], got "01.01.2027"'
            ),
        ),
        (
            'mon = ["06:00-24:00"]',
            'mon = "06:00-24:00"',
            (
                'opening_hours.mon: expected opening and closing times such as ["06:00-24:00"], '
                'or ["18:00-02:00"] over midnight, got "06:00-24:00"'
            ),
        ),
        (
            'mon = ["06:00-24:00"]',
            'mon = ["24:00-06:00"]',
            (
                'opening_hours.mon[1]: expected opening and closing times such as ["06:00-24:00"], '
                'or ["18:00-02:00"] over midnight, got "24:00-06:00"'
            ),
        ),
        (
            'mon = ["06:00-24:00"]',
            'mon = ["06:00-24:30"]',
            (
                'opening_hours.mon[1]: expected opening and closing times such as ["06:00-24:00"], '
                'or ["18:00-02:00"] over midnight, got "06:00-24:30"'
            ),
        ),
        (
            '"30m"',
            '"0m"',
            'messages.reminders[1]: expected hours or minutes such as 24h or 30m, at most 10, got "0m"',
        ),
        (
            '"30m"',
            "30",
            "messages.reminders[1]: expected hours or minutes such as 24h or 30m, at most 10, got 30",
        ),
        (
            'after = "1h"',
            'after = "1 hour"',
            'messages.follow_ups[1].after: expected hours or minutes such as 24h or 30m, got "1 hour"',
        ),
        (
            'quiet_hours = "22:00-09:00"',
            'quiet_hours = "22:00-22:00"',
            'messages.quiet_hours: expected two different times such as 22:00-09:00, got "22:00-22:00"',
        ),
        (
            'quiet_hours = "22:00-09:00"',
            'quiet_hours = "at night"',
            'messages.quiet_hours: expected two different times such as 22:00-09:00, got "at night"',
        ),
        # Contradictions between keys
        (
            '"14:00-18:00"',
            '"10:00-14:00"',
            'opening_hours.sun: expected hours that do not overlap, got "08:00-12:00, 10:00-14:00"',
        ),
        (
            '"14:00-18:00"',
            '"14:00-17:00"',
            'opening_hours.sun: expected a whole number of slots of 120 minutes, got "14:00-17:00"',
        ),
        (
            'sun = ["14:00-18:00", "08:00-12:00"]',
            'sun = ["14:00-15:00"]',
            'opening_hours.sun: expected a whole number of slots of 120 minutes, got "14:00-15:00"',
        ),
        ('"24h", "6h"', '"6h", "6h"', 'messages.reminders: expected each lead once, got "6h"'),
        ('"24h", "6h"', '"60m", "1h"', 'messages.reminders: expected each lead once, got "1h"'),
        ('text = "come_again"', 'text = "review"', 'messages.follow_ups: expected each text once, got "review"'),
        ("capacity = 4", "", "resources[t1].capacity: expected 1 to 1000 seats, got nothing"),
        ("max_party_size = 4", "", "booking.max_party_size: expected 1 to 60 guests, got nothing"),
        (
            "max_party_size = 4",
            "max_party_size = 5",
            "booking.max_party_size: expected at most the largest table's 4, got 5",
        ),
        (
            "capacity = 4",
            'capacity = 4\nspecialty = "therapy"',
            'resources[t1].specialty: expected no such key in a venue with asks = "party_size", got "therapy"',
        ),
        (
            "capacity = 4",
            'capacity = 4\nphoto = "../x.webp"',
            'resources[t1].photo: expected the name of a file in photos/: .jpg, .jpeg, .png, .webp, got "../x.webp"',
        ),
    ],
)
def test_a_mistake_is_reported_with_file_key_and_expectation(tmp_path: Path, old: str, new: str, expected: str) -> None:
    write_venue(tmp_path, "cafe", spoiled(CAFE, old, new))

    assert mistakes_of(tmp_path) == [f"cafe/venue.toml: {expected}"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'specialty = "therapy"',
            "",
            "resources[ivanov].specialty: expected one of the specialties therapy, got nothing",
        ),
        (
            'specialty = "therapy"',
            'specialty = "magic"',
            'resources[ivanov].specialty: expected one of the specialties therapy, got "magic"',
        ),
        (
            "experience_years = 15",
            "experience_years = 15\ncapacity = 1",
            'resources[ivanov].capacity: expected no such key in a venue with asks = "specialty", got 1',
        ),
        (
            "slot_minutes = 30",
            "slot_minutes = 30\nmax_party_size = 2",
            'booking.max_party_size: expected no such key in a venue with asks = "specialty", got 2',
        ),
        (
            "experience_years = 15",
            "experience_years = 150",
            "resources[ivanov].experience_years: expected 0 to 80 years, got 150",
        ),
        (
            'photo = "ivanov.webp"',
            'photo = "petrov.webp"',
            'resources[ivanov].photo: expected a file in clinic/photos, got "petrov.webp"',
        ),
        ('mon = ["08:00-20:00"]', "", "opening_hours: expected at least one day, got nothing"),
        ("[messages]", "", "messages: expected a table [messages], got nothing"),
    ],
)
def test_a_mistake_in_a_clinic_is_reported(tmp_path: Path, old: str, new: str, expected: str) -> None:
    write_venue(tmp_path, "clinic", spoiled(CLINIC, old, new))

    assert mistakes_of(tmp_path) == [f"clinic/venue.toml: {expected}"]


def test_a_repeated_id_is_reported(tmp_path: Path) -> None:
    tables_at = CAFE.index("[[resources]]")
    doctors_at, specialties_at = CLINIC.index("[[resources]]"), CLINIC.index("[[specialties]]")
    write_venue(tmp_path, "cafe", CAFE + CAFE[tables_at:])
    write_venue(tmp_path, "clinic", CLINIC + CLINIC[specialties_at:doctors_at])

    assert mistakes_of(tmp_path) == [
        'cafe/venue.toml: resources: expected each id once, got "t1"',
        'clinic/venue.toml: specialties: expected each id once, got "therapy"',
    ]


def test_a_restaurant_lists_no_specialties_and_a_clinic_at_least_one(tmp_path: Path) -> None:
    specialties = CLINIC[CLINIC.index("[[specialties]]") : CLINIC.index("[[resources]]")]
    write_venue(tmp_path, "cafe", CAFE + specialties)
    write_venue(tmp_path, "clinic", spoiled(CLINIC, specialties, ""))

    assert mistakes_of(tmp_path) == [
        'cafe/venue.toml: specialties: expected no such key in a venue with asks = "party_size", got ["therapy"]',
        "clinic/venue.toml: specialties: expected at least one, got nothing",
    ]


def test_a_venue_without_resources_is_reported(tmp_path: Path) -> None:
    everything_else = CAFE[: CAFE.index("[[resources]]")]
    write_venue(tmp_path, "cafe", "resources = []\n" + everything_else)

    assert mistakes_of(tmp_path) == ["cafe/venue.toml: resources: expected at least one, got nothing"]


def test_all_mistakes_of_all_venues_are_reported_together_one_on_each_line(tmp_path: Path) -> None:
    two_wrong_shapes = spoiled(spoiled(CAFE, "horizon_days = 60", "horizon_days = 0"), 'locale = "ru"', "locale = 1")
    write_venue(tmp_path, "cafe", two_wrong_shapes)
    two_contradictions = spoiled(spoiled(CLINIC, '"therapy"\nexp', '"magic"\nexp'), "ivanov.webp", "x.webp")
    write_venue(tmp_path, "clinic", two_contradictions)

    assert mistakes_of(tmp_path) == [
        'cafe/venue.toml: locale: expected "ru" or "en", got 1',
        "cafe/venue.toml: booking.horizon_days: expected 1 to 366 days, got 0",
        'clinic/venue.toml: resources[ivanov].specialty: expected one of the specialties therapy, got "magic"',
        'clinic/venue.toml: resources[ivanov].photo: expected a file in clinic/photos, got "x.webp"',
    ]


def test_a_long_value_is_shortened(tmp_path: Path) -> None:
    write_venue(tmp_path, "cafe", spoiled(CAFE, '"Europe/Moscow"', f'"{"x" * 100}"'))

    assert mistakes_of(tmp_path) == [
        f'cafe/venue.toml: timezone: expected an IANA zone such as Europe/Moscow, got "{"x" * 58}…'
    ]


def test_toml_that_does_not_parse_is_reported_with_its_line(tmp_path: Path) -> None:
    write_venue(tmp_path, "cafe", 'name = "Cafe"\ntimezone = Moscow\n')

    assert mistakes_of(tmp_path) == [
        "cafe/venue.toml: expected TOML in UTF-8, got: Invalid value (at line 2, column 12)"
    ]


def test_a_file_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    folder = write_venue(tmp_path, "cafe", CAFE)
    (folder / "venue.toml").write_bytes(CAFE.encode("cp1251"))

    (mistake,) = mistakes_of(tmp_path)

    assert mistake.startswith("cafe/venue.toml: expected TOML in UTF-8, got: 'utf-8' codec can't decode byte")


@pytest.mark.parametrize("name", ["texts.ru.ftl", "texts.en.ftl"])
def test_a_missing_file_is_reported(tmp_path: Path, name: str) -> None:
    folder = write_venue(tmp_path, "cafe", CAFE)
    (folder / name).unlink()

    assert mistakes_of(tmp_path) == [f"cafe/{name}: expected a file, got nothing"]


def test_a_follow_up_without_a_text_in_one_language_is_reported(tmp_path: Path) -> None:
    folder = write_venue(tmp_path, "cafe", CAFE)
    (folder / "texts.en.ftl").write_text("review = How was it?\n", encoding="utf-8")

    assert mistakes_of(tmp_path) == [
        'cafe/venue.toml: messages.follow_ups[2].text: expected a key of texts.en.ftl, got "come_again"'
    ]


def test_texts_that_do_not_parse_are_reported_with_their_line(tmp_path: Path) -> None:
    folder = write_venue(tmp_path, "cafe", CAFE)
    (folder / "texts.ru.ftl").write_text("review = Как вам?\ncome_again = { $guest\n", encoding="utf-8")

    assert mistakes_of(tmp_path) == ['cafe/texts.ru.ftl: line 3: Expected token: "}"']


def test_a_folder_whose_name_is_no_venue_id_is_reported(tmp_path: Path) -> None:
    write_venue(tmp_path, "Моё кафе", CAFE)

    assert mistakes_of(tmp_path) == [
        f"Моё кафе: expected {A_VENUE_ID}, got Моё кафе",
    ]


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_venues_is_reported(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidCatalogue) as broken:
        load_venues(tmp_path / name)

    assert str(broken.value) == f"{tmp_path / name}: expected a folder for each venue, with its venue.toml, got none"
