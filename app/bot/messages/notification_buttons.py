"""Handle presses of the buttons under notifications. The notification stays as it is; dialogs open below it."""

from datetime import datetime

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.aiogram_dialog_patches.notification_presses import KeepPressedMessage, is_press_of_no_dialog
from app.bot.calendar_file import send_calendar_file
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.cards import cards_of, open_below
from app.bot.dialogs.bookings.moving import explain_no_move
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.messages.buttons import (
    AskToCancel,
    AskToMove,
    NoMoreOffers,
    OpenBooking,
    OpenUndecided,
    SendCalendar,
    StopBroadcasting,
)
from app.bot.presses import alert, toast
from app.bot.refusals import explain
from app.bot.states import AdminPanel, MyBookings
from app.domain.access import Admin, Visitor
from app.domain.bookings import Booking, check_changeable
from app.domain.errors import NotFound, Refused
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from app.usecases.guests.answer_offers import AnswerOffers

log = structlog.stdlib.get_logger()


def router() -> Router:
    """Handlers of every press that belongs to no dialog. They must be registered before the dialogs, which take all."""
    buttons = Router(name="notification buttons")
    buttons.callback_query.outer_middleware(KeepPressedMessage())
    for button in (OpenBooking, AskToCancel, AskToMove):
        buttons.callback_query.register(open_booking, button.filter())
    buttons.callback_query.register(send_calendar, SendCalendar.filter())
    buttons.callback_query.register(stop_broadcast, StopBroadcasting.filter())
    buttons.callback_query.register(open_undecided, OpenUndecided.filter())
    buttons.callback_query.register(stop_offers, NoMoreOffers.filter())
    buttons.callback_query.register(refuse_unknown, is_press_of_no_dialog)
    return buttons


@leads_to(*[state for cards in (MyBookings, AdminPanel) for state in (cards.card, cards.cancel, cards.move_day)])
@inject
async def open_booking(
    callback: CallbackQuery,
    callback_data: OpenBooking | AskToCancel | AskToMove,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> Target:
    """Open the booking's card, or the window to cancel or move it, in the guest's dialog or in the admin panel."""
    booking, who = await _find(callback_data.booking_id, dialog_manager, show_booking)
    cards = cards_of(who)
    if isinstance(callback_data, OpenBooking):
        return open_below(cards.card, booking)
    refused = _explain_refusal(callback_data, Conversation.of(dialog_manager), who, booking, clock.now())
    if refused:
        await alert(callback, refused)
        return None
    return open_below(cards.cancel if isinstance(callback_data, AskToCancel) else cards.move_day, booking)


def _explain_refusal(
    button: AskToCancel | AskToMove, conversation: Conversation, who: Visitor | Admin, booking: Booking, now: datetime
) -> str | None:
    """Return why the booking cannot be canceled or moved, or None."""
    if isinstance(button, AskToMove):
        return explain_no_move(conversation, who, booking, now)
    try:
        check_changeable(booking, who.actor, who.venue.booking, now)
    except Refused as refusal:
        return explain(conversation, refusal)
    return None


@leads_to(AdminPanel.undecided)
async def open_undecided(_callback: CallbackQuery, dialog_manager: DialogManager) -> Target:
    """Open the list of bookings that no longer fit the catalogue, in the admin panel."""
    Conversation.of(dialog_manager).as_admin()
    return Opening(AdminPanel.undecided, show_mode=ShowMode.DELETE_AND_SEND)


@inject
async def send_calendar(
    callback: CallbackQuery,
    callback_data: SendCalendar,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    bot: Bot,
) -> None:
    booking, _ = await _find(callback_data.booking_id, dialog_manager, show_booking)
    await toast(callback)
    await send_calendar_file(bot, Conversation.of(dialog_manager), booking, clock.now())


@inject
async def stop_broadcast(
    callback: CallbackQuery,
    callback_data: StopBroadcasting,
    dialog_manager: DialogManager,
    stop: FromDishka[StopBroadcast],
) -> None:
    """Stop the broadcast. The worker then edits its report, which has this button."""
    conversation = Conversation.of(dialog_manager)
    await stop(conversation.as_admin(), callback_data.broadcast_id)
    await toast(callback, conversation.words.plain("broadcast_stops"))


@inject
async def stop_offers(
    callback: CallbackQuery, dialog_manager: DialogManager, answer_offers: FromDishka[AnswerOffers], bot: Bot
) -> None:
    """Withdraw the consent, and remove the button, which has nothing left to do. The message may be gone meanwhile."""
    conversation = Conversation.of(dialog_manager)
    await answer_offers(conversation.guest, consent=False)
    await toast(callback, conversation.words.plain("offers_declined"))
    if callback.message is None:
        return
    try:
        await bot.edit_message_reply_markup(
            chat_id=callback.message.chat.id, message_id=callback.message.message_id, reply_markup=None
        )
    except TelegramBadRequest as refusal:
        log.info("button not removed", reason=refusal.message)


async def refuse_unknown(callback: CallbackQuery) -> None:
    """Raise `NotFound`, the answer to an old button: the callback data is of no button that this guest may press."""
    raise NotFound(f"no button {callback.data!r}")


async def _find(booking_id: int, manager: DialogManager, show_booking: ShowBooking) -> tuple[Booking, Visitor | Admin]:
    """The booking, and as whom the guest may see it: as its guest, else as an admin. Raises `NotFound`."""
    conversation = Conversation.of(manager)
    try:
        visitor = conversation.as_visitor()
        return await show_booking(visitor, booking_id), visitor
    except NotFound:
        if not conversation.venue.is_admin(conversation.guest.telegram_id):
            raise
        admin = conversation.as_admin()
        return await show_booking(admin, booking_id), admin
