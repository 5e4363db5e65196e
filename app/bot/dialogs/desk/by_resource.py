"""The window in which an admin chooses the resource whose bookings of a day are listed."""

from collections import Counter
from dataclasses import replace
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Group, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL, open_day
from app.bot.dialogs.desk.timeline import read_day
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import AdminPanel
from app.domain.venues import Venue, resource_ids_of
from app.runtime.clock import Clock
from app.texts.translator import Words
from app.usecases.desk.list_day import ListDay, PartOfDay

PAGE_SIZE = 40


class OfferedResources(TypedDict):
    """A page of the venue's resources, each with the number of its bookings."""

    day: str
    buttons: Buttons
    pages: int


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("ask_resource_of_list"),
        Group(Choice("resource", str, choose), width=2),
        pager("resources_of_day"),
        SwitchTo(ButtonText("button_back"), "back", AdminPanel.day),
        state=AdminPanel.by_resource,
        getters=[offer_resources],
    )


@inject
async def offer_resources(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_day: FromDishka[ListDay],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedResources:
    _part, found = await read_day(dialog_manager, list_day, clock)
    numbers = Counter(
        resource_id for booking, _ in found.of(PartOfDay.AHEAD) for resource_id in resource_ids_of(booking.resource_id)
    )
    on_page, pages = await cut_page(dialog_manager, "resources_of_day", list(venue.resources.values()), PAGE_SIZE)
    buttons = [
        (each.id, words.plain("button_resource_of_list", resource=each.name.to(words.locale), number=numbers[each.id]))
        for each in on_page
    ]
    return {
        "day": words.dates.long_day(open_day(dialog_manager, clock), clock.now()),
        "buttons": buttons,
        "pages": pages,
    }


@leads_to(AdminPanel.day)
async def choose(_callback: CallbackQuery, _: Any, manager: DialogManager, resource_id: str) -> State:
    chosen = Conversation.of(manager).venue.resource(resource_id)
    PANEL.write(manager, replace(PANEL.read(manager), of_resource=chosen.id))
    return AdminPanel.day
