"""The windows that ask for a day and a time, for a new booking and for a move. Each press looks up free slots."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypedDict, cast

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.kbd import Keyboard, Row, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Text
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import local_time
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import (
    ADMIN_MOVES,
    CHOSEN_SLOT,
    SLOT_STEPS,
    ChosenSlot,
    SlotSteps,
    slot_steps,
)
from app.bot.dialogs.availability.day_picker import DayPicker, OpenDays
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.photo import photo_of
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, grid
from app.bot.dialogs.window import Buttons, Getter, TypedWindow
from app.bot.presses import alert, toast
from app.bot.refusals import explain, explain_slot
from app.bot.resource_card import resource_card
from app.catalogue.files import VenueFiles
from app.domain.availability.slots import Slot, bookable_days, grid_of_day, slot_at
from app.domain.errors import GuestIsBusy, OutsideHours, Refused, SlotTaken
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.check_guest import CheckGuestIsFree

DAYS, TIMES = "days", "times"
PAGE_SIZE = 24
"""Times. Short slots fill a day with more buttons than the 100 that Telegram takes in a message."""


class OfferedDays(TypedDict):
    """For the window that asks for a day."""

    photo: MediaAttachment | None
    card: Html
    days: OpenDays
    is_any_free: bool
    is_full: bool


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


def slot_windows(
    steps: SlotSteps, *, back: Keyboard, stop: Keyboard, above: Sequence[Text] = (), getters: Sequence[Getter] = ()
) -> tuple[TypedWindow, TypedWindow]:
    """Return the windows that ask for a day and for a time, in a dialog whose data has a `ChosenSlot` with a resource.

    `back` leads to the step before the day; `stop` ends the dialog. `above` is shown above the question, with the facts
    that `getters` offer.
    """
    return (
        TypedWindow(
            DynamicMedia("photo", when="photo"),
            *above,
            MessageText("ask_day", when="is_any_free"),
            MessageText("no_day_is_free", when="is_full"),
            DayPicker(DAYS, choose_day),
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
            Row(SwitchTo(ButtonText("button_back"), "back", steps.day), stop),
            state=steps.time,
            getters=[*getters, offer_times],
        ),
    )


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
    chosen = CHOSEN_SLOT.read(dialog_manager)
    place, bookable = chosen.place(venue), list(bookable_days(venue, clock.now()))
    free = await find_slots.days(venue, chosen.wish, place)
    return {
        "photo": photo_of(files, venue, place.resource),
        "card": resource_card(place, words),
        "days": OpenDays(bookable[0], bookable[-1], free),
        "is_any_free": bool(free),
        "is_full": not free,
    }


@leads_to(*[steps.time for steps in SLOT_STEPS.values()])
@inject
async def choose_day(
    callback: CallbackQuery, _: Any, manager: DialogManager, day: date, find_slots: FromDishka[FindSlots]
) -> Target:
    conversation, chosen = Conversation.of(manager), CHOSEN_SLOT.read(manager)
    venue = conversation.venue
    # One query answers for all days, also for one that a modified client has invented.
    if day not in await find_slots.days(venue, chosen.wish, chosen.place(venue)):
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
    chosen = CHOSEN_SLOT.read(dialog_manager)
    place = chosen.place(venue)
    free = await _free_slots(chosen, venue, find_slots)
    on_page, pages = await cut_page(dialog_manager, TIMES, free, PAGE_SIZE)
    return {
        "photo": photo_of(files, venue, place.resource),
        "card": resource_card(place, words),
        "day": words.dates.long_day(chosen.local_day(), clock.now()),
        "zone": local_time(words),
        "buttons": [(slot.starts_at.isoformat(), words.dates.time(slot.starts_at)) for slot in on_page],
        "pages": pages,
        "is_full": not free,
    }


@leads_to(*[steps.check for steps in SLOT_STEPS.values()])
@inject
async def choose_time(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    starts_at: str,
    find_slots: FromDishka[FindSlots],
    check_guest_is_free: FromDishka[CheckGuestIsFree],
    clock: FromDishka[Clock],
) -> Target:
    conversation, chosen = Conversation.of(manager), CHOSEN_SLOT.read(manager)
    free = await _free_slots(chosen, conversation.venue, find_slots)
    if starts_at not in _starts(free):
        await alert(callback, explain(conversation, _refusal(chosen, conversation.venue, starts_at, clock.now())))
        return None
    chosen, steps = replace(chosen, starts_at=datetime.fromisoformat(starts_at)), slot_steps(manager)
    try:
        if steps is not ADMIN_MOVES:
            opened = OPENED_BOOKING.read(manager).booking_id
            await check_guest_is_free(conversation.as_visitor(), chosen.slot(conversation.venue), opened)
    except GuestIsBusy as refusal:
        await alert(callback, explain_slot(conversation, refusal, clock.now()))
        return None
    CHOSEN_SLOT.write(manager, chosen)
    return steps.check


def _refusal(chosen: ChosenSlot, venue: Venue, starts_at: str, now: datetime) -> Refused:
    """Return why a time that is not free cannot be booked. `starts_at` is the callback data of its button."""
    wish, place = chosen.wish, chosen.place(venue)
    if starts_at not in _starts(grid_of_day(venue, chosen.local_day(), wish, place)):
        return OutsideHours(f"no slot starts at {starts_at!r}")
    try:
        slot_at(venue, datetime.fromisoformat(starts_at), now, wish, place)
    except Refused as refusal:
        return refusal
    return SlotTaken()


def _starts(slots: Collection[Slot]) -> set[str]:
    return {slot.starts_at.isoformat() for slot in slots}


async def _free_slots(chosen: ChosenSlot, venue: Venue, find_slots: FindSlots) -> list[Slot]:
    day = chosen.local_day()
    return [each.slot for each in (await find_slots.free(venue, chosen.wish, [day], chosen.place(venue)))[day]]
