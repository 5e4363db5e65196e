"""Answer presses of buttons, also those that are too old for Telegram to accept an answer."""

from collections.abc import Awaitable
from contextvars import ContextVar

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import CallbackQuery

log = structlog.stdlib.get_logger()

ALREADY_DONE = ("message is not modified", "query is too old", "message to delete not found")
"""Errors of the Bot API to requests that have nothing left to do."""

_answered: ContextVar[set[str] | None] = ContextVar("answered", default=None)
"""The ids of the presses that have an answer, while an update is handled."""


class NoteAnswers(BaseRequestMiddleware):
    """Notes which presses were answered while `note_answers` is in force: Telegram shows no second answer."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        response = await make_request(bot, method)
        answered = _answered.get()
        if answered is not None and isinstance(method, AnswerCallbackQuery):
            answered.add(method.callback_query_id)
        return response


def note_answers() -> None:
    """From now on note which presses are answered, in this task and those that it starts."""
    _answered.set(set())


def is_answered(press: CallbackQuery) -> bool:
    """Whether the press was answered since `note_answers`."""
    return press.id in (_answered.get() or ())


def pressed_message_id(press: CallbackQuery) -> int | None:
    """Telegram's id of the message under which the button was pressed; None where Telegram does not tell."""
    return press.message.message_id if press.message else None


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
