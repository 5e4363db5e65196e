"""What a link such as `https://t.me/<bot>?start=Service-haircut` opens.

Telegram passes on 1 to 64 of `A-Za-z0-9_-` (https://core.telegram.org/bots/features#deep-linking). Ids have no capital
letters, so that a capital begins each part: `Service-haircutResource-annaDay-2026-11-24`.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.bot.dialogs.availability.chosen_slot import ChosenSlot
from app.domain.availability.offering import Offering
from app.domain.availability.slots import bookable_days
from app.domain.errors import NotFound
from app.domain.venues import Localized, Venue

BOOK = "book"
_PART = re.compile(r"(Resource|Service|Specialty|Day)-([a-z0-9_-]+)")


@dataclass(frozen=True, slots=True)
class DeepLink:
    """What a link chooses for the guest."""

    chosen: ChosenSlot
    is_whole: bool
    """Whether all that it names can be booked."""


def read_deep_link(venue: Venue, argument: str, now: datetime) -> DeepLink | None:
    """Return what the argument of `/start` chooses, as far as the venue offers it; None if it is no such link."""
    if argument == BOOK:
        return DeepLink(ChosenSlot(), is_whole=True)
    parts = _PART.findall(argument)
    if not parts or "".join(f"{name}-{value}" for name, value in parts) != argument:
        return None
    chosen, is_whole = ChosenSlot(), True
    for name, value in parts:
        wanted = _choose(chosen, name, value)
        if wanted and _is_offered(venue, wanted, now):
            chosen = wanted
        else:
            is_whole = False
    return DeepLink(chosen, is_whole)


def deep_links(venue: Venue) -> dict[str, Localized]:
    """Return the names of what a link alone can open, by the argument of `/start`."""
    return {
        **{f"Specialty-{each.id}": each.name for each in venue.specialties.values()},
        **{f"Service-{each.id}": each.name for each in venue.services.values()},
        **{f"Resource-{each.id}": each.name for each in venue.resources.values()},
    }


def _choose(chosen: ChosenSlot, name: str, value: str) -> ChosenSlot | None:
    match name:
        case "Resource":
            return replace(chosen, resource_id=value)
        case "Service":
            return replace(chosen, service=value)
        case "Specialty":
            return replace(chosen, specialty=value)
    try:
        return replace(chosen, day=date.fromisoformat(value))
    except ValueError:
        return None


def _is_offered(venue: Venue, chosen: ChosenSlot, now: datetime) -> bool:
    """Whether there is a place for all of it together. The party's size is asked later."""
    try:
        wanted, fitting = chosen.wanted(venue), Offering(venue).fitting(chosen.wish)
    except NotFound:
        return False
    is_bookable = chosen.day is None or chosen.day in bookable_days(venue, now)
    return bool(fitting) and is_bookable and (wanted is None or wanted in fitting)
