"""Text that the pictures' font can show."""

import unicodedata

_RANGES = (
    (0x20, 0x7E),
    (0xA1, 0xAC),
    (0xAE, 0x24F),  # Latin, without the soft hyphen
    (0x386, 0x3CE),  # Greek
    (0x400, 0x482),
    (0x48A, 0x525),  # Cyrillic, without combining signs
    (0x531, 0x556),
    (0x561, 0x587),  # Armenian
    (0x10D0, 0x10FC),  # Georgian
    (0x1E00, 0x1EFB),  # Latin, Vietnamese
    (0x2010, 0x2027),  # dashes, quotation marks, the ellipsis
    (0x20AC, 0x20AC),
    (0x20BD, 0x20BD),  # the euro and the rouble
    (0x2116, 0x2116),  # №
)
"""The characters that DejaVu Sans has, and that stand side by side from left to right: it draws no emoji, and letters
that change their shape beside others, as in Arabic or Hindi, would be drawn wrongly."""


def legible(text: str, otherwise: str = "") -> str:
    """Return the characters of a text that can be drawn.

    An emoji is left out, a mathematical letter becomes a plain one.

    Where no letter or digit is left, return `otherwise`.
    """
    kept = "".join(map(_legible, unicodedata.normalize("NFC", text)))
    shown = " ".join(kept.split())
    return shown if any(map(str.isalnum, shown)) else otherwise


def _legible(character: str) -> str:
    if _is_drawn(character):
        return character
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", character)
    return plain if all(map(_is_drawn, plain)) else ""


def _is_drawn(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in _RANGES) and unicodedata.category(character) != "Cn"
