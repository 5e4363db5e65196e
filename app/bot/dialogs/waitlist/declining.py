"""Decline the place that is held, from the offer's message or from the window of the wish."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager

from app.bot.conversation import Conversation
from app.bot.presses import alert, toast
from app.bot.refusals import explain
from app.domain.errors import OfferOver
from app.usecases.waitlist.answer_offer import DeclineOffer


class DeclinePlace:
    """Let the next guest have the place of an offer and answer the press, also when it is held no longer.

    Raises `NotFound`, the answer of an old button.
    """

    def __init__(self, decline: DeclineOffer) -> None:
        self._decline = decline

    async def __call__(self, press: CallbackQuery, manager: DialogManager, offer_id: int) -> None:
        conversation = Conversation.of(manager)
        try:
            await self._decline(conversation.as_visitor(), offer_id)
        except OfferOver as refusal:
            await alert(press, explain(conversation, refusal))
        else:
            await toast(press, conversation.words.plain("place_declined"))
