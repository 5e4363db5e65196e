"""Read what a guest typed."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.availability.offering import Offering
from app.domain.availability.slots import MINUTE
from app.domain.sentences import intents
from app.domain.sentences.animals import leave_out_animals
from app.domain.sentences.catalogue_search import CatalogueSearch, Hits
from app.domain.sentences.days import Days, read_days
from app.domain.sentences.intents import Intent
from app.domain.sentences.lexicon import OTHER_WORDS, PLAIN_WORDS, lexicon
from app.domain.sentences.parties import Party, read_asked_size, read_bare_numbers, read_party
from app.domain.sentences.spelling import Spelling, split_words
from app.domain.sentences.symbols import TAKEN, Symbols, symbol_of_number
from app.domain.sentences.times import Span, Times, possible, read_bare_hours, read_bare_time, read_times
from app.domain.sentences.vocabulary import Found, Part
from app.domain.venues import Asks, Venue

MOST_MENDED = 12
"""Unknown words of a sentence."""
_MINUTE_OF_HOUR = 60
_CHANGES = frozenset(
    "перенеси перенесите перенести перенос отмени отмените отменить отмена отменяю покажи покажите".split()
)
_OTHER_VERBS = frozenset(
    "забронировать записаться забронируйте забронируй запишите забронировано записан записана book "
    "reserve visit cancel move reschedule болит болеет болят нужен хотел пожалуйста спасибо".split()
)
_VERBS = {word: word for word in _CHANGES | _OTHER_VERBS}
_DIRECT = frozenset("к ко see with to".split())
_SAYS_NOTHING = frozenset((TAKEN, "?", "TABLE", "PEOPLE", "BOOKED", "OR", "THIS"))
_ARTICLES = frozenset("a an the dr доктору врачу my мастеру".split())


@dataclass(frozen=True, slots=True)
class Understood:
    """What a sentence says. Where it does not say something the field is empty; several values are not certain."""

    intent: Intent = Intent.NOTHING
    is_explicit: bool = False
    """Whether it asks in so many words: it is no remark that happens to name a day."""
    is_whole: bool = False
    """Whether it names for what or for how many and when, and says nothing else: it is a wish even in answer to a
    question of ours."""
    party: Party = field(default_factory=Party)
    days: frozenset[date] = frozenset()
    """Local dates. Of a booking that is canceled or looked for, they are in `origin`."""
    origin: frozenset[date] = frozenset()
    """The day of the booking that is moved, canceled or looked for."""
    times: frozenset[Span] = frozenset()
    specialties: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    resources: frozenset[str] = frozenset()
    """Any of them is meant: "at the window"."""


NOTHING = Understood()


@dataclass(slots=True)
class _Said:
    """What has been read so far."""

    days: Days = field(default_factory=Days)
    times: Times = field(default_factory=Times)
    party: Party = field(default_factory=Party)
    rest: str = ""
    """The symbols that no rule has taken."""


class SentenceReader:
    """Reads sentences for one venue. It is made once, at the start."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        self._search = CatalogueSearch(venue)
        self._vocabulary = self._search.vocabulary
        self._symbols = lexicon()
        self._spelling = Spelling({**_VERBS, **self._symbols}, OTHER_WORDS | PLAIN_WORDS, _CHANGES)
        self._hours = frozenset((each.opens, each.closes) for hours in venue.opening_hours.values() for each in hours)
        self._shortest = Offering(venue).shortest_visit // MINUTE

    def __call__(self, text: str, now: datetime, asked: Asks | None = None) -> Understood:
        """Return what `text` says at an instant. It is `NOTHING` for what is no wish, and for what is too long.

        `asked` is what the guest was asked for. Then a number alone is the party, and the beginning of a word a
        specialty, a service or somebody who is found by it.
        """
        said = self._understand(text, now, asked)
        if said is not NOTHING or asked not in {Asks.SPECIALTY, Asks.SERVICE}:
            return said
        hits = self._search(text)
        if hits == Hits():
            return NOTHING
        found = map(frozenset, (hits.specialties, hits.services, hits.resources))
        specialties, services, resources = found
        return Understood(Intent.BOOK, specialties=specialties, services=services, resources=resources)

    def _understand(self, text: str, now: datetime, asked: Asks | None) -> Understood:
        words = self._mended(split_words(text))
        if not words:
            return NOTHING
        local, is_size_asked = now.astimezone(self._venue.zone), asked is Asks.PARTY_SIZE
        words = self._without_animals(words, local, is_size_asked)
        found = self._vocabulary.find(words)
        said = self._read(words, found, local, is_size_asked)
        intent, is_explicit = self._intent(" ".join(words), found, said)
        if intent is Intent.NOTHING:
            return NOTHING
        days, origin = self._bookable(said.days.wanted, local.date()), said.days.origin
        if intent is Intent.BOOK:
            days, origin = days or origin, frozenset()
        elif intent is not Intent.MOVE:
            days, origin = frozenset(), days | origin
        if said.times.is_today and not days:
            days = frozenset({local.date()})
        return Understood(
            intent=intent,
            is_explicit=is_explicit,
            is_whole=intent is Intent.BOOK and _is_whole(words, found, said),
            party=said.party if intent is Intent.BOOK else Party(),
            days=days,
            origin=origin,
            times=self._possible(said.times.spans, days, local),
            specialties=_ids(found, Part.SPECIALTY, words),
            services=_ids(found, Part.SERVICE, words),
            resources=_ids(found, Part.RESOURCE, words),
        )

    def _without_animals(self, words: list[str], local: datetime, is_size_asked: bool) -> list[str]:
        """Leave out animals that come along with guests who want a table. A question whether they may come stays."""
        without = leave_out_animals(words) if self._asks_size else None
        if without is None:
            return words
        said = self._read(without.words, self._vocabulary.find(without.words), local, is_size_asked)
        if without.is_permission_asked:
            return without.words if said.party.sizes and _is_when(said) else words
        return without.words if said.party.sizes or without.says_who_comes else words

    def _mended(self, words: list[str]) -> list[str]:
        """Mend the first unknown words: a sentence with many of them is no wish, and each takes a while."""
        mended, unknown = [], 0
        for word in words:
            is_unknown = not self._is_known(word)
            unknown += is_unknown
            mended.append(self._mend(word) if is_unknown and unknown <= MOST_MENDED else word)
        return mended

    def _is_known(self, word: str) -> bool:
        is_plain = not word.isalpha() or word in PLAIN_WORDS
        return is_plain or word in self._symbols or bool(self._vocabulary.known_as(word))

    def _mend(self, word: str) -> str:
        return self._spelling.mend(word) or self._vocabulary.mend(word) or word

    def _read(self, words: list[str], found: list[Found], local: datetime, is_size_asked: bool) -> _Said:
        """Read days, times and the party. What is said after "or rather" counts, where it says something."""
        said = _Said()
        named = {
            position for each in found if len(each.positions) > 1 or not self._asks_size for position in each.positions
        }
        symbols = [TAKEN if at in named else self._symbol(word) for at, word in enumerate(words)]
        while symbols:
            end = symbols.index("BETTER") if "BETTER" in symbols else len(symbols)
            said = self._read_part(Symbols(symbols[:end]), local, said, is_size_asked)
            symbols = symbols[end + 1 :]
        return said

    def _read_part(self, symbols: Symbols, local: datetime, earlier: _Said, is_size_asked: bool) -> _Said:
        party = read_asked_size(symbols) if is_size_asked else Party()
        if self._asks_size and not party.sizes:
            party = read_party(symbols, self._venue.booking.max_party_size or 0)
        days = read_days(symbols, local.date())
        times = read_times(symbols, local.hour * _MINUTE_OF_HOUR + local.minute)
        for bare in read_bare_numbers(symbols):
            if not times.spans and (party.sizes or not self._asks_size):
                times = read_bare_time(bare)
            elif not party.sizes and times.spans and self._asks_size:
                party = Party(frozenset({bare}))
        if not times.spans and days.wanted:
            times = read_bare_hours(symbols, counts_people=self._asks_size)
        rest = f"{earlier.rest} {symbols.text}"
        return _Said(days.over(earlier.days), times.over(earlier.times), party.over(earlier.party), rest)

    @property
    def _asks_size(self) -> bool:
        return self._venue.booking.asks is Asks.PARTY_SIZE

    def _symbol(self, word: str) -> str:
        if word[0].isdigit():
            return symbol_of_number(word)
        return self._symbols.get(word, word)

    def _intent(self, text: str, found: list[Found], said: _Said) -> tuple[Intent, bool]:
        """Return what is asked for, and whether in so many words."""
        if intents.NOT_CANCEL.search(text):
            return Intent.NOTHING, False
        for intent, pattern in (
            (Intent.MOVE, intents.MOVE),
            (Intent.CANCEL, intents.CANCEL),
            (Intent.LIST, intents.LIST),
        ):
            if pattern.search(text):
                return intent, True
        if any(pattern.search(text) for pattern in (intents.PAST, intents.LATE, intents.PRICE)):
            return Intent.NOTHING, False
        values = sum(map(bool, (said.days.wanted or said.days.origin, said.times.spans, said.party.sizes, found)))
        asks = bool(intents.ASKS_TO_BOOK.search(text) or (not self._asks_size and intents.PROFESSION.search(text)))
        is_offer_asked = bool(found) and bool(intents.IS_IT_FREE.search(text))
        if intents.QUESTION.search(text) and not ((asks or is_offer_asked) and values > 1):
            return Intent.NOTHING, False
        if "?" in text and not asks and not intents.MAY_I.search(text):
            return Intent.NOTHING, False
        if asks or self._is_wish(found, said):
            return Intent.BOOK, asks and values > 0
        return Intent.NOTHING, False

    def _is_wish(self, found: list[Found], said: _Said) -> bool:
        """Whether a sentence without a word such as "book" is a wish: it names a complaint or a person, or two things
        that belong to a visit, or nothing else but one of them."""
        is_when = _is_when(said)
        if any(each.phrase.part is not Part.SERVICE for each in found):
            return True
        if is_when and (said.party.sizes or found):
            return True
        return not _left(said) and (is_when or bool(said.party.sizes or found))

    def _bookable(self, days: frozenset[date], today: date) -> frozenset[date]:
        """Leave out days that are too far ahead, if others are meant as well."""
        near = frozenset(day for day in days if (day - today).days <= self._venue.booking.horizon_days)
        return near or days

    def _possible(self, spans: frozenset[Span], days: frozenset[date], local: datetime) -> frozenset[Span]:
        hours = {(each.opens, each.closes) for day in days for each in self._venue.hours_on(day)} or self._hours
        now = local.hour * _MINUTE_OF_HOUR + local.minute if days == {local.date()} else None
        return possible(spans, sorted(hours), self._shortest, now)


def _is_when(said: _Said) -> bool:
    return bool(said.days.wanted or said.days.origin or said.times.spans)


def _left(said: _Said) -> set[str]:
    """The words that no rule has taken, without those that mean nothing of their own, such as "please"."""
    return {word for word in said.rest.split() if word not in PLAIN_WORDS and word not in _SAYS_NOTHING}


def _is_whole(words: list[str], found: list[Found], said: _Said) -> bool:
    named = {words[position] for each in found for position in each.positions}
    return _is_when(said) and bool(said.party.sizes or found) and _left(said) <= named


def _ids(found: list[Found], part: Part, words: list[str]) -> frozenset[str]:
    """The ids that are named. Of several people and specialties those count to which the guest wants to go: "to an ENT
    with a child"; of several that are named with more words and fewer, the former."""
    of_part = [each for each in found if each.phrase.part is part]
    direct = [each for each in of_part if _is_direct(min(each.positions), words)]
    chosen = (direct or of_part) if part is not Part.SERVICE else of_part
    return frozenset(each.phrase.id for each in chosen)


def _is_direct(position: int, words: list[str]) -> bool:
    before = [word for word in words[:position] if word not in _ARTICLES]
    return bool(before) and before[-1] in _DIRECT
