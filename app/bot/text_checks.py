"""Render every text of a venue with the longest facts, and compare it with what Telegram accepts."""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from app.bot.text_places import MESSAGE, RATED, TOGETHER, Place, place_of
from app.bot.text_samples import NUMBER_FACTS, NUMBERS, Samples, sample_facts
from app.domain.names import clean_name
from app.domain.venues import Locale, Venue
from app.texts.checks import Texts, named_facts, quoted_keys
from app.texts.ftl import messages, read_ftl
from app.texts.telegram_html import InvalidMarkup, parse_html
from app.texts.translator import MissingTextError, Translator, Words, product_messages, venue_path

MARKUP = re.compile(r"</?[a-zA-Z]|&(?:lt|gt|amp|quot|#\d+);")
SHOWN = 60
"""Characters of a wrong text that a mistake quotes."""


def text_mistakes(venues_dir: Path, venues: Iterable[Venue], translator: Translator) -> Iterator[str]:
    """Yield the mistakes of all venues in both languages: file, key, what is expected, what was found.

    Texts that are parts of others are checked first, then whole ones, then those that stand together in a message:
    while a text is wrong, those that contain it are not checked.
    """
    for venue in venues:
        for locale in Locale:
            path = venue_path(venues_dir, venue, locale)
            known = product_messages(venue, locale)
            check = TextCheck(venue, translator.words(venue, locale), known, messages(read_ftl(path)))
            yield from (f"{path}: {mistake}" for mistake in check.mistakes())


class TextCheck:
    """The check of one venue's texts in one language. `own` are the texts of the venue's file."""

    def __init__(self, venue: Venue, words: Words, product: Texts, own: Texts) -> None:
        self._venue = venue
        self._words = words
        self._own = own
        self._texts = {**product, **own}
        self._follow_ups = {rule.text for rule in venue.messages.follow_ups}
        self._shown = [*product, *(key for key in own if key in self._follow_ups and key not in product)]

    def mistakes(self) -> Iterator[str]:
        """Yield a line for each mistake: key, what is expected, what was found."""
        yield from self._unknown_keys()
        try:
            samples = sample_facts(self._venue, self._words)
        except MissingTextError as error:
            yield f"{error.key}: expected a text that can be shown, got: {error}"
            return
        parts = [key for key in self._shown if _is_part(key)]
        whole = [key for key in self._shown if not _is_part(key)]
        for keys in (parts, whole):
            found = [mistake for key in keys for mistake in self._mistakes_of(place_of(key), key, samples=samples)]
            yield from found
            if found:
                return
        for place, together in (*TOGETHER, *self._follow_ups_with_more()):
            yield from self._mistakes_of(place, *together, samples=samples)

    def _follow_ups_with_more(self) -> Iterator[tuple[Place, tuple[str, ...]]]:
        """Messages after a visit with the relative who came, and questions also with the thanks for each rating."""
        who_came = ("details_for_whom",) if self._venue.booking.for_others else ()
        for rule in self._venue.messages.follow_ups:
            yield MESSAGE, (rule.text, *who_came)
            if rule.asks_rating:
                yield from ((MESSAGE, (rule.text, *who_came, thanks)) for thanks in RATED)

    def _unknown_keys(self) -> Iterator[str]:
        """A text that nothing shows has a misspelled key, or belongs to a follow-up that is gone."""
        quoted = {key for text in self._own.values() for key in quoted_keys(text)}
        for key in self._own:
            if key not in {*self._shown, *quoted}:
                follow_ups = ", ".join(sorted(self._follow_ups)) or "none"
                yield f"{key}: expected a key of the product's texts or a follow-up ({follow_ups}), got neither"

    def _mistakes_of(self, place: Place, *keys: str, samples: Samples) -> Iterator[str]:
        """Yield the first mistake of texts that are shown one below the other."""
        named = {fact for key in keys for fact in named_facts(self._texts[key], self._texts)}
        given = {name: fact for name, fact in samples.of(keys).items() if name in named}
        key = " with ".join(dict.fromkeys(keys))
        for numbers in _combinations(sorted(named & NUMBER_FACTS)):
            try:
                problem = self._problem(place, keys, {**given, **numbers})
            except MissingTextError as error:
                problem = f"expected a text that can be shown, got: {error}"
            if problem:
                yield f"{key}: {problem}"
                return

    def _problem(self, place: Place, keys: tuple[str, ...], facts: dict[str, str | int]) -> str | None:
        write = self._words if place.has_markup else self._words.plain
        text = "\n".join(write(key, **facts) for key in keys)
        if place.has_markup:
            try:
                text, _ = parse_html(text)
            except InvalidMarkup as reason:
                return f"expected Telegram's HTML, got {_quote(text)}: {reason}"
        elif MARKUP.search(text):
            return f"expected no markup in {place.name}, got {_quote(text)}"
        if not clean_name(text.strip()[:SHOWN]):
            return f"expected something to read in {place.name}, got nothing"
        if len(text.strip()) > place.length:
            return f"expected at most {place.length} characters in {place.name}, got {len(text.strip())}"
        return None


def _is_part(key: str) -> bool:
    return "part" in place_of(key).name


def _combinations(names: list[str]) -> Iterator[dict[str, int]]:
    """Values of number facts: every pair of `NUMBERS` for two, the same number for all where there are more."""
    if len(names) <= 2:
        yield from (dict(zip(names, numbers, strict=True)) for numbers in product(NUMBERS, repeat=len(names)))
    else:
        yield from (dict.fromkeys(names, number) for number in NUMBERS)


def _quote(text: str) -> str:
    return f'"{text if len(text) <= SHOWN else text[:SHOWN] + "…"}"'
