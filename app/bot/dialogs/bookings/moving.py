"""A booking moves to another time of the same resource: day, time, check. For its guest and for the venue's admins.

The windows are part of the dialog that has the card, so that a second press on Confirm finds the card there.
"""

from datetime import datetime
from typing import Any, cast

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import visit_facts
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.slot import (
    ChosenSlot,
    chosen_resource,
    chosen_slot,
    forget_month,
    slot_step,
    slot_windows,
)
from app.bot.dialogs.widgets import Label, Offered, Say
from app.bot.presses import alert, toast
from app.bot.refusals import explain, explain_slot
from app.bot.resource_card import photo_of
from app.bot.states import AdminPanel, MyBookings
from app.domain.access import Admin, Visitor
from app.domain.bookings import Booking, check_changeable
from app.domain.errors import NotFound, Refused
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.runtime.settings import Settings
from app.texts.translator import Words
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking

Cards = type[MyBookings] | type[AdminPanel]
"""The dialogs that show a booking's card, by their states."""

MOVING = frozenset(
    step for cards in (MyBookings, AdminPanel) for step in (cards.move_day, cards.move_time, cards.move_check)
)
"""Where somebody is about to move a booking."""


class Move(ChosenSlot, total=False):
    """What the dialog's data says of a move."""

    booking_id: int


def move_windows(cards: Cards) -> tuple[Window, ...]:
    back = SwitchTo(Label("button_back"), "card", cards.card)
    drop = Button(Label("button_drop_move"), id="drop", on_click=drop_move)
    return (
        *slot_windows(
            cards.move_day, cards.move_time, back=back, drop=drop, above=[Say("moves_from")], getters=[offer_present]
        ),
        Window(
            DynamicMedia("photo", when="photo"),
            Say("check_move"),
            Button(Label("button_confirm_move"), id="confirm_move", on_click=confirm),
            Row(SwitchTo(Label("button_back"), "back", cards.move_time), drop),
            state=cards.move_check,
            getter=offer_move,
        ),
    )


def move_button(when: WhenCondition) -> Button:
    """For a card that shows the dialog's `booking_id`."""
    return Button(Label("button_move"), id="move", on_click=open_move, when=when)


def card_data(booking: Booking) -> Move:
    """With what a dialog that shows cards may begin at any of its windows that are about this booking."""
    return Move(booking_id=booking.id, resource_id=booking.resource_id)


@inject
async def open_move(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> None:
    talk, who = Conversation.of(manager), _who(manager)
    booking = await _opened(manager, show_booking)
    try:
        check_changeable(booking, who.actor, talk.venue.booking, clock.now())
    except Refused as refusal:
        await alert(callback, explain(talk, refusal))
        return
    _move_of(manager).update(card_data(booking))
    forget_month(manager)
    await manager.switch_to(_cards(manager).move_day)


@inject
async def offer_present(
    dialog_manager: DialogManager,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    return _present(await _opened(dialog_manager, show_booking), words, clock.now())


@inject
async def offer_move(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    settings: FromDishka[Settings],
    **_: Any,
) -> Offered:
    move, booking = _move_of(dialog_manager), await _opened(dialog_manager, show_booking)
    resource, slot = chosen_resource(move, venue), chosen_slot(move, venue)
    return {
        "photo": photo_of(settings.venues_dir, venue, resource),
        **visit_facts(venue, resource.id, slot, booking.party_size, words, clock.now()),
        **_present(booking, words, clock.now()),
    }


def _present(booking: Booking, words: Words, now: datetime) -> Offered:
    """When it is as long as it has not moved."""
    return {"old_day": words.dates.long_day(booking.starts_at, now), "old_slot": words.dates.slot(booking.slot)}


@inject
async def confirm(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    move_booking: FromDishka[MoveBooking],
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> None:
    talk, who, move, cards = Conversation.of(manager), _who(manager), _move_of(manager), _cards(manager)
    starts_at = datetime.fromisoformat(move["starts_at"])
    try:
        await move_booking(who, move["booking_id"], move["resource_id"], starts_at)
    except NotFound:
        raise
    except Refused as refusal:
        await alert(callback, await explain_slot(talk, refusal, who, show_booking, clock.now()))
        await manager.switch_to(slot_step(refusal, cards.move_day, cards.move_time) or cards.card)
    else:
        await toast(callback, talk.words.plain("booking_moved"))
        await manager.switch_to(cards.card)


async def drop_move(callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
    await toast(callback, Conversation.of(manager).words.plain("move_dropped"))
    await manager.switch_to(_cards(manager).card)


async def _opened(manager: DialogManager, show_booking: ShowBooking) -> Booking:
    return (await show_booking(_who(manager), _move_of(manager)["booking_id"])).booking


def _cards(manager: DialogManager) -> Cards:
    return AdminPanel if manager.current_context().state.group is AdminPanel else MyBookings


def _who(manager: DialogManager) -> Visitor | Admin:
    """As whom the booking is moved: in the panel as an admin, whom this checks. Raises `NotFound`."""
    talk = Conversation.of(manager)
    return talk.as_admin() if _cards(manager) is AdminPanel else talk.as_visitor()


def _move_of(manager: DialogManager) -> Move:
    return cast(Move, manager.dialog_data)
