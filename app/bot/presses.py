"""What is said to whoever has pressed a button, as long as Telegram lets it through."""

from collections.abc import Awaitable

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

log = structlog.stdlib.get_logger()

ALREADY_SO = ("message is not modified", "query is too old", "message to delete not found")
"""Refusals of the Bot API that mean: nothing is left to do."""


async def toast(press: CallbackQuery, text: str | None = None) -> None:
    """Say it in a line that fades; without a text the button only comes to rest."""
    await _say(press.answer(text))


async def alert(press: CallbackQuery, text: str) -> None:
    """Say it in a window that waits to be closed."""
    await _say(press.answer(text, show_alert=True))


def is_already_so(error: BaseException) -> bool:
    return isinstance(error, TelegramBadRequest) and any(text in error.message for text in ALREADY_SO)


async def _say(answer: Awaitable[bool]) -> None:
    try:
        await answer
    except TelegramBadRequest as refusal:
        if not is_already_so(refusal):
            raise
        # After a deployment Telegram brings presses that are minutes old. What they ask for is done to its end.
        log.info("press too old to be answered")
