"""What is kept of the words that a Telegram account says about itself: anybody may put any characters there."""

import unicodedata

NAME_LENGTH = 64
"""Characters of a guest's name that are stored. Telegram allows twice as many; a page of names must fit a message."""
LANGUAGE_LENGTH = 35
"""Characters of a language code that are stored: the longest that RFC 5646 (4.4.1) expects."""

_JOINERS = frozenset("\u200c\u200d")
"""They change the letters beside them in Persian or Hindi, and make one emoji of several."""
_TAGS = frozenset(map(chr, range(0xE0020, 0xE0080)))
"""They make the flags of England, Scotland and Wales of a black flag."""
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols in Unicode's eyes, of which nothing is seen."""
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Two make the flag of a country."""


def clean_name(name: str) -> str:
    """Return a name without what cannot be seen or stored, cut at `NAME_LENGTH` between whole characters.

    It is empty where nothing could be seen.
    """
    kept = "".join(map(_clean, name))
    shown = " ".join(kept.split())
    return _cut(shown, NAME_LENGTH) if any(map(_is_seen, shown)) else ""


def can_be_seen(text: str) -> bool:
    """Whether anything of a text can be seen."""
    return bool(clean_name(text))


def first_name(name: str) -> str:
    """Return the word of a cleaned name by which to address its owner: the first one with two letters or more.

    An initial or a title with a full stop is none. Where there is no such word it is the whole name.
    """
    words = name.split()
    return next((word for word in words if sum(map(str.isalpha, word)) > 1 and not word.endswith(".")), name)


def clean_language(code: str | None) -> str | None:
    """Return a language code that both databases can store, or None."""
    return "".join(filter(str.isprintable, code or ""))[:LANGUAGE_LENGTH] or None


def clean_username(username: str | None) -> str | None:
    """Return a username that both databases can store, or None."""
    return "".join(filter(str.isprintable, username or "")) or None


def _clean(character: str) -> str:
    """The character, a space for white space and blanks, or nothing."""
    if character in _BLANKS or character.isspace():
        return " "
    is_control = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}
    return "" if is_control and character not in _JOINERS | _TAGS else character


def _is_seen(character: str) -> bool:
    """Letters, digits, punctuation and symbols are; so is an emoji that is newer than this Python."""
    return unicodedata.category(character)[0] in "LNPS" or unicodedata.category(character) == "Cn"


def shorten(name: str, length: int) -> str:
    """The name, with an ellipsis in place of its end if it has more characters than `length`."""
    return name if len(name) <= length else f"{_cut(name, length - 1)}…"


def _cut(name: str, length: int) -> str:
    """The beginning of the name: an emoji or a letter with its marks is kept whole or left out."""
    end = length
    while 0 < end < len(name) and _continues(name, end):
        end -= 1
    return name[: end or length].rstrip()


def _continues(name: str, at: int) -> bool:
    """Whether the character at this place is part of the one before it."""
    character = name[at]
    if character in _FLAG_LETTERS:
        before = name[:at]
        return (at - len(before.rstrip("".join(_FLAG_LETTERS)))) % 2 == 1
    is_mark = unicodedata.category(character) in {"Mn", "Mc", "Me"}
    return is_mark or character in _JOINERS | _TAGS | _SKIN_TONES or name[at - 1] == "\u200d"
