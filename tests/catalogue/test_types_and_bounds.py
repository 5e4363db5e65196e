"""Every key of venue.toml has a type, and every number bounds: what is outside is a mistake, never a traceback."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from annotated_types import Ge, Le
from pydantic import BaseModel, ValidationError

from app.catalogue.loader import A_VENUE_ID
from app.catalogue.mistakes import schema_mistakes
from app.catalogue.schema import VenueFile
from tests.catalogue.test_mistakes import mistakes_of, spoiled
from tests.catalogue.venue_files import CAFE, CLINIC, write_venue

STRANGE: list[Any] = [["x"], {"a": 1}, [], {}, 7, 1.5, True, "", "\u3164", "a\nb", "x" * 5000, 10**30, date(1, 1, 1)]
"""A value of each type of TOML, and some of the right type that no key takes, or few."""

Step = str | int


def places(written: Any, *path: Step) -> Iterator[tuple[Step, ...]]:
    """The path of every value in a parsed file."""
    if path:
        yield path
    items = written.items() if isinstance(written, dict) else enumerate(written) if isinstance(written, list) else ()
    for step, value in items:
        yield from places(value, *path, step)


@pytest.mark.parametrize("toml", [CAFE, CLINIC], ids=["cafe", "clinic"])
def test_a_strange_value_is_accepted_or_named(toml: str) -> None:
    right, lines = tomllib.loads(toml), list[str]()
    for path in places(right):
        for strange in STRANGE:
            written = deepcopy(right)
            holder: Any = written
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = strange
            try:
                VenueFile.model_validate(written)
            except ValidationError as error:
                lines += schema_mistakes(error, written)
    assert lines
    assert not [line for line in lines if ": expected " not in line]


def models(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and all models of its fields."""
    yield of
    for field in of.model_fields.values():
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from models(part)


def test_every_number_has_a_lower_and_an_upper_bound() -> None:
    numbers = [
        (name, {type(bound) for bound in field.metadata})
        for model in models(VenueFile)
        for name, field in model.model_fields.items()
        if int in (field.annotation, *get_args(field.annotation))
    ]
    assert len(numbers) >= 8
    assert not [name for name, bounds in numbers if not {Ge, Le} <= bounds]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "cancel_until_minutes = 30",
            "cancel_until_minutes = 9999999999",
            "booking.cancel_until_minutes: expected 0 to 43200 minutes, got 9999999999",
        ),
        (
            "min_notice_minutes = 15",
            "min_notice_minutes = 9999999999",
            "booking.min_notice_minutes: expected 0 to 43200 minutes, got 9999999999",
        ),
        (
            "horizon_days = 60\nmin_notice_minutes = 15",
            "horizon_days = 1\nmin_notice_minutes = 1440",
            "booking.min_notice_minutes: expected less than horizon_days, 1440 minutes, got 1440",
        ),
        (
            "max_active_per_guest = 5",
            "max_active_per_guest = 1000000",
            "booking.max_active_per_guest: expected 1 to 100, got 1000000",
        ),
        (
            "max_party_size = 4",
            "max_party_size = 120",
            "booking.max_party_size: expected 1 to 60 guests, got 120",
        ),
        ("capacity = 4", "capacity = 5000", "resources[t1].capacity: expected 1 to 1000 seats, got 5000"),
        (
            'timezone = "Europe/Moscow"',
            'timezone = ["x"]',
            'timezone: expected an IANA zone such as Europe/Moscow, got ["x"]',
        ),
        (
            'text = "review"',
            f'text = "{"r" * 70}"',
            f'messages.follow_ups[1].text: expected a key of texts.*.ftl, of at most 64 characters, got "{"r" * 58}…',
        ),
        (
            'name = { ru = "Кафе"',
            'name = { ru = "Ка\\nфе"',
            'name.ru: expected 1 to 64 characters in Russian, got "Ка\\nфе"',
        ),
        (
            'en = "Cafe"',
            'en = "\\u3164"',
            'name.en: expected 1 to 64 characters in English, got "\u3164"',
        ),
    ],
)
def test_a_value_out_of_bounds_is_reported(tmp_path: Path, old: str, new: str, expected: str) -> None:
    write_venue(tmp_path, "cafe", spoiled(CAFE, old, new))

    assert mistakes_of(tmp_path) == [f"cafe/venue.toml: {expected}"]


@pytest.mark.parametrize(
    ("synonyms", "expected"),
    [
        ('{ ru = ["лор", " "] }', 'ru[2]: expected at most 20 of 1 to 64 characters each, in Russian, got " "'),
        (
            f'{{ en = ["{"a" * 65}"] }}',
            f'en[1]: expected at most 20 of 1 to 64 characters each, in English, got "{"a" * 58}…',
        ),
    ],
)
def test_a_synonym_out_of_bounds_is_reported(tmp_path: Path, synonyms: str, expected: str) -> None:
    icon = 'icon = "stethoscope"'
    write_venue(tmp_path, "clinic", spoiled(CLINIC, icon, f"{icon}\nsynonyms = {synonyms}"))

    assert mistakes_of(tmp_path) == [f"clinic/venue.toml: specialties[therapy].synonyms.{expected}"]


def test_too_many_synonyms_are_reported(tmp_path: Path) -> None:
    icon = 'icon = "stethoscope"'
    write_venue(tmp_path, "clinic", spoiled(CLINIC, icon, f"{icon}\nsynonyms = {{ en = {['GP'] * 21} }}"))

    (mistake,) = mistakes_of(tmp_path)
    assert mistake.startswith("clinic/venue.toml: specialties[therapy].synonyms.en: expected at most 20 of 1 to 64")


@pytest.mark.parametrize(
    ("written", "old", "table"),
    [(CLINIC, 'icon = "stethoscope"', "specialties[therapy]"), (CAFE, "capacity = 4", "resources[t1]")],
)
def test_a_synonym_that_names_nothing_is_reported(tmp_path: Path, written: str, old: str, table: str) -> None:
    write_venue(tmp_path, "venue", spoiled(written, old, f'{old}\nsynonyms = {{ ru = ["лор", "у"], en = ["at the"] }}'))

    assert mistakes_of(tmp_path) == [
        f'venue/venue.toml: {table}.synonyms.ru: expected a word that names it, got "у"',
        f'venue/venue.toml: {table}.synonyms.en: expected a word that names it, got "at the"',
    ]


@pytest.mark.parametrize("name", ["cafe__north", "cafe_", "Cafe", "2cafe", "c" * 33])
def test_a_folder_whose_name_no_variable_can_carry_is_reported(tmp_path: Path, name: str) -> None:
    write_venue(tmp_path, name, CAFE)

    assert mistakes_of(tmp_path) == [f"{name}: expected {A_VENUE_ID}, got {name}"]
