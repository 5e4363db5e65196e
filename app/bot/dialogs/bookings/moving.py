"""The windows that move a booking to another time, for its guest and for the venue's admins. The resource stays the
same, unless it can no longer take the booking: then an admin chooses another one (`desk/move_resource.py`).

The windows are part of the dialog that has the card, so that a second press on Confirm finds the card there.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import visit_facts
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import ADMIN_MOVES, GUEST_MOVES, SlotSteps, slot_steps
from app.bot.dialogs.availability.slot_windows import show_first_free_day, slot_windows
from app.bot.dialogs.bookings.cards import Cards, note_shown, open_cards, opened_booking, who_opened
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.photo import photo_of
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import alert, toast
from app.bot.refusals import explain, explain_slot
from app.bot.states import AdminPanel, MyBookings
from app.catalogue.files import VenueFiles
from app.domain.access import Admin, Visitor, check_movable
from app.domain.bookings import Booking, wish_of
from app.domain.errors import NotFound, Refused
from app.domain.misfits import fits_place
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import OldSlotFacts, VisitFacts
from app.texts.translator import Words
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking

MOVE_STEPS: dict[Cards, SlotSteps] = {MyBookings: GUEST_MOVES, AdminPanel: ADMIN_MOVES}
MOVING = frozenset(state for steps in MOVE_STEPS.values() for state in (steps.day, steps.time, steps.check))
"""The windows of a move that is not made yet."""
CARDS = (MyBookings.card, AdminPanel.card)


class OfferedMove(VisitFacts, OldSlotFacts):
    """For the window that shows a move before it is made."""

    photo: MediaAttachment | None


def move_windows(cards: Cards) -> tuple[TypedWindow, ...]:
    steps = MOVE_STEPS[cards]
    back = SwitchTo(ButtonText("button_back"), "card", cards.card)
    stop = Button(ButtonText("button_drop_move"), id="drop", on_click=stop_move)
    return (
        *slot_windows(steps, back=back, stop=stop, above=[MessageText("moves_from")], getters=[offer_old_slot]),
        TypedWindow(
            DynamicMedia("photo", when="photo"),
            MessageText("check_move"),
            Button(ButtonText("button_confirm_move"), id="confirm_move", on_click=confirm),
            Row(SwitchTo(ButtonText("button_back"), "back", steps.time), stop),
            state=steps.check,
            getters=[offer_move],
        ),
    )


def move_button(when: WhenCondition) -> Button:
    """For the card of the booking that the dialog has opened."""
    return Button(ButtonText("button_move"), id="move", on_click=open_move, when=when)


def explain_no_move(conversation: Conversation, who: Visitor | Admin, booking: Booking, now: datetime) -> str | None:
    """Return why `who` cannot begin to move the booking, or None. An admin may choose another resource for it."""
    try:
        check_movable(booking, who, now)
    except Refused as refusal:
        return explain(conversation, refusal)
    if isinstance(who, Visitor) and not fits_place(conversation.venue, booking):
        return conversation.words.plain("cannot_move_here")
    return None


@leads_to(AdminPanel.move_resource, *[steps.day for steps in MOVE_STEPS.values()])
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
    wish = wish_of(conversation.venue, booking)
    opened = replace(OPENED_BOOKING.read(manager), party_size=wish.party_size, service=wish.service)
    OPENED_BOOKING.write(manager, opened)
    if not fits_place(conversation.venue, booking):
        return AdminPanel.move_resource
    OPENED_BOOKING.write(manager, replace(opened, resource_id=booking.resource_id))
    show_first_free_day(manager)
    return slot_steps(manager).day


@inject
async def offer_old_slot(
    dialog_manager: DialogManager,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> OldSlotFacts:
    return _old_slot(await opened_booking(dialog_manager, show_booking), words, clock)


@inject
async def offer_move(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    files: FromDishka[VenueFiles],
    **_: Any,
) -> OfferedMove:
    move, booking = OPENED_BOOKING.read(dialog_manager), await opened_booking(dialog_manager, show_booking)
    note_shown(dialog_manager, booking)
    place = move.place(venue)
    return {
        "photo": photo_of(files, venue, place.resource),
        **visit_facts(venue, place.id, move.slot(venue), booking.party_size, words, clock.now()),
        **_old_slot(booking, words, clock),
    }


def _old_slot(booking: Booking, words: Words, clock: Clock) -> OldSlotFacts:
    """Return when the booking is before it is moved."""
    day = words.dates.long_day(booking.starts_at, clock.now())
    return {"old_day": day, "old_slot": words.dates.slot(booking.slot)}


@leads_to(*CARDS, *[state for steps in MOVE_STEPS.values() for state in (steps.day, steps.time)])
@inject
async def confirm(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    move_booking: FromDishka[MoveBooking],
    clock: FromDishka[Clock],
) -> State:
    conversation, who, move = Conversation.of(manager), who_opened(manager), OPENED_BOOKING.read(manager)
    booking_id, resource_id = move.opened_id(), required(move.resource_id, "a resource")
    starts_at, card = move.start_time(), open_cards(manager).card
    try:
        await move_booking(who, booking_id, resource_id, starts_at, move.seen_version)
    except NotFound:
        raise
    except Refused as refusal:
        await alert(callback, explain_slot(conversation, refusal, clock.now()))
        return slot_steps(manager).after(refusal) or card
    await toast(callback, conversation.words.plain("booking_moved"))
    return card


@leads_to(*CARDS)
async def stop_move(callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    await toast(callback, Conversation.of(manager).words.plain("move_dropped"))
    return open_cards(manager).card
