"""Read and check the folders of `data/venues/`, one for each venue."""

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.catalogue.checks import contradictions, missing_texts
from app.catalogue.mistakes import InvalidCatalogue, schema_mistakes
from app.catalogue.schema import (
    WEEKDAYS,
    Name,
    ResourceTable,
    ServiceTable,
    SpecialtyTable,
    SynonymsTable,
    Text,
    VenueFile,
)
from app.domain.venues import (
    Asks,
    BookingRules,
    FollowUpRule,
    Hours,
    Locale,
    Localized,
    MessageRules,
    Resource,
    Service,
    Specialty,
    Synonyms,
    TurnTime,
    Venue,
)
from app.texts.ftl import InvalidTexts, messages, read_ftl

_VENUE_ID = re.compile(r"(?=.{1,32}$)[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)
"""Two underscores, or one at an end, would separate the parts of `VENUES__<ID>__BOT_TOKEN` elsewhere."""
A_VENUE_ID = "a name of at most 32 of a-z and 0-9 that starts with a letter, with single _ between"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is in `VENUES_DIR`."""

    names: list[str]
    """The names of the venues' folders, also of those with mistakes."""
    venues: dict[str, Venue]
    """Those without a mistake, by id, which is the name of the folder."""
    mistakes: list[str]
    """Of all venues: one line for each, with the file, the key, the expected and the found value."""
    skipped: list[Path]
    """Folders without a venue.toml, such as lost+found."""


def read_catalogue(venues_dir: Path) -> Catalogue:
    """Read and check every venue, the pictures included.

    A file with keys of wrong types is not checked for contradictions between keys: those are reported once the types
    are right.
    """
    catalogue = Catalogue([], {}, [], [])
    try:
        folders = sorted(path for path in venues_dir.iterdir() if path.name[0] not in "._" and path.is_dir())
    except OSError:
        folders = []
    for folder in folders:
        if not _exists(folder / "venue.toml"):
            catalogue.skipped.append(folder)
            continue
        catalogue.names.append(folder.name)
        try:
            catalogue.venues[folder.name] = _load_venue(folder)
        except InvalidCatalogue as broken:
            catalogue.mistakes.extend(broken.mistakes)
    if not catalogue.names:
        catalogue.mistakes.append(f"{venues_dir}: expected a folder for each venue, with its venue.toml, got none")
    return catalogue


def load_venues(venues_dir: Path) -> dict[str, Venue]:
    """The venues by id. Raises `InvalidCatalogue` with the mistakes of all of them."""
    catalogue = read_catalogue(venues_dir)
    if catalogue.mistakes:
        raise InvalidCatalogue(catalogue.mistakes)
    return catalogue.venues


def is_venue_id(name: str) -> bool:
    """Whether a venue's folder may have this name."""
    return bool(_VENUE_ID.fullmatch(name))


def _exists(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:
        # A folder that only another user may look into, as root's lost+found.
        return False


def _load_venue(folder: Path) -> Venue:
    path = folder / "venue.toml"
    mistakes: list[str] = []
    if not is_venue_id(folder.name):
        mistakes.append(f"{folder}: expected {A_VENUE_ID}, got {folder.name}")
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
    except OSError as error:
        mistakes.append(f"{path}: expected a file, got {error.strerror}")
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
        phone=file.phone,
        booking=_booking_rules(file),
        opening_hours={
            number: tuple(sorted(file.opening_hours.of(weekday)))
            for number, weekday in enumerate(WEEKDAYS)
            if file.opening_hours.of(weekday)
        },
        messages=_message_rules(file),
        resources={resource.id: _resource(resource) for resource in file.resources},
        specialties={specialty.id: _specialty(specialty) for specialty in file.specialties},
        services={service.id: _service(service, file) for service in file.services},
        closures=frozenset(day for days in file.closures.dates for day in days),
        special_hours={day: tuple(sorted(hours)) for day, hours in file.closures.hours.items()},
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
        start_every=timedelta(minutes=booking.start_every_minutes) if booking.start_every_minutes else None,
        buffer=timedelta(minutes=booking.buffer_minutes),
        turn_times=tuple(TurnTime(each.up_to, timedelta(minutes=each.minutes)) for each in booking.turn_times),
        guests_per_15_minutes=booking.pacing.guests_per_15_minutes if booking.pacing else None,
        no_show_limit=booking.no_show_limit,
        for_others=booking.asks is not Asks.PARTY_SIZE if booking.for_others is None else booking.for_others,
    )


def _message_rules(file: VenueFile) -> MessageRules:
    return MessageRules(
        reminders=tuple(sorted(file.messages.reminders, reverse=True)),
        follow_ups=tuple(FollowUpRule(f.text, f.after, f.offer, f.asks_rating) for f in file.messages.follow_ups),
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
        joins=tuple(table.joins),
        hours=_own_hours(table),
        absences=frozenset(day for days in table.absences for day in days),
        synonyms=_synonyms(table.synonyms),
    )


def _own_hours(table: ResourceTable) -> tuple[tuple[Hours, ...], ...] | None:
    if table.hours is None:
        return None
    return tuple(tuple(sorted(table.hours.get(weekday, ()))) for weekday in WEEKDAYS)


def _service(table: ServiceTable, file: VenueFile) -> Service:
    buffer = file.booking.buffer_minutes if table.buffer_minutes is None else table.buffer_minutes
    return Service(
        id=table.id,
        name=_localized(table.name),
        length=timedelta(minutes=table.minutes),
        buffer=timedelta(minutes=buffer),
        resources=tuple(table.resources),
        price=_localized(table.price) if table.price else None,
        description=_localized(table.description) if table.description else None,
        synonyms=_synonyms(table.synonyms),
    )


def _specialty(table: SpecialtyTable) -> Specialty:
    synonyms = _synonyms(table.synonyms)
    return Specialty(table.id, _localized(table.name), _localized(table.description), table.icon, synonyms)


def _synonyms(words: SynonymsTable | None) -> Synonyms:
    return Synonyms(tuple(words.ru), tuple(words.en)) if words else Synonyms()


def _localized(text: Name | Text) -> Localized:
    return Localized(text.ru, text.en)
