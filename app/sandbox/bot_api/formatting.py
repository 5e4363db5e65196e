"""Parse Telegram's HTML into plain text and entities, by the rules of tdlib's `parse_html`."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aiogram.types import MessageEntity

from app.sandbox.bot_api.refusals import bad_request
from app.sandbox.model import Formatted, Json

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
TOKEN = re.compile(r"<[^>]*>?|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);?|[^<&]+|&")
TAG = re.compile(r"<(/?)([^\s>/]*)\s*(.*?)/?>", re.DOTALL)
ATTRIBUTE = re.compile(r"([^\s=]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+)))?", re.DOTALL)
MENTION = re.compile(r"tg://user\?id=(\d+)")
FOUND_IN_TEXT = {
    "url": re.compile(r"\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)]"),
    "bot_command": re.compile(r"(?<![\w/<])/[a-zA-Z0-9_]{1,32}\b(?!/)"),
}

Mention = Callable[[int], Json | None]


@dataclass
class _OpenTag:
    name: str
    starts_at: int
    attributes: dict[str, str]


def format_text(text: str, parse_mode: str | None, entities: list[MessageEntity] | None, mention: Mention) -> Formatted:
    """Turn a call's text into plain text and entities.

    `mention` returns the User object of an id, for links to `tg://user?id=`. White space at both ends is removed, and
    commands and URLs become entities. Raises `Refusal` 400 for markup that Telegram does not accept.
    """
    if parse_mode and parse_mode.lower() != "html":
        raise bad_request(f"the sandbox parses HTML only, not {parse_mode}")
    if parse_mode:
        formatted = _parse_html(text, mention)
    else:
        formatted = Formatted(text, tuple(entity.model_dump(exclude_none=True) for entity in entities or []))
    trimmed = _trim(formatted)
    return Formatted(trimmed.text, (*trimmed.entities, *_find_entities(trimmed)))


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def _parse_html(source: str, mention: Mention) -> Formatted:
    text = ""
    entities: list[Json] = []
    stack: list[_OpenTag] = []
    for token in TOKEN.finditer(source):
        piece, at = token.group(), len(source[: token.start()].encode())
        if not piece.startswith("<"):
            text += html.unescape(piece) if len(piece) > 1 and piece.startswith("&") else piece
        elif piece.startswith("</"):
            opened = _close(stack, piece, at)
            entity = _entity(opened, text, mention)
            entities = _nest(entities, entity, opened) if entity else entities
        else:
            stack.append(_open(piece, at, utf16_length(text)))
    if stack:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    return Formatted(text, tuple(sorted(entities, key=lambda each: (each["offset"], -each["length"]))))


def _open(piece: str, at: int, starts_at: int) -> _OpenTag:
    tag = TAG.fullmatch(piece)
    if tag is None:
        raise _cannot_parse(f"Unclosed start tag at byte offset {at}")
    name = tag.group(2).lower()
    if name not in TAGS:
        raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {at}')
    attributes = {
        found.group(1).lower(): html.unescape(found.group(2) or found.group(3) or found.group(4) or "")
        for found in ATTRIBUTE.finditer(tag.group(3))
    }
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    return _OpenTag(name, starts_at, attributes)


def _close(stack: list[_OpenTag], piece: str, at: int) -> _OpenTag:
    if not stack:
        raise _cannot_parse(f"Unexpected end tag at byte offset {at}")
    name = piece[2:].rstrip(">").strip().lower()
    if not piece.endswith(">"):
        raise _cannot_parse(f"Unclosed end tag at byte offset {at}")
    opened = stack.pop()
    if name and name != opened.name:
        raise _cannot_parse(f'Unmatched end tag at byte offset {at}, expected "</{opened.name}>", found "</{name}>"')
    return opened


def _entity(tag: _OpenTag, text: str, mention: Mention) -> Json | None:
    """The entity from the opening tag to the end of `text`; None when it is empty or its link is not supported."""
    entity: Json = {"type": TAGS[tag.name], "offset": tag.starts_at, "length": utf16_length(text) - tag.starts_at}
    if not entity["length"]:
        return None
    if tag.name == "blockquote" and "expandable" in tag.attributes:
        return {**entity, "type": "expandable_blockquote"}
    if tag.name == "tg-emoji":
        return {**entity, "custom_emoji_id": tag.attributes.get("emoji-id", "")}
    if tag.name == "code" and (language := tag.attributes.get("class", "")).startswith("language-"):
        return {**entity, "language": language.removeprefix("language-")}
    if tag.name == "a":
        return _link(entity, tag.attributes.get("href", ""), mention)
    return entity


def _link(entity: Json, url: str, mention: Mention) -> Json | None:
    if person := MENTION.fullmatch(url):
        user = mention(int(person.group(1)))
        return {**entity, "type": "text_mention", "user": user} if user else None
    return {**entity, "url": url} if re.match(r"(?:https?|tg|mailto|tel):", url) else None


def _nest(entities: list[Json], entity: Json, tag: _OpenTag) -> list[Json]:
    """Append the entity; `<pre><code class="language-x">` becomes one `pre` entity instead of two."""
    inner = entities[-1] if entities else {}
    same_place = (inner.get("offset"), inner.get("length")) == (entity["offset"], entity["length"])
    if tag.name == "pre" and inner.get("type") == "code" and same_place:
        return [*entities[:-1], {**inner, "type": "pre"}]
    return [*entities, entity]


def _trim(formatted: Formatted) -> Formatted:
    text = formatted.text.strip()
    dropped = utf16_length(formatted.text) - utf16_length(formatted.text.lstrip())
    length = utf16_length(text)
    entities = []
    for entity in formatted.entities:
        start = max(entity["offset"] - dropped, 0)
        end = min(entity["offset"] - dropped + entity["length"], length)
        if start < end:
            entities.append({**entity, "offset": start, "length": end - start})
    return Formatted(text, tuple(entities))


def _find_entities(formatted: Formatted) -> Iterable[Json]:
    """URLs and commands in the text outside of code and links."""
    excluded = [each for each in formatted.entities if each["type"] in {"code", "pre", "text_link", "text_mention"}]
    for kind, pattern in FOUND_IN_TEXT.items():
        for found in pattern.finditer(formatted.text):
            start, length = utf16_length(formatted.text[: found.start()]), utf16_length(found.group())
            if not any(
                each["offset"] < start + length and start < each["offset"] + each["length"] for each in excluded
            ):
                yield {"type": kind, "offset": start, "length": length}


def _cannot_parse(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
