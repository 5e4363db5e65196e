"""The windows in which a guest wants a certain table or person, or another one at the chosen time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button, Column, Keyboard, Row, WebApp
from aiogram_dialog.widgets.text import Format
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import day_and_time
from app.bot.choice_card import wish_card
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import CHOICES, FIRST_STEPS, first_step, next_choice, proceed
from app.bot.dialogs.availability.choosing_time import first_free_button, offer_first
from app.bot.dialogs.availability.chosen_slot import (
    BOOKING,
    CHOSEN_SLOT,
    GUEST_MOVES,
    ChosenSlot,
    SlotSteps,
    read_choice,
    slot_steps,
    still_offered,
)
from app.bot.dialogs.availability.slot_windows import RESOURCES
from app.bot.dialogs.bookings.cards import moved_booking
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.pages import cut_page, pager, set_page
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import alert
from app.bot.refusals import explain
from app.bot.resource_card import resource_card
from app.bot.states import BookingSteps, MyBookings
from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import Offering
from app.domain.availability.slots import bookable_days, day_of
from app.domain.errors import NotFound, SlotTaken
from app.domain.venues import Place, Venue
from app.runtime.clock import Clock
from app.runtime.mini_app import confirm_url
from app.runtime.settings import Settings
from app.texts.facts import CARDS_ON_PAGE
from app.texts.translator import Html, Words
from app.usecases.availability.find_slots import FindSlots

PLACES = "places"


class OfferedResources(TypedDict):
    """For the list of tables or people: a page of them."""

    wish: Html
    """Empty where nothing was chosen yet."""
    buttons: Buttons
    pages: int
    cards: Html
    """With the first free time of each, where any of them will do."""
    first: Buttons
    """The first free time of all."""
    may_be_any: bool
    """Whether any of them will do."""


class OfferedPlaces(TypedDict):
    """For the places that are free at the chosen time: a page of them."""

    day: str
    slot: str
    buttons: Buttons
    pages: int
    cards: Html
    is_full: bool
    plan_url: str | None
    """The Mini App's page that shows them on the floor plan; None where there is no plan or no Mini App."""


def resource_window(state: State, stop: Keyboard) -> TypedWindow:
    """Return the window for a guest who wants a certain table or person, before a day."""
    return TypedWindow(
        MessageText("for_wish", when="wish"),
        MessageText("ask_resource"),
        first_free_button(),
        Column(Choice("resource", str, choose_resource)),
        pager(RESOURCES),
        Button(ButtonText("button_any_resource"), id="any", on_click=choose_any, when="may_be_any"),
        Row(Button(ButtonText("button_back"), id="back", on_click=return_from_resources), stop),
        state=state,
        getters=[offer_resources],
    )


def place_window(state: State, stop: Keyboard) -> TypedWindow:
    """Return the window that asks for another place at the chosen time."""
    return TypedWindow(
        MessageText("ask_place", when="buttons"),
        MessageText("no_place_is_free", when="is_full"),
        Column(Choice("place", str, choose_place)),
        pager(PLACES),
        WebApp(ButtonText("button_on_plan"), Format("{plan_url}"), id="plan", when="plan_url"),
        Button(ButtonText("button_other_time"), id="to_times", on_click=return_to_times),
        Row(Button(ButtonText("button_back"), id="back", on_click=return_from_places), stop),
        state=state,
        getters=[offer_places],
    )


def place_button(when: WhenCondition) -> Button:
    """Leads from the check to the other places at the chosen time."""
    return Button(ButtonText("button_other_place"), id="to_places", on_click=open_places, when=when)


@inject
async def offer_resources(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedResources:
    chosen, now = CHOSEN_SLOT.read(dialog_manager), clock.now()
    chosen = replace(chosen, resource_id=None, any_of=None)
    with still_offered(dialog_manager):
        places, wish = Offering(venue).fitting(chosen.wish), wish_card(venue, chosen.wish, words)
    on_page, pages = await cut_page(dialog_manager, RESOURCES, places, CARDS_ON_PAGE)
    # In a specialty an ordinary visit is possible, whatever services there are.
    may_be_any = chosen.specialty is not None or _is_wish_complete(venue, slot_steps(dialog_manager), chosen)
    moved, days = moved_booking(dialog_manager), list(bookable_days(venue, now))
    found = await find_slots.free(venue, chosen.wish, days, for_booking=moved) if may_be_any else {}
    return {
        "wish": wish,
        "buttons": [(place.id, place.name.to(words.locale)) for place in on_page],
        "pages": pages,
        "cards": _cards_with_first(on_page, found, words, now),
        "first": offer_first(dialog_manager, chosen, found, now),
        "may_be_any": may_be_any,
    }


@leads_to(*CHOICES)
async def choose_resource(callback: CallbackQuery, _: Any, manager: DialogManager, resource_id: str) -> Target:
    conversation, chosen = Conversation.of(manager), CHOSEN_SLOT.read(manager)
    with still_offered(manager):
        fitting = Offering(conversation.venue).fitting(chosen.wish)
    if resource_id not in {place.id for place in fitting}:
        await alert(callback, explain(conversation, NotFound()))
        return None
    return await proceed(manager, replace(chosen, resource_id=resource_id, any_of=None))


@leads_to(*CHOICES)
async def choose_any(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    return await proceed(manager, replace(CHOSEN_SLOT.read(manager), resource_id=None, any_of=None))


@leads_to(*FIRST_STEPS, BOOKING.day, GUEST_MOVES.day)
async def return_from_resources(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    venue, steps, chosen = Conversation.of(manager).venue, slot_steps(manager), CHOSEN_SLOT.read(manager)
    return steps.day if _is_wish_complete(venue, steps, chosen) else first_step(venue)


def _is_wish_complete(venue: Venue, steps: SlotSteps, chosen: ChosenSlot) -> bool:
    return next_choice(venue, steps, replace(chosen, resource_id=None).without_time()) is steps.day


@inject
async def offer_places(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
    settings: FromDishka[Settings],
    **_: Any,
) -> OfferedPlaces:
    chosen = read_choice(dialog_manager)
    slot, places = chosen.slot(venue), await other_places(dialog_manager, chosen, find_slots)
    on_page, pages = await cut_page(dialog_manager, PLACES, places, CARDS_ON_PAGE)
    return {
        "day": words.dates.long_day(slot.starts_at, clock.now()),
        "slot": words.dates.slot(slot),
        "buttons": [(place.id, place.name.to(words.locale)) for place in on_page],
        "pages": pages,
        "cards": _cards(on_page, words),
        "is_full": not places,
        "plan_url": _plan_url(dialog_manager, chosen, settings) if places else None,
    }


def _plan_url(manager: DialogManager, chosen: ChosenSlot, settings: Settings) -> str | None:
    venue, moved = Conversation.of(manager).venue, moved_booking(manager)
    if not venue.floor_plan:
        return None
    return confirm_url(
        settings.public_url,
        venue.id,
        chosen.start_time(),
        party=chosen.party_size,
        resource=chosen.place_id,
        move=moved.booking_id if moved else None,
        another=1,
    )


async def other_places(manager: DialogManager, chosen: ChosenSlot, find_slots: FindSlots) -> Sequence[Place]:
    """The places that are free at the chosen time, the best first, without the proposed one."""
    venue, starts_at = Conversation.of(manager).venue, chosen.start_time()
    day = day_of(venue, starts_at)
    slots = (await find_slots(venue, chosen.wish, [day], for_booking=moved_booking(manager)))[day]
    free = next((each.free for each in slots if each.slot.starts_at == starts_at), ())
    return [place for place in free if place.id != chosen.place_id]


@leads_to(BOOKING.check, GUEST_MOVES.check)
@inject
async def choose_place(
    callback: CallbackQuery, _: Any, manager: DialogManager, place_id: str, find_slots: FromDishka[FindSlots]
) -> Target:
    conversation, chosen = Conversation.of(manager), read_choice(manager)
    if place_id not in {place.id for place in await other_places(manager, chosen, find_slots)}:
        await alert(callback, explain(conversation, SlotTaken()))
        return None
    CHOSEN_SLOT.write(manager, replace(chosen, place_id=place_id))
    return slot_steps(manager).check


@leads_to(BookingSteps.place, MyBookings.move_place)
async def open_places(_callback: CallbackQuery, _: Any, manager: DialogManager) -> Target:
    await set_page(manager, PLACES, 0)
    return slot_steps(manager).place


@leads_to(BOOKING.time, GUEST_MOVES.time)
async def return_to_times(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    return slot_steps(manager).time


@leads_to(BOOKING.check, BOOKING.time, GUEST_MOVES.check, GUEST_MOVES.time)
async def return_from_places(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    """Back to the check, unless the place that it showed was taken."""
    steps, chosen = slot_steps(manager), CHOSEN_SLOT.read(manager)
    return steps.time if chosen.place_id is None else steps.check


def _cards_with_first(
    places: Sequence[Place], found: Mapping[date, Sequence[GridSlot]], words: Words, now: datetime
) -> Html:
    """The cards with the first free time of each place in some days."""
    first: dict[str, datetime] = {}
    for slot in chain.from_iterable(found.values()):
        for place in slot.free:
            first.setdefault(place.id, slot.slot.starts_at)
    cards = [
        words("card_with_first", card=resource_card(place, words), soon=day_and_time(first[place.id], words, now))
        if place.id in first
        else resource_card(place, words)
        for place in places
    ]
    return Html("\n\n".join(cards))


def _cards(places: Sequence[Place], words: Words) -> Html:
    return Html("\n\n".join(resource_card(place, words) for place in places))
