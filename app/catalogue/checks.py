"""Checks of venue.toml that involve several keys or files. The types of single keys are checked by `schema.py`."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.catalogue.drawings import read_drawing
from app.catalogue.mistakes import mistake
from app.catalogue.offering_checks import offering_mistakes
from app.catalogue.pictures import photo_problem
from app.catalogue.schema import A_CAPACITY, A_PARTY_SIZE, VenueFile
from app.domain.map_link import LINK_LENGTH, map_link
from app.domain.messages.planning import lead_name
from app.domain.sentences.vocabulary import significant_words
from app.domain.venues import Asks


def contradictions(file: VenueFile, folder: Path) -> Iterator[str]:
    """Yield every mistake that involves several keys, photos or the floor plan. `folder` is the venue's."""
    for check in _CHECKS:
        yield from check(file)
    yield from offering_mistakes(file)
    for resource in file.resources:
        if resource.photo and (problem := photo_problem(folder / "photos" / resource.photo)):
            yield mistake(f"resources[{resource.id}].photo", *problem)
    if file.floor_plan:
        yield from _floor_plan(file, folder / file.floor_plan)


def missing_texts(file: VenueFile, keys: Iterable[str], texts: Path) -> Iterator[str]:
    """Yield the follow-ups whose text is missing. `keys` are the keys of `texts`, one of the venue's *.ftl files."""
    known = set(keys)
    for number, follow_up in enumerate(file.messages.follow_ups, start=1):
        if follow_up.text not in known:
            yield mistake(f"messages.follow_ups[{number}].text", f"a key of {texts.name}", follow_up.text)


def _ids(file: VenueFile) -> Iterator[str]:
    if not file.resources:
        yield mistake("resources", "at least one", None)
    yield from _repeated("specialties", [specialty.id for specialty in file.specialties])
    yield from _repeated("services", [service.id for service in file.services])
    yield from _repeated("resources", [resource.id for resource in file.resources])


def _repeated(key: str, ids: list[str]) -> Iterator[str]:
    for repeated in dict.fromkeys(i for i in ids if ids.count(i) > 1):
        yield mistake(key, "each id once", repeated)


def _notice(file: VenueFile) -> Iterator[str]:
    """Check that something can be booked: what is too soon must not reach the end of what is too far ahead."""
    notice, horizon = file.booking.min_notice_minutes, file.booking.horizon_days
    if notice >= horizon * 24 * 60:
        yield mistake("booking.min_notice_minutes", f"less than horizon_days, {horizon * 24 * 60} minutes", notice)


def _address(file: VenueFile) -> Iterator[str]:
    """Check that the button that shows the address on the map can carry it."""
    for locale, address in file.address:
        if len(map_link(address)) > LINK_LENGTH:
            yield mistake(
                f"address.{locale}", f"an address whose link to the map fits {LINK_LENGTH} characters", address
            )


def _messages(file: VenueFile) -> Iterator[str]:
    reminders = file.messages.reminders
    for repeated in dict.fromkeys(lead for lead in reminders if reminders.count(lead) > 1):
        yield mistake("messages.reminders", "each lead once", lead_name(repeated))
    texts = [follow_up.text for follow_up in file.messages.follow_ups]
    for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
        yield mistake("messages.follow_ups", "each text once", text)
    for number, follow_up in enumerate(file.messages.follow_ups):
        if follow_up.offer and follow_up.asks_rating:
            yield mistake(f"messages.follow_ups[{number}].asks_rating", "false, because it is an offer", True)


def _party_sizes(file: VenueFile) -> Iterator[str]:
    """Check that a venue that asks for a party size has tables and a largest party."""
    if file.booking.asks is not Asks.PARTY_SIZE:
        return
    yield from _foreign_keys(file, ("specialty", "experience_years"))
    if file.specialties:
        yield mistake("specialties", _no_key(file), [specialty.id for specialty in file.specialties])
    for resource in file.resources:
        if resource.capacity is None:
            yield mistake(f"resources[{resource.id}].capacity", A_CAPACITY, None)
    if file.booking.max_party_size is None:
        yield mistake("booking.max_party_size", A_PARTY_SIZE, None)
    if file.booking.for_others:
        yield mistake("booking.for_others", "false, because a party has one table", True)


def _specialties(file: VenueFile) -> Iterator[str]:
    """Check that a venue that asks for a specialty lists specialties, and doctors of these only."""
    if file.booking.asks is Asks.PARTY_SIZE:
        return
    yield from _foreign_keys(file, ("capacity",))
    if file.booking.max_party_size is not None:
        yield mistake("booking.max_party_size", _no_key(file), file.booking.max_party_size)
    if file.booking.asks is Asks.SERVICE:
        yield from _foreign_keys(file, ("specialty",))
        if file.specialties:
            yield mistake("specialties", _no_key(file), [specialty.id for specialty in file.specialties])
        return
    if not file.specialties:
        yield mistake("specialties", "at least one", None)
        return
    known = [specialty.id for specialty in file.specialties]
    expected = f"one of the specialties {', '.join(known)}"
    for resource in file.resources:
        if resource.specialty not in known:
            yield mistake(f"resources[{resource.id}].specialty", expected, resource.specialty)


def _synonyms(file: VenueFile) -> Iterator[str]:
    """Check that each synonym has a word by which a sentence can name what it is for."""
    named = (
        *((f"specialties[{each.id}]", each.synonyms) for each in file.specialties),
        *((f"services[{each.id}]", each.synonyms) for each in file.services),
        *((f"resources[{each.id}]", each.synonyms) for each in file.resources),
    )
    for key, synonyms in named:
        for locale, words in (("ru", synonyms.ru), ("en", synonyms.en)) if synonyms else ():
            for word in words:
                if not significant_words(word):
                    yield mistake(f"{key}.synonyms.{locale}", "a word that names it", word)


def _floor_plan(file: VenueFile, plan: Path) -> Iterator[str]:
    """Check that the plan only draws, and shows each resource exactly once, and nothing else as a resource."""
    try:
        drawing = read_drawing(plan)
    except OSError:
        yield mistake("floor_plan", f"a file in {plan.parent}", plan.name)
        return
    for expected, got in drawing.mistakes:
        yield mistake("floor_plan", f"{expected} in {plan.name}", got)
    if drawing.mistakes:
        return
    drawn, resources = drawing.resources, [resource.id for resource in file.resources]
    for resource_id in resources:
        if drawn.count(resource_id) != 1:
            yield mistake("floor_plan", f'one data-resource="{resource_id}" in {plan.name}', drawn.count(resource_id))
    for unknown in dict.fromkeys(resource_id for resource_id in drawn if resource_id not in resources):
        yield mistake("floor_plan", f"the id of a resource as data-resource in {plan.name}", unknown)


def _foreign_keys(file: VenueFile, keys: Iterable[str]) -> Iterator[str]:
    for resource in file.resources:
        for key in keys:
            value = getattr(resource, key)
            if value is not None:
                yield mistake(f"resources[{resource.id}].{key}", _no_key(file), value)


def _no_key(file: VenueFile) -> str:
    return f'no such key in a venue with asks = "{file.booking.asks}"'


_CHECKS: tuple[Callable[[VenueFile], Iterator[str]], ...] = (
    _ids,
    _address,
    _notice,
    _messages,
    _party_sizes,
    _specialties,
    _synonyms,
)
