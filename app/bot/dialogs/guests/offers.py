"""Whether the guest wants offers: asked once, after the first booking, and changed at any time under Help. News can be
declined below each, and wanted again under Help."""

from dataclasses import replace
from typing import Any, TypedDict

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.messages.buttons import AnswerAboutOffers
from app.bot.messages.page import make_button, make_keyboard
from app.bot.presses import toast
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.usecases.guests.answer_news import AnswerNews
from app.usecases.guests.answer_offers import AnswerOffers
from app.usecases.guests.ask_about_offers import AskAboutOffers

log = structlog.stdlib.get_logger()

YES, NO = "yes", "no"
"""The ids of the buttons that answer."""


class OfferedConsent(TypedDict):
    """For the window under Help. The first two are false where the venue sends no offers."""

    gets_offers: bool
    gets_no_offers: bool
    declines_news: bool


async def offer_consent(venue: Venue, guest: Guest, **_: Any) -> OfferedConsent:
    wants_offers = bool(guest.offers_consent)
    return {
        "gets_offers": venue.has_offers and wants_offers,
        "gets_no_offers": venue.has_offers and not wants_offers,
        "declines_news": guest.declines_news,
    }


async def ask_about_offers(manager: DialogManager, record: AskAboutOffers) -> None:
    """Ask a guest who has just booked, unless they were asked before, in a message of its own, which keeps the answer
    and belongs to no dialog. If Telegram does not take it, the guest is asked after the next booking."""
    conversation, bot = Conversation.of(manager), manager.middleware_data["bot"]
    words = conversation.words
    if conversation.guest.offers_consent is not None or not conversation.venue.has_offers:
        return
    yes = make_button(words, "button_offers_yes", AnswerAboutOffers(wants=True))
    no = make_button(words, "button_offers_no", AnswerAboutOffers(wants=False))
    text, keyboard = words("ask_about_offers"), make_keyboard([[yes, no]])
    try:
        await bot.send_message(conversation.chat_id, text, reply_markup=keyboard)
    except TelegramAPIError as failure:
        log.warning("guest not asked about offers", error=repr(failure))
        return
    await record(conversation.as_visitor(), words.plain("offers_version"))


@inject
async def answer_offers(
    callback: CallbackQuery, button: Button, manager: DialogManager, remember: FromDishka[AnswerOffers]
) -> None:
    conversation = Conversation.of(manager)
    says_yes = button.widget_id == YES
    await remember(conversation.guest, consent=says_yes, version=conversation.words.plain("offers_version"))
    # The window is rendered within this update, for the guest as the middleware read it before the answer.
    manager.middleware_data["guest"] = replace(conversation.guest, offers_consent=says_yes)
    await toast(callback, conversation.words.plain("offers_accepted" if says_yes else "offers_declined"))


@inject
async def want_news(
    callback: CallbackQuery, _button: Button, manager: DialogManager, answer_news: FromDishka[AnswerNews]
) -> None:
    conversation = Conversation.of(manager)
    await answer_news(conversation.guest, wants=True)
    manager.middleware_data["guest"] = replace(conversation.guest, declines_news=False)
    await toast(callback, conversation.words.plain("news_accepted"))
