"""Parse Telegram's HTML into plain text and elements, by the rules of tdlib's `parse_html`."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

TAGS = frozenset(
    {
        *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "span"),
        *("code", "pre", "blockquote", "a", "tg-emoji"),
    }
)
TOKEN = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>?|[^<]+")
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);?")
TAG = re.compile(r"<(/?)([^\s>/]*)\s*(.*?)/?>", re.DOTALL)
ATTRIBUTE = re.compile(r"([^\s=]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+)))?", re.DOTALL)


class InvalidMarkup(Exception):  # noqa: N818  a text that Telegram refuses, with Telegram's reason
    """Telegram would refuse the text."""


@dataclass
class Element:
    """A tag with what is in it: from `starts_at` to `ends_at`, in characters of the plain text."""

    name: str
    attributes: Mapping[str, str]
    starts_at: int
    ends_at: int = 0


def parse_html(source: str) -> tuple[str, list[Element]]:
    """Return the plain text, and the elements in the order in which they end. Raises `InvalidMarkup`."""
    text = ""
    elements: list[Element] = []
    stack: list[Element] = []
    for token in TOKEN.finditer(source):
        piece, at = token.group(), _Offset(source, token.start())
        if not piece.startswith("<"):
            text += _unescape(piece)
        elif piece.startswith("</"):
            element = _close(stack, piece, at)
            element.ends_at = len(text)
            elements.append(element)
        else:
            stack.append(_open(piece, at, len(text)))
    if stack:
        raise InvalidMarkup(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    return text, elements


def _unescape(piece: str) -> str:
    # A text may consist of escaped brackets: what is frequent is replaced at once, the rest one by one.
    frequent = piece.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return ENTITY.sub(lambda entity: html.unescape(entity.group()), frequent)


@dataclass(frozen=True, slots=True)
class _Offset:
    """A position, which Telegram names in bytes. They are counted only where it is named."""

    source: str
    characters: int

    def __str__(self) -> str:
        return str(len(self.source[: self.characters].encode()))


def _open(piece: str, at: _Offset, starts_at: int) -> Element:
    tag = TAG.fullmatch(piece)
    if tag is None:
        raise InvalidMarkup(f"Unclosed start tag at byte offset {at}")
    name = tag.group(2).lower()
    if name not in TAGS:
        raise InvalidMarkup(f'Unsupported start tag "{name}" at byte offset {at}')
    attributes = {
        found.group(1).lower(): html.unescape(found.group(2) or found.group(3) or found.group(4) or "")
        for found in ATTRIBUTE.finditer(tag.group(3))
    }
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise InvalidMarkup(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    return Element(name, attributes, starts_at)


def _close(stack: list[Element], piece: str, at: _Offset) -> Element:
    if not stack:
        raise InvalidMarkup(f"Unexpected end tag at byte offset {at}")
    name = piece[2:].rstrip(">").strip().lower()
    if not piece.endswith(">"):
        raise InvalidMarkup(f"Unclosed end tag at byte offset {at}")
    opened = stack.pop()
    if name and name != opened.name:
        raise InvalidMarkup(f'Unmatched end tag at byte offset {at}, expected "</{opened.name}>", found "</{name}>"')
    return opened
