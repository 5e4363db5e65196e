"""The first steps: for how many, or which specialty or service. The table or the doctor may be chosen first."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Button, Column, Group, Start
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.all_button import all_button
from app.bot.dialogs.availability.choices import CHOICES, FIRST_STEPS, first_step, proceed, services_for
from app.bot.dialogs.availability.chosen_slot import BOOKING, CHOSEN_SLOT, still_offered
from app.bot.dialogs.availability.service_widgets import offer_services, service_buttons
from app.bot.dialogs.availability.slot_windows import resource_button
from app.bot.dialogs.bookings.stop_button import back_and_stop
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, grid, to_menu
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import alert
from app.bot.refusals import explain
from app.bot.states import BookingSteps, Menu, MyBookings
from app.domain.availability.offering import Offering
from app.domain.errors import NotFound, Refused
from app.domain.venues import Specialty, Venue
from app.texts.facts import CARDS_ON_PAGE
from app.texts.translator import Html, Words
from app.usecases.bookings.check_guest import CheckMayBook

SPECIALTIES = "specialties"
ICONS = {
    "bone": "🦴",
    "brain": "🧠",
    "child": "🧒",
    "ear": "👂",
    "eye": "👁",
    "flower": "🌸",
    "hand": "✋",
    "heart": "❤️",
    "stethoscope": "🩺",
    "stomach": "🍏",
}
"""The emoji that the chat shows for each icon of the catalogue."""


class OfferedBeginning(TypedDict):
    """For the windows with which a booking begins: whether the guest may make another one at all."""

    may_book: bool
    is_refused: bool
    refusal: str
    """Why not; empty for a guest who may."""


class OfferedPartySizes(TypedDict):
    """For the window that asks how many will come."""

    buttons: Buttons


class OfferedSpecialties(TypedDict):
    """For the window that asks for a specialty: a page of all, or of those that a sentence may mean."""

    buttons: Buttons
    pages: int
    cards: Html
    has_more: bool
    """Whether only those are shown that a sentence may mean."""


class OfferedResource(TypedDict):
    """For the windows that a guest may reach with a certain table or person in mind."""

    resource: str
    """Its name; empty where any will do."""
    is_first: bool
    """Whether the window is the venue's first one."""


class SpecialtyFacts(TypedDict):
    """What the texts of one specialty may name."""

    icon: str
    specialty: str
    description: str


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("chosen_resource", when="resource"),
            MessageText("ask_party_size", when="may_book"),
            Group(grid(Choice("size", int, choose_party_size)), resource_button(), when="may_book"),
            *_when_refused(),
            back_and_stop(Button(ButtonText("button_back"), id="back", on_click=go_back)),
            state=BookingSteps.party_size,
            getters=[offer_beginning, offer_resource, offer_party_sizes],
        ),
        TypedWindow(
            MessageText("ask_specialty", when="may_book"),
            Group(
                Column(Choice("specialty", str, choose_specialty)),
                pager(SPECIALTIES),
                all_button(ButtonText("button_all_specialties"), SPECIALTIES),
                resource_button(),
                when="may_book",
            ),
            *_when_refused(),
            back_and_stop(to_menu("button_back")),
            state=BookingSteps.specialty,
            getters=[offer_beginning, offer_specialties],
        ),
        TypedWindow(
            MessageText("chosen_resource", when="resource"),
            MessageText("ask_service", when="may_book"),
            Group(service_buttons(), resource_button(when="is_first"), when="may_book"),
            *_when_refused(),
            back_and_stop(Button(ButtonText("button_back"), id="back", on_click=go_back)),
            state=BookingSteps.service,
            getters=[offer_beginning, offer_resource, offer_services],
        ),
    )


def _when_refused() -> tuple[MessageText, Start]:
    """What a guest is shown instead who may not book: every further step would be vain."""
    to_bookings = Start(
        ButtonText("button_my_bookings"), "my", MyBookings.list, mode=StartMode.RESET_STACK, when="is_refused"
    )
    return MessageText("may_not_book", when="is_refused"), to_bookings


@inject
async def offer_beginning(
    dialog_manager: DialogManager, check_may_book: FromDishka[CheckMayBook], **_: Any
) -> OfferedBeginning:
    conversation, refusal = Conversation.of(dialog_manager), ""
    try:
        await check_may_book(conversation.as_visitor())
    except Refused as refused:
        refusal = explain(conversation, refused)
    return {"may_book": not refusal, "is_refused": bool(refusal), "refusal": refusal}


async def offer_resource(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> OfferedResource:
    chosen = CHOSEN_SLOT.read(dialog_manager)
    with still_offered(dialog_manager):
        wanted = chosen.wanted(venue)
    return {
        "resource": wanted.name.to(words.locale) if wanted else "",
        "is_first": dialog_manager.current_context().state is first_step(venue),
    }


async def offer_party_sizes(dialog_manager: DialogManager, venue: Venue, **_: Any) -> OfferedPartySizes:
    chosen = CHOSEN_SLOT.read(dialog_manager)
    with still_offered(dialog_manager):
        sizes = Offering(venue).party_sizes(chosen.wanted(venue))
    return {"buttons": [(size, str(size)) for size in sizes]}


@leads_to(*CHOICES)
async def choose_party_size(callback: CallbackQuery, _: Any, manager: DialogManager, size: int) -> Target:
    conversation, chosen = Conversation.of(manager), CHOSEN_SLOT.read(manager)
    with still_offered(manager):
        sizes = Offering(conversation.venue).party_sizes(chosen.wanted(conversation.venue))
    if size not in sizes:
        await alert(callback, explain(conversation, NotFound()))
        return None
    return await proceed(manager, replace(chosen, party_size=size))


async def offer_specialties(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> OfferedSpecialties:
    meant = CHOSEN_SLOT.read(dialog_manager).specialties or ()
    named = [venue.specialties[each] for each in meant if each in venue.specialties]
    specialties = named or list(venue.specialties.values())
    on_page, pages = await cut_page(dialog_manager, SPECIALTIES, specialties, CARDS_ON_PAGE)
    facts = [(specialty.id, _specialty_facts(specialty, words)) for specialty in on_page]
    return {
        "buttons": [(specialty_id, words.plain("button_specialty", **each)) for specialty_id, each in facts],
        "pages": pages,
        "cards": Html("\n".join(words("specialty_card", **each) for _, each in facts)),
        "has_more": bool(named),
    }


def _specialty_facts(specialty: Specialty, words: Words) -> SpecialtyFacts:
    return {
        "icon": ICONS.get(specialty.icon, "🏥"),
        "specialty": specialty.name.to(words.locale),
        "description": specialty.description.to(words.locale),
    }


@leads_to(*CHOICES)
async def choose_specialty(callback: CallbackQuery, _: Any, manager: DialogManager, specialty_id: str) -> Target:
    conversation, chosen = Conversation.of(manager), CHOSEN_SLOT.read(manager)
    if specialty_id not in conversation.venue.specialties:
        await alert(callback, explain(conversation, NotFound()))
        return None
    # What was chosen for another specialty may be of no use for this one.
    chosen = replace(chosen, specialty=specialty_id, service=None, without_service=False, resource_id=None)
    return await proceed(manager, chosen)


@leads_to(Menu.main, *FIRST_STEPS)
async def go_back(_callback: CallbackQuery, _: Any, manager: DialogManager) -> Target:
    """From the first step to the menu; where a certain place was wanted, first to the same step without it."""
    venue, chosen = Conversation.of(manager).venue, CHOSEN_SLOT.read(manager)
    first = first_step(venue)
    if manager.current_context().state is not first:
        return first
    if chosen.resource_id is None:
        return Opening(Menu.main)
    CHOSEN_SLOT.write(manager, replace(chosen, resource_id=None))
    return first


@leads_to(*FIRST_STEPS)
async def return_from_day(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    """From the choice of a day to the last one before it."""
    venue, chosen = Conversation.of(manager).venue, CHOSEN_SLOT.read(manager)
    return BookingSteps.service if services_for(venue, BOOKING, chosen) else first_step(venue)
