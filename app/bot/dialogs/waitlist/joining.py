"""The windows in which a guest joins the waiting list of a day: at which time, and that it is done."""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Button, Keyboard, Row, Start
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import local_time
from app.bot.callback_values import parse_start
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import BOOKING, CHOSEN_SLOT, read_choice
from app.bot.dialogs.availability.slot_windows import return_to_day
from app.bot.dialogs.availability.waiting import WAIT_TIMES, taken_slots
from app.bot.dialogs.availability.wanted_times import find_free
from app.bot.dialogs.bookings.for_whom import for_whom_button
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, grid, to_menu
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import alert
from app.bot.refusals import explain
from app.bot.states import BookingSteps, MyBookings
from app.bot.wait_facts import wait_card, window_of
from app.domain.errors import Refused
from app.domain.venues import Venue
from app.domain.waitlist import NewWait
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.availability.find_slots import FindSlots
from app.usecases.waitlist.join_waitlist import JoinWaitlist

PAGE_SIZE = 40


class OfferedWindows(TypedDict):
    """For the window that asks at which time the place is wanted."""

    card: Html
    day: str
    zone: str
    buttons: Buttons
    """A page of the times that are taken."""
    pages: int
    may_be_for_others: bool


class OfferedWait(TypedDict):
    """For the window after it."""

    card: Html
    day: str
    window: str


def windows(stop: Keyboard) -> tuple[TypedWindow, ...]:
    """`stop` ends the dialog."""
    return (
        TypedWindow(
            MessageText("ask_wait"),
            Button(ButtonText("button_wait_all_day"), id="all_day", on_click=wait_all_day),
            grid(Choice("around", parse_start, wait_around)),
            pager(WAIT_TIMES),
            for_whom_button(when="may_be_for_others"),
            Button(ButtonText("button_other_day"), id="other_day", on_click=return_to_day),
            Row(Button(ButtonText("button_back"), id="back", on_click=go_back), stop),
            state=BookingSteps.wait,
            getters=[offer_windows],
        ),
        TypedWindow(
            MessageText("wait_joined"),
            Start(ButtonText("button_my_bookings"), "my", MyBookings.list, mode=StartMode.RESET_STACK),
            to_menu(),
            state=BookingSteps.waiting,
            getters=[offer_wait],
        ),
    )


@inject
async def offer_windows(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedWindows:
    chosen = read_choice(dialog_manager)
    wanted, day = chosen.wanted(venue), chosen.local_day()
    found = (await find_slots(venue, chosen.wish, [day], wanted))[day]
    taken = taken_slots(venue, day, found, clock.now())
    on_page, pages = await cut_page(dialog_manager, WAIT_TIMES, taken, PAGE_SIZE)
    return {
        "card": wait_card(venue, _wish(dialog_manager, None), words),
        "day": words.dates.long_day(day, clock.now()),
        "zone": local_time(words),
        "buttons": [(slot.starts_at.isoformat(), words.dates.time(slot.starts_at)) for slot in on_page],
        "pages": pages,
        "may_be_for_others": venue.booking.for_others,
    }


@leads_to(BOOKING.time, BOOKING.day)
@inject
async def go_back(_callback: CallbackQuery, _: Any, manager: DialogManager, find_slots: FromDishka[FindSlots]) -> State:
    """Back to the free times of the day; to the calendar if it has none."""
    venue, chosen = Conversation.of(manager).venue, read_choice(manager)
    if await find_free(find_slots, venue, chosen, chosen.local_day(), None):
        return BOOKING.time
    CHOSEN_SLOT.write(manager, chosen.without_time())
    return BOOKING.day


@leads_to(BookingSteps.waiting)
@inject
async def wait_all_day(
    callback: CallbackQuery, _: Any, manager: DialogManager, join: FromDishka[JoinWaitlist]
) -> Target:
    return await _join(callback, manager, join, None)


@leads_to(BookingSteps.waiting)
@inject
async def wait_around(
    callback: CallbackQuery, _: Any, manager: DialogManager, starts_at: datetime, join: FromDishka[JoinWaitlist]
) -> Target:
    return await _join(callback, manager, join, starts_at)


async def _join(
    callback: CallbackQuery, manager: DialogManager, join: JoinWaitlist, wished_at: datetime | None
) -> State | None:
    conversation = Conversation.of(manager)
    try:
        await join(conversation.as_visitor(), _wish(manager, wished_at))
    except Refused as refusal:
        await alert(callback, explain(conversation, refusal))
        return None
    CHOSEN_SLOT.write(manager, replace(CHOSEN_SLOT.read(manager), starts_at=wished_at))
    return BookingSteps.waiting


def _wish(manager: DialogManager, wished_at: datetime | None) -> NewWait:
    """What the guest has chosen, around an instant or at any time of the day."""
    venue, chosen = Conversation.of(manager).venue, read_choice(manager)
    if wished_at is None:
        new = NewWait.for_day(venue, chosen.local_day(), chosen.wish, chosen.resource_id)
    else:
        new = NewWait.around(venue, chosen.local_day(), chosen.wish, wished_at, chosen.resource_id)
    return replace(new, for_whom=chosen.for_whom)


@inject
async def offer_wait(
    dialog_manager: DialogManager, venue: Venue, words: Words, clock: FromDishka[Clock], **_: Any
) -> OfferedWait:
    wish = _wish(dialog_manager, CHOSEN_SLOT.read(dialog_manager).starts_at)
    return {
        "card": wait_card(venue, wish, words),
        "day": words.dates.long_day(wish.day, clock.now()),
        "window": window_of(venue, wish, words),
    }
