"""Answer presses, also those that Telegram takes no answer to any more."""

from collections.abc import Awaitable

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

log = structlog.stdlib.get_logger()

ALREADY_DONE = ("message is not modified", "query is too old", "message to delete not found")
"""Errors of the Bot API that mean: nothing is left to do."""


async def toast(press: CallbackQuery, text: str | None = None) -> None:
    """Answer in a line that fades. Without a text the button only stops loading."""
    await _send(press.answer(text))


async def alert(press: CallbackQuery, text: str) -> None:
    """Answer in a window that the guest closes. `text` has at most 200 characters (Bot API)."""
    await _send(press.answer(text, show_alert=True))


def is_already_done(error: BaseException) -> bool:
    """Whether the Bot API refused what needs no doing any more."""
    return isinstance(error, TelegramBadRequest) and any(text in error.message for text in ALREADY_DONE)


async def _send(answer: Awaitable[bool]) -> None:
    try:
        await answer
    except TelegramBadRequest as refusal:
        if not is_already_done(refusal):
            raise
        # After a deployment Telegram brings presses that are minutes old. What they ask for is still done.
        log.info("press too old to be answered")
