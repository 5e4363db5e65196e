"""A calendar that knows which days are free.

aiogram-dialog's own calendar asks the machine what day it is, and offers days that it cannot know to be taken.
"""

from calendar import Calendar
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager
from aiogram_dialog.api.internal import ButtonVariant, RawKeyboard
from aiogram_dialog.api.protocols import DialogProtocol
from aiogram_dialog.widgets.kbd import Keyboard
from babel.dates import format_date

from app.bot.dialogs.widgets import Offered, read
from app.bot.presses import toast
from app.domain.venues import Locale
from app.texts.translator import Words

OnDay = Callable[[CallbackQuery, "DayPicker", DialogManager, date], Awaitable[object]]

IDLE, BUSY = "idle", "busy"
BLANK = "\u2800"
"""Telegram refuses buttons without a visible character; this one only looks empty."""
MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class OpenDays:
    """What a `DayPicker` shows: the first and the last day that may be booked at all, and those that are free."""

    first: date
    last: date
    free: Collection[date]


class DayPicker(Keyboard):
    """A month of days, Monday first, in the guest's language. Free days go to `on_day`; others say that they are not.

    The getter offers `days`: `OpenDays`.
    """

    def __init__(self, picker_id: str, on_day: OnDay) -> None:
        super().__init__(picker_id)
        self._on_day = on_day

    async def _render_keyboard(self, data: Offered, manager: DialogManager) -> RawKeyboard:
        days: OpenDays = data["days"]
        words: Words = manager.middleware_data["words"]
        month = self._month(days, manager)
        keyboard: RawKeyboard = [
            self._header(month, days, words.locale),
            [self._button(_weekday(number, words.locale), IDLE) for number in range(7)],
        ]
        for week in Calendar().monthdatescalendar(month.year, month.month):
            if days.first <= week[-1] and week[0] <= days.last:
                keyboard.append([self._day(day, month, days) for day in week])
        return keyboard

    def _month(self, days: OpenDays, manager: DialogManager) -> date:
        """The first day of the month that is open; at first that of the first free day."""
        chosen = self.get_widget_data(manager, None)
        month = date.fromisoformat(chosen) if chosen else min(days.free, default=days.first)
        return min(max(month, days.first), days.last).replace(day=1)

    def _header(self, month: date, days: OpenDays, locale: Locale) -> list[ButtonVariant]:
        before, after = month - timedelta(days=1), (month + timedelta(days=31)).replace(day=1)
        title = format_date(month, "LLLL y", locale=locale.value).capitalize()
        return [
            self._turn("‹", before) if before >= days.first else self._button(BLANK, IDLE),
            self._button(title, IDLE),
            self._turn("›", after) if after <= days.last else self._button(BLANK, IDLE),
        ]

    def _day(self, day: date, month: date, days: OpenDays) -> InlineKeyboardButton:
        if day.month != month.month or not days.first <= day <= days.last:
            return self._button(BLANK, IDLE)
        if day in days.free:
            return self._button(str(day.day), day.isoformat())
        return self._button("·", BUSY)

    def _turn(self, text: str, month: date) -> InlineKeyboardButton:
        return self._button(text, f"to {month.isoformat()}")

    def _button(self, text: str, data: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(text=text, callback_data=self._item_callback_data(data))

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        if data == BUSY:
            await toast(callback, manager.middleware_data["words"].plain("day_is_not_free"))
        elif data.startswith("to "):
            month = read(date.fromisoformat, data.removeprefix("to "))
            self.set_widget_data(manager, month.isoformat())
        elif data != IDLE:
            await self._on_day(callback, self, manager, read(date.fromisoformat, data))
        return True


def _weekday(number: int, locale: Locale) -> str:
    return format_date(MONDAY + timedelta(days=number), "cccccc", locale=locale.value)
