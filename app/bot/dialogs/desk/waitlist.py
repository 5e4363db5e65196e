"""The waiting list of the day that is open: who waits, for what, since when, and what is held for them."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import guest_link, guest_name, visitor_name
from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL, open_day
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.refusals import fulfill
from app.bot.states import AdminPanel
from app.bot.wait_facts import wait_facts
from app.domain.names import shorten
from app.domain.phones import shown_phone
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import LINES_ON_PAGE, NAME_IN_LINE, WaitFacts
from app.texts.translator import Html, Words
from app.usecases.waitlist.answer_offer import DeclineOffer
from app.usecases.waitlist.leave_waitlist import LeaveWaitlist
from app.usecases.waitlist.list_waits import ListWaiting, ShowWait

PAGER = "waiting_guests"


class OfferedWaiting(TypedDict):
    """For the list: how many wait, and a page of them."""

    day: str
    total: int
    lines: Html
    buttons: Buttons
    pages: int
    is_empty: bool


class OfferedWait(WaitFacts):
    """For the card of one of them."""

    guest: str
    guest_link: str
    phone: str
    """Empty where it is not known."""


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("waiting_list", when="buttons"),
            MessageText("waiting_list_is_empty", when="is_empty"),
            Column(Choice("wait", parse_id, open_wait)),
            pager(PAGER),
            SwitchTo(ButtonText("button_back"), "back", AdminPanel.day),
            state=AdminPanel.waitlist,
            getters=[offer_waiting],
        ),
        TypedWindow(
            MessageText("desk_wait"),
            MessageText("details_for_whom", when="relative"),
            MessageText("card_phone", when="phone"),
            MessageText("held_for_guest", when="held_slot"),
            Button(ButtonText("button_pass_by"), id="pass", on_click=pass_by, when="held_slot"),
            Button(ButtonText("button_take_off_list"), id="off", on_click=take_off),
            SwitchTo(ButtonText("button_back"), "back", AdminPanel.waitlist),
            state=AdminPanel.wait,
            getters=[offer_wait],
        ),
    )


@leads_to(AdminPanel.waitlist)
async def open_list(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    await set_page(manager, PAGER, 0)
    return AdminPanel.waitlist


@inject
async def offer_waiting(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_waiting: FromDishka[ListWaiting],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedWaiting:
    day, now = open_day(dialog_manager, clock), clock.now()
    found = await list_waiting(Conversation.of(dialog_manager).as_admin(), day)
    numbered = list(enumerate(found, start=1))
    on_page, pages = await cut_page(dialog_manager, PAGER, numbered, LINES_ON_PAGE)
    names = {each.wait.id: shorten(visitor_name(each.wait, each.guest, words), NAME_IN_LINE) for _, each in on_page}
    return {
        "day": words.dates.long_day(day, now),
        "total": len(found),
        "lines": Html(
            "\n".join(
                _line(number, names[each.wait.id], wait_facts(venue, each.wait, each.offer, words, now), words)
                for number, each in on_page
            )
        ),
        "buttons": [
            (each.wait.id, words.plain("button_waiting", number=number, guest=names[each.wait.id]))
            for number, each in on_page
        ],
        "pages": pages,
        "is_empty": not found,
    }


def _line(number: int, guest: str, about: WaitFacts, words: Words) -> str:
    key = "waiting_line_held" if about["held_slot"] else "waiting_line"
    return words(key, number=number, guest=guest, **about)


@leads_to(AdminPanel.wait)
async def open_wait(_callback: CallbackQuery, _: Any, manager: DialogManager, wait_id: int) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), wait_id=wait_id))
    return AdminPanel.wait


@inject
async def offer_wait(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_wait: FromDishka[ShowWait],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedWait:
    wait_id = required(PANEL.read(dialog_manager).wait_id, "a wish")
    found = await show_wait(Conversation.of(dialog_manager).as_admin(), wait_id)
    offer_id = found.offer.id if found.offer else None
    PANEL.write(dialog_manager, replace(PANEL.read(dialog_manager), offer_id=offer_id))
    return {
        **wait_facts(venue, found.wait, found.offer, words, clock.now()),
        "guest": guest_name(found.guest, words),
        "guest_link": guest_link(found.guest),
        "phone": shown_phone(found.guest.phone) if found.guest.phone else "",
    }


@leads_to(AdminPanel.waitlist)
@inject
async def pass_by(
    callback: CallbackQuery, _: Any, manager: DialogManager, decline_offer: FromDishka[DeclineOffer]
) -> State:
    """Let the next guest have the place that the card shows to be held."""
    conversation, offer_id = Conversation.of(manager), required(PANEL.read(manager).offer_id, "an offer")
    declined = decline_offer(conversation.as_admin(), offer_id)
    await fulfill(callback, conversation, declined, conversation.words.plain("passed_by"))
    return AdminPanel.waitlist


@leads_to(AdminPanel.waitlist)
@inject
async def take_off(
    callback: CallbackQuery, _: Any, manager: DialogManager, leave_waitlist: FromDishka[LeaveWaitlist]
) -> State:
    conversation, wait_id = Conversation.of(manager), required(PANEL.read(manager).wait_id, "a wish")
    removed = leave_waitlist(conversation.as_admin(), wait_id)
    await fulfill(callback, conversation, removed, conversation.words.plain("taken_off_list"))
    return AdminPanel.waitlist
