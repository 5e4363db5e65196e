"""A photo that Telegram or a browser cannot show stops the start."""

from pathlib import Path
from unittest.mock import MagicMock, call

import pytest
from PIL import Image

from app.catalogue.files import VenueFiles
from app.catalogue.loader import load_venues
from app.runtime.settings import Settings
from tests.catalogue.test_mistakes import mistakes_of, spoiled
from tests.catalogue.venue_files import CLINIC, write_venue

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def write_clinic(venues_dir: Path, photo: str) -> Path:
    """Write a clinic whose doctor has this photo, and return its path, where no file is."""
    folder = write_venue(venues_dir, "clinic", spoiled(CLINIC, "ivanov.webp", photo))
    return folder / "photos" / photo


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "a.png", "a.webp"])
def test_each_kind_of_picture_is_accepted(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (600, 30)).save(write_clinic(tmp_path, name))

    assert load_venues(tmp_path)["clinic"].resource("ivanov").photo == name


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", 'a picture of 1 byte to 10 MB, got "a.png of 0 bytes"'),
        (b"a" * (10 * 1024 * 1024 + 1), 'a picture of 1 byte to 10 MB, got "a.png of 10485761 bytes"'),
        (b"no picture", 'a picture that can be read as PNG, got "a.png"'),
        (SVG, 'a picture that can be read as PNG, got "a.png"'),
    ],
)
def test_a_file_that_is_no_picture_is_reported(tmp_path: Path, content: bytes, expected: str) -> None:
    write_clinic(tmp_path, "a.png").write_bytes(content)

    assert mistakes_of(tmp_path) == [f"clinic/venue.toml: resources[ivanov].photo: expected {expected}"]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((20, 600), 'sides of at most 1:20, got "a.png, 20x600"'),
        ((9000, 1001), 'width and height of at most 10000 pixels together, got "a.png, 9000x1001"'),
    ],
)
def test_a_picture_that_telegram_refuses_is_reported(tmp_path: Path, size: tuple[int, int], expected: str) -> None:
    Image.new("1", size).save(write_clinic(tmp_path, "a.png"))

    assert mistakes_of(tmp_path) == [f"clinic/venue.toml: resources[ivanov].photo: expected {expected}"]


def test_a_picture_whose_end_is_missing_is_reported(tmp_path: Path) -> None:
    photo = write_clinic(tmp_path, "a.jpg")
    Image.effect_noise((200, 200), 50).save(photo)
    photo.write_bytes(photo.read_bytes()[:2000])

    assert mistakes_of(tmp_path) == [
        'clinic/venue.toml: resources[ivanov].photo: expected a picture that can be read as JPEG, got "a.jpg"'
    ]


def test_a_picture_of_another_kind_than_its_name_says_is_reported(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40)).save(write_clinic(tmp_path, "a.png"), "JPEG")

    assert mistakes_of(tmp_path) == [
        'clinic/venue.toml: resources[ivanov].photo: expected a picture that can be read as PNG, got "a.png"'
    ]


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.gif", "x", f"{'x' * 300}.png"])
def test_a_photo_with_another_ending_or_a_name_that_is_too_long_is_reported(tmp_path: Path, name: str) -> None:
    write_venue(tmp_path, "clinic", spoiled(CLINIC, "ivanov.webp", name))

    (mistake,) = mistakes_of(tmp_path)

    assert "expected the name of a file in photos/: .jpg, .jpeg, .png, .webp" in mistake


def test_a_folder_in_place_of_the_photo_is_reported(tmp_path: Path) -> None:
    write_clinic(tmp_path, "a.png").mkdir()

    assert mistakes_of(tmp_path) == [
        'clinic/venue.toml: resources[ivanov].photo: expected a file in clinic/photos, got "a.png"'
    ]


def test_a_photo_that_disappears_is_logged_once_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = MagicMock()
    monkeypatch.setattr("app.catalogue.files.log", log)
    photo = write_clinic(tmp_path, "a.png")
    picture = Image.new("RGB", (40, 40))
    picture.save(photo)
    venue = load_venues(tmp_path)["clinic"]
    files = VenueFiles(Settings(_env_file=None, venues_dir=tmp_path))
    doctor = venue.resource("ivanov")
    assert files.photo(venue, doctor) == photo

    for times in (1, 2):
        photo.unlink()
        assert files.photo(venue, doctor) is None
        assert files.photo(venue, doctor) is None
        assert log.error.mock_calls == [call("file of a venue is missing", file=str(photo))] * times
        picture.save(photo)
        assert files.photo(venue, doctor) == photo
