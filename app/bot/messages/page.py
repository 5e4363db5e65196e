"""A letter as the chat shows it, and the buttons that stand under it."""

from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from app.bot.button_styles import STYLES
from app.bot.messages.buttons import NoMoreOffers
from app.domain.broadcasts import Typed
from app.texts.translator import Html, Words

Rows = list[list[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True)
class Page:
    """Text and keyboard, ready for the Bot API."""

    text: Html
    keyboard: InlineKeyboardMarkup | None = None
    """Under the message itself."""
    old_text: Html | None = None
    """What the earlier message says from now on that this one replaces: in one line, what became of it."""
    old_keyboard: InlineKeyboardMarkup | None = None
    """Under the earlier message: only the button that opens the booking."""
    typed: Typed | None = None
    """What somebody typed, which is sent as it is in place of `text`."""


def make_keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def make_button(words: Words, key: str, carries: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=words.plain(key), callback_data=carries.pack(), style=STYLES.get(key))


def offer_rows(words: Words, *, is_offer: bool) -> Rows:
    """Under an offer the button that withdraws the consent, under anything else nothing."""
    return [[make_button(words, "button_no_offers", NoMoreOffers())]] if is_offer else []
