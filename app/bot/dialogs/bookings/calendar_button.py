"""Add to calendar: the same button wherever a dialog shows a guest's booking."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.calendar_file import send_calendar_file
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.widgets import ButtonText
from app.runtime.clock import Clock
from app.usecases.bookings.show_booking import ShowBooking


def calendar_button(when: WhenCondition = None) -> Button:
    """Sends the guest's own booking that the dialog has opened as an .ics file."""
    return Button(ButtonText("button_calendar"), id="calendar", on_click=send_calendar, when=when)


@inject
async def send_calendar(
    _callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> None:
    conversation = Conversation.of(manager)
    booking = await show_booking(conversation.as_visitor(), OPENED_BOOKING.read(manager).opened_id())
    await send_calendar_file(manager.middleware_data["bot"], conversation, booking, clock.now())
