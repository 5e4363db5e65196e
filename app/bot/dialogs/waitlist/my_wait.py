"""One of a guest's own wishes, in the dialog of their bookings: what they wait for, and how to leave the list."""

from dataclasses import replace
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.my_bookings_data import MY_BOOKINGS
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.waitlist.declining import DeclinePlace
from app.bot.dialogs.waitlist.taking import TakePlace
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import toast
from app.bot.states import MyBookings
from app.bot.wait_facts import wait_card, wait_facts
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import WaitFacts
from app.texts.translator import Html, Words
from app.usecases.waitlist.leave_waitlist import LeaveWaitlist
from app.usecases.waitlist.list_waits import ShowWait


class OfferedWait(WaitFacts):
    """For the window."""

    card: Html


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("my_wait"),
        MessageText("held_for_you", when="held_slot"),
        Button(ButtonText("button_take_place"), id="take", on_click=take, when="held_slot"),
        Button(ButtonText("button_decline_place"), id="decline", on_click=decline, when="held_slot"),
        Button(ButtonText("button_leave_list"), id="leave", on_click=leave),
        SwitchTo(ButtonText("button_all_bookings"), "list", MyBookings.list),
        state=MyBookings.wait,
        getters=[offer_wait],
    )


@leads_to(MyBookings.wait)
async def open_wait(_callback: CallbackQuery, _: Any, manager: DialogManager, wait_id: int) -> State:
    MY_BOOKINGS.write(manager, replace(MY_BOOKINGS.read(manager), wait_id=wait_id))
    return MyBookings.wait


@inject
async def offer_wait(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_wait: FromDishka[ShowWait],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedWait:
    visitor, opened = Conversation.of(dialog_manager).as_visitor(), MY_BOOKINGS.read(dialog_manager)
    found = await show_wait(visitor, opened.opened_wait_id())
    offer = found.offer if found.offer and found.offer.is_open(clock.now()) else None
    MY_BOOKINGS.write(dialog_manager, replace(opened, offer_id=offer.id if offer else None))
    return {
        **wait_facts(venue, found.wait, offer, words, clock.now()),
        "card": wait_card(venue, found.wait, words),
    }


@leads_to(MyBookings.list)
@inject
async def take(callback: CallbackQuery, _: Any, manager: DialogManager, take_place: FromDishka[TakePlace]) -> State:
    await take_place(callback, manager, MY_BOOKINGS.read(manager).opened_offer_id())
    return MyBookings.list


@leads_to(MyBookings.list)
@inject
async def decline(
    callback: CallbackQuery, _: Any, manager: DialogManager, decline_place: FromDishka[DeclinePlace]
) -> State:
    await decline_place(callback, manager, MY_BOOKINGS.read(manager).opened_offer_id())
    return MyBookings.list


@leads_to(MyBookings.list)
@inject
async def leave(
    callback: CallbackQuery, _: Any, manager: DialogManager, leave_waitlist: FromDishka[LeaveWaitlist]
) -> State:
    conversation, wait_id = Conversation.of(manager), MY_BOOKINGS.read(manager).opened_wait_id()
    await leave_waitlist(conversation.as_visitor(), wait_id)
    await toast(callback, conversation.words.plain("list_left"))
    return MyBookings.list
