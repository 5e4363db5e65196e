"""Buttons of a group: links that do in the private chat what the same buttons do there.

A dialog cannot open in a group, where everybody would see and press it. What a button carries, `open:123`, becomes the
argument of `/start`: `open-123`. Telegram takes 1 to 64 of `A-Za-z0-9_-`
(https://core.telegram.org/bots/features#deep-linking).
"""

from dataclasses import replace

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from app.bot.messages.buttons import AskToCancel, OpenBooking, OpenUndecided
from app.bot.messages.page import Page

LinkButton = OpenBooking | AskToCancel | OpenUndecided
"""The buttons of alerts."""
BUTTONS: tuple[type[LinkButton], ...] = (OpenBooking, AskToCancel, OpenUndecided)


def with_links(page: Page, username: str) -> Page:
    """The page of an alert for a group: each button is a link to the private chat with the bot of this name."""
    return replace(
        page,
        keyboard=_linked(page.keyboard, username),
        old_keyboard=_linked(page.old_keyboard, username),
    )


def read_link(argument: str) -> LinkButton | None:
    """The button whose link has this argument of `/start`; None for any other argument."""
    for button in BUTTONS:
        try:
            return button.unpack(argument.replace("-", ":"))
        except (TypeError, ValueError):  # another button, or values that it cannot have
            continue
    return None


def _linked(keyboard: InlineKeyboardMarkup | None, username: str) -> InlineKeyboardMarkup | None:
    if keyboard is None:
        return None
    rows = [[_link(button, username) for button in row] for row in keyboard.inline_keyboard]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _link(button: InlineKeyboardButton, username: str) -> InlineKeyboardButton:
    if button.callback_data is None:
        return button
    argument = button.callback_data.replace(":", "-")
    return InlineKeyboardButton(text=button.text, url=f"https://t.me/{username}?start={argument}")
