"""The window in which an admin chooses another resource for a booking whose own one can no longer take it."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.slot_windows import show_first_free_day
from app.bot.dialogs.bookings.cards import opened_booking
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import AdminPanel
from app.domain.misfits import fitting_places
from app.domain.venues import Venue
from app.texts.translator import Words
from app.usecases.bookings.show_booking import ShowBooking

PAGE_SIZE = 8


class OfferedResources(TypedDict):
    """A page of the resources that could take the booking."""

    buttons: Buttons
    pages: int
    is_empty: bool


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("ask_other_resource", when="buttons"),
        MessageText("no_other_resource", when="is_empty"),
        Column(Choice("resource", str, choose_resource)),
        pager("resources"),
        SwitchTo(ButtonText("button_back"), "back", AdminPanel.card),
        state=AdminPanel.move_resource,
        getters=[offer_resources],
    )


@inject
async def offer_resources(
    dialog_manager: DialogManager, venue: Venue, words: Words, show_booking: FromDishka[ShowBooking], **_: Any
) -> OfferedResources:
    found = fitting_places(venue, await opened_booking(dialog_manager, show_booking))
    on_page, pages = await cut_page(dialog_manager, "resources", found, PAGE_SIZE)
    buttons = [(place.id, place.name.to(words.locale)) for place in on_page]
    return {"buttons": buttons, "pages": pages, "is_empty": not found}


@leads_to(AdminPanel.move_day)
async def choose_resource(_callback: CallbackQuery, _: Any, manager: DialogManager, resource_id: str) -> State:
    place = Conversation.of(manager).venue.place(resource_id)
    PANEL.write(manager, replace(PANEL.read(manager), resource_id=place.id))
    show_first_free_day(manager)
    return AdminPanel.move_day
