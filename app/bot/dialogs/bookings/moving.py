"""The windows that move a booking to another time, for its guest and for the venue's admins.

The resource stays the same unless the guest chooses otherwise: another one or any, and perhaps another service. An
admin chooses another one only if the booking's own can no longer take it (`desk/move_resource.py`).

The windows are part of the dialog that has the card. An admin comes back to the card; a guest's message becomes that
of the new time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button, Keyboard, Row, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import Visit, visit_facts
from app.bot.choice_card import unnamed_service
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import SERVICES, services_for
from app.bot.dialogs.availability.choosing_time import explain_refusal
from app.bot.dialogs.availability.chosen_slot import (
    ADMIN_MOVES,
    CHOSEN_SLOT,
    GUEST_MOVES,
    SlotSteps,
    read_choice,
    slot_steps,
)
from app.bot.dialogs.availability.place_windows import other_places, place_button, place_window, resource_window
from app.bot.dialogs.availability.service_widgets import offer_services, service_buttons
from app.bot.dialogs.availability.slot_windows import resource_button, show_first_free_day, slot_windows
from app.bot.dialogs.bookings.cards import Cards, note_shown, open_cards, opened_booking, who_opened
from app.bot.dialogs.bookings.ending import end_in_message
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING, OpenedBooking
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.pages import set_page
from app.bot.dialogs.photo import photo_of
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import alert, pressed_message_id, toast
from app.bot.refusals import explain
from app.bot.states import AdminPanel, MyBookings
from app.catalogue.files import VenueFiles
from app.domain.access import Admin, Visitor, check_movable
from app.domain.bookings import Booking, wish_of
from app.domain.errors import NotFound, Refused
from app.domain.misfits import fits_place, fitting_places
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import OldSlotFacts, VisitFacts
from app.texts.translator import Html, Words
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.messages.answer_in_message import AnswerInMessage

MOVE_STEPS: dict[Cards, SlotSteps] = {MyBookings: GUEST_MOVES, AdminPanel: ADMIN_MOVES}
MOVING = frozenset(
    state
    for steps in MOVE_STEPS.values()
    for state in (steps.day, steps.time, steps.check, steps.place, steps.resource, steps.service)
    if state is not None
)
"""The windows of a move that is not made yet."""
CARDS = (MyBookings.card, AdminPanel.card)


class OfferedBegin(OldSlotFacts):
    """For the windows that ask for a day and a time."""

    has_services: bool
    """Whether the guest may choose another service."""


class OfferedMove(VisitFacts, OldSlotFacts):
    """For the window that shows a move before it is made."""

    photo: MediaAttachment | None
    has_others: bool
    """Whether another place is free at the time."""
    unnamed_service: Html
    """See `app.bot.choice_card.unnamed_service`."""


def guests_move_windows() -> tuple[TypedWindow, ...]:
    """The windows in which a guest moves a booking, perhaps to another place or for another service."""
    below = [
        resource_button(when="has_places"),
        Button(ButtonText("button_choose_service"), id="to_services", on_click=open_services, when="has_services"),
    ]
    back = Button(ButtonText("button_back"), id="back", on_click=return_from_services)
    return (
        *_move_windows(MyBookings, below, [place_button(when="has_others")]),
        resource_window(MyBookings.move_resource, _stop()),
        place_window(MyBookings.move_place, _stop()),
        TypedWindow(
            MessageText("ask_service"),
            service_buttons(),
            Row(back, _stop()),
            state=MyBookings.move_service,
            getters=[offer_services],
        ),
    )


def admins_move_windows() -> tuple[TypedWindow, ...]:
    """The windows in which an admin moves a booking to another time."""
    return _move_windows(AdminPanel, [], [])


def _move_windows(
    cards: Cards, below_days: Sequence[Keyboard], below_check: Sequence[Keyboard]
) -> tuple[TypedWindow, ...]:
    steps = MOVE_STEPS[cards]
    back = SwitchTo(ButtonText("button_back"), "card", cards.card)
    return (
        *slot_windows(
            steps,
            back=back,
            stop=_stop(),
            above=[MessageText("moves_from")],
            below=below_days,
            getters=[offer_old_slot],
        ),
        TypedWindow(
            DynamicMedia("photo", when="photo"),
            MessageText("check_move"),
            MessageText("unnamed_service", when="unnamed_service"),
            Button(ButtonText("button_confirm_move"), id="confirm_move", on_click=confirm),
            *below_check,
            Row(SwitchTo(ButtonText("button_back"), "back", steps.time), _stop()),
            state=steps.check,
            getters=[offer_move],
        ),
    )


def _stop() -> Button:
    return Button(ButtonText("button_drop_move"), id="drop", on_click=stop_move)


def move_button(when: WhenCondition) -> Button:
    """For the card of the booking that the dialog has opened."""
    return Button(ButtonText("button_move"), id="move", on_click=open_move, when=when)


def explain_no_move(conversation: Conversation, who: Visitor | Admin, booking: Booking, now: datetime) -> str | None:
    """Return why `who` cannot begin to move the booking, or None. Another resource may be chosen for it."""
    try:
        check_movable(booking, who, now)
    except Refused as refusal:
        return explain(conversation, refusal)
    venue = conversation.venue
    fits = fits_place(venue, booking) or fitting_places(venue, booking) or _lost_service(venue, booking)
    if isinstance(who, Visitor) and not fits:
        return conversation.words.plain("cannot_move_here")
    return None


def _lost_service(venue: Venue, booking: Booking) -> bool:
    """Whether the venue no longer has the booking's service, and others instead."""
    return booking.service_id is not None and booking.service_id not in venue.services and bool(venue.services)


def begin_move(venue: Venue, who: Visitor | Admin, booking: Booking) -> tuple[State, OpenedBooking]:
    """Return the first window of a move that `explain_no_move` has nothing against, and what its dialog remembers."""
    fits = fits_place(venue, booking)
    opened = OpenedBooking(
        booking_id=booking.id,
        party_size=booking.party_size,
        service=booking.service_id,
        resource_id=booking.resource_id if fits else None,
    )
    if isinstance(who, Admin):
        return AdminPanel.move_day if fits else AdminPanel.move_resource, opened
    opened = replace(opened, specialty=_specialty(venue, booking), without_service=booking.service_id is None)
    if _lost_service(venue, booking):
        return MyBookings.move_service, replace(opened, service=None)
    return MyBookings.move_day, opened


def _specialty(venue: Venue, booking: Booking) -> str | None:
    """The specialty that the guest was promised. The doctor may be gone, or have another one by now."""
    return booking.standing.promise.specialty if booking.standing else wish_of(venue, booking).specialty


FIRST_MOVE_STEPS = (AdminPanel.move_resource, AdminPanel.move_day, MyBookings.move_service, MyBookings.move_day)
"""All that `begin_move` may return."""


@leads_to(*FIRST_MOVE_STEPS)
@inject
async def open_move(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> Target:
    conversation, who = Conversation.of(manager), who_opened(manager)
    booking = await opened_booking(manager, show_booking)
    refused = explain_no_move(conversation, who, booking, clock.now())
    if refused:
        await alert(callback, refused)
        return None
    state, opened = begin_move(conversation.venue, who, booking)
    OPENED_BOOKING.write(manager, opened)
    show_first_free_day(manager)
    return state


@inject
async def offer_old_slot(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedBegin:
    chosen, steps = CHOSEN_SLOT.read(dialog_manager), slot_steps(dialog_manager)
    old = _old_slot(await opened_booking(dialog_manager, show_booking), words, clock)
    services = services_for(venue, steps, chosen) if steps.service else []
    return {**old, "has_services": any(each.id != chosen.service for each in services)}


@leads_to(MyBookings.move_service)
async def open_services(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    await set_page(manager, SERVICES, 0)
    return MyBookings.move_service


@leads_to(MyBookings.move_day, MyBookings.card)
async def return_from_services(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    """Back to the calendar, or to the card where a service must be chosen before it."""
    chosen = CHOSEN_SLOT.read(manager)
    is_chosen = chosen.service is not None or chosen.without_service
    return MyBookings.move_day if is_chosen else MyBookings.card


@inject
async def offer_move(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
    files: FromDishka[VenueFiles],
    **_: Any,
) -> OfferedMove:
    chosen, booking = read_choice(dialog_manager), await opened_booking(dialog_manager, show_booking)
    note_shown(dialog_manager, booking)
    place = chosen.place(venue)
    visit = Visit(place.id, chosen.slot(venue), booking.party_size, chosen.service, booking.for_whom)
    return {
        "photo": photo_of(files, venue, place.resource),
        "has_others": bool(await other_places(dialog_manager, chosen, find_slots)),
        "unnamed_service": unnamed_service(venue, chosen.service, words),
        **visit_facts(venue, visit, words, clock.now()),
        **_old_slot(booking, words, clock),
    }


def _old_slot(booking: Booking, words: Words, clock: Clock) -> OldSlotFacts:
    """Return when the booking is before it is moved."""
    day = words.dates.long_day(booking.starts_at, clock.now())
    return {"old_day": day, "old_slot": words.dates.slot(booking.slot)}


@leads_to(*CARDS, MyBookings.move_place, *[state for steps in MOVE_STEPS.values() for state in (steps.day, steps.time)])
@inject
async def confirm(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    move_booking: FromDishka[MoveBooking],
    answer_in_message: FromDishka[AnswerInMessage],
    clock: FromDishka[Clock],
) -> Target:
    conversation, who, move = Conversation.of(manager), who_opened(manager), OPENED_BOOKING.read(manager)
    booking_id, starts_at, card = move.opened_id(), move.start_time(), open_cards(manager).card
    message_id = pressed_message_id(callback) if isinstance(who, Visitor) else None
    try:
        await move_booking(who, booking_id, move.proposed_id, starts_at, move.seen_version, move.service, message_id)
    except NotFound:
        raise
    except Refused as refusal:
        return await explain_refusal(callback, manager, refusal, clock.now()) or card
    if isinstance(who, Visitor):
        return await end_in_message(callback, manager, answer_in_message, booking_id)
    await toast(callback, conversation.words.plain("booking_moved"))
    return card


@leads_to(*CARDS)
async def stop_move(callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    await toast(callback, Conversation.of(manager).words.plain("move_dropped"))
    return open_cards(manager).card
