"""The bookings that no longer fit the catalogue: by the reason, page by page, and the question about all of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL, OpenedIn
from app.bot.dialogs.desk.timeline import line_facts
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import alert, toast
from app.bot.refusals import explain
from app.bot.states import AdminPanel
from app.domain.bookings import Misfit
from app.domain.errors import Refused
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import LINES_ON_PAGE
from app.texts.translator import Html, Words
from app.usecases.desk.list_undecided import ListUndecided, UndecidedBooking
from app.usecases.desk.settle_all import Decision, SettleAll, digest, with_misfit

PAGER = "undecided"


class OfferedReasons(TypedDict):
    """For the window of the reasons."""

    buttons: Buttons
    is_empty: bool


class OfferedUndecided(TypedDict):
    """For the list of the bookings with one reason: a page of them."""

    reason: str
    total: int
    lines: Html
    buttons: Buttons
    pages: int
    is_empty: bool
    can_accept: bool
    is_zone_changed: bool


class OfferedQuestion(TypedDict):
    """For the question about all of them."""

    reason: str
    total: int
    question: Html


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("undecided", when="buttons"),
            MessageText("nothing_undecided", when="is_empty"),
            Column(Choice("reason", Misfit, open_reason)),
            SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main),
            state=AdminPanel.undecided,
            getters=[offer_reasons],
        ),
        TypedWindow(
            MessageText("undecided_list", when="buttons"),
            MessageText("nothing_undecided", when="is_empty"),
            Column(Choice("booking", parse_id, open_card)),
            pager(PAGER),
            Button(ButtonText("button_keep_all"), id=Decision.AS_IT_IS, on_click=ask, when="can_accept"),
            Button(ButtonText("button_all_local_time"), id=Decision.LOCAL_TIME, on_click=ask, when="is_zone_changed"),
            Button(ButtonText("button_all_instant"), id=Decision.INSTANT, on_click=ask, when="is_zone_changed"),
            Button(ButtonText("button_cancel_all"), id=Decision.CANCEL, on_click=ask, when="buttons"),
            SwitchTo(ButtonText("button_back"), "reasons", AdminPanel.undecided),
            state=AdminPanel.undecided_list,
            getters=[offer_list],
        ),
        TypedWindow(
            MessageText("ask_about_all"),
            Button(ButtonText("button_yes_all"), id="yes", on_click=settle),
            SwitchTo(ButtonText("button_back"), "list", AdminPanel.undecided_list),
            state=AdminPanel.settle_all,
            getters=[offer_question],
        ),
    )


@inject
async def offer_reasons(
    dialog_manager: DialogManager, words: Words, list_undecided: FromDishka[ListUndecided], **_: Any
) -> OfferedReasons:
    found = await list_undecided(Conversation.of(dialog_manager).as_admin())
    numbers = Counter(misfit for each in found for misfit in each.misfits)
    buttons = [
        (str(misfit), words.plain("button_misfit", reason=words.plain(f"misfit_name_{misfit}"), number=numbers[misfit]))
        for misfit in Misfit
        if misfit in numbers
    ]
    return {"buttons": buttons, "is_empty": not buttons}


@leads_to(AdminPanel.undecided_list)
async def open_reason(_callback: CallbackQuery, _: Any, manager: DialogManager, misfit: Misfit) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), misfit=misfit))
    await set_page(manager, PAGER, 0)
    return AdminPanel.undecided_list


async def _listed(manager: DialogManager, list_undecided: ListUndecided) -> tuple[Misfit, list[UndecidedBooking]]:
    """Return the reason that is open, and its bookings."""
    misfit = required(PANEL.read(manager).misfit, "a reason")
    return misfit, with_misfit(await list_undecided(Conversation.of(manager).as_admin()), misfit)


@inject
async def offer_list(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_undecided: FromDishka[ListUndecided],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedUndecided:
    misfit, found = await _listed(dialog_manager, list_undecided)
    on_page, pages = await cut_page(dialog_manager, PAGER, found, LINES_ON_PAGE)
    facts = [(each.booking.id, _line(venue, each, words, clock)) for each in on_page]
    return {
        "reason": words(f"misfit_name_{misfit}"),
        "total": len(found),
        "lines": Html("\n".join(words("undecided_line", **each) for _, each in facts)),
        "buttons": [(booking_id, words.plain("button_undecided_booking", **each)) for booking_id, each in facts],
        "pages": pages,
        "is_empty": not found,
        "can_accept": bool(found) and misfit is not Misfit.ZONE_CHANGED,
        "is_zone_changed": bool(found) and misfit is Misfit.ZONE_CHANGED,
    }


def _line(venue: Venue, each: UndecidedBooking, words: Words, clock: Clock) -> Mapping[str, str]:
    facts = line_facts(venue, each.booking, each.guest, words, clock.now())
    line = words(f"day_line_{venue.booking.asks}", **facts)
    day = words.dates.day(each.booking.starts_at, clock.now())
    return {"day": day, "line": line, "time": facts["time"], "guest": facts["guest"]}


@leads_to(AdminPanel.card)
async def open_card(_callback: CallbackQuery, _: Any, manager: DialogManager, booking_id: int) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), booking_id=booking_id, opened_in=OpenedIn.ELSEWHERE))
    return AdminPanel.card


@leads_to(AdminPanel.settle_all)
async def ask(_callback: CallbackQuery, button: Button, manager: DialogManager) -> State:
    decision = Decision(required(button.widget_id, "a decision"))
    PANEL.write(manager, replace(PANEL.read(manager), decision=decision))
    return AdminPanel.settle_all


@inject
async def offer_question(
    dialog_manager: DialogManager, words: Words, list_undecided: FromDishka[ListUndecided], **_: Any
) -> OfferedQuestion:
    misfit, found = await _listed(dialog_manager, list_undecided)
    panel = replace(PANEL.read(dialog_manager), seen_all=digest(found))
    PANEL.write(dialog_manager, panel)
    decision = required(panel.decision, "a decision")
    return {
        "reason": words(f"misfit_name_{misfit}"),
        "total": len(found),
        "question": words(f"ask_all_{decision}", total=len(found)),
    }


@leads_to(AdminPanel.undecided)
@inject
async def settle(callback: CallbackQuery, _: Any, manager: DialogManager, settle_all: FromDishka[SettleAll]) -> State:
    conversation, panel = Conversation.of(manager), PANEL.read(manager)
    misfit, decision = required(panel.misfit, "a reason"), required(panel.decision, "a decision")
    try:
        settled = await settle_all(conversation.as_admin(), misfit, decision, required(panel.seen_all, "a list"))
    except Refused as refusal:
        await alert(callback, explain(conversation, refusal))
        return AdminPanel.undecided
    if settled.refused:
        await alert(callback, conversation.words.plain("some_not_settled", number=settled.refused))
    else:
        await toast(callback, conversation.words.plain("all_settled"))
    return AdminPanel.undecided
