"""A guest's card in the admin panel, and the question before the guest is barred or let in again."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject
from magic_filter import F

from app.bot.booking_facts import admin_name, guest_link, guest_name
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.desk.remarks import read_remark
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import toast
from app.bot.states import AdminPanel
from app.runtime.clock import Clock
from app.texts.translator import Words
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.show_guest import ShowGuest

LET_IN = "let_in"
"""The id of the button that lets the guest in again."""
IS_BARRED = F["is_barred"]


class OfferedGuest(TypedDict):
    """For the card, and for the question."""

    guest: str
    guest_link: str
    since: str
    """The day on which they came to the bot."""
    is_barred: bool
    was_let_in: bool
    bar_day: str
    bar_time: str
    """When they were barred or let in again; empty if never."""
    bar_admin: str
    """The admin who did it."""
    bar_reason: str
    """Why they are barred, or shall be; empty without a reason."""
    is_without_reason: bool
    """Whether they shall be barred and no reason was written yet."""


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("admin_guest"),
            MessageText("guest_is_barred", when="is_barred"),
            MessageText("bar_reason", when=IS_BARRED & F["bar_reason"]),
            MessageText("guest_was_let_in", when="was_let_in"),
            Button(ButtonText("button_bar_guest"), id="bar", on_click=ask_to_bar, when=~IS_BARRED),
            SwitchTo(ButtonText("button_let_guest_in"), "unbar", AdminPanel.bar, when=IS_BARRED),
            SwitchTo(ButtonText("button_users"), "users", AdminPanel.users),
            SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main),
            state=AdminPanel.guest,
            getters=[offer_guest],
        ),
        TypedWindow(
            MessageText("ask_to_bar", when=~IS_BARRED),
            MessageText("ask_for_bar_reason", when="is_without_reason"),
            MessageText("ask_to_let_in", when=IS_BARRED),
            MessageText("bar_reason", when="bar_reason"),
            MessageInput(save_reason, content_types=ContentType.TEXT),
            Button(ButtonText("button_yes_bar"), id="yes_bar", on_click=change_bar, when=~IS_BARRED),
            Button(ButtonText("button_yes_let_in"), id=LET_IN, on_click=change_bar, when=IS_BARRED),
            SwitchTo(ButtonText("button_back"), "guest", AdminPanel.guest),
            state=AdminPanel.bar,
            getters=[offer_guest],
        ),
    )


@leads_to(AdminPanel.guest)
async def open_guest(_callback: CallbackQuery, _: Any, manager: DialogManager, guest_id: int) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), guest_id=guest_id))
    return AdminPanel.guest


@leads_to(AdminPanel.guest)
@inject
async def open_guest_of_booking(
    _callback: CallbackQuery, _: Any, manager: DialogManager, show_booking: FromDishka[ShowBooking]
) -> State:
    panel = PANEL.read(manager)
    booking = await show_booking(Conversation.of(manager).as_admin(), panel.opened_id())
    PANEL.write(manager, replace(panel, guest_id=booking.guest_id))
    return AdminPanel.guest


@inject
async def offer_guest(
    dialog_manager: DialogManager,
    words: Words,
    show_guest: FromDishka[ShowGuest],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedGuest:
    admin = Conversation.of(dialog_manager).as_admin()
    panel, now = PANEL.read(dialog_manager), clock.now()
    card = await show_guest(admin, panel.opened_guest_id())
    guest, changed_at = card.guest, card.guest.bar_changed_at
    reason = guest.bar_reason if guest.is_barred else panel.bar_reason
    return {
        "guest": guest_name(guest, words),
        "guest_link": guest_link(guest),
        "since": words.dates.day(guest.created_at, now),
        "is_barred": guest.is_barred,
        "was_let_in": changed_at is not None and not guest.is_barred,
        "bar_day": words.dates.day(changed_at, now) if changed_at else "",
        "bar_time": words.dates.time(changed_at) if changed_at else "",
        "bar_admin": admin_name(card.bar_admin, words),
        "bar_reason": reason or "",
        "is_without_reason": not guest.is_barred and reason is None,
    }


@leads_to(AdminPanel.bar)
async def ask_to_bar(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    PANEL.write(manager, replace(PANEL.read(manager), bar_reason=None))
    return AdminPanel.bar


@leads_to(AdminPanel.bar)
async def save_reason(message: Message, _: MessageInput, manager: DialogManager) -> Target:
    """Keep why the guest shall be barred; beside the question whether to let them in again it changes nothing."""
    reason = await read_remark(message, manager)
    if reason is None:
        return None
    PANEL.write(manager, replace(PANEL.read(manager), bar_reason=reason))
    return AdminPanel.bar


@leads_to(AdminPanel.guest)
@inject
async def change_bar(
    callback: CallbackQuery, button: Button, manager: DialogManager, bar_guest: FromDishka[BarGuest]
) -> State:
    conversation, panel, is_barred = Conversation.of(manager), PANEL.read(manager), button.widget_id != LET_IN
    reason = panel.bar_reason if is_barred else None
    await bar_guest(conversation.as_admin(), panel.opened_guest_id(), is_barred=is_barred, reason=reason)
    done = conversation.words.plain("guest_barred") if is_barred else conversation.words.plain("guest_let_in")
    await toast(callback, done)
    return AdminPanel.guest
