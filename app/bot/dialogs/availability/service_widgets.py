"""The list of services in a window, for a new booking and for a move."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Group, Keyboard

from app.bot.choice_card import ordinary_visit_card, service_card
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.all_button import all_button
from app.bot.dialogs.availability.choices import CHOICES, SERVICES, proceed, services_for
from app.bot.dialogs.availability.chosen_slot import BOOKING, CHOSEN_SLOT, slot_steps, still_offered
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice
from app.bot.dialogs.window import Buttons
from app.bot.presses import alert
from app.bot.refusals import explain
from app.domain.errors import NotFound
from app.domain.venues import Asks, Venue
from app.texts.facts import LINES_ON_PAGE
from app.texts.translator import Html, Words


class OfferedServices(TypedDict):
    """For the window that asks for a service: a page of them."""

    buttons: Buttons
    pages: int
    cards: Html
    may_be_ordinary: bool
    """Whether a visit without a service can be chosen."""
    has_more: bool
    """Whether only those are shown that a sentence may mean."""


def service_buttons() -> Keyboard:
    """Return the buttons to choose from what `offer_services` offers."""
    return Group(
        Button(ButtonText("button_ordinary_visit"), id="ordinary", on_click=choose_no_service, when="may_be_ordinary"),
        Column(Choice("service", str, choose_service)),
        pager(SERVICES),
        all_button(ButtonText("button_all_services"), SERVICES),
    )


async def offer_services(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> OfferedServices:
    chosen, steps = CHOSEN_SLOT.read(dialog_manager), slot_steps(dialog_manager)
    with still_offered(dialog_manager):
        services = services_for(venue, steps, chosen)
    meant = [each for each in services if each.id in (chosen.services or ())]
    on_page, pages = await cut_page(dialog_manager, SERVICES, meant or services, LINES_ON_PAGE)
    cards = [service_card(service, words) for service in on_page]
    # A move to no service is none: it keeps the booking's.
    may_be_ordinary = venue.booking.asks is not Asks.SERVICE and steps is BOOKING
    if may_be_ordinary:
        cards.insert(0, ordinary_visit_card(venue, words))
    return {
        "buttons": [(service.id, service.name.to(words.locale)) for service in on_page],
        "pages": pages,
        "cards": Html("\n".join(cards)),
        "may_be_ordinary": may_be_ordinary,
        "has_more": bool(meant),
    }


@leads_to(*CHOICES)
async def choose_service(callback: CallbackQuery, _: Any, manager: DialogManager, service_id: str) -> Target:
    conversation, chosen = Conversation.of(manager), CHOSEN_SLOT.read(manager)
    with still_offered(manager):
        offered = {each.id: each for each in services_for(conversation.venue, slot_steps(manager), chosen)}
    if service_id not in offered:
        await alert(callback, explain(conversation, NotFound()))
        return None
    resource_id = chosen.resource_id if chosen.resource_id in offered[service_id].resources else None
    chosen = replace(chosen, service=service_id, without_service=False, resource_id=resource_id)
    return await proceed(manager, chosen)


@leads_to(*CHOICES)
async def choose_no_service(_callback: CallbackQuery, _: Any, manager: DialogManager) -> Target:
    return await proceed(manager, replace(CHOSEN_SLOT.read(manager), service=None, without_service=True))
