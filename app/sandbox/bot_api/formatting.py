"""Turn Telegram's HTML into plain text and entities."""

import re
from collections.abc import Callable, Iterable

from aiogram.types import MessageEntity

from app.sandbox.bot_api.refusals import bad_request
from app.sandbox.model import Formatted, Json
from app.texts.telegram_html import Element, InvalidMarkup, parse_html

TYPES = {
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
MENTION = re.compile(r"tg://user\?id=(\d+)")
FOUND_IN_TEXT = {
    "url": re.compile(r"\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)]"),
    "bot_command": re.compile(r"(?<![\w/<])/[a-zA-Z0-9_]{1,32}\b(?!/)"),
}

Mention = Callable[[int], Json | None]


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
    """The length of a text in UTF-16 code units, in which Telegram counts offsets and lengths of entities."""
    return len(text.encode("utf-16-le")) // 2


def _parse_html(source: str, mention: Mention) -> Formatted:
    try:
        text, elements = parse_html(source)
    except InvalidMarkup as reason:
        raise bad_request(f"can't parse entities: {reason}") from None
    entities: list[Json] = []
    for element in elements:
        entity = _entity(element, text, mention)
        entities = _nest(entities, entity, element) if entity else entities
    return Formatted(text, tuple(sorted(entities, key=lambda each: (each["offset"], -each["length"]))))


def _entity(element: Element, text: str, mention: Mention) -> Json | None:
    """The element as an entity; None when it is empty or its link is not supported."""
    offset = utf16_length(text[: element.starts_at])
    length = utf16_length(text[element.starts_at : element.ends_at])
    entity: Json = {"type": TYPES[element.name], "offset": offset, "length": length}
    if not length:
        return None
    if element.name == "blockquote" and "expandable" in element.attributes:
        return {**entity, "type": "expandable_blockquote"}
    if element.name == "tg-emoji":
        return {**entity, "custom_emoji_id": element.attributes.get("emoji-id", "")}
    if element.name == "code" and (language := element.attributes.get("class", "")).startswith("language-"):
        return {**entity, "language": language.removeprefix("language-")}
    if element.name == "a":
        return _link(entity, element.attributes.get("href", ""), mention)
    return entity


def _link(entity: Json, url: str, mention: Mention) -> Json | None:
    if person := MENTION.fullmatch(url):
        user = mention(int(person.group(1)))
        return {**entity, "type": "text_mention", "user": user} if user else None
    return {**entity, "url": url} if re.match(r"(?:https?|tg|mailto|tel):", url) else None


def _nest(entities: list[Json], entity: Json, element: Element) -> list[Json]:
    """Append the entity; `<pre><code class="language-x">` becomes one `pre` entity instead of two."""
    inner = entities[-1] if entities else {}
    same_place = (inner.get("offset"), inner.get("length")) == (entity["offset"], entity["length"])
    if element.name == "pre" and inner.get("type") == "code" and same_place:
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
        taken = [*excluded, *(each for each in formatted.entities if each["type"] == kind)]
        for found in pattern.finditer(formatted.text):
            start, length = utf16_length(formatted.text[: found.start()]), utf16_length(found.group())
            if not any(each["offset"] < start + length and start < each["offset"] + each["length"] for each in taken):
                yield {"type": kind, "offset": start, "length": length}
