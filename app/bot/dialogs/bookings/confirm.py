"""The last window of booking shows all that was chosen before it is booked. Its message becomes the confirmation."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import Visit, visit_facts
from app.bot.choice_card import unnamed_service
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import FIRST_STEPS
from app.bot.dialogs.availability.choosing_time import explain_refusal
from app.bot.dialogs.availability.chosen_slot import BOOKING, read_choice, still_offered
from app.bot.dialogs.availability.place_windows import other_places, place_button
from app.bot.dialogs.bookings.draft import CONFIRM, DRAFT, open_first_step, request_key
from app.bot.dialogs.bookings.ending import end_in_message
from app.bot.dialogs.bookings.for_whom import for_whom_button
from app.bot.dialogs.bookings.stop_button import back_and_stop
from app.bot.dialogs.guests.offers import ask_about_offers
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.photo import photo_of
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import alert, pressed_message_id
from app.bot.states import BookingSteps, MyBookings
from app.catalogue.files import VenueFiles
from app.domain.errors import NotFound, Refused, ResourceDoesNotFit
from app.domain.usual_places import UsualPlace
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import VisitFacts
from app.texts.translator import Html, Words
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.find_usual_places import FindUsualPlaces
from app.usecases.guests.ask_about_offers import AskAboutOffers
from app.usecases.messages.answer_in_message import AnswerInMessage


class OfferedCheck(VisitFacts):
    """For the window that shows all that was chosen before it is booked."""

    photo: MediaAttachment | None
    has_others: bool
    """Whether another place is free at the time."""
    unnamed_service: Html
    """See `app.bot.choice_card.unnamed_service`."""
    is_usual: bool
    """Whether the place is proposed because the guest has been there more than once."""
    may_be_for_others: bool


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            DynamicMedia("photo", when="photo"),
            MessageText("check_booking"),
            MessageText("unnamed_service", when="unnamed_service"),
            MessageText("usual_place", when="is_usual"),
            Button(ButtonText("button_confirm"), id=CONFIRM, on_click=confirm),
            for_whom_button(when="may_be_for_others"),
            place_button(when="has_others"),
            back_and_stop(SwitchTo(ButtonText("button_back"), "back", BookingSteps.time)),
            state=BookingSteps.confirm,
            getters=[offer_check],
        ),
    )


@inject
async def offer_check(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    find_slots: FromDishka[FindSlots],
    find_usual: FromDishka[FindUsualPlaces],
    clock: FromDishka[Clock],
    files: FromDishka[VenueFiles],
    **_: Any,
) -> OfferedCheck:
    chosen = read_choice(dialog_manager)
    with still_offered(dialog_manager):
        place = chosen.place(venue)
    usual = await find_usual(Conversation.of(dialog_manager).as_visitor()) if chosen.resource_id is None else []
    visit = Visit(place.id, chosen.slot(venue), chosen.party_size, chosen.service, chosen.for_whom)
    return {
        "photo": photo_of(files, venue, place.resource),
        "has_others": bool(await other_places(dialog_manager, chosen, find_slots)),
        "unnamed_service": unnamed_service(venue, chosen.service, words),
        "is_usual": UsualPlace(place.id, chosen.party_size) in usual,
        "may_be_for_others": venue.booking.for_others,
        **visit_facts(venue, visit, words, clock.now()),
    }


@leads_to(MyBookings.card, BookingSteps.confirm, BOOKING.day, BOOKING.time, BookingSteps.place, *FIRST_STEPS)
@inject
async def confirm(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    book_slot: FromDishka[BookSlot],
    answer_in_message: FromDishka[AnswerInMessage],
    record_asked: FromDishka[AskAboutOffers],
    clock: FromDishka[Clock],
) -> Target:
    conversation = Conversation.of(manager)
    venue, guest, request = conversation.venue, conversation.guest, _request(callback, manager)
    try:
        receipt = await book_slot(venue, guest, request)
    except (NotFound, ResourceDoesNotFit):
        await alert(callback, conversation.words.plain("choice_is_gone"))
        return open_first_step(venue)
    except Refused as refusal:
        return await explain_refusal(callback, manager, refusal, clock.now())
    card = await end_in_message(callback, manager, answer_in_message, receipt.booking.id)
    await ask_about_offers(manager, record_asked)
    return card


def _request(press: CallbackQuery, manager: DialogManager) -> BookingRequest:
    """Raises `NotFound` for a draft that is not complete."""
    draft, key = DRAFT.read(manager), request_key(manager.current_context().id)
    return BookingRequest(
        draft.proposed_id,
        draft.start_time(),
        draft.party_size,
        key,
        draft.service,
        message_id=pressed_message_id(press),
        for_whom=draft.for_whom,
    )
