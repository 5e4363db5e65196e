"""The windows that ask for a day and a time at which anything that fits is free, for a new booking and for a move.

Each press looks up free slots.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
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

from app.bot.booking_facts import local_time
from app.bot.choice_card import choice_card
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choosing_time import choose_time, first_free_button, offer_first
from app.bot.dialogs.availability.chosen_slot import CHOSEN_SLOT, SLOT_STEPS, SlotSteps, read_choice, slot_steps
from app.bot.dialogs.availability.day_picker import DayPicker, OpenDays
from app.bot.dialogs.availability.waiting import WAIT_TIMES, can_wait
from app.bot.dialogs.availability.wanted_times import free_at_wanted, within_hours
from app.bot.dialogs.bookings.cards import moved_booking
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.photo import photo_of
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, grid
from app.bot.dialogs.window import Buttons, Getter, TypedWindow
from app.bot.presses import toast
from app.bot.states import BookingSteps, MyBookings
from app.catalogue.files import VenueFiles
from app.domain.availability.offering import Offering
from app.domain.availability.slots import bookable_days, local_date
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.availability.find_slots import FindSlots

DAYS, TIMES, RESOURCES = "days", "times", "resources"
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
