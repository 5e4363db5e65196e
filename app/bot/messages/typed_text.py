"""Texts as people typed them: read from a message, sent again, and shown within a text of ours."""

import html
from typing import Any

from aiogram.types import Message, MessageEntity
from aiogram.utils.text_decorations import HtmlDecoration

from app.domain.broadcasts import Typed
from app.texts.translator import Html


class _ExactHtml(HtmlDecoration):
    """Telegram's HTML that keeps addresses and languages. aiogram's leaves `"` and `&` in an address as they are, and
    names the language of code in an attribute that Telegram does not know."""

    def link(self, value: str, link: str) -> str:
        return super().link(value, html.escape(link))

    def pre_language(self, value: str, language: str) -> str:
        return self.pre(self._tag(self.CODE_TAG, value, attrs={"class": f"language-{html.escape(language)}"}))


_HTML = _ExactHtml()


def read_typed(message: Message) -> Typed:
    """Return what the message says, with its formatting and links, and its photo."""
    entities = message.caption_entities if message.photo else message.entities
    # Of the sizes in which Telegram has a photo the last one is the largest.
    photo = message.photo[-1].file_id if message.photo else None
    typed = tuple(entity.model_dump(mode="json", exclude_none=True) for entity in entities or ())
    return Typed(message.text or message.caption or "", typed, photo)


def to_html(typed: Typed) -> Html:
    """Return the text as HTML, to be shown within another text."""
    return Html(_HTML.unparse(typed.text, _entities(typed)))


def typed_parameters(typed: Typed) -> dict[str, Any]:
    """Return the parameters of sendMessage that carry the text and its formatting, or those of sendPhoto (Bot API)."""
    if typed.photo:
        caption = {"caption": typed.text, "caption_entities": _entities(typed)}
        return {"photo": typed.photo, **caption, "parse_mode": None}
    return {"text": typed.text, "entities": _entities(typed), "parse_mode": None}


def _entities(typed: Typed) -> list[MessageEntity]:
    return [MessageEntity.model_validate(entity) for entity in typed.entities]
