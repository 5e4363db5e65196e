"""The question before an admin cancels a booking, and the reason that the guest is told."""

from dataclasses import replace
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import booking_facts
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.cards import note_shown
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.desk.remarks import read_remark
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.refusals import fulfill
from app.bot.states import AdminPanel
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import BookingFacts
from app.texts.translator import Words
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.desk.show_card import ShowCard


class OfferedCancellation(BookingFacts):
    """For the question."""

    explanation: str
    """The reason that the guest is told; empty for none."""
    is_told: bool
    """Whether the guest is told of it: not of a visit that is over."""
    is_unreachable: bool
    """Whether the guest should be told and has blocked the bot."""
    is_not_told: bool
    is_without_reason: bool
    is_with_reason: bool


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("admin_ask_to_cancel"),
        MessageText("guest_is_told", when="is_told"),
        MessageText("guest_cannot_be_told", when="is_unreachable"),
        MessageText("guest_is_not_told", when="is_not_told"),
        MessageText("ask_for_reason", when="is_without_reason"),
        MessageText("reason_to_be_told", when="is_with_reason"),
        MessageInput(save_reason, content_types=ContentType.TEXT),
        Button(ButtonText("button_yes_cancel"), id="yes", on_click=cancel),
        SwitchTo(ButtonText("button_keep_booking"), "keep", AdminPanel.card),
        state=AdminPanel.cancel,
        getters=[offer_cancellation],
    )


@leads_to(AdminPanel.cancel)
async def ask_to_cancel(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), reason=None))
    return AdminPanel.cancel


@inject
async def offer_cancellation(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_card: FromDishka[ShowCard],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedCancellation:
    panel, now = PANEL.read(dialog_manager), clock.now()
    card = await show_card(Conversation.of(dialog_manager).as_admin(), panel.opened_id())
    note_shown(dialog_manager, card.booking)
    is_to_be_told, is_blocked = card.booking.is_active(now), card.guest.blocked_at is not None
    is_told = is_to_be_told and not is_blocked
    return {
        **booking_facts(venue, card.booking, card.guest, words, now),
        "explanation": panel.reason or "",
        "is_told": is_told,
        "is_unreachable": is_to_be_told and is_blocked,
        "is_not_told": not is_to_be_told,
        "is_without_reason": is_told and panel.reason is None,
        "is_with_reason": panel.reason is not None,
    }


@leads_to(AdminPanel.cancel)
async def save_reason(message: Message, _: MessageInput, manager: DialogManager) -> Target:
    reason = await read_remark(message, manager)
    if reason is None:
        return None
    PANEL.write(manager, replace(PANEL.read(manager), reason=reason))
    return AdminPanel.cancel


@leads_to(AdminPanel.card)
@inject
async def cancel(
    callback: CallbackQuery, _: Any, manager: DialogManager, cancel_booking: FromDishka[CancelBooking]
) -> State:
    conversation, panel = Conversation.of(manager), PANEL.read(manager)
    canceled = cancel_booking(conversation.as_admin(), panel.opened_id(), panel.seen_version, panel.reason)
    await fulfill(callback, conversation, canceled, conversation.words.plain("booking_canceled"))
    return AdminPanel.card
