"""Look up texts by key in the reader's language. A venue's own texts override the product's."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Self

import babel
from fluent.runtime import FluentBundle
from fluent.runtime.types import FluentType
from fluent.syntax import ast

from app.domain.venues import Locale, Venue
from app.texts.checks import unknown_facts, unversioned_questions
from app.texts.dates import Dates
from app.texts.ftl import InvalidTexts, messages, read_ftl

PRODUCT_TEXTS = Path(__file__).parent

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_BIDI_CONTROLS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


class Html(str):
    """Trusted markup: it is put into a text without escaping."""

    __slots__ = ()


class _Fact(FluentType, str):
    """A fact that is put into a text. Fluent accepts 2,500 characters of a plain `str`; a long list has more."""

    __slots__ = ()

    def format(self, locale: babel.Locale) -> str:  # type: ignore[override]  # Fluent's method, not that of `str`
        return self


class MissingTextError(LookupError):
    """No file has this key, or a fact of the text is missing: a defect of the program."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one venue in one language, and its formats of dates.

    Facts are the values of the texts' variables, `{ $name }`. A `str` may have been typed by a person: right-to-left
    text in it is isolated, so that it does not reorder the text around it. An `int` is written with the language's
    separators and selects the plural; pass a number that must not be formatted, such as an id, as a `str`.
    """

    locale: Locale
    dates: Dates
    bundle: FluentBundle

    def __call__(self, key: str, **facts: str | int) -> Html:
        """A text for Telegram's HTML mode. Facts are escaped, except `Html`. Raises `MissingTextError`."""
        return Html(self._text(key, facts, _safe))

    def plain(self, key: str, **facts: str | int) -> str:
        """A text for a button, a toast or a file. Facts are not escaped, and the text must have no markup."""
        return self._text(key, facts, _isolated)

    def _text(self, key: str, facts: dict[str, str | int], prepare: Callable[[str], str]) -> str:
        pattern = self.bundle.get_message(key).value if self.bundle.has_message(key) else None
        if pattern is None:
            raise MissingTextError(key, f"no text {key!r} in {self.locale}")
        prepared = {name: _Fact(prepare(fact)) if isinstance(fact, str) else fact for name, fact in facts.items()}
        text, errors = self.bundle.format_pattern(pattern, prepared)
        if errors:
            raise MissingTextError(key, f"text {key!r} in {self.locale}: {'; '.join(map(str, errors))}")
        return str(text)


class Translator:
    """The texts of all venues in all languages, read once at the start."""

    def __init__(self, words: dict[tuple[str, Locale], Words]) -> None:
        self._words = words

    @classmethod
    def load(cls, venues_dir: Path, venues: Iterable[Venue]) -> Self:
        """Read the product's texts, those for venues of the same kind, which override them, and each venue's own ones.

        `venues_dir` is the folder of the venues' folders. Raises `InvalidTexts` with the mistakes of all files.
        """
        words: dict[tuple[str, Locale], Words] = {}
        mistakes: dict[str, None] = {}
        for venue in venues:
            for locale in Locale:
                own_path = venue_path(venues_dir, venue, locale)
                try:
                    words[venue.id, locale] = Words(locale, Dates(locale, venue.zone), _bundle(venue, locale, own_path))
                except InvalidTexts as broken:
                    mistakes |= dict.fromkeys(broken.mistakes)
        if mistakes:
            raise InvalidTexts(list(mistakes))
        return cls(words)

    def words(self, venue: Venue, locale: Locale) -> Words:
        """The venue's texts in a language."""
        return self._words[venue.id, locale]


def product_path(locale: Locale) -> Path:
    """The file of the product's texts in a language."""
    return PRODUCT_TEXTS / f"{locale}.ftl"


def venue_path(venues_dir: Path, venue: Venue, locale: Locale) -> Path:
    """The file of a venue's own texts in a language."""
    return venues_dir / venue.id / f"texts.{locale}.ftl"


def product_texts(venue: Venue, locale: Locale) -> list[ast.Resource]:
    """Read the product's texts for a venue: those of every venue, then those that override them.

    Venues that ask for a party size book tables, and say so; those with a phone name it. Raises `InvalidTexts`.
    """
    of_every_venue = _read_product_file(product_path(locale))
    of_its_kind = PRODUCT_TEXTS / f"{venue.booking.asks}.{locale}.ftl"
    texts = [of_every_venue, _read_product_file(of_its_kind)] if of_its_kind.is_file() else [of_every_venue]
    if venue.phone:
        texts += [_term("phone", venue.phone), _read_product_file(PRODUCT_TEXTS / f"with_phone.{locale}.ftl")]
    return texts


@cache
def _read_product_file(path: Path) -> ast.Resource:
    """Parse a file of the product's texts, which are the same for all venues, once."""
    return read_ftl(path)


def product_messages(venue: Venue, locale: Locale) -> dict[str, ast.Message]:
    """The product's texts for a venue, by key."""
    return {key: text for texts in product_texts(venue, locale) for key, text in messages(texts).items()}


def _term(name: str, value: str) -> ast.Resource:
    """A file in which `{ -name }` is this value."""
    return ast.Resource([ast.Term(ast.Identifier(name), ast.Pattern([ast.TextElement(value)]))])


def _bundle(venue: Venue, locale: Locale, own_path: Path) -> FluentBundle:
    product, own = product_texts(venue, locale), read_ftl(own_path)
    known = product_messages(venue, locale)
    found = (*unknown_facts(known, messages(own)), *unversioned_questions(messages(own)))
    mistakes = [f"{own_path}: {mistake}" for mistake in found]
    if mistakes:
        raise InvalidTexts(mistakes)
    # Fluent would put isolates around every fact; `_isolated` adds them where they are needed.
    bundle = FluentBundle([locale.value], use_isolating=False)
    for texts in (*product, own):
        bundle.add_resource(texts, allow_overrides=True)
    return bundle


def _safe(fact: str) -> str:
    return fact if isinstance(fact, Html) else escape(_isolated(fact))


def _isolated(fact: str) -> str:
    # A control character in the fact could end the isolate early and reorder the text after it.
    bare = fact.translate(_BIDI_CONTROLS)
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in set(bare)):
        return f"{_FIRST_STRONG_ISOLATE}{bare}{_POP_ISOLATE}"
    return bare
