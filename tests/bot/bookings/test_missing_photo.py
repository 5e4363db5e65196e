"""A doctor whose photo disappears while the product runs can be booked all the same."""

import shutil
from pathlib import Path

import pytest

from app.catalogue.files import VenueFiles
from tests.bot.steps import TUESDAY, press_all, told, window
from tests.product import ANNA, CLINIC, Product

DOCTOR = "Александр Витальевич Ким"


@pytest.fixture
async def photo(product: Product, tmp_path: Path) -> Path:
    """The doctor's photo in a copy of the venues that the running product reads."""
    files = await product.container.get(VenueFiles)
    files._venues_dir = Path(shutil.copytree("data/venues", tmp_path / "venues"))
    return files._venues_dir / CLINIC / "photos/kim.webp"


def lose(photo: Path) -> None:
    photo.unlink()


async def test_the_card_is_shown_without_the_photo(product: Product, photo: Path) -> None:
    patient = product.person(ANNA, CLINIC)
    await patient.write("/start")
    lose(photo)
    await press_all(patient, "📝 Записаться", "›", "👁 Офтальмология", "👤 Выбрать врача", DOCTOR)
    assert window(patient).photo is None
    assert DOCTOR in window(patient).text
    await press_all(patient, TUESDAY, "08:30", "✅ Подтвердить")
    assert "Ждём вас!" in told(patient).text


async def test_the_photo_may_disappear_between_two_windows(product: Product, photo: Path) -> None:
    patient = product.person(ANNA, CLINIC)
    await patient.write("/start")
    await press_all(patient, "📝 Записаться", "›", "👁 Офтальмология", "👤 Выбрать врача", DOCTOR)
    assert window(patient).photo
    lose(photo)
    await press_all(patient, TUESDAY, "08:30", "✅ Подтвердить")
    assert "Ждём вас!" in told(patient).text
