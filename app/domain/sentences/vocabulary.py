"""The words of one venue: names and synonyms of what it offers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.sentences.forms import base, stems
from app.domain.sentences.lexicon import PLAIN_WORDS, lexicon
from app.domain.sentences.spelling import Spelling, split_words
from app.domain.venues import Asks, Localized, Resource, Synonyms, Venue

SHORTEST_MENDED = 4
_TITLES = frozenset(
    "доктор доктору доктора врач врачу врача dr doctor мастер мастеру мастера стол столик table".split()
)
"""Words of names that say nothing of whose name it is."""
_LEXICON = lexicon()


class Part(StrEnum):
    """What a phrase of the vocabulary names."""

    SPECIALTY = "specialty"
    SERVICE = "service"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or a synonym."""

    part: Part
    id: str
    words: frozenset[str]
    """All of them must be said, in any form and order."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a sentence."""

    phrase: Phrase
    positions: frozenset[int]
    """Of the words that said it."""


class Vocabulary:
    """Finds in a sentence what a venue offers. It is made once for each venue, at the start."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self._phrases = tuple(_phrases(venue))
        self._by_stem: dict[str, set[str]] = defaultdict(set)
        for word in {word for phrase in self._phrases for word in phrase.words}:
            for stem in stems(word):
                self._by_stem[stem].add(word)
        words = {word for phrase in self._phrases for word in phrase.words}
        meanings = {form: base(word) for word in words for form in (word, base(word))}
        self._spelling = Spelling(meanings, shortest=SHORTEST_MENDED)

    def known_as(self, word: str) -> frozenset[str]:
        """Return the words of the venue of which `word` is a form."""
        return frozenset().union(*(self._by_stem.get(stem, ()) for stem in stems(word)))

    def mend(self, word: str) -> str | None:
        """Return the stem of a word of the venue that was misspelt, or None."""
        for stem in sorted(stems(word), key=len):
            if len(stem) >= SHORTEST_MENDED and (mended := self._spelling.mend(stem)):
                return mended
        return None

    def find(self, words: Sequence[str]) -> list[Found]:
        """Return what is named, without phrases that are a part of a longer one that is named, too."""
        said: dict[str, set[int]] = defaultdict(set)
        for position, word in enumerate(words):
            if word[0].isalpha() and word not in PLAIN_WORDS:
                for known in self.known_as(word):
                    said[known].add(position)
        found = [
            Found(phrase, frozenset().union(*(said[word] for word in phrase.words)))
            for phrase in self._phrases
            if all(word in said for word in phrase.words)
        ]
        return [each for each in found if not any(_is_part(each, other) for other in found)]


def _is_part(one: Found, other: Found) -> bool:
    return one.phrase.part is other.phrase.part and one.positions < other.positions


def _phrases(venue: Venue) -> Iterator[Phrase]:
    for specialty in venue.specialties.values():
        yield from _named(Part.SPECIALTY, specialty.id, specialty.name, specialty.synonyms)
    for service in venue.services.values():
        yield from _named(Part.SERVICE, service.id, service.name, service.synonyms)
    for resource in venue.resources.values():
        yield from _of_resource(venue, resource)


def _of_resource(venue: Venue, resource: Resource) -> Iterator[Phrase]:
    if venue.booking.asks is Asks.PARTY_SIZE:
        for phrase in _named(Part.RESOURCE, resource.id, resource.name, resource.synonyms):
            # "Evening for two" is said of an evening, not of the table with that name.
            if not phrase.words <= _LEXICON.keys():
                yield phrase
        return
    # People are called by any of their names.
    for word in {word for name in (resource.name.ru, resource.name.en) for word in significant_words(name)}:
        yield Phrase(Part.RESOURCE, resource.id, frozenset({word}))
    for synonym in _all(resource.synonyms):
        yield Phrase(Part.RESOURCE, resource.id, frozenset(significant_words(synonym)))


def _named(part: Part, id_: str, name: Localized, synonyms: Synonyms) -> Iterator[Phrase]:
    for text in (name.ru, name.en, *_all(synonyms)):
        words = frozenset(significant_words(text))
        if words:
            yield Phrase(part, id_, words)


def _all(synonyms: Synonyms) -> Iterable[str]:
    return (*synonyms.ru, *synonyms.en)


def significant_words(text: str) -> list[str]:
    """The words of a name, without "у", "на" and the like."""
    words = [word for word in split_words(text) if word[0].isalpha()]
    return [word for word in words if word not in PLAIN_WORDS and word not in _TITLES and len(word) > 1]
