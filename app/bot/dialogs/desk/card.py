"""A booking's card in the admin panel: its details and history, and the buttons to move and to cancel it."""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import booking_facts
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.cards import opened_booking
from app.bot.dialogs.bookings.moving import move_button
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import set_page
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.refusals import fulfill
from app.bot.states import AdminPanel
from app.domain.availability.slots import local_date
from app.domain.bookings import BookingChange
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import BookingFacts
from app.texts.translator import Html, Words
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.show_booking import ShowBooking

HISTORY_LINES = 20
"""The newest changes that a card shows: Telegram takes 4096 characters in all."""


class OfferedAdminCard(BookingFacts):
    """For the card, and for the question before it is canceled."""

    status: str
    history: Html
    """A line for each change, the newest last."""
    can_cancel: bool
    can_move: bool


class MomentFacts(TypedDict):
    """An instant on the venue's clock."""

    day: str
    time: str


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("admin_card"),
            move_button(when="can_move"),
            SwitchTo(ButtonText("button_cancel_booking"), "cancel", AdminPanel.cancel, when="can_cancel"),
            Button(ButtonText("button_day_of_booking"), id="day", on_click=show_day_of_booking),
            SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main),
            state=AdminPanel.card,
            getters=[offer_card],
        ),
        TypedWindow(
            MessageText("admin_ask_to_cancel"),
            Button(ButtonText("button_yes_cancel"), id="yes", on_click=cancel),
            SwitchTo(ButtonText("button_keep_booking"), "keep", AdminPanel.card),
            state=AdminPanel.cancel,
            getters=[offer_card],
        ),
    )


@inject
async def offer_card(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedAdminCard:
    admin = Conversation.of(dialog_manager).as_admin()
    card = await show_booking(admin, PANEL.read(dialog_manager).opened_id())
    booking, now = card.booking, clock.now()
    can_change = booking.is_active(now)
    return {
        **booking_facts(venue, booking, card.guest, words, now),
        "status": words(f"status_{booking.status_at(now)}"),
        "history": Html(
            "\n".join(_history_line(venue, change, words, now) for change in card.history[-HISTORY_LINES:])
        ),
        "can_cancel": can_change,
        "can_move": can_change and booking.resource_id in venue.resources,
    }


def _history_line(venue: Venue, change: BookingChange, words: Words, now: datetime) -> Html:
    """Return when it was changed, how and by whom; for a move also the slot and the resource before it."""
    line = words(
        "history_line",
        **_moment(change.changed_at, words, now),
        what=words(f"change_{change.kind}"),
        who=words(f"by_{change.actor.role}"),
    )
    if change.old_resource_id is None or change.old_starts_at is None:
        return line
    resource = venue.resource_name(change.old_resource_id).to(words.locale)
    return words("history_line_of_move", line=line, resource=resource, **_moment(change.old_starts_at, words, now))


def _moment(instant: datetime, words: Words, now: datetime) -> MomentFacts:
    return {"day": words.dates.day(instant, now), "time": words.dates.time(instant)}


@leads_to(AdminPanel.day)
@inject
async def show_day_of_booking(
    _callback: CallbackQuery, _: Any, manager: DialogManager, show_booking: FromDishka[ShowBooking]
) -> State:
    booking = await opened_booking(manager, show_booking)
    day = local_date(Conversation.of(manager).venue, booking.starts_at)
    PANEL.write(manager, replace(PANEL.read(manager), open_day=day))
    await set_page(manager, "bookings", 0)
    return AdminPanel.day


@leads_to(AdminPanel.card)
@inject
async def cancel(
    callback: CallbackQuery, _: Any, manager: DialogManager, cancel_booking: FromDishka[CancelBooking]
) -> State:
    conversation = Conversation.of(manager)
    canceled = cancel_booking(conversation.as_admin(), PANEL.read(manager).opened_id())
    await fulfill(callback, conversation, canceled, conversation.words.plain("booking_canceled"))
    return AdminPanel.card
