"""Forms of a word: two words are forms of one if they share a stem."""

from functools import lru_cache

from snowballstemmer import stemmer

_ENDINGS = frozenset(
    "а я о е у ю ы и ь й ом ем ой ей ою ею ам ям ах ях ами ями ый ий ого его ому ему ую юю ая яя ое ее ые"
    " ие ых их ым им ыми ими ок ка ку ке ки кой кам ках ками".split()
)
_ENGLISH_ENDINGS = frozenset(("s", "es", "ing", "ed"))
_LONGEST_ENDING = 3
_SHORTEST_STEM = 3
_SNOWBALL = {is_russian: stemmer("russian" if is_russian else "english") for is_russian in (True, False)}


@lru_cache(maxsize=4096)
def stems(word: str) -> frozenset[str]:
    """Return the word, and the word without each ending that it may have: `стрижку`, `стрижк`, `стриж`."""
    endings = _ENDINGS if _is_russian(word) else _ENGLISH_ENDINGS
    shortest = min(_SHORTEST_STEM, len(word) - 1)
    cut = (len(word) - length for length in range(1, _LONGEST_ENDING + 1))
    return frozenset({word, *(word[:at] for at in cut if at >= shortest and word[at:] in endings)})


@lru_cache(maxsize=4096)
def wide_stems(word: str) -> frozenset[str]:
    """Return these and Snowball's stem, which knows derivations: «беременная» belongs to «беременность».

    For a search, where a hit too many does no harm. To Snowball «Ларионову» is no form of «Ларионов».
    """
    snowball: str = _SNOWBALL[_is_russian(word)].stemWord(word)
    return stems(word) | ({snowball} if len(snowball) >= _SHORTEST_STEM else set())


@lru_cache(maxsize=4096)
def base(word: str) -> str:
    """Return the word without its longest ending."""
    return min(stems(word), key=len)


def _is_russian(word: str) -> bool:
    return "а" <= word[0] <= "я"
