"""Handle presses of the buttons under an offer of the waiting list. A worker edits an offer that is not taken."""

from aiogram import Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.waitlist.declining import DeclinePlace
from app.bot.dialogs.waitlist.taking import TakePlace
from app.bot.messages import buttons
from app.bot.presses import pressed_message_id, toast
from app.usecases.waitlist.leave_waitlist import LeaveWaitlist


def register(router: Router) -> None:
    router.callback_query.register(take_place, buttons.TakePlace.filter())
    router.callback_query.register(decline_place, buttons.DeclinePlace.filter())
    router.callback_query.register(leave_list, buttons.LeaveList.filter())


@inject
async def take_place(
    callback: CallbackQuery,
    callback_data: buttons.TakePlace,
    dialog_manager: DialogManager,
    take: FromDishka[TakePlace],
) -> None:
    """Book the place. The offer becomes the confirmation."""
    await take(callback, dialog_manager, callback_data.offer_id, pressed_message_id(callback))


@inject
async def decline_place(
    callback: CallbackQuery,
    callback_data: buttons.DeclinePlace,
    dialog_manager: DialogManager,
    decline: FromDishka[DeclinePlace],
) -> None:
    """Let the next guest have the place."""
    await decline(callback, dialog_manager, callback_data.offer_id)


@inject
async def leave_list(
    callback: CallbackQuery,
    callback_data: buttons.LeaveList,
    dialog_manager: DialogManager,
    leave: FromDishka[LeaveWaitlist],
) -> None:
    """Take the wish for which the place was offered off the list, also when the offer itself is over."""
    conversation = Conversation.of(dialog_manager)
    await leave.by_offer(conversation.as_visitor(), callback_data.offer_id)
    await toast(callback, conversation.words.plain("list_left"))
