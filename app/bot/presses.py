"""Answer presses of buttons, also those that are too old for Telegram to accept an answer."""

from collections.abc import Awaitable

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

log = structlog.stdlib.get_logger()

ALREADY_DONE = ("message is not modified", "query is too old", "message to delete not found")
"""Errors of the Bot API to requests that have nothing left to do."""


async def toast(press: CallbackQuery, text: str | None = None) -> None:
    """Answer in a notice that fades by itself. Without a text only the button's progress bar ends."""
    await _send(press.answer(text))


async def alert(press: CallbackQuery, text: str) -> None:
    """Answer in a box that the guest closes. `text` has at most 200 characters (Bot API)."""
    await _send(press.answer(text, show_alert=True))


def is_already_done(error: BaseException) -> bool:
    """Whether the Bot API refused a request that had nothing left to do."""
    return isinstance(error, TelegramBadRequest) and any(text in error.message for text in ALREADY_DONE)


async def _send(answer: Awaitable[bool]) -> None:
    try:
        await answer
    except TelegramBadRequest as refusal:
        if not is_already_done(refusal):
            raise
        # After a deployment presses arrive that are minutes old. Their handlers run all the same.
        log.info("press too old to be answered")
