"""The window in which an admin searches bookings by name, phone number or number."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.open_card import card_opener
from app.bot.dialogs.desk.panel_data import PANEL, OpenedIn
from app.bot.dialogs.desk.timeline import dated_line_facts
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import AdminPanel
from app.domain.names import NAME_LENGTH
from app.domain.search import read_search
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import LINES_OF_SEARCH
from app.texts.regions import region_of
from app.texts.translator import Html, Words
from app.usecases.desk.search_bookings import SearchBookings


class OfferedSearch(TypedDict):
    """For the window."""

    searched: str
    """What was typed; empty before."""
    is_new: bool
    is_empty: bool
    lines: Html
    buttons: Buttons


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("ask_search", when="is_new"),
        MessageText("search_found", when="buttons"),
        MessageText("search_found_nothing", when="is_empty"),
        MessageInput(search, content_types=ContentType.TEXT),
        Column(Choice("booking", parse_id, card_opener(OpenedIn.SEARCH))),
        SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main),
        state=AdminPanel.search,
        getters=[offer_search],
    )


@leads_to(AdminPanel.search)
async def open_search(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), searched=""))
    return AdminPanel.search


@leads_to(AdminPanel.search)
async def search(message: Message, _: MessageInput, manager: DialogManager) -> State:
    manager.show_mode = ShowMode.DELETE_AND_SEND
    PANEL.write(manager, replace(PANEL.read(manager), searched=(message.text or "")[:NAME_LENGTH]))
    return AdminPanel.search


@inject
async def offer_search(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    search_bookings: FromDishka[SearchBookings],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedSearch:
    admin, searched = Conversation.of(dialog_manager).as_admin(), PANEL.read(dialog_manager).searched
    wanted = read_search(searched, region_of(venue.zone))
    found = await search_bookings(admin, wanted, LINES_OF_SEARCH) if searched else []
    facts = [(booking.id, dated_line_facts(venue, booking, guest, words, clock.now())) for booking, guest in found]
    return {
        "searched": searched,
        "is_new": not searched,
        "is_empty": bool(searched) and not found,
        "lines": Html("\n".join(words("dated_line", **each) for _, each in facts)),
        "buttons": [(booking_id, words.plain("button_dated_line", **each)) for booking_id, each in facts],
    }
