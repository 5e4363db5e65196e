"""Read and check the folders of `data/venues/`, one for each venue."""

import re
import tomllib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.catalogue.checks import contradictions, missing_texts
from app.catalogue.mistakes import InvalidCatalogue, schema_mistakes
from app.catalogue.schema import WEEKDAYS, Name, ResourceTable, SpecialtyTable, Text, VenueFile
from app.domain.venues import BookingRules, FollowUpRule, Locale, Localized, MessageRules, Resource, Specialty, Venue
from app.texts.ftl import InvalidTexts, messages, read_ftl

_VENUE_ID = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)


def load_venues(venues_dir: Path) -> dict[str, Venue]:
    """Read every venue. Returns them by id, which is the name of the venue's folder.

    Raises `InvalidCatalogue` with the mistakes of all venues. A file with keys of wrong types is not checked for
    contradictions between keys: those are reported once the types are right.
    """
    folders = sorted(path for path in _entries(venues_dir) if path.is_dir() and path.name[0] not in "._")
    if not folders:
        raise InvalidCatalogue([f"{venues_dir}: expected a folder for each venue, got none"])
    venues: dict[str, Venue] = {}
    mistakes: list[str] = []
    for folder in folders:
        try:
            venues[folder.name] = _load_venue(folder)
        except InvalidCatalogue as broken:
            mistakes += broken.mistakes
    if mistakes:
        raise InvalidCatalogue(mistakes)
    return venues


def photo_path(venues_dir: Path, venue: Venue, resource: Resource) -> Path | None:
    """The file of a resource's photo, or None when it has none. `load_venues` has checked that the file exists."""
    return venues_dir / venue.id / "photos" / resource.photo if resource.photo else None


def floor_plan_path(venues_dir: Path, venue: Venue) -> Path | None:
    """The file of the venue's floor plan, or None when it has none. `load_venues` has checked that it is complete."""
    return venues_dir / venue.id / venue.floor_plan if venue.floor_plan else None


def _entries(venues_dir: Path) -> Iterable[Path]:
    return venues_dir.iterdir() if venues_dir.is_dir() else ()


def _load_venue(folder: Path) -> Venue:
    path = folder / "venue.toml"
    mistakes: list[str] = []
    if not _VENUE_ID.fullmatch(folder.name):
        mistakes.append(f"{folder}: expected a name of a-z, 0-9 and _ that starts with a letter, got {folder.name}")
    file = _read_venue_file(path, mistakes)
    if file:
        mistakes += [f"{path}: {mistake}" for mistake in contradictions(file, folder)]
    for locale in Locale:
        texts = folder / f"texts.{locale}.ftl"
        try:
            keys = messages(read_ftl(texts))
        except InvalidTexts as broken:
            mistakes += broken.mistakes
            continue
        if file:
            mistakes += [f"{path}: {mistake}" for mistake in missing_texts(file, keys, texts)]
    if mistakes or not file:
        raise InvalidCatalogue(mistakes)
    return _venue(folder.name, file)


def _read_venue_file(path: Path, mistakes: list[str]) -> VenueFile | None:
    """Parse venue.toml. Returns None and adds to `mistakes` when it is missing or has keys of wrong types."""
    written: dict[str, Any] = {}
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        return VenueFile.model_validate(written)
    except FileNotFoundError:
        mistakes.append(f"{path}: expected a file, got nothing")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.append(f"{path}: expected TOML in UTF-8, got: {error}")
    except ValidationError as error:
        mistakes += [f"{path}: {mistake}" for mistake in schema_mistakes(error, written)]
    return None


def _venue(venue_id: str, file: VenueFile) -> Venue:
    return Venue(
        id=venue_id,
        name=_localized(file.name),
        address=_localized(file.address),
        zone=file.timezone,
        locale=file.locale,
        booking=_booking_rules(file),
        opening_hours={
            number: tuple(sorted(file.opening_hours.of(weekday), key=lambda hours: hours.opens))
            for number, weekday in enumerate(WEEKDAYS)
            if file.opening_hours.of(weekday)
        },
        messages=_message_rules(file),
        resources={resource.id: _resource(resource) for resource in file.resources},
        specialties={specialty.id: _specialty(specialty) for specialty in file.specialties},
        closures=frozenset(file.closures.dates),
        floor_plan=file.floor_plan,
    )


def _booking_rules(file: VenueFile) -> BookingRules:
    booking = file.booking
    return BookingRules(
        asks=booking.asks,
        slot_length=timedelta(minutes=booking.slot_minutes),
        horizon_days=booking.horizon_days,
        min_notice=timedelta(minutes=booking.min_notice_minutes),
        cancel_until=timedelta(minutes=booking.cancel_until_minutes),
        max_active_per_guest=booking.max_active_per_guest,
        max_party_size=booking.max_party_size,
    )


def _message_rules(file: VenueFile) -> MessageRules:
    return MessageRules(
        reminders=tuple(sorted(file.messages.reminders, reverse=True)),
        follow_ups=tuple(FollowUpRule(f.text, f.after, f.offer) for f in file.messages.follow_ups),
        quiet_hours=file.messages.quiet_hours,
    )


def _resource(table: ResourceTable) -> Resource:
    return Resource(
        id=table.id,
        name=_localized(table.name),
        description=_localized(table.description),
        capacity=table.capacity,
        specialty=table.specialty,
        experience_years=table.experience_years,
        photo=table.photo,
    )


def _specialty(table: SpecialtyTable) -> Specialty:
    return Specialty(table.id, _localized(table.name), _localized(table.description), table.icon)


def _localized(text: Name | Text) -> Localized:
    return Localized(text.ru, text.en)
