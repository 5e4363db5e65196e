"""Which day, then what time: for a new booking and for one that moves. Both are checked again when pressed."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, cast

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.api.internal import DataGetter
from aiogram_dialog.widgets.kbd import Keyboard, Row, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Text
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.days import DayPicker, OpenDays
from app.bot.dialogs.widgets import Choice, Grid, Label, Offered, Say
from app.bot.presses import alert, toast
from app.bot.refusals import explain
from app.bot.resource_card import photo_of, resource_card
from app.domain.availability.slots import Slot, bookable_days, grid_of_day, slot_at, slot_from
from app.domain.errors import GuestIsBusy, OutsideHours, Refused, SlotTaken, TooFarAhead, TooSoon
from app.domain.venues import Resource, Venue
from app.runtime.clock import Clock
from app.runtime.settings import Settings
from app.texts.translator import Words
from app.usecases.availability.find_free_slots import FindFreeSlots

DAYS = "days"


class ChosenSlot(TypedDict, total=False):
    """The part of a dialog's data that says where and when: ids and ISO strings only, for it lives in Redis."""

    resource_id: str
    day: str
    starts_at: str


def chosen_resource(chosen: ChosenSlot, venue: Venue) -> Resource:
    """Raises `NotFound` when the catalogue has dropped it meanwhile."""
    return venue.resource(chosen["resource_id"])


def chosen_slot(chosen: ChosenSlot, venue: Venue) -> Slot:
    return slot_from(venue, datetime.fromisoformat(chosen["starts_at"]))


def slot_windows(
    day: State,
    time: State,
    *,
    back: Keyboard,
    drop: Keyboard,
    above: Sequence[Text] = (),
    getters: Sequence[DataGetter] = (),
) -> tuple[Window, Window]:
    """The windows of a dialog whose data has a `resource_id`; the window of the next step must follow them.

    `back` leads to the step before the day; `above` is what they say before they ask, with the facts of `getters`.
    """
    return (
        Window(
            DynamicMedia("photo", when="photo"),
            *above,
            Say("ask_day", when="is_any_free"),
            Say("no_day_is_free", when="is_full"),
            DayPicker(DAYS, choose_day),
            Row(back, drop),
            state=day,
            getter=[*getters, offer_days],
        ),
        Window(
            DynamicMedia("photo", when="photo"),
            *above,
            Say("ask_time", when="buttons"),
            Say("no_time_is_free", when="is_full"),
            Grid(Choice("time", str, choose_time)),
            Row(SwitchTo(Label("button_back"), "back", day), drop),
            state=time,
            getter=[*getters, offer_times],
        ),
    )


def forget_month(manager: DialogManager) -> None:
    """Let the next calendar open at the first free day, not at the month that was looked at before."""
    manager.current_context().widget_data.pop(DAYS, None)


def slot_step(refusal: Refused, day: State, time: State) -> State | None:
    """Where a slot can be chosen that is still possible; None where no other slot would help."""
    match refusal:
        case GuestIsBusy():
            return time
        case SlotTaken() if refusal.free_starts:
            return time
        case SlotTaken() | OutsideHours() | TooSoon() | TooFarAhead():
            return day
        case _:
            return None


@inject
async def offer_days(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    find_free_slots: FromDishka[FindFreeSlots],
    clock: FromDishka[Clock],
    settings: FromDishka[Settings],
    **_: Any,
) -> Offered:
    resource = chosen_resource(_chosen(dialog_manager), venue)
    bookable = list(bookable_days(venue, clock.now()))
    free = await find_free_slots.days(venue, resource)
    return {
        "photo": photo_of(settings.venues_dir, venue, resource),
        "card": resource_card(resource, words),
        "days": OpenDays(bookable[0], bookable[-1], free),
        "is_any_free": bool(free),
        "is_full": not free,
    }


@inject
async def choose_day(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    day: date,
    find_free_slots: FromDishka[FindFreeSlots],
) -> None:
    talk, chosen = Conversation.of(manager), _chosen(manager)
    # One query for all days; and a day that a modified client made up is none of them.
    if day not in await find_free_slots.days(talk.venue, chosen_resource(chosen, talk.venue)):
        await toast(callback, talk.words.plain("day_is_not_free"))
        return
    chosen["day"] = day.isoformat()
    await manager.next()


@inject
async def offer_times(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    find_free_slots: FromDishka[FindFreeSlots],
    clock: FromDishka[Clock],
    settings: FromDishka[Settings],
    **_: Any,
) -> Offered:
    chosen = _chosen(dialog_manager)
    resource, day = chosen_resource(chosen, venue), date.fromisoformat(chosen["day"])
    free = await _free_slots(chosen, venue, find_free_slots)
    return {
        "photo": photo_of(settings.venues_dir, venue, resource),
        "card": resource_card(resource, words),
        "day": words.dates.long_day(day, clock.now()),
        "zone": words("local_time", city=words.dates.city()),
        "buttons": [(slot.starts_at.isoformat(), words.dates.time(slot.starts_at)) for slot in free],
        "is_full": not free,
    }


@inject
async def choose_time(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    starts_at: str,
    find_free_slots: FromDishka[FindFreeSlots],
    clock: FromDishka[Clock],
) -> None:
    talk, chosen = Conversation.of(manager), _chosen(manager)
    free = await _free_slots(chosen, talk.venue, find_free_slots)
    if starts_at not in _starts(free):
        await alert(callback, explain(talk, _refusal_of(chosen, talk.venue, starts_at, clock.now())))
        return
    chosen["starts_at"] = starts_at
    await manager.next()


def _refusal_of(chosen: ChosenSlot, venue: Venue, starts_at: str, now: datetime) -> Refused:
    """Why a time that is not free cannot be booked."""
    if starts_at not in _starts(grid_of_day(venue, date.fromisoformat(chosen["day"]))):
        return OutsideHours(f"no slot starts at {starts_at!r}")
    try:
        slot_at(venue, datetime.fromisoformat(starts_at), now)
    except Refused as refusal:
        return refusal
    return SlotTaken()


def _starts(slots: Collection[Slot]) -> set[str]:
    return {slot.starts_at.isoformat() for slot in slots}


async def _free_slots(chosen: ChosenSlot, venue: Venue, find_free_slots: FindFreeSlots) -> list[Slot]:
    day = date.fromisoformat(chosen["day"])
    return (await find_free_slots(venue, chosen_resource(chosen, venue), [day]))[day]


def _chosen(manager: DialogManager) -> ChosenSlot:
    return cast(ChosenSlot, manager.dialog_data)
