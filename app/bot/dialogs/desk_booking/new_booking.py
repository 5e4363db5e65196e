"""An admin books for a guest: for what, when, for whom, check. The best place is proposed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, Row, SwitchTo
from aiogram_dialog.widgets.text import Const
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.day_picker import DayPicker, OpenDays
from app.bot.dialogs.desk.access import AdminDialog, to_panel
from app.bot.dialogs.desk_booking import contact
from app.bot.dialogs.desk_booking.draft import DRAFT, slots_of_day
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, grid
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import alert
from app.bot.refusals import explain
from app.bot.states import DeskBooking
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import bookable_days, day_of, local_date
from app.domain.errors import NotFound, SlotTaken
from app.domain.venues import Asks, Localized, Venue
from app.runtime.clock import Clock
from app.texts.translator import Words
from app.usecases.desk.find_slots_of_desk import FindSlotsOfDesk

WISHES, TIMES = "wishes", "times_of_desk"
ON_PAGE = 48
LATER = "later"
"""The id of the button to the next day."""


class OfferedWishes(TypedDict):
    """For the window that asks what the booking is for: a page of party sizes, specialties or services."""

    buttons: Buttons
    pages: int
    is_party: bool
    is_other: bool


class OfferedTimes(TypedDict):
    """For the window of a day's times: a page of those at which something is free."""

    day: str
    buttons: Buttons
    pages: int
    is_full: bool


class OfferedDays(TypedDict):
    """For the calendar."""

    days: OpenDays


def make_dialog() -> Dialog:
    return AdminDialog(
        TypedWindow(
            MessageText("desk_ask_party", when="is_party"),
            MessageText("desk_ask_wish", when="is_other"),
            Group(grid(Choice("size", int, choose_party)), when="is_party"),
            Group(Choice("wish", str, choose_wish), width=1, when="is_other"),
            pager(WISHES),
            to_panel(),
            state=DeskBooking.wish,
            getters=[offer_wishes],
        ),
        TypedWindow(
            MessageText("desk_ask_time", when="buttons"),
            MessageText("desk_no_time", when="is_full"),
            grid(Choice("time", str, choose_time)),
            pager(TIMES, "↑", "↓"),
            Row(
                Button(Const("‹"), id="earlier", on_click=turn_day),
                SwitchTo(ButtonText("button_pick_day"), "pick", DeskBooking.day),
                Button(Const("›"), id=LATER, on_click=turn_day),
            ),
            SwitchTo(ButtonText("button_back"), "back", DeskBooking.wish),
            state=DeskBooking.time,
            getters=[offer_times],
        ),
        TypedWindow(
            MessageText("desk_ask_day"),
            DayPicker("day_of_desk", pick_day),
            SwitchTo(ButtonText("button_back"), "back", DeskBooking.time),
            state=DeskBooking.day,
            getters=[offer_days],
        ),
        *contact.windows(),
        on_start=DRAFT.begin,
    )


async def offer_wishes(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> OfferedWishes:
    is_party = Offering(venue).first_choice is Asks.PARTY_SIZE
    if is_party:
        sizes: Buttons = [(size, str(size)) for size in range(1, (venue.booking.max_party_size or 0) + 1)]
        return {"buttons": sizes, "pages": 1, "is_party": True, "is_other": False}
    on_page, pages = await cut_page(dialog_manager, WISHES, list(_wishes(venue).items()), ON_PAGE)
    buttons = [(wish_id, named.to(words.locale)) for wish_id, (_wish, named) in on_page]
    return {"buttons": buttons, "pages": pages, "is_party": False, "is_other": True}


def _wishes(venue: Venue) -> dict[str, tuple[Wish, Localized]]:
    """The specialties or the services that can be booked, with their names."""
    if Offering(venue).first_choice is Asks.SERVICE:
        return {each.id: (Wish(service=each.id), each.name) for each in venue.services.values()}
    return {each.id: (Wish(specialty=each.id), each.name) for each in venue.specialties.values()}


@leads_to(DeskBooking.time)
async def choose_party(_callback: CallbackQuery, _: Any, manager: DialogManager, size: int) -> State:
    if not 1 <= size <= (Conversation.of(manager).venue.booking.max_party_size or 0):
        raise NotFound(f"no party of {size}")
    return await _choose(manager, Wish(party_size=size))


@leads_to(DeskBooking.time)
async def choose_wish(_callback: CallbackQuery, _: Any, manager: DialogManager, wish_id: str) -> State:
    wishes = _wishes(Conversation.of(manager).venue)
    if wish_id not in wishes:
        raise NotFound(f"no {wish_id!r}")
    return await _choose(manager, wishes[wish_id][0])


async def _choose(manager: DialogManager, wish: Wish) -> State:
    draft = replace(DRAFT.read(manager), party_size=wish.party_size, specialty=wish.specialty, service=wish.service)
    DRAFT.write(manager, draft)
    await set_page(manager, TIMES, 0)
    return DeskBooking.time


@inject
async def offer_times(
    dialog_manager: DialogManager,
    words: Words,
    find_slots: FromDishka[FindSlotsOfDesk],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedTimes:
    found = await slots_of_day(dialog_manager, find_slots)
    on_page, pages = await cut_page(dialog_manager, TIMES, found, ON_PAGE)
    return {
        "day": words.dates.long_day(DRAFT.read(dialog_manager).local_day(), clock.now()),
        "buttons": [(each.slot.starts_at.isoformat(), words.dates.time(each.slot.starts_at)) for each in on_page],
        "pages": pages,
        "is_full": not found,
    }


@leads_to(DeskBooking.contact)
@inject
async def choose_time(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    starts_at: str,
    find_slots: FromDishka[FindSlotsOfDesk],
) -> Target:
    found = await slots_of_day(manager, find_slots)
    slot = next((each for each in found if each.slot.starts_at.isoformat() == starts_at), None)
    if slot is None or slot.best is None:
        await alert(callback, explain(Conversation.of(manager), SlotTaken()))
        return None
    draft = replace(DRAFT.read(manager), starts_at=slot.slot.starts_at, resource_id=slot.best.id)
    DRAFT.write(manager, draft)
    return DeskBooking.contact


@leads_to(DeskBooking.time)
@inject
async def turn_day(_callback: CallbackQuery, button: Button, manager: DialogManager, clock: FromDishka[Clock]) -> State:
    """Show the day before or after, as far as it can be booked."""
    venue, now = Conversation.of(manager).venue, clock.now()
    day = DRAFT.read(manager).local_day() + timedelta(days=1 if button.widget_id == LATER else -1)
    return await _show(manager, day if day in set(bookable_days(venue, now)) else day_of(venue, now))


@inject
async def offer_days(venue: Venue, clock: FromDishka[Clock], **_: Any) -> OfferedDays:
    now = clock.now()
    days = list(bookable_days(venue, now))
    return {"days": OpenDays(days[0], days[-1], set(days), local_date(venue, now))}


@leads_to(DeskBooking.time)
@inject
async def pick_day(
    _callback: CallbackQuery, _: Any, manager: DialogManager, day: date, clock: FromDishka[Clock]
) -> State:
    if day not in set(bookable_days(Conversation.of(manager).venue, clock.now())):
        raise NotFound(f"{day} cannot be booked")
    return await _show(manager, day)


async def _show(manager: DialogManager, day: date) -> State:
    DRAFT.write(manager, replace(DRAFT.read(manager), day=day))
    await set_page(manager, TIMES, 0)
    return DeskBooking.time
