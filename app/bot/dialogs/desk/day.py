"""The bookings of one day, page by page."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, cast

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Row, SwitchTo
from aiogram_dialog.widgets.text import Const
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import guest_name
from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.day_picker import DayPicker, OpenDays
from app.bot.dialogs.desk.panel_data import PANEL, open_day
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import AdminPanel
from app.domain.availability.slots import local_date
from app.domain.bookings import Booking, BookingStatus
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import LINES_ON_PAGE
from app.texts.translator import Html, Words
from app.usecases.desk.list_day import ListDay

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
    """For the window of a day: a page of its bookings."""

    day: str
    total: int
    """Bookings of the whole day without canceled ones."""
    canceled: int
    lines: Html
    buttons: Buttons
    pages: int
    is_empty: bool


class LineFacts(TypedDict):
    """What the texts of one booking in the list may name."""

    mark: str
    time: str
    resource: str
    guest: str
    party: str


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("admin_day", when="buttons"),
            MessageText("admin_day_is_empty", when="is_empty"),
            Column(Choice("booking", parse_id, open_card)),
            pager("bookings", "↑", "↓"),
            Row(
                Button(Const("‹"), id="earlier", on_click=turn_day),
                Button(ButtonText("button_today"), id="now", on_click=show_today),
                Button(Const("›"), id=LATER, on_click=turn_day),
            ),
            Row(
                SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main),
                Button(ButtonText("button_pick_day"), id="pick", on_click=open_calendar),
            ),
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
    today = local_date(venue, clock.now())
    first, last = today - A_YEAR, today + timedelta(days=venue.booking.horizon_days)
    every = {first + timedelta(days=number) for number in range((last - first).days + 1)}
    return {"days": OpenDays(first, last, every)}


@leads_to(AdminPanel.day)
async def pick_day(_callback: CallbackQuery, _: Any, manager: DialogManager, day: date) -> State:
    await _show(manager, day)
    return AdminPanel.day


@leads_to(AdminPanel.day)
async def show_today(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    await _show(manager, None)
    return AdminPanel.day


@leads_to(AdminPanel.day)
@inject
async def turn_day(_callback: CallbackQuery, button: Button, manager: DialogManager, clock: FromDishka[Clock]) -> State:
    step = timedelta(days=1 if button.widget_id == LATER else -1)
    await _show(manager, open_day(manager, clock) + step)
    return AdminPanel.day


async def _show(manager: DialogManager, day: date | None) -> None:
    """Let the list show the first page of a day; None is today."""
    PANEL.write(manager, replace(PANEL.read(manager), open_day=day))
    await set_page(manager, "bookings", 0)


@inject
async def offer_day(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_day: FromDishka[ListDay],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedDay:
    day, now = open_day(dialog_manager, clock), clock.now()
    found = await list_day(Conversation.of(dialog_manager).as_admin(), day)
    canceled = sum(booking.status is BookingStatus.CANCELED for booking, _ in found)
    on_page, pages = await cut_page(dialog_manager, "bookings", found, LINES_ON_PAGE)
    facts = [(booking.id, line_facts(venue, booking, guest, words, now)) for booking, guest in on_page]
    return {
        "day": words.dates.long_day(day, now),
        "total": len(found) - canceled,
        "canceled": canceled,
        "lines": Html("\n".join(words(f"day_line_{venue.booking.asks}", **each) for _, each in facts)),
        "buttons": [(booking_id, words.plain("button_day_line", **each)) for booking_id, each in facts],
        "pages": pages,
        "is_empty": not facts,
    }


def line_facts(venue: Venue, booking: Booking, guest: Guest, words: Words, now: datetime) -> LineFacts:
    return {
        "mark": words.plain(f"mark_{booking.status_at(now)}"),
        "time": words.dates.time(booking.starts_at),
        "resource": venue.resource_name(booking.resource_id).to(words.locale),
        "guest": guest_name(guest, words),
        "party": words("party", size=booking.party_size or 0),
    }


@leads_to(AdminPanel.card)
async def open_card(_callback: CallbackQuery, _: Any, manager: DialogManager, booking_id: int) -> State:
    opened = replace(PANEL.read(manager), booking_id=booking_id, misfit=None, is_from_day=True)
    PANEL.write(manager, opened)
    return AdminPanel.card
