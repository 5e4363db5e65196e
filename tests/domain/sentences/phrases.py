"""Phrases with what they mean: `language | venue | phrase | meaning`, one a line.

`tuning.txt` is what the rules were written with. Nobody looked at the failures of `held_out.txt` while they were.

A meaning is an intent and what is said: `party=2`, `day=11-24`, `time=19:00`, `17:00-19:00`, `17:00-`, `-12:00`,
`~20:00` or a part of the day; `|` stands between values of which the guest must be asked. What is not there is not
said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from app.domain.sentences.read import SentenceReader, Understood
from app.domain.sentences.times import DAY_MINUTES, PARTS_OF_DAY, Span
from app.domain.venues import Hours, Venue
from tests.ready_venues import VENUES

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Monday noon in Moscow, where the venues are."""
DINNER_ONLY = {weekday: (Hours(12 * 60, 24 * 60),) for weekday in range(7)}
VENUES_OF_PHRASES: dict[str, Venue] = {
    "r": VENUES["binary_bites"],
    "d": replace(VENUES["binary_bites"], opening_hours=DINNER_ONLY),
    "c": VENUES["zdorovie_plus"],
    "b": VENUES["strizh"],
}
"""Two restaurants, open from 6:00 and from 12:00, a clinic and a barber's shop."""
READERS = {key: SentenceReader(venue) for key, venue in VENUES_OF_PHRASES.items()}
Meaning = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Phrase:
    """A phrase of a set, and what it means."""

    language: str
    venue: str
    text: str
    meaning: Meaning

    def heard(self) -> Meaning:
        """What the product understands."""
        return as_meaning(READERS[self.venue](self.text, NOW))

    def is_right(self) -> bool:
        return self.heard() == self.meaning

    def is_silently_wrong(self) -> bool:
        """Whether something is filled in that was not said, or another thing is done than was asked for.

        Not so where nothing is understood, or where the guest is asked among values of which one is meant.
        """
        heard = self.heard()
        if heard["intent"] == frozenset({"none"}):
            return False
        if heard["intent"] != self.meaning["intent"]:
            return True
        return any(not self.meaning.get(key, frozenset()) or not self.meaning[key] <= heard[key] for key in heard)


def phrases(name: str) -> Iterator[Phrase]:
    """The phrases of a set, `tuning` or `held_out`."""
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        language, venue, text, meaning = line.split(" | ")
        intent, *said = meaning.split()
        values = {key: frozenset(map(_plainly, value.split("|"))) for key, value in (each.split("=") for each in said)}
        yield Phrase(language, venue, text, {"intent": frozenset({intent}), **values})


def as_meaning(understood: Understood) -> Meaning:
    """The same in the notation of the sets, without what is empty."""
    size = understood.party.size
    found = {
        "intent": frozenset({understood.intent.value}),
        "party": frozenset({str(size)} if size else ()),
        "day": _days(understood.days),
        "about": _days(understood.origin),
        "time": frozenset(map(_span, understood.times)),
        "spec": understood.specialties,
        "service": understood.services,
        "place": understood.resources,
    }
    return {key: value for key, value in found.items() if value}


def _plainly(value: str) -> str:
    """`~20:00` as the span that it is."""
    if value.startswith("~"):
        hour, minute = value[1:].split(":")
        about = int(hour) * 60 + int(minute)
        return f"{_clock(about - 30)}-{_clock(about + 30)}"
    return "evening" if value == "17:00-" else value


def _days(days: frozenset[date]) -> frozenset[str]:
    return frozenset(f"{day:%m-%d}" for day in days)


def _span(span: Span) -> str:
    named = next((name.lower() for name, part in PARTS_OF_DAY.items() if part == span), None)
    if named:
        return {"daytime": "day"}.get(named, named)
    begins, ends = _clock(span.begins), _clock(span.ends)
    if span.is_exact:
        return begins
    if span.ends == DAY_MINUTES:
        return f"{begins}-"
    if span.begins == 0:
        return f"-{ends}"
    return f"{begins}-{ends}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
