"""The windows that ask from when until when a closure lasts: whole days, or hours of a day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.day_picker import DayPicker, OpenDays
from app.bot.dialogs.closures.draft import DRAFT
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import Closing
from app.domain.availability.slots import day_of
from app.domain.closures import hours_of_day, opening_of_day
from app.domain.errors import NotFound
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Words


class OfferedDays(TypedDict):
    """For the windows that ask for a day."""

    days: OpenDays


class OfferedHours(TypedDict):
    """For the windows that ask for an hour of the day."""

    day: str
    buttons: Buttons


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("ask_day_to_close"),
            DayPicker("first_day", choose_day),
            SwitchTo(ButtonText("button_back"), "back", Closing.what),
            state=Closing.day,
            getters=[offer_days],
        ),
        TypedWindow(
            MessageText("ask_begin_of_closure"),
            Button(ButtonText("button_whole_day"), id="whole", on_click=choose_whole_day),
            SwitchTo(ButtonText("button_until_other_day"), "later", Closing.end_day),
            Group(Choice("begin", str, choose_begin), width=4),
            SwitchTo(ButtonText("button_back"), "back", Closing.day),
            state=Closing.begin,
            getters=[offer_begins],
        ),
        TypedWindow(
            MessageText("ask_end_of_closure"),
            SwitchTo(ButtonText("button_until_other_day"), "later", Closing.end_day),
            Group(Choice("end", str, choose_end), width=4),
            SwitchTo(ButtonText("button_back"), "back", Closing.begin),
            state=Closing.end,
            getters=[offer_ends],
        ),
        TypedWindow(
            MessageText("ask_last_day_of_closure"),
            DayPicker("last_day", choose_last_day),
            SwitchTo(ButtonText("button_back"), "back", Closing.begin),
            state=Closing.end_day,
            getters=[offer_last_days],
        ),
    )


def _days(first: date, venue: Venue, clock: Clock) -> OpenDays:
    """All days from the first one to the last that can be booked today."""
    today = day_of(venue, clock.now())
    return OpenDays.every(first, today + timedelta(days=venue.booking.horizon_days), today)


@inject
async def offer_days(venue: Venue, clock: FromDishka[Clock], **_: Any) -> OfferedDays:
    return {"days": _days(day_of(venue, clock.now()), venue, clock)}


@inject
async def offer_last_days(
    dialog_manager: DialogManager, venue: Venue, clock: FromDishka[Clock], **_: Any
) -> OfferedDays:
    return {"days": _days(_day(dialog_manager), venue, clock)}


@leads_to(Closing.begin)
@inject
async def choose_day(
    _callback: CallbackQuery, _: Any, manager: DialogManager, day: date, clock: FromDishka[Clock]
) -> State:
    venue = Conversation.of(manager).venue
    if day not in _days(day_of(venue, clock.now()), venue, clock).free:
        raise NotFound(f"{day} cannot be closed")
    DRAFT.write(manager, replace(DRAFT.read(manager), day=day, begins_at=None, ends_at=None))
    return Closing.begin


@inject
async def offer_begins(
    dialog_manager: DialogManager, venue: Venue, words: Words, clock: FromDishka[Clock], **_: Any
) -> OfferedHours:
    """Offer the hours of the day that are not over."""
    begins = _begins(venue, _day(dialog_manager), clock.now())
    return _offer(dialog_manager, begins, words, clock)


@inject
async def offer_ends(
    dialog_manager: DialogManager, venue: Venue, words: Words, clock: FromDishka[Clock], **_: Any
) -> OfferedHours:
    return _offer(dialog_manager, _ends(dialog_manager, venue), words, clock)


def _offer(manager: DialogManager, hours: list[datetime], words: Words, clock: Clock) -> OfferedHours:
    buttons = [(_id_of(hour), words.dates.time(hour)) for hour in hours]
    return {"day": words.dates.long_day(_day(manager), clock.now()), "buttons": buttons}


def _begins(venue: Venue, day: date, now: datetime) -> list[datetime]:
    """The hours at which a closure may begin: the present one, too."""
    *hours, end = hours_of_day(venue, day)
    return [hour for hour, later in zip(hours, [*hours[1:], end], strict=True) if later > now]


def _ends(manager: DialogManager, venue: Venue) -> list[datetime]:
    begins_at = required(DRAFT.read(manager).begins_at, "a beginning")
    return [hour for hour in hours_of_day(venue, _day(manager)) if hour > begins_at]


@leads_to(Closing.end)
@inject
async def choose_begin(
    _callback: CallbackQuery, _: Any, manager: DialogManager, begin: str, clock: FromDishka[Clock]
) -> State:
    hour = _chosen(begin, _begins(Conversation.of(manager).venue, _day(manager), clock.now()))
    DRAFT.write(manager, replace(DRAFT.read(manager), begins_at=hour))
    return Closing.end


@leads_to(Closing.check)
async def choose_end(_callback: CallbackQuery, _: Any, manager: DialogManager, end: str) -> State:
    hour = _chosen(end, _ends(manager, Conversation.of(manager).venue))
    DRAFT.write(manager, replace(DRAFT.read(manager), ends_at=hour, reason=None))
    return Closing.check


@leads_to(Closing.check)
async def choose_whole_day(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    span = opening_of_day(Conversation.of(manager).venue, _day(manager))
    draft = replace(DRAFT.read(manager), begins_at=span.starts_at, ends_at=span.ends_at, reason=None)
    DRAFT.write(manager, draft)
    return Closing.check


@leads_to(Closing.check)
@inject
async def choose_last_day(
    _callback: CallbackQuery, _: Any, manager: DialogManager, last_day: date, clock: FromDishka[Clock]
) -> State:
    """Close until the end of that day: from the hour that was chosen, else from the beginning of the first day."""
    venue, day = Conversation.of(manager).venue, _day(manager)
    if last_day not in _days(day, venue, clock).free:
        raise NotFound(f"{last_day} cannot be closed")
    draft = DRAFT.read(manager)
    begins_at = draft.begins_at or opening_of_day(venue, day).starts_at
    DRAFT.write(
        manager, replace(draft, begins_at=begins_at, ends_at=opening_of_day(venue, last_day).ends_at, reason=None)
    )
    return Closing.check


def _day(manager: DialogManager) -> date:
    return required(DRAFT.read(manager).day, "a day")


def _chosen(value: str, hours: list[datetime]) -> datetime:
    """The hour of a pressed button. Raises `NotFound` for one that is not offered."""
    hour = next((hour for hour in hours if _id_of(hour) == value), None)
    return required(hour, "an hour")


def _id_of(hour: datetime) -> str:
    """The callback data of the button of an hour."""
    return f"{hour:%Y%m%d%H%M}"
