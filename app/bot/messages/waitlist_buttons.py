"""Handle presses of the buttons under an offer of the waiting list. A worker edits an offer that is not taken."""

from aiogram import Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.guests.offers import ask_about_offers
from app.bot.messages.buttons import DeclinePlace, LeaveList, TakePlace
from app.bot.presses import alert, pressed_message_id, toast
from app.bot.refusals import explain_slot
from app.domain.errors import NotFound, Refused
from app.runtime.clock import Clock
from app.usecases.guests.ask_about_offers import AskAboutOffers
from app.usecases.messages.answer_in_message import AnswerInMessage
from app.usecases.waitlist.answer_offer import DeclineOffer, TakeOffer
from app.usecases.waitlist.leave_waitlist import LeaveWaitlist


def register(buttons: Router) -> None:
    buttons.callback_query.register(take_place, TakePlace.filter())
    buttons.callback_query.register(decline_place, DeclinePlace.filter())
    buttons.callback_query.register(leave_list, LeaveList.filter())


@inject
async def take_place(
    callback: CallbackQuery,
    callback_data: TakePlace,
    dialog_manager: DialogManager,
    take: FromDishka[TakeOffer],
    answer_in_message: FromDishka[AnswerInMessage],
    record_asked: FromDishka[AskAboutOffers],
    clock: FromDishka[Clock],
) -> None:
    """Book the place. The offer becomes the confirmation."""
    conversation, message_id = Conversation.of(dialog_manager), pressed_message_id(callback)
    visitor = conversation.as_visitor()
    try:
        await take(visitor, callback_data.offer_id, message_id=message_id)
    except NotFound:
        raise
    except Refused as refusal:
        await alert(callback, explain_slot(conversation, refusal, clock.now()))
    else:
        await toast(callback, conversation.words.plain("place_taken"))
        if message_id:
            await answer_in_message(visitor, message_id)
        await ask_about_offers(dialog_manager, record_asked)


@inject
async def decline_place(
    callback: CallbackQuery,
    callback_data: DeclinePlace,
    dialog_manager: DialogManager,
    decline: FromDishka[DeclineOffer],
    clock: FromDishka[Clock],
) -> None:
    """Let the next guest have the place."""
    conversation = Conversation.of(dialog_manager)
    try:
        await decline(conversation.as_visitor(), callback_data.offer_id)
    except NotFound:
        raise
    except Refused as refusal:
        await alert(callback, explain_slot(conversation, refusal, clock.now()))
    else:
        await toast(callback, conversation.words.plain("place_declined"))


@inject
async def leave_list(
    callback: CallbackQuery,
    callback_data: LeaveList,
    dialog_manager: DialogManager,
    leave: FromDishka[LeaveWaitlist],
) -> None:
    """Take the wish for which the place was offered off the list, also when the offer itself is over."""
    conversation = Conversation.of(dialog_manager)
    await leave.by_offer(conversation.as_visitor(), callback_data.offer_id)
    await toast(callback, conversation.words.plain("list_left"))
