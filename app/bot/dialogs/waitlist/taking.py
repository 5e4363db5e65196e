"""Take the place that is held, from the offer's message or from the window of the wish."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager

from app.bot.conversation import Conversation
from app.bot.dialogs.guests.offers import ask_about_offers
from app.bot.presses import alert, toast
from app.bot.refusals import explain_slot
from app.domain.errors import NotFound, Refused
from app.runtime.clock import Clock
from app.usecases.guests.ask_about_offers import AskAboutOffers
from app.usecases.messages.answer_in_message import AnswerInMessage
from app.usecases.waitlist.answer_offer import TakeOffer


class TakePlace:
    """Book the place of an offer and answer the press, or say why it cannot be booked. Raises `NotFound`."""

    def __init__(
        self, take: TakeOffer, answer_in_message: AnswerInMessage, record_asked: AskAboutOffers, clock: Clock
    ) -> None:
        self._take = take
        self._answer_in_message = answer_in_message
        self._record_asked = record_asked
        self._clock = clock

    async def __call__(
        self, press: CallbackQuery, manager: DialogManager, offer_id: int, message_id: int | None = None
    ) -> None:
        """`message_id` is Telegram's id of the offer, which becomes the confirmation; None for a new message."""
        conversation = Conversation.of(manager)
        visitor = conversation.as_visitor()
        try:
            await self._take(visitor, offer_id, message_id=message_id)
        except NotFound:
            raise
        except Refused as refusal:
            await alert(press, explain_slot(conversation, refusal, self._clock.now()))
            return
        await toast(press, conversation.words.plain("place_taken"))
        if message_id:
            await self._answer_in_message(visitor, message_id)
        await ask_about_offers(manager, self._record_asked)
