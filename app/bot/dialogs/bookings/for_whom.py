"""For whom a visit is, or what a guest waits for: for the guest, for a relative of an earlier booking, or for somebody
whose name is typed."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import BOOKING, CHOSEN_SLOT, read_choice
from app.bot.dialogs.bookings.stop_button import back_and_stop
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import alert
from app.bot.refusals import explain, explain_slot
from app.bot.states import BookingSteps
from app.domain.availability.slots import local_date
from app.domain.errors import GuestIsBusy, InvalidRelative, NotFound
from app.domain.relatives import Relative, read_relative
from app.runtime.clock import Clock
from app.usecases.bookings.check_guest import CheckGuestIsFree
from app.usecases.bookings.list_relatives import ListRelatives

BACK = (BOOKING.check, BookingSteps.wait)
"""The windows from which the person is chosen."""


class OfferedPeople(TypedDict):
    """For the window."""

    buttons: Buttons
    """The relatives of earlier bookings, by the id of such a booking."""
    is_for_other: bool
    """Whether somebody else than the guest is chosen."""


def for_whom_button(when: WhenCondition) -> Button:
    """Leads to the choice of the person who comes."""
    return Button(ButtonText("button_for_whom"), id="for_whom", on_click=open_people, when=when)


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("ask_for_whom"),
        MessageInput(save, content_types=ContentType.TEXT),
        Column(Choice("relative", parse_id, choose)),
        Button(ButtonText("button_for_me"), id="for_me", on_click=choose_myself, when="is_for_other"),
        back_and_stop(Button(ButtonText("button_back"), id="back", on_click=go_back)),
        state=BookingSteps.for_whom,
        getters=[offer_people],
    )


@leads_to(BookingSteps.for_whom)
async def open_people(_callback: CallbackQuery, _: Any, _manager: DialogManager) -> State:
    return BookingSteps.for_whom


@inject
async def offer_people(
    dialog_manager: DialogManager, list_relatives: FromDishka[ListRelatives], **_: Any
) -> OfferedPeople:
    relatives = await list_relatives(Conversation.of(dialog_manager).as_visitor())
    return {
        "buttons": [(booking_id, relative.shown) for booking_id, relative in relatives.items()],
        "is_for_other": CHOSEN_SLOT.read(dialog_manager).for_whom is not None,
    }


@leads_to(*BACK)
@inject
async def choose(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    booking_id: int,
    list_relatives: FromDishka[ListRelatives],
    check_guest_is_free: FromDishka[CheckGuestIsFree],
    clock: FromDishka[Clock],
) -> Target:
    conversation = Conversation.of(manager)
    relative = (await list_relatives(conversation.as_visitor())).get(booking_id)
    if relative is None:
        await alert(callback, explain(conversation, NotFound()))
        return None
    return await _choose(callback, manager, relative, check_guest_is_free, clock)


@leads_to(*BACK)
@inject
async def choose_myself(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    check_guest_is_free: FromDishka[CheckGuestIsFree],
    clock: FromDishka[Clock],
) -> Target:
    return await _choose(callback, manager, None, check_guest_is_free, clock)


@leads_to(*BACK)
@inject
async def save(
    message: Message,
    _: MessageInput,
    manager: DialogManager,
    check_guest_is_free: FromDishka[CheckGuestIsFree],
    clock: FromDishka[Clock],
) -> Target:
    conversation = Conversation.of(manager)
    manager.show_mode = ShowMode.DELETE_AND_SEND
    try:
        relative = read_relative(message.text or "", local_date(conversation.venue, clock.now()))
    except InvalidRelative as refusal:
        await message.answer(explain(conversation, refusal))
        return None
    return await _choose(message, manager, relative, check_guest_is_free, clock)


@leads_to(*BACK, BOOKING.time)
@inject
async def go_back(
    _callback: CallbackQuery, _: Any, manager: DialogManager, check_guest_is_free: FromDishka[CheckGuestIsFree]
) -> State:
    """Back to the waiting list or the check; to the times, where the person who was chosen before has another booking
    then."""
    conversation, chosen = Conversation.of(manager), read_choice(manager)
    if chosen.starts_at is None:
        return BookingSteps.wait
    slot = chosen.slot(conversation.venue)
    try:
        await check_guest_is_free(conversation.as_visitor(), slot, for_whom=chosen.for_whom)
    except GuestIsBusy:
        return BOOKING.time
    return BOOKING.check


async def _choose(
    event: CallbackQuery | Message,
    manager: DialogManager,
    for_whom: Relative | None,
    check_guest_is_free: CheckGuestIsFree,
    clock: Clock,
) -> State | None:
    """Let the person come, unless there is another booking for them at the time that was chosen. Without one the guest
    waits for a place."""
    conversation, chosen = Conversation.of(manager), read_choice(manager)
    if chosen.starts_at is None:
        CHOSEN_SLOT.write(manager, replace(chosen, for_whom=for_whom))
        return BookingSteps.wait
    slot = chosen.slot(conversation.venue)
    try:
        await check_guest_is_free(conversation.as_visitor(), slot, for_whom=for_whom)
    except GuestIsBusy as refusal:
        why = explain_slot(conversation, refusal, clock.now())
        await (alert(event, why) if isinstance(event, CallbackQuery) else event.answer(why))
        return None
    CHOSEN_SLOT.write(manager, replace(chosen, for_whom=for_whom))
    return BOOKING.check
