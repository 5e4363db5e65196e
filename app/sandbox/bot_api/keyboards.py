"""Telegram's checks of keyboards."""

from urllib.parse import urlsplit

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from pydantic import BaseModel

from app.sandbox.bot_api.refusals import bad_request
from app.sandbox.model import Json

CALLBACK_DATA_BYTES = 64
COPY_TEXT_LENGTH = 256
MAX_BUTTONS = 100
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}

LINK_SCHEMES = {"http", "https", "tg", "ton"}
ACTIONS = set(InlineKeyboardButton.model_fields) - {"text", "icon_custom_emoji_id", "style"}


def check_markup(markup: BaseModel | None) -> Json | None:
    """Check a keyboard. Returns it as JSON, or None without one. Raises `Refusal` 400 with Telegram's reason."""
    if markup is None:
        return None
    if isinstance(markup, InlineKeyboardMarkup):
        for row in markup.inline_keyboard:
            for button in row:
                _check_inline_button(button)
        _check_count(sum(len(row) for row in markup.inline_keyboard))
    if isinstance(markup, ReplyKeyboardMarkup):
        for key in (key for row in markup.keyboard for key in row):
            _check_text(key.text)
            if key.web_app:
                check_web_app_url(key.web_app.url)
    return markup.model_dump(exclude_none=True)


def check_web_app_url(url: str) -> None:
    """Check a Mini App's address. Telegram requires HTTPS; the sandbox accepts plain HTTP on this machine.

    Raises `Refusal` 400.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS):
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _check_inline_button(button: InlineKeyboardButton) -> None:
    _check_text(button.text)
    actions = [name for name in ACTIONS if getattr(button, name) is not None]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"inline keyboard button must have exactly one of {', '.join(sorted(actions))}")
    if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url is not None and not _is_link(button.url):
        raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")
    if button.web_app:
        check_web_app_url(button.web_app.url)
    if button.copy_text and not 1 <= len(button.copy_text.text) <= COPY_TEXT_LENGTH:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_text(text: str) -> None:
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")


def _check_count(count: int) -> None:
    if count > MAX_BUTTONS:
        raise bad_request("reply markup is too long")


def _is_link(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in LINK_SCHEMES and bool(parts.netloc or parts.path) and " " not in url
