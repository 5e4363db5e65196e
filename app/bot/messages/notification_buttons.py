"""What happens when a button under a notification is pressed. The notification stays; dialogs open below it."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot, F, Router
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, InaccessibleMessage, TelegramObject
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.utils import CB_SEP
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.calendar_file import send_calendar_file
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.moving import Cards, card_data
from app.bot.messages.buttons import AskToCancel, AskToMove, NoMoreOffers, OpenBooking, SendCalendar, StopBroadcasting
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


class LeaveNotificationAlone(BaseMiddleware):
    """aiogram-dialog takes a pressed message for the window of its dialog, and would edit it or take its buttons away.

    As long as it believes that the message cannot be reached, it looks for the window where it really is.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, CallbackQuery) and event.message:
            unreachable = InaccessibleMessage(chat=event.message.chat, message_id=event.message.message_id)
            event = event.model_copy(update={"message": unreachable})
        return await handler(event, data)


def router() -> Router:
    """Handlers of every press that belongs to no dialog. They come before the dialogs, which would swallow it."""
    buttons = Router(name="notification buttons")
    buttons.callback_query.outer_middleware(LeaveNotificationAlone())
    buttons.callback_query.register(open_booking, OpenBooking.filter())
    buttons.callback_query.register(ask_to_cancel, AskToCancel.filter())
    buttons.callback_query.register(ask_to_move, AskToMove.filter())
    buttons.callback_query.register(send_calendar, SendCalendar.filter())
    buttons.callback_query.register(stop_broadcast, StopBroadcasting.filter())
    buttons.callback_query.register(stop_offers, NoMoreOffers.filter())
    buttons.callback_query.register(refuse_unknown, ~F.data.contains(CB_SEP))
    return buttons


@inject
async def open_booking(
    _callback: CallbackQuery,
    callback_data: OpenBooking,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
) -> None:
    """To its guest the guest's card, to an admin the admin's."""
    booking, who = await _find(callback_data.booking_id, dialog_manager, show_booking)
    await _open_below(dialog_manager, _cards_of(who).card, booking)


@inject
async def ask_to_cancel(
    callback: CallbackQuery,
    callback_data: AskToCancel,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> None:
    booking, who = await _find(callback_data.booking_id, dialog_manager, show_booking)
    if await _may_change(callback, dialog_manager, booking, who, clock):
        await _open_below(dialog_manager, _cards_of(who).cancel, booking)


@inject
async def ask_to_move(
    callback: CallbackQuery,
    callback_data: AskToMove,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> None:
    booking, who = await _find(callback_data.booking_id, dialog_manager, show_booking)
    if await _may_change(callback, dialog_manager, booking, who, clock):
        await _open_below(dialog_manager, _cards_of(who).move_day, booking)


@inject
async def send_calendar(
    callback: CallbackQuery,
    callback_data: SendCalendar,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    bot: Bot,
) -> None:
    talk = Conversation.of(dialog_manager)
    booking, _ = await _find(callback_data.booking_id, dialog_manager, show_booking)
    await toast(callback)
    await send_calendar_file(bot, talk, booking, clock.now())


@inject
async def stop_broadcast(
    callback: CallbackQuery,
    callback_data: StopBroadcasting,
    dialog_manager: DialogManager,
    stop: FromDishka[StopBroadcast],
) -> None:
    """The report, which has this button, brings itself up to date."""
    talk = Conversation.of(dialog_manager)
    await stop(talk.as_admin(), callback_data.broadcast_id)
    await toast(callback, talk.words.plain("broadcast_stops"))


@inject
async def stop_offers(
    callback: CallbackQuery, dialog_manager: DialogManager, answer_offers: FromDishka[AnswerOffers], bot: Bot
) -> None:
    """Withdraw the consent; the button under this offer has nothing left to do."""
    talk = Conversation.of(dialog_manager)
    await answer_offers(talk.guest, consent=False)
    await toast(callback, talk.words.plain("offers_declined"))
    if callback.message:
        await bot.edit_message_reply_markup(
            chat_id=callback.message.chat.id, message_id=callback.message.message_id, reply_markup=None
        )


async def refuse_unknown(callback: CallbackQuery) -> None:
    """No such button, or not for whoever presses it: both are told the same, see `errors`."""
    raise NotFound(f"no button {callback.data!r}")


async def _find(booking_id: int, manager: DialogManager, show_booking: ShowBooking) -> tuple[Booking, Visitor | Admin]:
    """The booking, and as whom the guest may see it: as its guest, else as an admin. Raises `NotFound`."""
    talk = Conversation.of(manager)
    try:
        visitor = talk.as_visitor()
        return (await show_booking(visitor, booking_id)).booking, visitor
    except NotFound:
        admin = talk.as_admin()
        return (await show_booking(admin, booking_id)).booking, admin


def _cards_of(who: Visitor | Admin) -> Cards:
    return AdminPanel if isinstance(who, Admin) else MyBookings


async def _may_change(
    callback: CallbackQuery, manager: DialogManager, booking: Booking, who: Visitor | Admin, clock: Clock
) -> bool:
    """Whether the booking can be canceled and moved now; if not, whoever pressed is told why."""
    talk = Conversation.of(manager)
    try:
        check_changeable(booking, who.actor, talk.venue.booking, clock.now())
    except Refused as refusal:
        await alert(callback, explain(talk, refusal))
        return False
    return True


async def _open_below(manager: DialogManager, state: State, booking: Booking) -> None:
    data = dict(card_data(booking))
    await manager.start(state, data, mode=StartMode.RESET_STACK, show_mode=ShowMode.DELETE_AND_SEND)
