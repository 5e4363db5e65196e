"""A calendar that marks the free days.

aiogram-dialog's own calendar takes today's date from the machine's clock and shows all days alike.
"""

from calendar import Calendar
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager
from babel.dates import format_date

from app.bot.aiogram_dialog_patches.widgets import ItemKeyboard
from app.bot.callback_values import parse_callback_value
from app.bot.presses import toast
from app.domain.venues import Locale
from app.texts.translator import Words

OnDay = Callable[[CallbackQuery, "DayPicker", DialogManager, date], Awaitable[object]]

NO_DAY, TAKEN_DAY, MONTH = "idle", "busy", "to "
"""Callback data besides dates: a button without action, a day without a free slot, the prefix of a month to show."""
BLANK = "\u2800"
"""Telegram refuses buttons without a visible character; this one only looks empty."""
FULL = "⏳"


@dataclass(frozen=True, slots=True)
class OpenDays:
    """What a `DayPicker` shows, in the venue's local dates."""

    first: date
    last: date
    """The first and the last day that may be booked at all."""
    free: Collection[date]
    """Those that have a free slot."""
    today: date
    full: Collection[date] = ()
    """Those that are taken, and for which a guest may wait."""

    @classmethod
    def every(cls, first: date, last: date, today: date) -> Self:
        """All days from the first to the last may be chosen."""
        return cls(first, last, {first + timedelta(days=number) for number in range((last - first).days + 1)}, today)


class DayPicker(ItemKeyboard):
    """A month of days, Monday first, in the guest's language. Today is in brackets.

    A getter offers `days`: `OpenDays`. A press on a free day, or on one that may be waited for, calls `on_day`; on
    another day it is answered by a toast.
    """

    def __init__(self, picker_id: str, on_day: OnDay) -> None:
        super().__init__(picker_id)
        self.on_day = on_day

    def show_first_free_day(self, manager: DialogManager) -> None:
        """Let the calendar open at the first free day, not at the month that was shown last."""
        self.set_widget_data(manager, None)

    def show_month_of(self, manager: DialogManager, day: date) -> None:
        """Let the calendar open at the month of a day."""
        self.set_widget_data(manager, day.isoformat())

    def rows(self, data: Mapping[str, Any], manager: DialogManager) -> list[list[InlineKeyboardButton]]:
        days: OpenDays = data["days"]
        words: Words = manager.middleware_data["words"]
        month = self._month(days, manager)
        rows = [
            self._header(month, days, words.locale),
            [self.button(words.dates.weekday(number), NO_DAY) for number in range(7)],
        ]
        weeks = Calendar().monthdatescalendar(month.year, month.month)
        open_weeks = [week for week in weeks if days.first <= week[-1] and week[0] <= days.last]
        return [*rows, *[[self._day(day, month, days) for day in week] for week in open_weeks]]

    async def press(self, callback: CallbackQuery, item: str, manager: DialogManager) -> None:
        if item == TAKEN_DAY:
            await toast(callback, manager.middleware_data["words"].plain("day_is_not_free"))
        elif item.startswith(MONTH):
            month = parse_callback_value(date.fromisoformat, item.removeprefix(MONTH))
            self.set_widget_data(manager, month.isoformat())
        elif item != NO_DAY:
            await self.on_day(callback, self, manager, parse_callback_value(date.fromisoformat, item))

    def _month(self, days: OpenDays, manager: DialogManager) -> date:
        """The first day of the month that is shown: the one that was turned to, else that of the first free day."""
        chosen = self.get_widget_data(manager, None)
        month = date.fromisoformat(chosen) if chosen else min(days.free, default=days.first)
        return min(max(month, days.first), days.last).replace(day=1)

    def _header(self, month: date, days: OpenDays, locale: Locale) -> list[InlineKeyboardButton]:
        before, after = month - timedelta(days=1), (month + timedelta(days=31)).replace(day=1)
        title = format_date(month, "LLLL y", locale=locale.value).capitalize()
        return [
            self._turn("‹", before) if before >= days.first else self.button(BLANK, NO_DAY),
            self.button(title, NO_DAY),
            self._turn("›", after) if after <= days.last else self.button(BLANK, NO_DAY),
        ]

    def _turn(self, text: str, month: date) -> InlineKeyboardButton:
        return self.button(text, f"{MONTH}{month.isoformat()}")

    def _day(self, day: date, month: date, days: OpenDays) -> InlineKeyboardButton:
        if day.month != month.month or not days.first <= day <= days.last:
            return self.button(BLANK, NO_DAY)
        if day in days.free:
            text, item = str(day.day), day.isoformat()
        else:
            text, item = (FULL, day.isoformat()) if day in days.full else ("·", TAKEN_DAY)
        return self.button(f"[{text}]" if day == days.today else text, item)
