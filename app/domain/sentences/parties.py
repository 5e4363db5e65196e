"""How many people will come."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.sentences.lexicon import PLAIN_WORDS
from app.domain.sentences.symbols import Match, Symbols, number, rule


@dataclass(frozen=True, slots=True)
class Party:
    """The size of the party that a sentence names."""

    sizes: frozenset[int] = frozenset()
    """Several: it is not certain which one is meant."""

    @property
    def size(self) -> int | None:
        """The size, if it is certain."""
        return next(iter(self.sizes)) if len(self.sizes) == 1 else None

    def over(self, earlier: "Party") -> "Party":
        """Return this, or the earlier one where no party is said."""
        return self if self.sizes else earlier


_SIZE = r"(?P<size>[nmg#]\d{1,2})"
_OTHER = r"(?P<other>[nmg#]\d{1,2})"
_RANGE = rule(
    r"PEOPLE #(?P<size>\d{1,2})-(?P<other>\d{1,2})|#(?P<size3>\d{1,2})-(?P<other3>\d{1,2}) PEOPLE"
    rf"|(?:for |на |TABLE )*{_SIZE.replace('size', 'size2')} OR (?:на )?{_OTHER.replace('other', 'other2')}(?: PEOPLE)?"
)
_WITH_CHILDREN = rule(
    rf"{_SIZE} (?:ADULTS|PEOPLE) ?(?:и|and|with|с|плюс|plus)? ?{_OTHER}? ?KID"
    rf"|(?P<size2>g\d{{1,2}}) (?:и|and) (?:{_OTHER.replace('other', 'other2')} )?KID"
    rf"|(?:we (?:are|will be|be)|нас(?: будет)?|for) {_SIZE.replace('size', 'size3')} (?:и|and|плюс|plus) "
    rf"(?:a |our |{_OTHER.replace('other', 'other3')} )?KID"
)
_TWO = r"(?:(?:мы|я|us|me)(?: с| и| and)?(?: my)? SPOUSE|my SPOUSE and (?:i|me)|с SPOUSE)"
_COUPLE = rule(rf"{_TWO}(?P<kids> (?:и|and|с|with)(?: {_OTHER})? KID)?")
_COUNTED = rule(rf"(?:party of |of |на |for |из )?{_SIZE} (?:PEOPLE|ADULTS)|PEOPLE {_SIZE.replace('size', 'size2')}")
_TABLE_FOR = rule(
    rf"TABLE (?:for|of) (?:a )?(?:PARTY )?{_SIZE}(?: of us)?"
    r"|TABLE на (?P<size2>[#mg]\d{1,2})(?! HOUR)(?! UTRA| VECHERA| DNYA)"
)
_PARTY_OF = rule(
    rf"(?:party|group|компания|компанию) (?:of |из )?{_SIZE}|(?P<size2>[nm#]\d{{1,2}}) of us"
    r"|we (?:are|will be|be) (?P<size3>[nm#]\d{1,2})"
)
_WE_ARE = rule(r"(?:нас|us) (?:будет )?(?:уже )?(?P<size>[nmg#]\d{1,2})")
_GROUP = rule(r"(?P<size>g\d{1,2})|(?:на|для) (?P<size2>m\d{1,2})|for (?P<size3>n\d{1,2})")
_JUST_ME = rule(r"(?:just|only) me|me alone|(?:для )?меня (?P<one>g1)|один")
_NUMBER = rule(r"(?P<size>[nmg#]\d{1,2})")
_BARE = rule(r"(?:на|for) #(?P<size>\d{1,2})")


def read_party(symbols: Symbols, largest: int) -> Party:
    """Take the size of the party out of a sentence, except a bare number that may be an hour. `largest` can book."""
    for match in symbols.take(_RANGE):
        sizes = _sizes(match)
        return Party(frozenset(sizes if len(sizes) > 1 else ()))
    found: set[int] = set()
    for match in symbols.take(_WITH_CHILDREN):
        found.add(number(_first(match, "size")) + number(_first(match, "other") or "n1"))
    for match in symbols.take(_COUPLE):
        kids = number(match.groups["other"] or "n1") if match.groups["kids"] else 0
        found.add(2 + kids)
    for match in symbols.take(_COUNTED):
        found |= _sizes(match)
    for match in symbols.take(_TABLE_FOR):
        found |= {size for size in _sizes(match) if size <= largest or match.groups["size"]}
        if not found:
            symbols.text += f" на #{number(match.groups['size2'])}"
    for pattern in (_PARTY_OF, _WE_ARE, _GROUP):
        for match in symbols.take(pattern):
            found |= _sizes(match)
    for _ in symbols.take(_JUST_ME):
        found = found or {1}
    return Party(frozenset(found - {0}))


def read_asked_size(symbols: Symbols) -> Party:
    """Take the number that answers the question how many will come. Beside it nothing is said but plain words."""
    left = [symbol for symbol in symbols.text.split() if symbol not in PLAIN_WORDS]
    if len(left) != 1:
        return Party()
    return Party(frozenset(size for match in symbols.take(_NUMBER) for size in _sizes(match)) - {0})


def read_bare_numbers(symbols: Symbols) -> list[int]:
    """Take the numbers after "на" and "for" that may be an hour or a party."""
    return [int(match.groups["size"]) for match in symbols.take(_BARE)]


def _first(match: Match, name: str) -> str:
    """The first of the groups with this name and a number after it that has something."""
    return next((value for key, value in match.groups.items() if key.rstrip("23") == name and value), "")


def _sizes(match: Match) -> set[int]:
    return set(_numbers(match))


def _numbers(match: Match) -> Iterator[int]:
    for value in match.groups.values():
        if value:
            yield number(value)
