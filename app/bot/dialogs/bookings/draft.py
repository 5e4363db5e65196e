"""What the guest has chosen so far, and how booking begins."""

from typing import Any, cast
from uuid import uuid4

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode, StartMode

from app.bot.dialogs.availability.slot import ChosenSlot
from app.bot.dialogs.widgets import take_over
from app.bot.states import Booking
from app.domain.venues import Asks, Venue


class Draft(ChosenSlot, total=False):
    """The dialog's data. Each step adds its own."""

    party_size: int
    specialty: str
    request_key: str
    booking_id: int
    asks_about_offers: bool


def draft_of(manager: DialogManager) -> Draft:
    return cast(Draft, manager.dialog_data)


async def begin_draft(start_data: Any, manager: DialogManager) -> None:
    """Begin with what is known already. One run of the dialog is one request: confirming twice is one booking."""
    await take_over(start_data, manager)
    draft_of(manager)["request_key"] = uuid4().hex


def first_step(venue: Venue) -> State:
    return Booking.party_size if venue.booking.asks is Asks.PARTY_SIZE else Booking.specialty


async def begin_booking(manager: DialogManager, show_mode: ShowMode | None = None) -> None:
    """Open the first step, whatever was open before."""
    venue: Venue = manager.middleware_data["venue"]
    await manager.start(first_step(venue), mode=StartMode.RESET_STACK, show_mode=show_mode)


async def book_again(manager: DialogManager, resource_id: str, party_size: int | None) -> None:
    """Open the choice of a day for the same resource and party, or the first step where they no longer fit."""
    venue: Venue = manager.middleware_data["venue"]
    resource = venue.resources.get(resource_id)
    if resource is None or (resource.capacity or 0) < (party_size or 0):
        await begin_booking(manager)
        return
    draft = Draft(resource_id=resource_id)
    if party_size is not None:
        draft["party_size"] = party_size
    if resource.specialty is not None:
        draft["specialty"] = resource.specialty
    await manager.start(Booking.day, data=dict(draft), mode=StartMode.RESET_STACK)
