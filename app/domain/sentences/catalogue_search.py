"""Search in what a venue offers as the guest types: beginnings of words, their forms, complaints, misspelt words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.sentences.forms import wide_stems
from app.domain.sentences.spelling import split_words
from app.domain.sentences.vocabulary import Part, Vocabulary
from app.domain.venues import Localized, Synonyms, Venue


@dataclass(frozen=True, slots=True)
class Hits:
    """The ids of what a search has found, in the catalogue's order."""

    specialties: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    part: Part
    id: str
    words: frozenset[str]
    stems: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether a word of a query begins one of the entry's words or is a form of it."""
        return any(own.startswith(word) for own in self.words) or not self.stems.isdisjoint(wide_stems(word))


class CatalogueSearch:
    """Finds specialties, services, tables and people by the words of guests. It is made once for each venue."""

    def __init__(self, venue: Venue) -> None:
        self.vocabulary = Vocabulary(venue)
        self._entries = tuple(_entries(venue))

    def __call__(self, query: str) -> Hits:
        """Return what has all the words of the query; else what is named in it, as in "my ear aches"; else what is
        meant if words are misspelt."""
        words = [word for word in split_words(query) if word[0].isalnum()]
        if not words:
            return Hits()
        mended = [word if self._is_known(word) else self.vocabulary.mend(word) or word for word in words]
        return self._with_all(words) or self._named(words) or self._with_all(mended) or self._named(mended) or Hits()

    def _is_known(self, word: str) -> bool:
        return any(entry.has(word) for entry in self._entries)

    def _with_all(self, words: list[str]) -> Hits | None:
        return self._hits((each.part, each.id) for each in self._entries if all(map(each.has, words)))

    def _named(self, words: list[str]) -> Hits | None:
        return self._hits((each.phrase.part, each.phrase.id) for each in self.vocabulary.find(words))

    def _hits(self, found: Iterable[tuple[Part, str]]) -> Hits | None:
        wanted = set(found)
        if not wanted:
            return None

        def ids(part: Part) -> tuple[str, ...]:
            return tuple(each.id for each in self._entries if each.part is part and (part, each.id) in wanted)

        return Hits(ids(Part.SPECIALTY), ids(Part.SERVICE), ids(Part.RESOURCE))


def _entries(venue: Venue) -> Iterator[_Entry]:
    for specialty in venue.specialties.values():
        yield _entry(Part.SPECIALTY, specialty.id, specialty.synonyms, specialty.name, specialty.description)
    for service in venue.services.values():
        texts = [service.name, *filter(None, [service.description])]
        yield _entry(Part.SERVICE, service.id, service.synonyms, *texts)
    for resource in venue.resources.values():
        # A doctor's description names complaints, which lead to the specialty.
        yield _entry(Part.RESOURCE, resource.id, resource.synonyms, resource.name)


def _entry(part: Part, id_: str, synonyms: Synonyms, *texts: Localized) -> _Entry:
    every = [*synonyms.ru, *synonyms.en, *(each for text in texts for each in (text.ru, text.en))]
    words = frozenset(word for text in every for word in split_words(text) if word[0].isalnum())
    return _Entry(part, id_, words, frozenset().union(*map(wide_stems, words)))
