"""The windows in which an admin chooses any period: its first day, then its last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypedDict, cast

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.day_picker import DayPicker, OpenDays
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.domain.availability.slots import day_of
from app.domain.errors import NotFound
from app.domain.venues import Venue
from app.runtime.clock import Clock

A_YEAR = timedelta(days=365)
"""How far back the calendar goes."""
FIRST_DAY, LAST_DAY = "first_day", "last_day"
"""The ids of the calendars."""


class OfferedDays(TypedDict):
    """For the windows that ask for the first and the last day."""

    days: OpenDays


@dataclass(frozen=True, slots=True)
class PeriodStates:
    """The states of the two windows, of the one before them, and of the one after them."""

    before: State
    first: State
    last: State
    after: State


class PeriodSteps:
    """The two windows of a dialog, and the button that opens them.

    `keep` writes the first day into the dialog's data, and later both days; `first_day` reads the first one.
    """

    def __init__(
        self,
        states: PeriodStates,
        keep: Callable[[DialogManager, date, date | None], None],
        first_day: Callable[[DialogManager], date | None],
    ) -> None:
        self._states = states
        self._keep = keep
        self._first_day = first_day

    def button(self, text: ButtonText) -> Button:
        """The button that opens the first calendar, at the present month: a year back is far to turn."""

        @leads_to(self._states.first)
        @inject
        async def open_calendar(
            _callback: CallbackQuery, _: Any, manager: DialogManager, clock: FromDishka[Clock]
        ) -> State:
            _show_month_of(manager, FIRST_DAY, day_of(Conversation.of(manager).venue, clock.now()))
            return self._states.first

        return Button(text, id="range", on_click=open_calendar)

    def windows(self, ask_first: MessageText, ask_last: MessageText) -> tuple[TypedWindow, TypedWindow]:
        """Return the windows with these texts. A day that the calendar does not have raises `NotFound`."""
        states = self._states

        @inject
        async def offer_first_days(venue: Venue, clock: FromDishka[Clock], **_: Any) -> OfferedDays:
            return {"days": _days(None, venue, clock)}

        @inject
        async def offer_last_days(
            dialog_manager: DialogManager, venue: Venue, clock: FromDishka[Clock], **_: Any
        ) -> OfferedDays:
            return {"days": _days(self._first(dialog_manager), venue, clock)}

        @leads_to(states.last)
        @inject
        async def choose_first_day(
            _callback: CallbackQuery, _: Any, manager: DialogManager, day: date, clock: FromDishka[Clock]
        ) -> State:
            _check_offered(day, _days(None, Conversation.of(manager).venue, clock))
            self._keep(manager, day, None)
            _show_month_of(manager, LAST_DAY, day)
            return states.last

        @leads_to(states.after)
        @inject
        async def choose_last_day(
            _callback: CallbackQuery, _: Any, manager: DialogManager, day: date, clock: FromDishka[Clock]
        ) -> State:
            first = self._first(manager)
            _check_offered(day, _days(first, Conversation.of(manager).venue, clock))
            self._keep(manager, first, day)
            return states.after

        return (
            TypedWindow(
                ask_first,
                DayPicker(FIRST_DAY, choose_first_day),
                SwitchTo(ButtonText("button_back"), "back", states.before),
                state=states.first,
                getters=[offer_first_days],
            ),
            TypedWindow(
                ask_last,
                DayPicker(LAST_DAY, choose_last_day),
                SwitchTo(ButtonText("button_back"), "back", states.first),
                state=states.last,
                getters=[offer_last_days],
            ),
        )

    def _first(self, manager: DialogManager) -> date:
        return required(self._first_day(manager), "a first day")


def _days(first: date | None, venue: Venue, clock: Clock) -> OpenDays:
    """Every day from the first one, else from a year back, to as far ahead as bookings go."""
    today = day_of(venue, clock.now())
    return OpenDays.every(first or today - A_YEAR, today + timedelta(days=venue.booking.horizon_days), today)


def _check_offered(day: date, days: OpenDays) -> None:
    if day not in days.free:
        raise NotFound(f"{day} is not in the calendar")


def _show_month_of(manager: DialogManager, calendar_id: str, day: date) -> None:
    cast(DayPicker, manager.find(calendar_id)).show_month_of(manager, day)
