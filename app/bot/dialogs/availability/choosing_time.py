"""The choice of a time: what a press on a free time does, and what is said where the time is not free any more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import day_and_time
from app.bot.callback_values import parse_start
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import (
    ADMIN_MOVES,
    BOOKING,
    CHOSEN_SLOT,
    SLOT_STEPS,
    ChosenSlot,
    after_refusal,
    read_choice,
    slot_steps,
)
from app.bot.dialogs.availability.wanted_times import find_free, first_free
from app.bot.dialogs.bookings.cards import moved_booking
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import Choice
from app.bot.dialogs.window import Buttons
from app.bot.presses import alert
from app.bot.refusals import explain_busy, explain_slot
from app.bot.states import BookingSteps, MyBookings
from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import Offering
from app.domain.availability.slots import day_of, grid_of_day, slot_at
from app.domain.errors import GuestIsBusy, OutsideHours, Refused, SlotTaken
from app.domain.usual_places import propose_place
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.check_guest import CheckGuestIsFree
from app.usecases.bookings.find_usual_places import FindUsualPlaces

CHECKS = (
    *[steps.check for steps in SLOT_STEPS.values()],
    *(BookingSteps.for_whom, BookingSteps.place, MyBookings.move_place),
)
"""All that the choice of a time may lead to."""


def first_free_button() -> Choice[datetime]:
    """Chooses the first free time. A getter offers it as `first`, see `offer_first`."""
    return Choice("first", parse_start, choose_first, "first")


def offer_first(
    manager: DialogManager, chosen: ChosenSlot, found: Mapping[date, Sequence[GridSlot]], now: datetime
) -> Buttons:
    """Return the button of the first free time of some days. A move has none: few want to move to the first time."""
    conversation = Conversation.of(manager)
    first = first_free(conversation.venue, chosen, found) if slot_steps(manager) is BOOKING else None
    if first is None:
        return []
    starts_at, words = first.slot.starts_at, conversation.words
    return [(starts_at.isoformat(), words.plain("button_first_free", soon=day_and_time(starts_at, words, now)))]


@leads_to(*CHECKS)
@inject
async def choose_time(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    starts_at: str,
    find_slots: FromDishka[FindSlots],
    check_guest_is_free: FromDishka[CheckGuestIsFree],
    find_usual: FromDishka[FindUsualPlaces],
    clock: FromDishka[Clock],
) -> Target:
    chosen = read_choice(manager)
    return await _choose(callback, manager, chosen, starts_at, find_slots, check_guest_is_free, find_usual, clock)


@leads_to(*CHECKS)
@inject
async def choose_first(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    starts_at: datetime,
    find_slots: FromDishka[FindSlots],
    check_guest_is_free: FromDishka[CheckGuestIsFree],
    find_usual: FromDishka[FindUsualPlaces],
    clock: FromDishka[Clock],
) -> Target:
    """Choose the first free time as the button shows it, in the list of people for any of them."""
    venue, chosen = Conversation.of(manager).venue, read_choice(manager)
    if manager.current_context().state is slot_steps(manager).resource:
        chosen = replace(chosen, resource_id=None, any_of=None)
    chosen = replace(chosen, day=day_of(venue, starts_at), without_service=chosen.service is None)
    start = starts_at.isoformat()
    return await _choose(callback, manager, chosen, start, find_slots, check_guest_is_free, find_usual, clock)


async def _choose(
    callback: CallbackQuery,
    manager: DialogManager,
    chosen: ChosenSlot,
    starts_at: str,
    find_slots: FindSlots,
    check_guest_is_free: CheckGuestIsFree,
    find_usual: FindUsualPlaces,
    clock: Clock,
) -> Target:
    """Choose a time of the chosen day. For a new booking the guest's usual place is proposed, where it is free.

    A guest who has another booking then may say that somebody else comes.
    """
    conversation, steps = Conversation.of(manager), slot_steps(manager)
    check = steps.check
    free = await _free_slots(manager, chosen, find_slots)
    if starts_at not in free:
        return await _explain_time(callback, manager, chosen, starts_at, find_slots, clock.now())
    slot, visitor = free[starts_at].slot, conversation.as_visitor()
    try:
        if steps is not ADMIN_MOVES:
            opened = OPENED_BOOKING.read(manager).booking_id
            await check_guest_is_free(visitor, slot, opened, chosen.for_whom)
    except GuestIsBusy as refusal:
        if steps.for_whom is None or not conversation.venue.booking.for_others:
            await alert(callback, explain_slot(conversation, refusal, clock.now()))
            return None
        await alert(callback, explain_busy(conversation, refusal, clock.now(), "busy_but_others_may_come"))
        check = steps.for_whom
    usual = await find_usual(visitor) if steps is BOOKING else []
    place = propose_place(free[starts_at], chosen.party_size, usual)
    CHOSEN_SLOT.write(manager, replace(chosen, starts_at=slot.starts_at, place_id=place.id if place else None))
    return check


async def _explain_time(
    callback: CallbackQuery,
    manager: DialogManager,
    chosen: ChosenSlot,
    starts_at: str,
    find_slots: FindSlots,
    now: datetime,
) -> State | None:
    """Say why a time that is not free cannot be booked. Where it is free at another place, offer that."""
    conversation = Conversation.of(manager)
    refusal = _refusal(chosen, conversation.venue, starts_at, now)
    if isinstance(refusal, SlotTaken) and chosen.resource_id is not None and slot_steps(manager).place:
        start, wanted = datetime.fromisoformat(starts_at), chosen.wanted(conversation.venue)
        refusal = await find_slots.taken(conversation.venue, chosen.wish, start, wanted, moved_booking(manager))
        if refusal.same_time:
            CHOSEN_SLOT.write(manager, replace(chosen, starts_at=start))
            return await explain_refusal(callback, manager, refusal, now)
    await alert(callback, explain_slot(conversation, refusal, now))
    return None


async def explain_refusal(
    callback: CallbackQuery, manager: DialogManager, refusal: Refused, now: datetime
) -> State | None:
    """Say why a slot was refused. Returns where another place or time can be chosen: first the same time elsewhere."""
    conversation, state = Conversation.of(manager), after_refusal(manager, refusal)
    is_elsewhere = state is not None and state is slot_steps(manager).place
    if is_elsewhere:
        await alert(callback, conversation.words.plain("same_time_elsewhere"))
    else:
        await alert(callback, explain_slot(conversation, refusal, now))
    return state


def _refusal(chosen: ChosenSlot, venue: Venue, starts_at: str, now: datetime) -> Refused:
    """Return why a time that is not free cannot be booked. `starts_at` is the callback data of its button."""
    wanted = chosen.wanted(venue)
    places = [wanted] if wanted else Offering(venue).fitting(chosen.wish)
    for place in places:
        grid = grid_of_day(venue, chosen.local_day(), chosen.wish, place)
        if starts_at in {slot.starts_at.isoformat() for slot in grid}:
            break
    else:
        return OutsideHours(f"no slot starts at {starts_at!r}")
    try:
        slot_at(venue, datetime.fromisoformat(starts_at), now, chosen.wish, place)
    except Refused as refusal:
        return refusal
    return SlotTaken()


async def _free_slots(manager: DialogManager, chosen: ChosenSlot, find_slots: FindSlots) -> dict[str, GridSlot]:
    """The free slots of the chosen day, by the callback data of their buttons."""
    venue, day = Conversation.of(manager).venue, chosen.local_day()
    found = await find_free(find_slots, venue, chosen, day, moved_booking(manager))
    return {each.slot.starts_at.isoformat(): each for each in found}
