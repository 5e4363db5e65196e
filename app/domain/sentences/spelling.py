"""Split a message into words, and mend words that are misspelt."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

LONGEST_TEXT = 400
"""Characters. Nobody says a wish in more; the rules need not read a letter."""
MOST_WORDS = 60
SHORTEST_MENDED = 5
"""A shorter word has too many neighbours."""
TWO_MISTAKES_FROM = 8
"""In a known word of so many letters two mistakes are mended."""

_WORD = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d+(?:[:./-]\d+)+|\d+(?:-?(?:го|е|х|ти|ое|th|st|nd|rd))?(?![^\W_])|[^\W\d_]+|\d+|\?"
)
_HALF_HOUR = re.compile(
    r"\bпол(?=(?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат|двенадцат)\w*го\b)"
)
_SPELT_OTHERWISE = (
    (re.compile(r"\b([ap])\.\s?m\b\.?"), r"\1m"),
    (re.compile(r"\bo['’]clock\b"), "oclock"),
    (re.compile(r"\bwe['’]re\b"), "we are"),
    (re.compile(r"['’](s|d|m|re|ll|ve|t)\b"), r"\1"),
    (re.compile(r"\b2(?=(?:moro|morrow)\w*\b)"), "to"),
    (re.compile(r"\b2nite\b"), "tonight"),
    (re.compile(r"\b(\d{1,2}(?::\d{2})?(?:\s?[ap]m)?)[- ]?ish\b"), r"around \1"),
    (re.compile(r"\b(где|бизнес)[- ](то|ланч)\b"), r"\1\2"),
)
_SOUNDS = str.maketrans(
    {"о": "а", "и": "е", "я": "е", "э": "е", "б": "п", "г": "к", "д": "т", "з": "с", "в": "ф", "ж": "ш"}
)


def split_words(text: str) -> list[str]:
    """Return the words and numbers of a message in small letters, with `е` for `ё`. Signs and emoji are left out, the
    question mark is not. Empty for a message that is too long, and for one with a link."""
    if len(text) > LONGEST_TEXT:
        return []
    if "://" in text:
        return []
    text = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("_", " ")
    for pattern, spelt in _SPELT_OTHERWISE:
        text = pattern.sub(spelt, text)
    words = _WORD.findall(_HALF_HOUR.sub("пол ", text))
    return words if len(words) <= MOST_WORDS else []


def sound(word: str) -> str:
    """Return how a Russian word sounds, roughly: the same for `завтро` and `завтра`."""
    key = word.replace("тьс", "ц").replace("тс", "ц").replace("ь", "").replace("ъ", "").translate(_SOUNDS)
    return re.sub(r"(.)\1+", r"\1", key)


class Spelling:
    """Finds the known word that was meant. Two that are equally near are none: it is never guessed.

    `meanings` are the known words, each with what it stands for: words of one meaning do not compete. `untouched` words
    are left alone. For words of `by_sound` a spelling must sound alike: "отметить" is not "отменить".
    """

    def __init__(
        self,
        meanings: dict[str, str],
        untouched: Iterable[str] = (),
        by_sound: Iterable[str] = (),
        shortest: int = SHORTEST_MENDED,
    ) -> None:
        self._meanings = meanings
        self._shortest = shortest
        self._untouched = frozenset(untouched)
        long = [word for word in meanings if len(word) >= shortest]
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        for word in long:
            self._by_sound[sound(word)].add(word)
        self._by_letters = sorted(set(long) - set(by_sound))

    def mend(self, word: str) -> str | None:
        """Return the known word, or None."""
        if word in self._meanings:
            return word
        if len(word) < self._shortest or word in self._untouched or not word.isalpha():
            return None
        return self._only(self._by_sound.get(sound(word), ())) or self._near(word)

    def _near(self, word: str) -> str | None:
        if len(word) < SHORTEST_MENDED:
            return None
        found = extract(word, self._by_letters, scorer=OSA.distance, score_cutoff=2, limit=12)
        near = [(score, known) for known, score, _ in found if score <= _most_mistakes(word, known)]
        nearest = min((score for score, _ in near), default=0)
        return self._only(known for score, known in near if score == nearest)

    def _only(self, words: Iterable[str]) -> str | None:
        words = sorted(words)
        return words[0] if len({self._meanings[word] for word in words}) == 1 else None


def _most_mistakes(word: str, known: str) -> int:
    longer = max(len(word), len(known))
    if min(len(word), len(known)) < SHORTEST_MENDED:
        return 0
    return 2 if longer >= TWO_MISTAKES_FROM else 1
