"""Days and times that are taken, and the button for a guest who would rather wait for one of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import BOOKING, CHOSEN_SLOT, slot_steps
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import set_page
from app.bot.dialogs.widgets import ButtonText
from app.bot.states import BookingSteps
from app.domain.availability.free_places import GridSlot
from app.domain.availability.slots import Slot, is_bookable
from app.domain.venues import Venue

WAIT_TIMES = "wait_times"
"""The id of the pager of taken times."""


def wait_button() -> Button:
    """Leads to the waiting list of the day, for a guest whose time is taken."""
    return Button(ButtonText("button_wait"), id="wait", on_click=open_wait, when="can_wait")


@leads_to(BookingSteps.wait)
async def open_wait(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    # A time may have been chosen before.
    CHOSEN_SLOT.write(manager, replace(CHOSEN_SLOT.read(manager), starts_at=None, place_id=None))
    await set_page(manager, WAIT_TIMES, 0)
    return BookingSteps.wait


def taken_slots(venue: Venue, day: date, grid: Sequence[GridSlot], now: datetime) -> list[Slot]:
    """Return those slots of a day that could be booked if others had not taken them."""
    return [each.slot for each in grid if not each.free and is_bookable(venue, day, each.slot, now)]


def can_wait(manager: DialogManager, day: date, grid: Sequence[GridSlot], now: datetime) -> bool:
    """Whether the guest may wait for a time of the day. Who moves a booking has a place already."""
    return slot_steps(manager) is BOOKING and bool(taken_slots(Conversation.of(manager).venue, day, grid, now))
