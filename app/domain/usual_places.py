"""A guest's usual places: where they have been more than once, as far as the venue still keeps that."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.domain.availability.free_places import GridSlot
from app.domain.venues import Place

USUAL_WITHIN = timedelta(days=365)
"""Visits that began longer ago do not count."""
USUAL_VISITS = 2
"""So many visits make a place a usual one."""


@dataclass(frozen=True, slots=True)
class UsualPlace:
    """A place, with the party for which it is the usual one: two people want another table than six."""

    place_id: str
    """The id of a resource, or of joined tables (`Place`); the catalogue may no longer have it."""
    party_size: int | None
    """None where no party size is asked for."""


def usual_places(visited: Iterable[UsualPlace]) -> list[UsualPlace]:
    """Return the usual ones of the places of a guest's visits, the latest visit first: the most usual one first, of
    equals the latest."""
    return [place for place, visits in Counter(visited).most_common() if visits >= USUAL_VISITS]


def propose_place(slot: GridSlot, party_size: int | None, usual: Sequence[UsualPlace]) -> Place | None:
    """Return the place to propose: the guest's most usual one for the party that is free, else the best; None if
    nothing is free."""
    free = {place.id: place for place in slot.free}
    ids = [each.place_id for each in usual if each.party_size == party_size and each.place_id in free]
    return free[ids[0]] if ids else slot.best
