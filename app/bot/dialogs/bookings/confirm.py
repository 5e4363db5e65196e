"""The last windows of booking: one that shows all that was chosen before it is booked, and one after it."""

from dataclasses import replace
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import visit_facts
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import BOOKING
from app.bot.dialogs.bookings.draft import DRAFT, FIRST_STEPS, BookingDraft, first_step
from app.bot.dialogs.bookings.stop_button import back_and_stop
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.guests.offers import NO, YES, answer_offers
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.photo import photo_of
from app.bot.dialogs.widgets import ButtonText, MessageText, to_menu
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import alert
from app.bot.refusals import explain_slot
from app.bot.states import BookingSteps, MyBookings
from app.catalogue.files import VenueFiles
from app.domain.errors import NotFound, Refused, ResourceDoesNotFit
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import VisitFacts
from app.texts.translator import Words
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.guests.answer_offers import AnswerOffers


class OfferedCheck(VisitFacts):
    """For the window that shows all that was chosen before it is booked."""

    photo: MediaAttachment | None


class OfferedDone(VisitFacts):
    """For the window after the booking. It says in one line where and when, as the confirmation, which comes below it
    with the details, may be late."""

    asks_about_offers: bool


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            DynamicMedia("photo", when="photo"),
            MessageText("check_booking"),
            Button(ButtonText("button_confirm"), id="confirm", on_click=confirm),
            back_and_stop(SwitchTo(ButtonText("button_back"), "back", BookingSteps.time)),
            state=BookingSteps.confirm,
            getters=[offer_check],
        ),
        TypedWindow(
            MessageText("booking_done"),
            MessageText("ask_about_offers", when="asks_about_offers"),
            Row(
                Button(ButtonText("button_offers_yes"), id=YES, on_click=answer_question),
                Button(ButtonText("button_offers_no"), id=NO, on_click=answer_question),
                when="asks_about_offers",
            ),
            Start(ButtonText("button_my_bookings"), "my", MyBookings.list, mode=StartMode.RESET_STACK),
            to_menu(),
            state=BookingSteps.done,
            getters=[offer_done],
        ),
    )


@inject
async def offer_check(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    clock: FromDishka[Clock],
    files: FromDishka[VenueFiles],
    **_: Any,
) -> OfferedCheck:
    draft = DRAFT.read(dialog_manager)
    place = draft.place(venue)
    return {
        "photo": photo_of(files, venue, place.resource),
        **visit_facts(venue, place.id, draft.slot(venue), draft.party_size, words, clock.now()),
    }


@leads_to(BookingSteps.done, BookingSteps.confirm, BOOKING.day, BOOKING.time, *FIRST_STEPS)
@inject
async def confirm(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    book_slot: FromDishka[BookSlot],
    remember: FromDishka[AnswerOffers],
    clock: FromDishka[Clock],
) -> State:
    conversation, draft = Conversation.of(manager), DRAFT.read(manager)
    venue, guest, request = conversation.venue, conversation.guest, _request(draft)
    try:
        receipt = await book_slot(venue, guest, request)
    except Refused as refusal:
        await alert(callback, explain_slot(conversation, refusal, clock.now()))
        return _step_after(refusal, venue)
    asks_about_offers = guest.offers_consent is None and venue.has_offers
    if asks_about_offers:
        # Recorded before the answer: a guest who does not answer has not consented, and is not asked again.
        await remember(guest, consent=False)
    DRAFT.write(manager, replace(draft, booking_id=receipt.booking.id, asks_about_offers=asks_about_offers))
    return BookingSteps.done


def _request(draft: BookingDraft) -> BookingRequest:
    """Raises `NotFound` for a draft that is not complete."""
    resource_id = required(draft.resource_id, "a resource")
    return BookingRequest(resource_id, draft.start_time(), draft.party_size, draft.request_key, draft.service)


def _step_after(refusal: Refused, venue: Venue) -> State:
    """Return the window in which the guest can choose something else after a refusal."""
    if isinstance(refusal, ResourceDoesNotFit | NotFound):
        return first_step(venue)
    return BOOKING.after(refusal) or BookingSteps.confirm


@inject
async def offer_done(
    dialog_manager: DialogManager, venue: Venue, words: Words, clock: FromDishka[Clock], **_: Any
) -> OfferedDone:
    draft = DRAFT.read(dialog_manager)
    resource_id = required(draft.resource_id, "a resource")
    return {
        "asks_about_offers": draft.asks_about_offers,
        **visit_facts(venue, resource_id, draft.slot(venue), draft.party_size, words, clock.now()),
    }


async def answer_question(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    await answer_offers(callback, button, manager)
    DRAFT.write(manager, replace(DRAFT.read(manager), asks_about_offers=False))
