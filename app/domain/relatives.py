"""Somebody else for whom a guest books a visit: a child, a relative, a friend."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.errors import InvalidRelative, NotForOthers
from app.domain.names import clean_name
from app.domain.venues import BookingRules

LONGEST_LIFE = 120
"""Years. Nobody was born earlier."""
SHOWN_RELATIVES = 6
"""Relatives of earlier bookings among whom a guest chooses."""

_BIRTH_YEAR = re.compile(
    r"(?:^|(?<=[\s,;(]))(?:\d{1,2}[./-]\d{1,2}[./-])?(\d{4})\s*(?:г\.?|года?)?\s*(?:р\.?|рождения)?\s*\)?\s*$",
    re.IGNORECASE,
)
"""At the end of a line: `2019`, `(2019)`, `2019 г. р.`, and a whole date, of which only the year is kept."""
_BETWEEN = " ,;(-—–\n\t"
"""What may stand between the name and the year."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A person whom only the bookings for them name, and who is known only to the guest who made these."""

    name: str
    """As `app.domain.names` cleans it; something of it can be seen."""
    birth_year: int | None = None

    @property
    def shown(self) -> str:
        """The name, and the year where it is known: `Masha, 2019`."""
        return f"{self.name}, {self.birth_year}" if self.birth_year is not None else self.name

    def may_be(self, other: "Relative") -> bool:
        """Whether both may be the same person: the name is equal, and no two years contradict each other."""
        is_known_to_differ = None not in {self.birth_year, other.birth_year} and self.birth_year != other.birth_year
        return _comparable(self.name) == _comparable(other.name) and not is_known_to_differ


def may_be_same(one: Relative | None, other: Relative | None) -> bool:
    """Whether two bookings of one guest may be for the same person. None: for the guest."""
    if one is None or other is None:
        return one is other
    return one.may_be(other)


def make_relative(name: str, birth_year: int | None, today: date) -> Relative:
    """Return the person with this name and year of birth. `today` is a local date of the venue.

    Raises `InvalidRelative` where nothing of the name could be seen, for a name with digits, which is an age or a date,
    and for a year in which nobody who is alive was born.
    """
    cleaned = clean_name(name)
    if not cleaned or any(map(str.isdigit, cleaned)):
        raise InvalidRelative(f"no name: {len(name)} characters")
    if birth_year is not None and not today.year - LONGEST_LIFE <= birth_year <= today.year:
        raise InvalidRelative("no year of birth")
    return Relative(cleaned, birth_year)


def read_relative(written: str, today: date) -> Relative:
    """Return the person of a line such as `Masha 2019`. Raises `InvalidRelative`, see `make_relative`."""
    found = _BIRTH_YEAR.search(written)
    name, birth_year = (written[: found.start()], int(found[1])) if found else (written, None)
    return make_relative(name.strip(_BETWEEN), birth_year, today)


def check_for_whom(rules: BookingRules, for_whom: Relative | None) -> None:
    """Raise `NotForOthers` where guests book only for themselves."""
    if for_whom is not None and not rules.for_others:
        raise NotForOthers("guests book only for themselves")


def distinct(used: Iterable[tuple[int, Relative]]) -> dict[int, Relative]:
    """Return each person once, by the first id: those with a year of birth first, and of those without one only whom
    none of these may be. At most `SHOWN_RELATIVES`."""
    kept: dict[int, Relative] = {}
    for used_id, relative in sorted(used, key=lambda each: each[1].birth_year is None):
        if len(kept) < SHOWN_RELATIVES and not any(map(relative.may_be, kept.values())):
            kept[used_id] = relative
    return kept


def _comparable(name: str) -> str:
    return name.casefold().replace("ё", "е")
