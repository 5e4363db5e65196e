"""The windows that ask for a day and a time at which anything that fits is free, for a new booking and for a move.

Each press looks up free slots.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypedDict, cast

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button, Keyboard, Row
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Text
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import day_and_time, local_time
from app.bot.callback_values import parse_start
from app.bot.choice_card import choice_card
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import (
    ADMIN_MOVES,
    BOOKING,
    CHOSEN_SLOT,
    SLOT_STEPS,
    ChosenSlot,
    SlotSteps,
    after_refusal,
    read_choice,
    slot_steps,
)
from app.bot.dialogs.availability.day_picker import DayPicker, OpenDays
from app.bot.dialogs.availability.waiting import WAIT_TIMES, can_wait
from app.bot.dialogs.availability.wanted_times import find_free, first_free, free_at_wanted, within_hours
from app.bot.dialogs.bookings.cards import moved_booking
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.photo import photo_of
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, grid
from app.bot.dialogs.window import Buttons, Getter, TypedWindow
from app.bot.presses import alert, toast
from app.bot.refusals import explain_busy, explain_slot
from app.bot.states import BookingSteps, MyBookings
from app.catalogue.files import VenueFiles
from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import Offering
from app.domain.availability.slots import bookable_days, day_of, grid_of_day, local_date, slot_at
from app.domain.errors import GuestIsBusy, OutsideHours, Refused, SlotTaken
from app.domain.usual_places import propose_place
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.check_guest import CheckGuestIsFree
from app.usecases.bookings.find_usual_places import FindUsualPlaces

DAYS, TIMES, RESOURCES = "days", "times", "resources"
CHECKS = (
    *[steps.check for steps in SLOT_STEPS.values()],
    *(BookingSteps.for_whom, BookingSteps.place, MyBookings.move_place),
)
"""All that the choice of a time may lead to."""
PAGE_SIZE = 40
"""Times: a day of twenty hours with a start every half hour. Short slots fill a day with more buttons than the 100 that
Telegram takes in a message."""


class OfferedDays(TypedDict):
    """For the window that asks for a day."""

    photo: MediaAttachment | None
    card: Html
    days: OpenDays
    is_any_free: bool
    is_full: bool
    first: Buttons
    """The first free time, for a new booking."""
    can_wait: bool
    """Whether there is a day for which the guest may wait."""
    has_places: bool
    """Whether another place can be wanted, or any."""


class OfferedTimes(TypedDict):
    """For the window that asks for a time."""

    photo: MediaAttachment | None
    card: Html
    day: str
    zone: str
    buttons: Buttons
    """A page of the day's free times."""
    pages: int
    is_full: bool
    can_wait: bool
    """Whether there is a taken time for which the guest may wait."""
    has_more: bool
    """Whether other times are free than those within the hours that the guest said."""


def slot_windows(
    steps: SlotSteps,
    *,
    back: Keyboard,
    stop: Keyboard,
    above: Sequence[Text] = (),
    notes: Sequence[Text] = (),
    below: Sequence[Keyboard] = (),
    below_times: Sequence[Keyboard] = (),
    getters: Sequence[Getter] = (),
) -> tuple[TypedWindow, TypedWindow]:
    """Return the windows that ask for a day and for a time, in a dialog whose data has a `ChosenSlot` with a wish.

    `back` leads to the step before the day; `stop` ends the dialog. `above` is shown above the questions, `notes`
    below that for a day, `below` under the calendar and `below_times` under the times, all with the facts that
    `getters` offer.
    """
    return (
        TypedWindow(
            DynamicMedia("photo", when="photo"),
            *above,
            MessageText("ask_day", when="is_any_free"),
            MessageText("no_day_is_free", when="is_full"),
            *notes,
            DayPicker(DAYS, choose_day),
            first_free_button(),
            *below,
            Row(back, stop),
            state=steps.day,
            getters=[*getters, offer_days],
        ),
        TypedWindow(
            DynamicMedia("photo", when="photo"),
            *above,
            MessageText("ask_time", when="buttons"),
            MessageText("no_time_is_free", when="is_full"),
            grid(Choice("time", str, choose_time)),
            pager(TIMES),
            Button(ButtonText("button_all_times"), id="all_times", on_click=show_all_times, when="has_more"),
            *below_times,
            Row(Button(ButtonText("button_back"), id="back", on_click=return_to_day), stop),
            state=steps.time,
            getters=[*getters, offer_times],
        ),
    )


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


def resource_button(when: WhenCondition = None) -> Button:
    """Leads to the list of places, for a guest who wants a certain one."""
    return Button(ButtonText("button_choose_resource"), id="to_resources", on_click=open_resources, when=when)


def show_first_free_day(manager: DialogManager) -> None:
    """Let the calendar of the dialog open at the first free day, not at the month that was shown last."""
    cast(DayPicker, manager.find(DAYS)).show_first_free_day(manager)


@inject
async def offer_days(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
    files: FromDishka[VenueFiles],
    **_: Any,
) -> OfferedDays:
    chosen, now = read_choice(dialog_manager), clock.now()
    wanted, bookable = chosen.wanted(venue), list(bookable_days(venue, now))
    found = await find_slots(venue, chosen.wish, bookable, wanted, moved_booking(dialog_manager))
    free = {day for day, grid in found.items() if free_at_wanted(venue, chosen, grid)}
    full = [day for day in found if day not in free and can_wait(dialog_manager, day, found[day], now)]
    return {
        "photo": photo_of(files, venue, wanted.resource) if wanted else None,
        "card": choice_card(venue, chosen.wish, wanted, words, chosen.any_of),
        "days": OpenDays(bookable[0], bookable[-1], free, local_date(venue, now), full),
        "is_any_free": bool(free),
        "is_full": not free,
        "first": offer_first(dialog_manager, chosen, found, now),
        "can_wait": bool(full),
        "has_places": wanted is not None or len(Offering(venue).fitting(chosen.wish)) > 1,
    }


@leads_to(BookingSteps.resource, MyBookings.move_resource)
async def open_resources(_callback: CallbackQuery, _: Any, manager: DialogManager) -> Target:
    await set_page(manager, RESOURCES, 0)
    return slot_steps(manager).resource


@leads_to(*[steps.time for steps in SLOT_STEPS.values()], BookingSteps.wait)
@inject
async def choose_day(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    day: date,
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
) -> Target:
    conversation, chosen, now = Conversation.of(manager), read_choice(manager), clock.now()
    venue = conversation.venue
    # A modified client may have invented the day.
    is_open = day in bookable_days(venue, now)
    found = await find_slots(venue, chosen.wish, [day], chosen.wanted(venue), moved_booking(manager)) if is_open else {}
    grid = found.get(day, [])
    if not free_at_wanted(venue, chosen, grid):
        if can_wait(manager, day, grid, now):
            CHOSEN_SLOT.write(manager, replace(chosen, day=day))
            await set_page(manager, WAIT_TIMES, 0)
            return BookingSteps.wait
        await toast(callback, conversation.words.plain("day_is_not_free"))
        return None
    CHOSEN_SLOT.write(manager, replace(chosen, day=day))
    await set_page(manager, TIMES, 0)
    return slot_steps(manager).time


@inject
async def offer_times(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
    files: FromDishka[VenueFiles],
    **_: Any,
) -> OfferedTimes:
    chosen = read_choice(dialog_manager)
    wanted, day, now = chosen.wanted(venue), chosen.local_day(), clock.now()
    grid = (await find_slots(venue, chosen.wish, [day], wanted, moved_booking(dialog_manager)))[day]
    free = {each.slot.starts_at.isoformat(): each for each in free_at_wanted(venue, chosen, grid)}
    within = {each.slot.starts_at.isoformat() for each in within_hours(venue, chosen, list(free.values()))}
    shown = [each for each in free if each in (within or free)]
    on_page, pages = await cut_page(dialog_manager, TIMES, shown, PAGE_SIZE)
    return {
        "photo": photo_of(files, venue, wanted.resource) if wanted else None,
        "card": choice_card(venue, chosen.wish, wanted, words, chosen.any_of),
        "day": words.dates.long_day(day, now),
        "zone": local_time(words),
        "buttons": [(starts_at, words.dates.time(free[starts_at].slot.starts_at)) for starts_at in on_page],
        "pages": pages,
        "is_full": not free,
        "can_wait": can_wait(dialog_manager, day, grid, now),
        "has_more": bool(within) and len(within) < len(free),
    }


async def show_all_times(_callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
    CHOSEN_SLOT.write(manager, replace(CHOSEN_SLOT.read(manager), hours=None))
    await set_page(manager, TIMES, 0)


@leads_to(*[steps.day for steps in SLOT_STEPS.values()])
async def return_to_day(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    CHOSEN_SLOT.write(manager, CHOSEN_SLOT.read(manager).without_time())
    return slot_steps(manager).day


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
