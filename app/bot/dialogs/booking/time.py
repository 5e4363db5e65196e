"""The middle steps: which day, then what time. Both are checked again when pressed."""

from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import uuid4

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.kbd import Select, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Format
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.booking.draft import chosen_day, chosen_resource, draft_of
from app.bot.dialogs.booking.steps import back_and_cancel
from app.bot.dialogs.days import DayPicker, OpenDays
from app.bot.dialogs.widgets import Grid, Label, Offered, Say
from app.bot.resource_card import photo_of, resource_card
from app.bot.states import Booking
from app.clock import Clock
from app.domain.slots import bookable_days
from app.domain.venue import Venue
from app.settings import Settings
from app.texts.translator import Words
from app.usecases.find_free_slots import FindFreeSlots


def windows() -> tuple[Window, ...]:
    return (
        Window(
            DynamicMedia("photo", when="photo"),
            Say("ask_day", when="is_any_free"),
            Say("no_day_is_free", when="is_full"),
            DayPicker("days", choose_day),
            back_and_cancel(SwitchTo(Label("button_back"), "back", Booking.resource)),
            state=Booking.day,
            getter=offer_days,
        ),
        Window(
            DynamicMedia("photo", when="photo"),
            Say("ask_time", when="slots"),
            Say("no_time_is_free", when="is_full"),
            Grid(Select(Format("{item[1]}"), "time", itemgetter(0), "slots", on_click=choose_time)),
            back_and_cancel(SwitchTo(Label("button_back"), "back", Booking.day)),
            state=Booking.time,
            getter=offer_times,
        ),
    )


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
    resource = chosen_resource(draft_of(dialog_manager), venue)
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
    talk, draft = Conversation.of(manager), draft_of(manager)
    found = await find_free_slots(talk.venue, chosen_resource(draft, talk.venue), [day])
    if not found[day]:
        await callback.answer(talk.words.plain("day_is_not_free"))
        return
    draft["day"] = day.isoformat()
    await manager.switch_to(Booking.time)


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
    draft = draft_of(dialog_manager)
    resource, day = chosen_resource(draft, venue), chosen_day(draft)
    free = (await find_free_slots(venue, resource, [day]))[day]
    return {
        "photo": photo_of(settings.venues_dir, venue, resource),
        "card": resource_card(resource, words),
        "day": words.dates.long_day(day, clock.now()),
        "zone": words("local_time", city=words.dates.city()),
        "slots": [(slot.starts_at.isoformat(), words.dates.time(slot.starts_at)) for slot in free],
        "is_full": not free,
    }


@inject
async def choose_time(
    callback: CallbackQuery, _: Any, manager: DialogManager, starts_at: str, find_free_slots: FromDishka[FindFreeSlots]
) -> None:
    talk, draft = Conversation.of(manager), draft_of(manager)
    day = chosen_day(draft)
    found = await find_free_slots(talk.venue, chosen_resource(draft, talk.venue), [day])
    if datetime.fromisoformat(starts_at) not in {slot.starts_at for slot in found[day]}:
        await callback.answer(talk.words.plain("refused_slot_taken"), show_alert=True)
        return
    draft["starts_at"] = starts_at
    # Pressing Confirm twice asks for the same booking twice; coming here again asks for another one.
    draft["request_key"] = uuid4().hex
    await manager.switch_to(Booking.confirm)
