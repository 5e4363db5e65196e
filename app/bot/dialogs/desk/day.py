"""The bookings of one day on one screen, from now on: to admins all, to staff their own."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypedDict, cast

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Group, Row, SwitchTo, WebApp
from aiogram_dialog.widgets.text import Const, Format
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.day_picker import DayPicker, OpenDays
from app.bot.dialogs.desk import waitlist
from app.bot.dialogs.desk.day_sheet import day_sheet_button
from app.bot.dialogs.desk.hour import open_hour, parse_hour
from app.bot.dialogs.desk.open_card import card_opener
from app.bot.dialogs.desk.panel_data import PANEL, OpenedIn, open_day, open_list
from app.bot.dialogs.desk.timeline import booking_buttons, hour_of, read_day, timeline
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, to_menu
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import AdminPanel
from app.domain.access import Admin, Staff
from app.domain.availability.slots import day_of
from app.domain.venues import RESOURCE_SEPARATOR, Venue
from app.runtime.clock import Clock
from app.runtime.mini_app import desk_url
from app.runtime.settings import Settings
from app.texts.facts import LINES_ON_SCREEN
from app.texts.translator import Html, Words
from app.usecases.desk.list_day import ListDay, PartOfDay
from app.usecases.waitlist.list_waits import ListWaiting

BUTTONS_OF_BOOKINGS = 10
"""Up to so many bookings have a button each; more are opened by the hour."""
LATER = "later"
"""The id of the button to the next day."""
ANY_DAY = "any_day"
"""The id of the calendar."""
A_YEAR = timedelta(days=365)
"""How far back the calendar goes."""


class OfferedAnyDay(TypedDict):
    """For the calendar from which an admin jumps to a day."""

    days: OpenDays


class OfferedDay(TypedDict):
    """For the window of a day."""

    day: str
    total: int
    """Bookings of the part that is shown."""
    lines: Html
    more: int
    """Bookings without a line."""
    buttons: Buttons
    has_few: bool
    has_many: bool
    is_empty: bool
    is_ahead: bool
    is_ended: bool
    is_canceled: bool
    ended: int
    """How many are behind the button; 0 where they are shown."""
    canceled: int
    is_elsewhere: bool
    resource: str
    """The resource whose bookings are shown, or those of the member of staff; empty: all."""
    is_of_all: bool
    is_of_one: bool
    """Whether an admin has chosen the resource."""
    is_admin: bool
    is_staff: bool
    own_desk_url: str | None
    """The Mini App's page of the own day. None for an admin, whose panel has it, and without a public address."""
    waiting: int
    """Guests on the waiting list of the day."""


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("day_ahead", when="is_ahead"),
            MessageText("day_ended", when="is_ended"),
            MessageText("day_canceled", when="is_canceled"),
            MessageText("day_of_resource", when="resource"),
            MessageText("day_lines", when="lines"),
            MessageText("day_more", when="more"),
            MessageText("day_is_empty", when="is_empty"),
            Column(Choice("booking", parse_id, card_opener(OpenedIn.DAY)), when="has_few"),
            Group(Choice("hour", parse_hour, open_hour), width=4, when="has_many"),
            Row(
                Button(ButtonText("button_ahead"), id=PartOfDay.AHEAD, on_click=show_part, when="is_elsewhere"),
                Button(ButtonText("button_ended"), id=PartOfDay.ENDED, on_click=show_part, when="ended"),
                Button(ButtonText("button_canceled"), id=PartOfDay.CANCELED, on_click=show_part, when="canceled"),
            ),
            Button(ButtonText("button_waiting_list"), id="waiting", on_click=waitlist.open_list, when="waiting"),
            Row(
                Button(Const("‹"), id="earlier", on_click=turn_day),
                Button(ButtonText("button_today"), id="now", on_click=show_today),
                Button(Const("›"), id=LATER, on_click=turn_day),
            ),
            Row(
                SwitchTo(ButtonText("button_by_resource"), "by", AdminPanel.by_resource, when="is_of_all"),
                Button(ButtonText("button_all_resources"), id="all", on_click=show_all_resources, when="is_of_one"),
                Button(ButtonText("button_pick_day"), id="pick", on_click=open_calendar),
            ),
            day_sheet_button(when="is_admin"),
            WebApp(ButtonText("button_open_own_desk"), Format("{own_desk_url}"), id="desk", when="own_desk_url"),
            SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main, when="is_admin"),
            to_menu(when="is_staff"),
            state=AdminPanel.day,
            getters=[offer_day],
        ),
        TypedWindow(
            MessageText("ask_day_of_list"),
            DayPicker(ANY_DAY, pick_day),
            SwitchTo(ButtonText("button_back"), "back", AdminPanel.day),
            state=AdminPanel.pick_day,
            getters=[offer_any_day],
        ),
    )


@leads_to(AdminPanel.pick_day)
@inject
async def open_calendar(_callback: CallbackQuery, _: Any, manager: DialogManager, clock: FromDishka[Clock]) -> State:
    cast(DayPicker, manager.find(ANY_DAY)).show_month_of(manager, open_day(manager, clock))
    return AdminPanel.pick_day


@inject
async def offer_any_day(venue: Venue, clock: FromDishka[Clock], **_: Any) -> OfferedAnyDay:
    """Offer every day of a year back and of as far ahead as bookings go."""
    today = day_of(venue, clock.now())
    first, last = today - A_YEAR, today + timedelta(days=venue.booking.horizon_days)
    return {"days": OpenDays.every(first, last, today)}


@leads_to(AdminPanel.day)
async def pick_day(_callback: CallbackQuery, _: Any, manager: DialogManager, day: date) -> State:
    open_list(manager, day)
    return AdminPanel.day


@leads_to(AdminPanel.day)
async def open_today(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    """Open the list from the panel: of all resources."""
    PANEL.write(manager, replace(PANEL.read(manager), of_resource=None))
    open_list(manager, None)
    return AdminPanel.day


@leads_to(AdminPanel.day)
async def show_today(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    open_list(manager, None)
    return AdminPanel.day


@leads_to(AdminPanel.day)
@inject
async def turn_day(_callback: CallbackQuery, button: Button, manager: DialogManager, clock: FromDishka[Clock]) -> State:
    step = timedelta(days=1 if button.widget_id == LATER else -1)
    open_list(manager, open_day(manager, clock) + step)
    return AdminPanel.day


@leads_to(AdminPanel.day)
async def show_part(_callback: CallbackQuery, button: Button, manager: DialogManager) -> State:
    part = PartOfDay(required(button.widget_id, "a part of the day"))
    PANEL.write(manager, replace(PANEL.read(manager), part=part))
    return AdminPanel.day


@leads_to(AdminPanel.day)
async def show_all_resources(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), of_resource=None))
    return AdminPanel.day


@inject
async def offer_day(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_day: FromDishka[ListDay],
    list_waiting: FromDishka[ListWaiting],
    clock: FromDishka[Clock],
    settings: FromDishka[Settings],
    **_: Any,
) -> OfferedDay:
    now, day = clock.now(), open_day(dialog_manager, clock)
    who = Conversation.of(dialog_manager).as_desk()
    waiting = await list_waiting(who, day) if isinstance(who, Admin) else []
    part, found = await read_day(dialog_manager, list_day, clock)
    listed, chosen = found.of(part), PANEL.read(dialog_manager).of_resource
    shown = _own_place(who) if isinstance(who, Staff) else chosen
    has_few = len(listed) <= BUTTONS_OF_BOOKINGS
    hours = Counter(hour_of(venue, booking.starts_at) for booking, _ in listed)
    held = found.held if part is PartOfDay.AHEAD else []
    by_hour = [
        (f"{hour:%Y-%m-%dT%H}", words.plain("button_hour", hour=f"{hour:%H:%M}", number=number))
        for hour, number in hours.items()
    ]
    return {
        "day": words.dates.long_day(day, now),
        "total": len(listed),
        "lines": timeline(venue, listed, held, words, now),
        "more": max(0, len(listed) - LINES_ON_SCREEN),
        "buttons": booking_buttons(venue, listed, words, now) if has_few else by_hour,
        "has_few": has_few,
        "has_many": not has_few,
        "is_empty": not listed and not held,
        "is_ahead": part is PartOfDay.AHEAD,
        "is_ended": part is PartOfDay.ENDED,
        "is_canceled": part is PartOfDay.CANCELED,
        "ended": 0 if part is PartOfDay.ENDED else len(found.of(PartOfDay.ENDED)),
        "canceled": 0 if part is PartOfDay.CANCELED else len(found.of(PartOfDay.CANCELED)),
        "is_elsewhere": part is not PartOfDay.AHEAD,
        "resource": venue.resource_name(shown).to(words.locale) if shown else "",
        "is_of_all": shown is None,
        "is_of_one": isinstance(who, Admin) and chosen is not None,
        "is_admin": isinstance(who, Admin),
        "is_staff": isinstance(who, Staff),
        "own_desk_url": desk_url(settings.public_url, venue.id) if isinstance(who, Staff) else None,
        "waiting": len(waiting),
    }


def _own_place(staff: Staff) -> str:
    """Their resources, in the catalogue's order, as joined tables are named."""
    return RESOURCE_SEPARATOR.join(each for each in staff.venue.resources if each in staff.resource_ids)
