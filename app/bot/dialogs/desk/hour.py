"""The bookings that start within one hour of a day, with a button for each."""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.callback_values import parse_id
from app.bot.dialogs.desk.open_card import card_opener
from app.bot.dialogs.desk.panel_data import PANEL, OpenedIn, open_day
from app.bot.dialogs.desk.timeline import booking_buttons, hour_of, read_day, timeline
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import AdminPanel
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import LINES_ON_SCREEN
from app.texts.translator import Html, Words
from app.usecases.desk.list_day import ListDay, PartOfDay

PAGER = "bookings_of_hour"


class OfferedHour(TypedDict):
    """For the window: a page of the bookings."""

    day: str
    hour: str
    lines: Html
    buttons: Buttons
    pages: int
    is_empty: bool


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("hour_of_day"),
        MessageText("day_lines", when="lines"),
        MessageText("day_is_empty", when="is_empty"),
        Column(Choice("booking", parse_id, card_opener(OpenedIn.HOUR))),
        pager(PAGER),
        SwitchTo(ButtonText("button_back"), "back", AdminPanel.day),
        state=AdminPanel.hour,
        getters=[offer_hour],
    )


def parse_hour(value: str) -> datetime:
    """Return an hour of the venue's wall clock, without a zone. Raises `ValueError`."""
    return datetime.strptime(value, "%Y-%m-%dT%H")  # noqa: DTZ007  it has no zone


@leads_to(AdminPanel.hour)
async def open_hour(_callback: CallbackQuery, _: Any, manager: DialogManager, hour: datetime) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), hour=hour))
    await set_page(manager, PAGER, 0)
    return AdminPanel.hour


@inject
async def offer_hour(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_day: FromDishka[ListDay],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedHour:
    hour, now = required(PANEL.read(dialog_manager).hour, "an hour"), clock.now()
    part, found = await read_day(dialog_manager, list_day, clock)
    listed = [each for each in found.of(part) if hour_of(venue, each[0].starts_at) == hour]
    held = [each for each in found.held if hour_of(venue, each.offer.slot.starts_at) == hour]
    held = held if part is PartOfDay.AHEAD else []
    on_page, pages = await cut_page(dialog_manager, PAGER, listed, LINES_ON_SCREEN)
    return {
        "day": words.dates.long_day(open_day(dialog_manager, clock), now),
        "hour": f"{hour:%H:%M}",
        "lines": timeline(venue, on_page, held, words, now),
        "buttons": booking_buttons(venue, on_page, words, now),
        "pages": pages,
        "is_empty": not listed and not held,
    }
