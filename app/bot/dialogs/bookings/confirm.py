"""The last steps: check all that was chosen, book it, and what comes next."""

from datetime import datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import visit_facts
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.slot import chosen_resource, chosen_slot, slot_step
from app.bot.dialogs.bookings.calendar_button import calendar_button
from app.bot.dialogs.bookings.draft import Draft, draft_of, first_step
from app.bot.dialogs.bookings.steps import back_and_drop
from app.bot.dialogs.guests.offers import NO, YES, answer_offers
from app.bot.dialogs.widgets import Label, Offered, Say, to_menu
from app.bot.presses import alert
from app.bot.refusals import explain_slot
from app.bot.resource_card import photo_of
from app.bot.states import Booking, MyBookings
from app.domain.errors import NotFound, Refused, ResourceDoesNotFit
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.runtime.settings import Settings
from app.texts.translator import Words
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.guests.answer_offers import AnswerOffers


def windows() -> tuple[Window, ...]:
    return (
        Window(
            DynamicMedia("photo", when="photo"),
            Say("check_booking"),
            Button(Label("button_confirm"), id="confirm", on_click=confirm),
            back_and_drop(SwitchTo(Label("button_back"), "back", Booking.time)),
            state=Booking.confirm,
            getter=offer_summary,
        ),
        Window(
            Say("booking_done"),
            Say("ask_about_offers", when="asks_about_offers"),
            Row(
                Button(Label("button_offers_yes"), id=YES, on_click=answer_question),
                Button(Label("button_offers_no"), id=NO, on_click=answer_question),
                when="asks_about_offers",
            ),
            calendar_button(),
            Start(Label("button_my_bookings"), "my", MyBookings.list, mode=StartMode.RESET_STACK),
            to_menu(),
            state=Booking.done,
            getter=offer_next,
        ),
    )


@inject
async def offer_summary(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    clock: FromDishka[Clock],
    settings: FromDishka[Settings],
    **_: Any,
) -> Offered:
    draft = draft_of(dialog_manager)
    resource, slot = chosen_resource(draft, venue), chosen_slot(draft, venue)
    return {
        "photo": photo_of(settings.venues_dir, venue, resource),
        **visit_facts(venue, resource.id, slot, draft.get("party_size"), words, clock.now()),
    }


@inject
async def confirm(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    book_slot: FromDishka[BookSlot],
    show_booking: FromDishka[ShowBooking],
    remember: FromDishka[AnswerOffers],
    clock: FromDishka[Clock],
) -> None:
    talk, draft = Conversation.of(manager), draft_of(manager)
    try:
        receipt = await book_slot(talk.venue, talk.guest, _request(draft))
    except Refused as refusal:
        await alert(callback, await explain_slot(talk, refusal, talk.as_visitor(), show_booking, clock.now()))
        await manager.switch_to(_step_after(refusal, talk.venue))
    else:
        draft["booking_id"] = receipt.booking.id
        draft["asks_about_offers"] = talk.guest.offers_consent is None and talk.venue.has_offers
        if draft["asks_about_offers"]:
            # Whoever does not answer has not said yes, and is not asked again.
            await remember(talk.guest, consent=False)
        await manager.switch_to(Booking.done)


def _request(draft: Draft) -> BookingRequest:
    starts_at = datetime.fromisoformat(draft["starts_at"])
    return BookingRequest(draft["resource_id"], starts_at, draft.get("party_size"), draft["request_key"])


def _step_after(refusal: Refused, venue: Venue) -> State:
    """Where the guest can choose what is still possible."""
    if isinstance(refusal, ResourceDoesNotFit | NotFound):
        return first_step(venue)
    return slot_step(refusal, Booking.day, Booking.time) or Booking.confirm


@inject
async def offer_next(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    talk, draft = Conversation.of(dialog_manager), draft_of(dialog_manager)
    # Not from the draft: the catalogue may have changed since, and what was booked is what was promised.
    booking = (await show_booking(talk.as_visitor(), draft["booking_id"])).booking
    return {
        "asks_about_offers": draft["asks_about_offers"],
        **visit_facts(venue, booking.resource_id, booking.slot, booking.party_size, words, clock.now()),
    }


async def answer_question(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    await answer_offers(callback, button, manager)
    draft_of(manager)["asks_about_offers"] = False
