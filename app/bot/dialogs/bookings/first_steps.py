"""The first steps: for how many or which specialty, then which table or doctor."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Button, Column, Group, Start
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.slot_windows import show_first_free_day
from app.bot.dialogs.bookings.draft import DRAFT, FIRST_STEPS, first_step
from app.bot.dialogs.bookings.stop_button import back_and_stop
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, grid, to_menu
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.refusals import explain
from app.bot.resource_card import resource_card
from app.bot.states import BookingSteps, MyBookings
from app.domain.availability.offering import Offering
from app.domain.errors import NotFound, Refused
from app.domain.venues import Specialty, Venue
from app.texts.facts import CARDS_ON_PAGE
from app.texts.translator import Html, Words
from app.usecases.bookings.check_guest import CheckMayBook

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
    """For the window that asks for a specialty: a page of them."""

    buttons: Buttons
    pages: int
    cards: Html


class OfferedResources(TypedDict):
    """For the window that asks for a table or a doctor: a page of them."""

    buttons: Buttons
    pages: int
    cards: Html
    party: str
    """Empty where a specialty was chosen."""
    specialty: str
    """Empty where a party size was chosen."""


class SpecialtyFacts(TypedDict):
    """What the texts of one specialty may name."""

    icon: str
    specialty: str
    description: str


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("ask_party_size", when="may_book"),
            Group(grid(Choice("size", int, choose_party_size)), when="may_book"),
            *_when_refused(),
            back_and_stop(to_menu("button_back")),
            state=BookingSteps.party_size,
            getters=[offer_beginning, offer_party_sizes],
        ),
        TypedWindow(
            MessageText("ask_specialty", when="may_book"),
            Group(Column(Choice("specialty", str, choose_specialty)), pager("specialties"), when="may_book"),
            *_when_refused(),
            back_and_stop(to_menu("button_back")),
            state=BookingSteps.specialty,
            getters=[offer_beginning, offer_specialties],
        ),
        TypedWindow(
            MessageText("ask_table", when="party"),
            MessageText("ask_doctor", when="specialty"),
            Column(Choice("resource", str, choose_resource)),
            pager("resources"),
            back_and_stop(Button(ButtonText("button_back"), id="back", on_click=return_to_first_step)),
            state=BookingSteps.resource,
            getters=[offer_resources],
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


async def offer_party_sizes(venue: Venue, **_: Any) -> OfferedPartySizes:
    return {"buttons": [(size, str(size)) for size in _party_sizes(venue)]}


def _party_sizes(venue: Venue) -> range:
    return range(1, (venue.booking.max_party_size or 0) + 1)


@leads_to(BookingSteps.resource)
async def choose_party_size(_callback: CallbackQuery, _: Any, manager: DialogManager, size: int) -> State:
    if size not in _party_sizes(Conversation.of(manager).venue):
        raise NotFound(f"no party of {size}")
    DRAFT.write(manager, replace(DRAFT.read(manager), party_size=size))
    await set_page(manager, "resources", 0)
    return BookingSteps.resource


async def offer_specialties(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> OfferedSpecialties:
    specialties = list(venue.specialties.values())
    on_page, pages = await cut_page(dialog_manager, "specialties", specialties, CARDS_ON_PAGE)
    facts = [(specialty.id, _specialty_facts(specialty, words)) for specialty in on_page]
    return {
        "buttons": [(specialty_id, words.plain("button_specialty", **each)) for specialty_id, each in facts],
        "pages": pages,
        "cards": Html("\n".join(words("specialty_card", **each) for _, each in facts)),
    }


def _specialty_facts(specialty: Specialty, words: Words) -> SpecialtyFacts:
    return {
        "icon": ICONS.get(specialty.icon, "🏥"),
        "specialty": specialty.name.to(words.locale),
        "description": specialty.description.to(words.locale),
    }


@leads_to(BookingSteps.resource)
async def choose_specialty(_callback: CallbackQuery, _: Any, manager: DialogManager, specialty_id: str) -> State:
    specialty = Conversation.of(manager).venue.specialty(specialty_id)
    DRAFT.write(manager, replace(DRAFT.read(manager), specialty=specialty.id))
    await set_page(manager, "resources", 0)
    return BookingSteps.resource


async def offer_resources(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> OfferedResources:
    draft = DRAFT.read(dialog_manager)
    party, specialty = "", ""
    if draft.party_size is not None:
        party = words("party", size=draft.party_size)
    else:
        chosen = venue.specialty(required(draft.specialty, "a party size or a specialty"))
        specialty = chosen.name.to(words.locale)
    places = Offering(venue).fitting(draft.wish)
    on_page, pages = await cut_page(dialog_manager, "resources", places, CARDS_ON_PAGE)
    return {
        "buttons": [(place.id, place.name.to(words.locale)) for place in on_page],
        "pages": pages,
        "cards": Html("\n\n".join(resource_card(place, words) for place in on_page)),
        "party": party,
        "specialty": specialty,
    }


@leads_to(BookingSteps.day)
async def choose_resource(_callback: CallbackQuery, _: Any, manager: DialogManager, resource_id: str) -> State:
    place = Conversation.of(manager).venue.place(resource_id)
    DRAFT.write(manager, replace(DRAFT.read(manager), resource_id=place.id))
    show_first_free_day(manager)
    return BookingSteps.day


@leads_to(*FIRST_STEPS)
async def return_to_first_step(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    return first_step(Conversation.of(manager).venue)
