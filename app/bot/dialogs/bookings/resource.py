"""The first steps: for how many or which specialty, then which table or doctor."""

from collections.abc import Sequence
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.slot import forget_month
from app.bot.dialogs.bookings.draft import draft_of, first_step
from app.bot.dialogs.bookings.steps import back_and_drop
from app.bot.dialogs.widgets import Choice, Grid, Label, Offered, Say, cut_page, find_pager, pager, to_menu
from app.bot.resource_card import resource_card
from app.bot.states import Booking
from app.domain.errors import NotFound
from app.domain.venues import Resource, Specialty, Venue
from app.texts.translator import Html, Words

ON_PAGE = 5

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
"""What stands for the catalogue's icons in the chat."""


def windows() -> tuple[Window, ...]:
    return (
        Window(
            Say("ask_party_size"),
            Grid(Choice("size", int, choose_party_size)),
            back_and_drop(to_menu("button_back")),
            state=Booking.party_size,
            getter=offer_party_sizes,
        ),
        Window(
            Say("ask_specialty"),
            Column(Choice("specialty", str, choose_specialty)),
            pager("specialties"),
            back_and_drop(to_menu("button_back")),
            state=Booking.specialty,
            getter=offer_specialties,
        ),
        Window(
            Say("ask_table", when="party"),
            Say("ask_doctor", when="specialty"),
            Column(Choice("resource", str, choose_resource)),
            pager("resources"),
            back_and_drop(Button(Label("button_back"), id="back", on_click=return_to_first_step)),
            state=Booking.resource,
            getter=offer_resources,
        ),
    )


async def offer_party_sizes(venue: Venue, **_: Any) -> Offered:
    return {"buttons": [(size, str(size)) for size in _party_sizes(venue)]}


def _party_sizes(venue: Venue) -> range:
    return range(1, (venue.booking.max_party_size or 0) + 1)


async def choose_party_size(_callback: CallbackQuery, _: Any, manager: DialogManager, size: int) -> None:
    if size not in _party_sizes(Conversation.of(manager).venue):
        raise NotFound(f"no party of {size}")
    draft_of(manager)["party_size"] = size
    await _show_resources(manager)


async def offer_specialties(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> Offered:
    specialties = list(venue.specialties.values())
    on_page, pages = await cut_page(dialog_manager, "specialties", specialties, ON_PAGE)
    lines = [words("specialty_card", **_specialty_facts(specialty, words)) for specialty in on_page]
    buttons = [(s.id, words.plain("button_specialty", **_specialty_facts(s, words))) for s in on_page]
    return {"buttons": buttons, "pages": pages, "cards": Html("\n".join(lines))}


def _specialty_facts(specialty: Specialty, words: Words) -> dict[str, str | int]:
    return {
        "icon": ICONS.get(specialty.icon, "🏥"),
        "specialty": specialty.name.to(words.locale),
        "description": specialty.description.to(words.locale),
    }


async def choose_specialty(_callback: CallbackQuery, _: Any, manager: DialogManager, specialty_id: str) -> None:
    draft_of(manager)["specialty"] = Conversation.of(manager).venue.specialty(specialty_id).id
    await _show_resources(manager)


async def _show_resources(manager: DialogManager) -> None:
    await find_pager(manager, "resources").set_page(0)
    await manager.switch_to(Booking.resource)


async def offer_resources(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> Offered:
    draft = draft_of(dialog_manager)
    resources: Sequence[Resource]
    facts: Offered
    if "party_size" in draft:
        resources = venue.tables_for(draft["party_size"])
        facts = {"party": words("party", size=draft["party_size"])}
    else:
        resources = venue.doctors_of(draft["specialty"])
        facts = {"specialty": venue.specialty(draft["specialty"]).name.to(words.locale)}
    on_page, pages = await cut_page(dialog_manager, "resources", resources, ON_PAGE)
    cards = Html("\n\n".join(resource_card(resource, words) for resource in on_page))
    buttons = [(resource.id, resource.name.to(words.locale)) for resource in on_page]
    return {"buttons": buttons, "pages": pages, "cards": cards, **facts}


async def choose_resource(_callback: CallbackQuery, _: Any, manager: DialogManager, resource_id: str) -> None:
    draft_of(manager)["resource_id"] = Conversation.of(manager).venue.resource(resource_id).id
    forget_month(manager)
    await manager.switch_to(Booking.day)


async def return_to_first_step(_callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
    await manager.switch_to(first_step(Conversation.of(manager).venue))
