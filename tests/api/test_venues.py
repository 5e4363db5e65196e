"""The public data of a venue."""

import mimetypes
import shutil
from pathlib import Path

import pytest

from app.catalogue.files import VenueFiles
from tests.api.conftest import CLINIC, RESTAURANT, Api


async def test_a_venue_is_returned_with_its_rules(api: Api) -> None:
    venue = (await api.get("")).json()

    assert venue["name"] == {"ru": "Binary Bites", "en": "Binary Bites"}
    assert venue["phone"] == "+7 495 000-10-10"
    assert venue["timezone"] == "Europe/Moscow"
    assert (venue["asks"], venue["max_party_size"], venue["slot_minutes"]) == ("party_size", 6, 120)
    assert venue["opening_hours"]["sun"] == [{"opens": "06:00", "closes": "24:00"}]
    assert venue["closures"] == ["2027-01-01"]
    assert venue["now"] == "2026-11-23T12:00:00+03:00"
    assert (venue["today"], venue["last_day"]) == ("2026-11-23", "2027-01-22")


async def test_a_closed_weekday_is_an_empty_list(api: Api) -> None:
    clinic = (await api.get("", venue_id=CLINIC)).json()

    assert clinic["opening_hours"]["sun"] == []
    assert (clinic["asks"], clinic["max_party_size"]) == ("specialty", None)


@pytest.mark.parametrize("venue_id", ["closed_bites", "nowhere", "%00", "Binary_Bites"])
async def test_a_venue_without_a_bot_is_not_found(api: Api, venue_id: str) -> None:
    answer = await api.http.get(f"/api/v1/venues/{venue_id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_specialties_are_in_the_catalogues_order(api: Api) -> None:
    specialties = (await api.get("/specialties", venue_id=CLINIC)).json()

    assert len(specialties) == 10
    assert specialties[0]["id"] == "therapy"
    assert specialties[0]["name"] == {"ru": "Терапия", "en": "General practice"}
    assert {"терапевт", "простуда"} <= set(specialties[0]["synonyms"]["ru"])
    assert "GP" in specialties[0]["synonyms"]["en"]
    assert (await api.get("/specialties")).json() == []


async def test_doctors_are_found_by_specialty(api: Api) -> None:
    doctors = (await api.get("/resources?specialty=therapy", venue_id=CLINIC)).json()

    assert doctors
    assert {doctor["specialty"] for doctor in doctors} == {"therapy"}
    assert (await api.get("/resources?specialty=alchemy", venue_id=CLINIC)).status_code == 404


async def test_tables_that_fit_best_come_first(api: Api) -> None:
    tables = (await api.get("/resources?party_size=5")).json()

    assert [(table["capacity"], len(table["resource_ids"])) for table in tables] == [(5, 1), (6, 1), (6, 1), (6, 2)]
    assert len((await api.get("/resources")).json()) == 14


async def test_a_resource_is_found_by_its_id(api: Api) -> None:
    doctor = (await api.get("/resources", venue_id=CLINIC)).json()[0]

    assert (await api.get(f"/resources/{doctor['id']}", venue_id=CLINIC)).json() == doctor
    assert (await api.get(f"/resources/{doctor['id']}", venue_id=RESTAURANT)).status_code == 404


async def test_every_photo_is_served_and_may_be_cached(api: Api) -> None:
    for doctor in (await api.get("/resources", venue_id=CLINIC)).json():
        photo = await api.http.get(doctor["photo_url"])

        assert photo.headers["Content-Type"] == "image/webp"
        assert photo.headers["Cache-Control"] == "public, max-age=86400"
        assert photo.content[:4] == b"RIFF"


async def test_the_type_of_a_photo_needs_no_list_of_the_system(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_, **__: (None, None))
    doctor = (await api.get("/resources", venue_id=CLINIC)).json()[0]
    assert (await api.http.get(doctor["photo_url"])).headers["Content-Type"] == "image/webp"


async def test_who_has_a_picture_does_not_get_it_again(api: Api) -> None:
    doctor = (await api.get("/resources", venue_id=CLINIC)).json()[0]
    plan = (await api.get("")).json()["floor_plan_url"]
    for url in (doctor["photo_url"], plan):
        etag = (await api.http.get(url)).headers["ETag"]
        assert (await api.http.get(url, headers={"If-None-Match": etag})).status_code == 304


@pytest.mark.parametrize("file", ["../venue.toml", "..%2fvenue.toml", "nobody.webp", "", "%00"])
async def test_no_other_file_is_served(api: Api, file: str) -> None:
    assert (await api.get(f"/photos/{file}", venue_id=CLINIC)).status_code == 404


async def test_the_floor_plan_shows_every_table(api: Api) -> None:
    url = (await api.get("")).json()["floor_plan_url"]
    plan = await api.http.get(url)

    assert plan.headers["Content-Type"] == "image/svg+xml"
    assert all(f'data-resource="t{number}"' in plan.text for number in range(1, 15))


async def test_a_missing_floor_plan_is_not_found(api: Api) -> None:
    assert (await api.get("", venue_id=CLINIC)).json()["floor_plan_url"] is None
    assert (await api.get("/floor-plan", venue_id=CLINIC)).status_code == 404


async def test_a_picture_that_disappears_is_neither_named_nor_served(api: Api, tmp_path: Path) -> None:
    files = await api.container.get(VenueFiles)
    files._venues_dir = Path(shutil.copytree("data/venues", tmp_path / "venues"))
    doctor = (await api.get("/resources", venue_id=CLINIC)).json()[0]
    plan = (await api.get("")).json()["floor_plan_url"]
    (files._venues_dir / CLINIC / "photos" / doctor["photo_url"].rpartition("/")[2]).unlink()
    (files._venues_dir / RESTAURANT / "floor_plan.svg").unlink()

    assert (await api.get(f"/resources/{doctor['id']}", venue_id=CLINIC)).json() == doctor | {"photo_url": None}
    assert (await api.get("/resources", venue_id=CLINIC)).json()[0]["photo_url"] is None
    assert (await api.get("")).json()["floor_plan_url"] is None
    for url in (doctor["photo_url"], plan):
        answer = await api.http.get(url)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_picture_that_is_opened_by_its_address_may_do_nothing(api: Api) -> None:
    """An SVG is a page: with scripts of its own, if nobody forbids them."""
    doctor = (await api.get("/resources", venue_id=CLINIC)).json()[0]
    for url in (doctor["photo_url"], (await api.get("")).json()["floor_plan_url"]):
        policy = (await api.http.get(url)).headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "sandbox"} <= set(policy)


async def test_the_catalogue_is_searched_by_peoples_words(api: Api) -> None:
    found = (await api.get("/search?query=болит ухо", venue_id=CLINIC)).json()
    assert found == {"specialties": ["otolaryngology"], "services": [], "resources": []}
    assert (await api.get(f"/search?query={'x' * 65}", venue_id=CLINIC)).status_code == 422
