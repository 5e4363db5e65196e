"""Add to calendar: the same button wherever a dialog shows a booking."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.calendar_file import send_calendar_file
from app.bot.conversation import Conversation
from app.bot.dialogs.widgets import Label
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import ShowBooking


def calendar_button(when: WhenCondition = None) -> Button:
    """Sends the guest's own booking, the dialog's `booking_id`, as an .ics file."""
    return Button(Label("button_calendar"), id="calendar", on_click=send_calendar, when=when)


@inject
async def send_calendar(
    _callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> None:
    talk = Conversation.of(manager)
    card = await show_booking(talk.as_visitor(), manager.dialog_data["booking_id"])
    await send_calendar_file(manager.middleware_data["bot"], talk, card.booking, clock.now())
