"""Handle presses of the buttons under notifications. The notification stays as it is; dialogs open below it."""

from dataclasses import replace
from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.aiogram_dialog_patches.notification_presses import KeepPressedMessage, is_press_of_no_dialog
from app.bot.calendar_file import send_calendar_file
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.cards import cards_of, open_below
from app.bot.dialogs.bookings.moving import FIRST_MOVE_STEPS, begin_move, explain_no_move
from app.bot.dialogs.bookings.opened_booking import OpenedBooking
from app.bot.dialogs.bookings.same_again import SAME_AGAIN, OpenSameAgain
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.messages import rating_buttons, reminder_buttons, waitlist_buttons
from app.bot.messages.buttons import (
    AnswerAboutOffers,
    AskToCancel,
    AskToMove,
    BookAgain,
    CancelExporting,
    NoMoreNews,
    NoMoreOffers,
    OpenBooking,
    OpenUndecided,
    PauseBroadcasting,
    ResumeBroadcasting,
    SendCalendar,
    StopBroadcasting,
)
from app.bot.messages.pressed_message import edit_pressed
from app.bot.presses import alert, toast
from app.bot.refusals import explain
from app.bot.states import AdminPanel, MyBookings
from app.domain.access import Admin, Staff, Visitor
from app.domain.bookings import Booking, check_cancelable
from app.domain.errors import NotFound, Refused
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.broadcasts.pause_broadcast import PauseBroadcast
from app.usecases.broadcasts.resume_broadcast import ResumeBroadcast
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from app.usecases.exports.cancel_export import CancelExport
from app.usecases.guests.answer_news import AnswerNews
from app.usecases.guests.answer_offers import AnswerOffers


def router() -> Router:
    """Handlers of every press that belongs to no dialog. They must be registered before the dialogs, which take all."""
    buttons = Router(name="notification buttons")
    buttons.callback_query.outer_middleware(KeepPressedMessage())
    for button in (OpenBooking, AskToCancel, AskToMove):
        buttons.callback_query.register(open_booking, button.filter())
    reminder_buttons.register(buttons)
    rating_buttons.register(buttons)
    buttons.callback_query.register(send_calendar, SendCalendar.filter())
    buttons.callback_query.register(book_again, BookAgain.filter())
    buttons.callback_query.register(stop_broadcast, StopBroadcasting.filter())
    buttons.callback_query.register(pause_broadcast, PauseBroadcasting.filter())
    buttons.callback_query.register(resume_broadcast, ResumeBroadcasting.filter())
    buttons.callback_query.register(cancel_export, CancelExporting.filter())
    buttons.callback_query.register(open_undecided, OpenUndecided.filter())
    buttons.callback_query.register(answer_about_offers, AnswerAboutOffers.filter())
    buttons.callback_query.register(stop_offers, NoMoreOffers.filter())
    buttons.callback_query.register(stop_news, NoMoreNews.filter())
    waitlist_buttons.register(buttons)
    buttons.callback_query.register(refuse_unknown, is_press_of_no_dialog)
    return buttons


CARDS = [state for cards in (MyBookings, AdminPanel) for state in (cards.card, cards.cancel)]
"""What the buttons to open and to cancel a booking open."""


@leads_to(*CARDS, *FIRST_MOVE_STEPS)
@inject
async def open_booking(
    callback: CallbackQuery,
    callback_data: OpenBooking | AskToCancel | AskToMove,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> Target:
    """Open the booking's card, or the window to cancel or move it, in the guest's dialog or at the desk."""
    opening = await find_opening(callback_data, dialog_manager, show_booking, clock.now())
    if isinstance(opening, str):
        await alert(callback, opening)
        return None
    return opening


async def find_opening(
    button: OpenBooking | AskToCancel | AskToMove, manager: DialogManager, show_booking: ShowBooking, now: datetime
) -> Opening | str:
    """Return the window that a button about a booking opens at the instant `now`, or the reason why it cannot.

    Raises `NotFound` for anybody but the booking's guest and the venue's admins; a card also opens for its staff.
    """
    conversation = Conversation.of(manager)
    booking, found = await _find(button.booking_id, manager, show_booking)
    cards = cards_of(found)
    opened = OpenedBooking(booking_id=booking.id)
    if isinstance(button, OpenBooking):
        return open_below(cards.card, opened)
    who = _not_staff(found, conversation)
    if refused := _explain_refusal(button, conversation, who, booking, now):
        return refused
    if isinstance(button, AskToCancel):
        return open_below(cards.cancel, opened)
    return open_below(*begin_move(who.venue, who, booking))


def _explain_refusal(
    button: AskToCancel | AskToMove, conversation: Conversation, who: Visitor | Admin, booking: Booking, now: datetime
) -> str | None:
    """Return why the booking cannot be canceled or moved, or None."""
    if isinstance(button, AskToMove):
        return explain_no_move(conversation, who, booking, now)
    try:
        check_cancelable(booking, who.actor, who.venue.booking, now)
    except Refused as refusal:
        return explain(conversation, refusal)
    return None


@leads_to(AdminPanel.undecided)
async def open_undecided(_callback: CallbackQuery, dialog_manager: DialogManager) -> Target:
    return find_undecided(dialog_manager)


def find_undecided(manager: DialogManager) -> Opening:
    """Return the list of bookings that no longer fit the catalogue, in the admin panel. Raises `NotFound`."""
    Conversation.of(manager).as_admin()
    return Opening(AdminPanel.undecided, show_mode=ShowMode.DELETE_AND_SEND)


@leads_to(*SAME_AGAIN)
@inject
async def book_again(
    callback: CallbackQuery,
    callback_data: BookAgain,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    open_same_again: FromDishka[OpenSameAgain],
) -> Target:
    """Open the check of the same booking at the next free time like it."""
    conversation = Conversation.of(dialog_manager)
    booking = await show_booking(conversation.as_visitor(), callback_data.booking_id)
    again = await open_same_again(callback, conversation, booking)
    return again and replace(again, show_mode=ShowMode.DELETE_AND_SEND)


@inject
async def send_calendar(
    callback: CallbackQuery,
    callback_data: SendCalendar,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    bot: Bot,
) -> None:
    conversation = Conversation.of(dialog_manager)
    booking, who = await _find(callback_data.booking_id, dialog_manager, show_booking)
    _not_staff(who, conversation)
    await toast(callback)
    await send_calendar_file(bot, conversation, booking, clock.now())


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
async def pause_broadcast(
    callback: CallbackQuery,
    callback_data: PauseBroadcasting,
    dialog_manager: DialogManager,
    pause: FromDishka[PauseBroadcast],
) -> None:
    """Pause the broadcast. The worker then edits its report, which offers to resume it."""
    conversation = Conversation.of(dialog_manager)
    await pause(conversation.as_admin(), callback_data.broadcast_id)
    await toast(callback, conversation.words.plain("broadcast_pauses"))


@inject
async def resume_broadcast(
    callback: CallbackQuery,
    callback_data: ResumeBroadcasting,
    dialog_manager: DialogManager,
    resume: FromDishka[ResumeBroadcast],
) -> None:
    """Send the rest of the broadcast. The worker then edits its report."""
    conversation = Conversation.of(dialog_manager)
    await resume(conversation.as_admin(), callback_data.broadcast_id)
    await toast(callback, conversation.words.plain("broadcast_goes_on"))


@inject
async def cancel_export(
    callback: CallbackQuery,
    callback_data: CancelExporting,
    dialog_manager: DialogManager,
    cancel: FromDishka[CancelExport],
) -> None:
    """Cancel the export. The worker then edits its report, which has this button."""
    conversation = Conversation.of(dialog_manager)
    await cancel(conversation.as_admin(), callback_data.export_id)
    await toast(callback, conversation.words.plain("export_stops"))


@inject
async def answer_about_offers(
    callback: CallbackQuery,
    callback_data: AnswerAboutOffers,
    dialog_manager: DialogManager,
    answer_offers: FromDishka[AnswerOffers],
    bot: Bot,
) -> None:
    """Record the answer. The question then says it."""
    conversation, wants = Conversation.of(dialog_manager), callback_data.wants
    await answer_offers(conversation.guest, consent=wants)
    await toast(callback)
    text = conversation.words("offers_accepted" if wants else "offers_declined")
    await edit_pressed(bot, callback, None, text)


@inject
async def stop_offers(
    callback: CallbackQuery, dialog_manager: DialogManager, answer_offers: FromDishka[AnswerOffers], bot: Bot
) -> None:
    """Withdraw the consent, and remove the button, which has nothing left to do. The message may be gone meanwhile."""
    conversation = Conversation.of(dialog_manager)
    await answer_offers(conversation.guest, consent=False)
    await toast(callback, conversation.words.plain("offers_declined"))
    await edit_pressed(bot, callback, None)


@inject
async def stop_news(
    callback: CallbackQuery, dialog_manager: DialogManager, answer_news: FromDishka[AnswerNews], bot: Bot
) -> None:
    """Decline further news, and remove the button. The message may be gone meanwhile."""
    conversation = Conversation.of(dialog_manager)
    await answer_news(conversation.guest, wants=False)
    await toast(callback, conversation.words.plain("news_declined"))
    await edit_pressed(bot, callback, None)


async def refuse_unknown(callback: CallbackQuery) -> None:
    """Raise `NotFound`, the answer to an old button: the callback data is of no button that this guest may press."""
    raise NotFound(f"no button {callback.data!r}")


async def _find(
    booking_id: int, manager: DialogManager, show_booking: ShowBooking
) -> tuple[Booking, Visitor | Admin | Staff]:
    """The booking, and as whom the guest may see it: as its guest, else at the desk. Raises `NotFound`."""
    conversation = Conversation.of(manager)
    try:
        visitor = conversation.as_visitor()
        return await show_booking(visitor, booking_id), visitor
    except NotFound:
        if not conversation.is_at_desk:
            raise
        who = conversation.as_desk()
        return await show_booking(who, booking_id), who


def _not_staff(who: Visitor | Admin | Staff, conversation: Conversation) -> Visitor | Admin:
    """Return `who`. Raises `NotFound` for staff, who have no such button, and counts it."""
    return conversation.as_admin() if isinstance(who, Staff) else who
