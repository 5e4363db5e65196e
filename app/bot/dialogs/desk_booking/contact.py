"""For whom an admin books: a name and a phone number, typed or as a contact; then the check and the booking."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import visit_facts
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL, PanelData
from app.bot.dialogs.desk_booking.draft import DRAFT, chosen_slot
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import alert, toast
from app.bot.refusals import explain, explain_slot
from app.bot.states import AdminPanel, DeskBooking
from app.domain.availability.slots import day_of
from app.domain.bookings import Source
from app.domain.errors import InvalidPhone, NotFound, Refused
from app.domain.names import clean_name
from app.domain.phones import Contact, read_contact, read_phone, shown_phone
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import VisitFacts
from app.texts.regions import region_of
from app.texts.translator import Words
from app.usecases.bookings.book_slot import BookingRequest
from app.usecases.desk.book_for_guest import BookForGuest
from app.usecases.desk.find_slots_of_desk import FindSlotsOfDesk

MOST_PLACES = 60
"""Places that can be chosen instead of the proposed one."""


class OfferedVisit(VisitFacts):
    """For the windows that show what was chosen."""


class OfferedPlaces(TypedDict):
    """For the window of the other places that are free."""

    buttons: Buttons


class OfferedCheck(VisitFacts):
    """For the window before the booking."""

    name: str
    phone: str
    """As people read it; empty for none."""
    is_today: bool
    """Whether the guest may be there already."""


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("desk_visit"),
            MessageText("ask_contact"),
            MessageInput(save_contact, content_types=[ContentType.TEXT, ContentType.CONTACT]),
            Button(ButtonText("button_without_name"), id="nameless", on_click=go_without_name),
            SwitchTo(ButtonText("button_other_place"), "place", DeskBooking.place),
            SwitchTo(ButtonText("button_back"), "back", DeskBooking.time),
            state=DeskBooking.contact,
            getters=[offer_visit],
        ),
        TypedWindow(
            MessageText("desk_visit"),
            MessageText("desk_ask_place"),
            Group(Choice("place", str, choose_place), width=2),
            SwitchTo(ButtonText("button_back"), "back", DeskBooking.contact),
            state=DeskBooking.place,
            getters=[offer_visit, offer_places],
        ),
        TypedWindow(
            MessageText("desk_check"),
            MessageText("card_phone", when="phone"),
            Button(ButtonText("button_book_by_phone"), id=Source.PHONE, on_click=book),
            Button(ButtonText("button_book_walk_in"), id=Source.WALK_IN, on_click=book, when="is_today"),
            SwitchTo(ButtonText("button_back"), "back", DeskBooking.contact),
            state=DeskBooking.check,
            getters=[offer_check],
        ),
    )


@inject
async def offer_visit(
    dialog_manager: DialogManager, venue: Venue, words: Words, clock: FromDishka[Clock], **_: Any
) -> OfferedVisit:
    return {**visit_facts(venue, DRAFT.read(dialog_manager).visit(venue), words, clock.now())}


@inject
async def offer_places(
    dialog_manager: DialogManager, words: Words, find_slots: FromDishka[FindSlotsOfDesk], **_: Any
) -> OfferedPlaces:
    slot = await chosen_slot(dialog_manager, find_slots)
    return {"buttons": [(place.id, place.name.to(words.locale)) for place in (slot.free if slot else ())[:MOST_PLACES]]}


@leads_to(DeskBooking.contact)
async def choose_place(_callback: CallbackQuery, _: Any, manager: DialogManager, place_id: str) -> State:
    place = Conversation.of(manager).venue.place(place_id)
    DRAFT.write(manager, replace(DRAFT.read(manager), resource_id=place.id))
    return DeskBooking.contact


@leads_to(DeskBooking.check)
async def save_contact(message: Message, _: MessageInput, manager: DialogManager) -> Target:
    conversation = Conversation.of(manager)
    manager.show_mode = ShowMode.DELETE_AND_SEND
    try:
        contact = _read(message, conversation.venue)
    except InvalidPhone as refusal:
        await message.answer(explain(conversation, refusal))
        return None
    DRAFT.write(manager, replace(DRAFT.read(manager), name=contact.name, phone=contact.phone))
    return DeskBooking.check


def _read(message: Message, venue: Venue) -> Contact:
    """Return the contact that was shared, or that a line names."""
    region = region_of(venue.zone)
    if message.contact is None:
        return read_contact(message.text or "", region)
    shared = message.contact
    name = " ".join(filter(None, [shared.first_name, shared.last_name]))
    # Telegram gives numbers with or without the sign.
    return Contact(clean_name(name), read_phone(f"+{shared.phone_number.lstrip('+')}", None))


@leads_to(DeskBooking.check)
async def go_without_name(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    DRAFT.write(manager, replace(DRAFT.read(manager), name="", phone=None))
    return DeskBooking.check


@inject
async def offer_check(
    dialog_manager: DialogManager, venue: Venue, words: Words, clock: FromDishka[Clock], **_: Any
) -> OfferedCheck:
    draft, now = DRAFT.read(dialog_manager), clock.now()
    return {
        **visit_facts(venue, draft.visit(venue), words, now),
        "name": draft.name or words.plain("nameless_guest"),
        "phone": shown_phone(draft.phone) if draft.phone else "",
        "is_today": day_of(venue, draft.start_time()) == day_of(venue, now),
    }


@leads_to(AdminPanel.card, DeskBooking.time)
@inject
async def book(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    book_for_guest: FromDishka[BookForGuest],
    clock: FromDishka[Clock],
) -> Target:
    conversation, draft = Conversation.of(manager), DRAFT.read(manager)
    request = BookingRequest(
        required(draft.resource_id, "a resource"),
        draft.start_time(),
        draft.party_size,
        draft.request_key,
        draft.service,
        draft.specialty,
        Source(required(button.widget_id, "a source")),
    )
    try:
        receipt = await book_for_guest(conversation.as_admin(), draft.contact, request)
    except NotFound:
        raise
    except Refused as refusal:
        await alert(callback, explain_slot(conversation, refusal, clock.now()))
        return DeskBooking.time
    await toast(callback, conversation.words.plain("booked_by_desk"))
    return Opening(AdminPanel.card, PANEL.dump(PanelData(booking_id=receipt.booking.id)))
