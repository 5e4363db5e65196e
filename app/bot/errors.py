"""What went wrong while an update was handled: what the guest is told, and whether Telegram is to bring it again."""

import structlog
from aiogram import Router
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import CallbackQuery, ErrorEvent, Update
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent, UnknownState
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.bot.presses import alert, is_already_so
from app.bot.states import Menu
from app.database.errors import is_connection_error
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.runtime import metrics
from app.texts.translator import Words

log = structlog.stdlib.get_logger()

STALE = (UnknownIntent, OutdatedIntent, UnknownState, NotFound)
"""The button's dialog is over, or what it stood for is gone, or is not for whoever pressed it: all hear the same."""


def is_passing(error: BaseException) -> bool:
    """Whether Telegram should bring the update again: database, Redis or the Bot API is away for the moment."""
    away = RedisConnectionError | RedisTimeoutError | TelegramNetworkError | TelegramServerError | TelegramRetryAfter
    return isinstance(error, away) or is_connection_error(error)


def comes_of_passing(error: BaseException | None) -> bool:
    """Whether it is passing, or arose while such an error was handled: without Redis, aiogram-dialog stumbles."""
    return error is not None and (is_passing(error) or comes_of_passing(error.__context__))


def router() -> Router:
    """Handlers for every exception except passing ones, which go on up to the webhook and become a 503."""
    errors = Router(name="errors")
    errors.errors.register(answer_error)
    return errors


async def answer_error(
    event: ErrorEvent, words: Words, dialog_manager: DialogManager, guest: Guest | None = None
) -> bool:
    """Tell the guest what a press or a message has come to, and show the menu."""
    error = event.exception
    if is_passing(error):
        raise error
    if isinstance(error, TelegramForbiddenError) or is_already_so(error):
        return True
    if isinstance(error, STALE):
        await _say(event.update, words.plain("button_is_old"))
    else:
        metrics.UPDATES_FAILED.inc()
        log.error("update failed", update=event.update.update_id, exc_info=error)
        await _say(event.update, words.plain("something_broke"))
    # It may have failed before anybody knew who speaks: the menu, which greets the guest, would fail as well.
    if guest:
        await dialog_manager.start(Menu.main, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
    return True


async def _say(update: Update, text: str) -> None:
    match update.event:
        case CallbackQuery() as press:
            await alert(press, text)
        case _ if update.message:
            await update.message.answer(text)
