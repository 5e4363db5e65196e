"""The closures that are in force, and the dialog in which an admin makes one and ends one."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Group, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.closures import check, span
from app.bot.dialogs.closures.draft import DRAFT, ClosingDraft, closure_line, name_of_closed
from app.bot.dialogs.desk.access import AdminDialog, to_panel
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.refusals import fulfill
from app.bot.states import Closing
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import LINES_ON_PAGE
from app.texts.translator import Html, Words
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.reopen import Reopen

RESOURCES_ON_PAGE = 40


class OfferedClosures(TypedDict):
    """For the list: a page of the closures."""

    lines: Html
    buttons: Buttons
    pages: int
    is_empty: bool


class OfferedResources(TypedDict):
    """For the window that asks what to close: a page of the resources."""

    venue: str
    buttons: Buttons
    pages: int


def make_dialog() -> Dialog:
    return AdminDialog(
        TypedWindow(
            MessageText("closures", when="buttons"),
            MessageText("no_closures", when="is_empty"),
            Column(Choice("closure", parse_id, reopen)),
            pager("closures"),
            Button(ButtonText("button_close"), id="new", on_click=begin),
            to_panel(),
            state=Closing.list,
            getters=[offer_closures],
        ),
        TypedWindow(
            MessageText("ask_what_to_close"),
            Button(ButtonText("button_close_venue"), id="venue", on_click=choose_venue),
            Group(Choice("resource", str, choose_resource), width=2),
            pager("resources_to_close"),
            SwitchTo(ButtonText("button_back"), "back", Closing.list),
            state=Closing.what,
            getters=[offer_resources],
        ),
        *span.windows(),
        check.window(),
        on_start=DRAFT.begin,
    )


@inject
async def offer_closures(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_closures: FromDishka[ListClosures],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedClosures:
    found = await list_closures(Conversation.of(dialog_manager).as_admin())
    on_page, pages = await cut_page(dialog_manager, "closures", found, LINES_ON_PAGE)
    return {
        "lines": Html("\n\n".join(closure_line(venue, closure, words, clock.now()) for closure in on_page)),
        "buttons": [
            (closure.id, words.plain("button_reopen", what=name_of_closed(venue, closure.resource_id, words)))
            for closure in on_page
        ],
        "pages": pages,
        "is_empty": not found,
    }


@leads_to(Closing.list)
@inject
async def reopen(
    callback: CallbackQuery, _: Any, manager: DialogManager, closure_id: int, reopen_it: FromDishka[Reopen]
) -> State:
    conversation = Conversation.of(manager)
    reopened = reopen_it(conversation.as_admin(), closure_id)
    await fulfill(callback, conversation, reopened, conversation.words.plain("reopened"))
    return Closing.list


@leads_to(Closing.what)
async def begin(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    DRAFT.write(manager, ClosingDraft())
    await set_page(manager, "resources_to_close", 0)
    return Closing.what


async def offer_resources(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> OfferedResources:
    resources = list(venue.resources.values())
    on_page, pages = await cut_page(dialog_manager, "resources_to_close", resources, RESOURCES_ON_PAGE)
    buttons = [(each.id, each.name.to(words.locale)) for each in on_page]
    return {"venue": venue.name.to(words.locale), "buttons": buttons, "pages": pages}


@leads_to(Closing.day)
async def choose_venue(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    DRAFT.write(manager, replace(DRAFT.read(manager), what=""))
    return Closing.day


@leads_to(Closing.day)
async def choose_resource(_callback: CallbackQuery, _: Any, manager: DialogManager, resource_id: str) -> State:
    chosen = Conversation.of(manager).venue.resource(resource_id)
    DRAFT.write(manager, replace(DRAFT.read(manager), what=chosen.id))
    return Closing.day
