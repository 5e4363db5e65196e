"""Reading a venue's folder."""

from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.catalogue.files import photo_path
from app.catalogue.loader import load_venues, read_catalogue
from app.domain.venues import (
    Asks,
    BookingRules,
    FollowUpRule,
    Hours,
    Locale,
    Localized,
    MessageRules,
    QuietHours,
    Resource,
    Specialty,
    Synonyms,
    Venue,
)
from tests.catalogue.venue_files import CAFE, CLINIC, write_venue


def test_a_restaurant_is_read(tmp_path: Path) -> None:
    write_venue(tmp_path, "cafe", CAFE)

    assert load_venues(tmp_path) == {
        "cafe": Venue(
            id="cafe",
            name=Localized("Кафе", "Cafe"),
            address=Localized("Улица, 1", "1 Street"),
            zone=ZoneInfo("Europe/Moscow"),
            locale=Locale.RU,
            booking=BookingRules(
                asks=Asks.PARTY_SIZE,
                slot_length=timedelta(hours=2),
                horizon_days=60,
                min_notice=timedelta(minutes=15),
                cancel_until=timedelta(minutes=30),
                max_active_per_guest=5,
                max_party_size=4,
            ),
            opening_hours={0: (Hours(360, 1440),), 6: (Hours(480, 720), Hours(840, 1080))},
            messages=MessageRules(
                reminders=(timedelta(hours=24), timedelta(hours=6), timedelta(minutes=30)),
                follow_ups=(
                    FollowUpRule("review", timedelta(hours=1), offer=False),
                    FollowUpRule("come_again", timedelta(minutes=90), offer=True),
                ),
                quiet_hours=QuietHours(time(22), time(9)),
            ),
            resources={
                "t1": Resource("t1", Localized("Стол", "Table"), Localized("У окна", "By the window"), capacity=4)
            },
            closures=frozenset({date(2027, 1, 1)}),
        )
    }


def test_a_clinic_is_read(tmp_path: Path) -> None:
    write_venue(tmp_path, "clinic", CLINIC)

    clinic = load_venues(tmp_path)["clinic"]

    assert clinic.locale is Locale.EN
    assert clinic.phone == "+7 423 200-00-00"
    assert clinic.booking.asks is Asks.SPECIALTY
    assert clinic.messages == MessageRules((), (), None)
    assert clinic.specialties == {
        "therapy": Specialty(
            "therapy", Localized("Терапия", "General practice"), Localized("Обо всём", "Everything"), "stethoscope"
        )
    }
    assert clinic.specialties["therapy"].synonyms == Synonyms()
    assert clinic.resources == {
        "ivanov": Resource(
            "ivanov",
            Localized("Иванов", "Ivanov"),
            Localized("Врач", "Doctor"),
            specialty="therapy",
            experience_years=15,
            photo="ivanov.webp",
        )
    }


def test_guests_book_for_others_unless_a_party_has_one_table_or_the_venue_says_no(tmp_path: Path) -> None:
    write_venue(tmp_path, "cafe", CAFE)
    write_venue(tmp_path, "clinic", CLINIC)
    write_venue(tmp_path, "private", CLINIC.replace("slot_minutes = 30", "slot_minutes = 30\nfor_others = false"))

    for_others = {venue.id: venue.booking.for_others for venue in load_venues(tmp_path).values()}

    assert for_others == {"cafe": False, "clinic": True, "private": False}


def test_a_specialtys_synonyms_are_read(tmp_path: Path) -> None:
    with_synonyms = CLINIC.replace('icon = "stethoscope"', 'icon = "stethoscope"\nsynonyms = { en = ["GP", "flu"] }')
    write_venue(tmp_path, "clinic", with_synonyms)

    assert load_venues(tmp_path)["clinic"].specialty("therapy").synonyms == Synonyms((), ("GP", "flu"))


def test_a_photo_is_found_in_the_venues_folder(tmp_path: Path) -> None:
    folder = write_venue(tmp_path, "clinic", CLINIC)
    write_venue(tmp_path, "cafe", CAFE)
    venues = load_venues(tmp_path)

    assert photo_path(tmp_path, venues["clinic"], venues["clinic"].resource("ivanov")) == folder / "photos/ivanov.webp"
    assert photo_path(tmp_path, venues["cafe"], venues["cafe"].resource("t1")) is None


def test_files_and_hidden_folders_beside_the_venues_are_ignored(tmp_path: Path) -> None:
    write_venue(tmp_path, "cafe", CAFE)
    (tmp_path / "README.md").touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / "gone").symlink_to("/nowhere")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")

    catalogue = read_catalogue(tmp_path)

    assert list(catalogue.venues) == ["cafe"]
    assert not catalogue.skipped


def test_a_folder_without_a_venue_file_is_skipped_and_named(tmp_path: Path) -> None:
    write_venue(tmp_path, "cafe", CAFE)
    for name in ("lost+found", "README"):
        (tmp_path / name).mkdir()

    catalogue = read_catalogue(tmp_path)

    assert list(catalogue.venues) == ["cafe"]
    assert not catalogue.mistakes
    assert [folder.name for folder in catalogue.skipped] == ["README", "lost+found"]
