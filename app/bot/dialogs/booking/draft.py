"""What the guest has chosen so far, and how booking begins."""

from datetime import date, datetime
from typing import TypedDict, cast

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode, StartMode

from app.bot.states import Booking
from app.domain.slots import Slot
from app.domain.venue import Asks, Resource, Venue


class Draft(TypedDict, total=False):
    """The dialog's data: ids and ISO strings only, for it lives in Redis. Each step adds its own."""

    party_size: int
    specialty: str
    resource_id: str
    day: str
    starts_at: str
    request_key: str
    asks_about_offers: bool


def draft_of(manager: DialogManager) -> Draft:
    return cast(Draft, manager.dialog_data)


def chosen_resource(draft: Draft, venue: Venue) -> Resource:
    """Raises `NotFound` when the catalogue has dropped it meanwhile."""
    return venue.resource(draft["resource_id"])


def chosen_day(draft: Draft) -> date:
    return date.fromisoformat(draft["day"])


def chosen_slot(draft: Draft, venue: Venue) -> Slot:
    starts_at = datetime.fromisoformat(draft["starts_at"])
    return Slot(starts_at, starts_at + venue.booking.slot)


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
