"""Handle presses of the stars under a question about a visit."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.booking_facts import booking_facts
from app.bot.conversation import Conversation
from app.bot.messages.buttons import GiveStars
from app.bot.messages.page import make_keyboard
from app.bot.messages.pressed_message import edit_pressed
from app.bot.messages.question import render_question, shown_stars
from app.bot.presses import alert, pressed_message_id, toast
from app.bot.refusals import explain
from app.domain.errors import NotFound, Refused
from app.runtime.clock import Clock
from app.usecases.ratings.rate_visit import RateVisit


def register(buttons: Router) -> None:
    """Register the handler of a router whose presses keep their messages (`KeepPressedMessage`)."""
    buttons.callback_query.register(give_stars, GiveStars.filter())


@inject
async def give_stars(
    callback: CallbackQuery,
    callback_data: GiveStars,
    dialog_manager: DialogManager,
    rate_visit: FromDishka[RateVisit],
    clock: FromDishka[Clock],
    bot: Bot,
) -> None:
    """Record the stars. The question then says which, thanks for them and asks for words."""
    conversation, stars = Conversation.of(dialog_manager), callback_data.stars
    message_id = pressed_message_id(callback) or 0
    try:
        rated = await rate_visit(conversation.as_visitor(), callback_data.booking_id, stars, message_id)
    except NotFound:
        raise
    except Refused as refusal:
        await alert(callback, explain(conversation, refusal))
        return
    words = conversation.words
    await toast(callback, words.plain("stars_given", stars=shown_stars(rated.rating)))
    if rated.question:
        facts = booking_facts(conversation.venue, rated.booking, conversation.guest, words, clock.now())
        text, rows = render_question(rated.booking, facts, rated.question, rated.rating, words)
        await edit_pressed(bot, callback, make_keyboard(rows), text)
