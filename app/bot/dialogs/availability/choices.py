"""The order in which the choices before a time are made."""

from dataclasses import replace

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import (
    BOOKING,
    CHOSEN_SLOT,
    GUEST_MOVES,
    ChosenSlot,
    SlotSteps,
    slot_steps,
    still_offered,
)
from app.bot.dialogs.availability.slot_windows import TIMES, show_first_free_day
from app.bot.dialogs.pages import set_page
from app.bot.states import BookingSteps, MyBookings
from app.domain.availability.offering import Offering
from app.domain.venues import Asks, Service, Venue

SERVICES = "services"
FIRST_STEP = {
    Asks.PARTY_SIZE: BookingSteps.party_size,
    Asks.SPECIALTY: BookingSteps.specialty,
    Asks.SERVICE: BookingSteps.service,
}
FIRST_STEPS = tuple(FIRST_STEP.values())
CHOICES = (
    *FIRST_STEPS,
    BOOKING.day,
    BOOKING.time,
    MyBookings.move_service,
    GUEST_MOVES.day,
    GUEST_MOVES.time,
)
"""All that `proceed` may lead to."""


def first_step(venue: Venue) -> State:
    """The window that asks what the venue's guests choose first."""
    return FIRST_STEP[venue.booking.asks]


def next_choice(venue: Venue, steps: SlotSteps, chosen: ChosenSlot) -> State:
    """Return the window that asks for what is still to be chosen, up to the time. Raises `NotFound` for what the
    catalogue does not have."""
    if steps is BOOKING and _lacks_first_choice(venue, chosen):
        return first_step(venue)
    if steps.service and chosen.service is None and not chosen.without_service and services_for(venue, steps, chosen):
        return steps.service
    return steps.day if chosen.day is None else steps.time


def services_for(venue: Venue, steps: SlotSteps, chosen: ChosenSlot) -> list[Service]:
    """The services to choose from. In a move another service may be with another person than the wanted one."""
    wanted = chosen.wanted(venue) if steps is BOOKING else None
    return Offering(venue).services(chosen.specialty, wanted)


async def proceed(manager: DialogManager, chosen: ChosenSlot) -> State:
    """Remember what was chosen, and return the window that asks for the rest: one of `CHOICES`.

    Raises `ChoiceGone`, in a move `NotFound`.
    """
    with still_offered(manager):
        fitting = {place.id for place in Offering(Conversation.of(manager).venue).fitting(chosen.wish)}
    # Of the places that a sentence named, a larger party may fit at none.
    chosen = replace(chosen, any_of=tuple(each for each in chosen.any_of or () if each in fitting) or None)
    CHOSEN_SLOT.write(manager, chosen)
    show_first_free_day(manager)
    for pager_id in (TIMES, SERVICES):
        await set_page(manager, pager_id, 0)
    with still_offered(manager):
        return next_choice(Conversation.of(manager).venue, slot_steps(manager), chosen)


def _lacks_first_choice(venue: Venue, chosen: ChosenSlot) -> bool:
    if venue.booking.asks is Asks.PARTY_SIZE:
        return chosen.party_size is None
    return (chosen.specialty, chosen.service, chosen.resource_id) == (None, None, None)
