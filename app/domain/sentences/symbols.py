"""A sentence as symbols, from which rules take what they understand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TAKEN = "·"
"""Stands where a rule has taken something: what was on both sides of it does not belong together."""

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})-?(?:го|е|th|st|nd|rd)")
_PEOPLE = re.compile(r"(\d{1,2})-?(?:х|ти)")
_COMPOSED = re.compile(r"(?<!без )\bn([2-5])0 ([nqo])([1-9])\b")


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule has found, and the words around it."""

    groups: dict[str, str]
    before: tuple[str, ...]
    """The last three symbols before it."""
    after: str
    """The next symbol; empty at the end."""


class Symbols:
    """The symbols of a sentence, separated by spaces. Rules are regular expressions over them."""

    def __init__(self, symbols: list[str]) -> None:
        self.text = _COMPOSED.sub(lambda found: f"{found[2]}{found[1]}{found[3]}", " ".join(symbols))

    def take(self, rule: re.Pattern[str]) -> Iterator[Match]:
        """Yield what a rule finds, from left to right, and take it out."""
        while found := rule.search(self.text):
            before, after = self.text[: found.start()].split(), self.text[found.end() :].split()
            self.text = " ".join([*before, TAKEN, *after])
            groups = {key: value or "" for key, value in found.groupdict().items()}
            yield Match(groups, tuple(before[-3:]), next(iter(after), ""))


def rule(pattern: str) -> re.Pattern[str]:
    """Compile a rule, which begins and ends with whole symbols. `~` stands for a number, written or said."""
    return re.compile(r"(?<!\S)(?:" + pattern.replace("~", r"[nm#]\d{1,2}") + r")(?!\S)")


def number(symbol: str) -> int:
    """Return the number of a symbol such as `n7` or `#7`."""
    return int(symbol.lstrip("nmgoq#"))


def symbol_of_number(written: str) -> str:
    """Return the symbol of what begins with a digit."""
    if found := _CLOCK.fullmatch(written):
        return f"c{found[0]}"
    if found := _DAY_OF_MONTH.fullmatch(written):
        return f"o{int(found[1])}"
    if found := _PEOPLE.fullmatch(written):
        return f"m{int(found[1])}"
    return f"#{written}"
