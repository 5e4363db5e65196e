"""Errors in handling an update: what the guest is told, and whether Telegram should send the update again."""

import structlog
from aiogram import Router
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import CallbackQuery, ErrorEvent, Update
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent, UnknownState
from dishka.integrations.aiogram import FromDishka, inject
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import LockError
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.bot.aiogram_dialog_patches.notification_presses import pressed_button
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import FIRST_STEPS
from app.bot.dialogs.availability.chosen_slot import ChoiceGone
from app.bot.dialogs.bookings.draft import CONFIRM, open_first_step, request_key
from app.bot.dialogs.bookings.ending import answer_in_message, open_card
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.presses import alert, is_already_done, is_answered, toast
from app.bot.states import Menu, MyBookings
from app.database.errors import is_connection_error
from app.domain.bookings import Booking
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.runtime import metrics
from app.texts.translator import Words
from app.usecases.bookings.find_requested import FindRequested
from app.usecases.messages.answer_in_message import AnswerInMessage

log = structlog.stdlib.get_logger()

OLD_BUTTON = (UnknownIntent, OutdatedIntent, UnknownState, NotFound)
"""Errors of an old button: its dialog has ended, or its booking is gone, or not this guest's. All get one answer."""

OUTAGES = (
    RedisConnectionError,
    RedisTimeoutError,
    LockError,
    TelegramNetworkError,
    TelegramServerError,
    TelegramRetryAfter,
)


def is_transient(error: BaseException) -> bool:
    """Whether Telegram should send the update again.

    The database, Redis or the Bot API cannot be reached, or the chat's lock was not to be had in time.
    """
    return isinstance(error, OUTAGES) or is_connection_error(error)


def find_outage(error: BaseException | None) -> BaseException | None:
    """The error itself if it is transient, or the transient one during whose handling it was raised, or None.

    Without Redis, aiogram-dialog raises errors such as `KeyError('aiogd_context')`, which name no service.
    """
    return error if error is None or is_transient(error) else find_outage(error.__context__)


def comes_again(error: BaseException) -> bool:
    """Whether Telegram sends an update again that has ended with this error: it is answered with 503, or not at all."""
    return not isinstance(error, Exception) or is_transient(error)


def router() -> Router:
    """Handlers for every exception except transient ones, which the webhook answers with 503."""
    errors = Router(name="errors")
    errors.errors.register(answer_error)
    return errors


@leads_to(Menu.main, MyBookings.card, *FIRST_STEPS)
@inject
async def answer_error(
    event: ErrorEvent,
    words: Words,
    dialog_manager: DialogManager,
    find_requested: FromDishka[FindRequested],
    answer: FromDishka[AnswerInMessage],
    guest: Guest | None = None,
) -> Target:
    """Tell the guest that a button is old or that something failed, and show the menu. Re-raises transient errors.

    A guest whose choice is gone from the catalogue is shown what can be chosen now. Where the dialog has ended in a
    booking, its message is that of the booking, or else the booking is shown.
    """
    error = event.exception
    if is_transient(error):
        raise error
    if isinstance(error, TelegramForbiddenError) or is_already_done(error):
        return None
    if isinstance(error, ChoiceGone):
        await _answer(event.update, words.plain("choice_is_gone"))
        return open_first_step(Conversation.of(dialog_manager).venue, ShowMode.SEND)
    if isinstance(error, OLD_BUTTON):
        press = event.update.callback_query
        if press and pressed_button(press) and await answer_in_message(press, dialog_manager, answer):
            # The guest has pressed twice, or the message of the booking was not edited in time.
            return None
        booking = await _find_booked(press, dialog_manager, find_requested)
        if press and booking:
            await toast(press)
            return open_card(booking.id)
        await _answer(event.update, words.plain("button_is_old"))
    else:
        metrics.UPDATES_FAILED.inc()
        log.error("update failed", update=event.update.update_id, exc_info=error)
        await _answer(event.update, words.plain("something_broke"))
    # The guest may not have been identified yet: the menu, which greets the guest, would fail as well.
    return Opening(Menu.main, show_mode=ShowMode.SEND) if guest else None


async def _find_booked(press: CallbackQuery | None, manager: DialogManager, find: FindRequested) -> Booking | None:
    """Return what an old button has booked, if it was Confirm, and its dialog was lost before the guest saw it."""
    pressed = pressed_button(press) if press else None
    if pressed is None or pressed[1] != CONFIRM:
        return None
    return await find(Conversation.of(manager).as_visitor(), request_key(pressed[0]))


async def _answer(update: Update, text: str) -> None:
    """In an alert, or in a message where Telegram would show no alert, because the press has its answer."""
    match update.event:
        case CallbackQuery() as press if is_answered(press) and press.message:
            await press.message.answer(text)
        case CallbackQuery() as press:
            await alert(press, text)
        case _ if update.message:
            await update.message.answer(text)
