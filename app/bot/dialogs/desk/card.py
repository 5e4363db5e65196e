"""A booking's card in the admin panel: its details and history, and the buttons to move and to cancel it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import booking_facts, guest_name
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.cards import note_shown, opened_booking
from app.bot.dialogs.bookings.moving import move_button
from app.bot.dialogs.desk.guest import open_guest_of_booking
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import set_page
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.refusals import fulfill
from app.bot.states import AdminPanel
from app.domain.availability.slots import local_date
from app.domain.bookings import Actor, Booking, BookingChange, Misfit
from app.domain.guests import Guest
from app.domain.misfits import promised_slot, undecided
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import BookingFacts
from app.texts.translator import Html, Words
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.desk.keep_booking import Keep, KeepBooking
from app.usecases.desk.show_card import ShowCard


class OfferedAdminCard(BookingFacts):
    """For the card, and for the question before it is canceled."""

    status: str
    history: Html
    """A line for each change, the newest last."""
    can_cancel: bool
    can_move: bool
    is_from_day: bool
    is_from_elsewhere: bool
    is_told: bool
    """Whether the guest is told of a cancellation: not of a visit that is over."""
    is_unreachable: bool
    """Whether the guest should be told and has blocked the bot."""
    is_not_told: bool
    misfits: Html
    """A line for each reason why it no longer fits and an admin has to decide."""
    is_undecided: bool
    can_accept: bool
    """Whether it can be kept as it is; after a change of the zone its time has to be chosen first."""
    is_zone_changed: bool
    promised_time: str
    time: str
    is_from_list: bool
    """Whether it was opened in the list of those that no longer fit."""


class MomentFacts(TypedDict):
    """An instant on the venue's clock."""

    day: str
    time: str


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("admin_card"),
            MessageText("card_misfits", when="is_undecided"),
            Button(ButtonText("button_keep_as_it_is"), id=Keep.AS_IT_IS, on_click=keep, when="can_accept"),
            Button(ButtonText("button_keep_local_time"), id=Keep.LOCAL_TIME, on_click=keep, when="is_zone_changed"),
            Button(ButtonText("button_keep_instant"), id=Keep.INSTANT, on_click=keep, when="is_zone_changed"),
            move_button(when="can_move"),
            SwitchTo(ButtonText("button_cancel_booking"), "cancel", AdminPanel.cancel, when="can_cancel"),
            Button(ButtonText("button_guest"), id="guest", on_click=open_guest_of_booking),
            Button(ButtonText("button_day_of_booking"), id="day", on_click=show_day_of_booking),
            SwitchTo(ButtonText("button_undecided_list"), "misfits", AdminPanel.undecided_list, when="is_from_list"),
            SwitchTo(ButtonText("button_back"), "list", AdminPanel.day, when="is_from_day"),
            SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main, when="is_from_elsewhere"),
            state=AdminPanel.card,
            getters=[offer_card],
        ),
        TypedWindow(
            MessageText("admin_ask_to_cancel"),
            MessageText("guest_is_told", when="is_told"),
            MessageText("guest_cannot_be_told", when="is_unreachable"),
            MessageText("guest_is_not_told", when="is_not_told"),
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
    show_card: FromDishka[ShowCard],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedAdminCard:
    admin = Conversation.of(dialog_manager).as_admin()
    card = await show_card(admin, PANEL.read(dialog_manager).opened_id())
    booking, now = card.booking, clock.now()
    found, can_change = undecided(venue, booking, now), booking.is_active(now)
    is_blocked = card.guest.blocked_at is not None
    note_shown(dialog_manager, booking)
    panel = replace(PANEL.read(dialog_manager), seen_misfits=tuple(sorted(found)))
    PANEL.write(dialog_manager, panel)
    return {
        **booking_facts(venue, booking, card.guest, words, now),
        "status": words(f"status_{booking.status_at(now)}"),
        "history": Html("\n".join(_history_line(venue, change, card.admins, words, now) for change in card.history)),
        "can_cancel": can_change or bool(found),
        "can_move": can_change,
        "is_from_day": panel.is_from_day,
        "is_from_elsewhere": not panel.is_from_day,
        "is_told": can_change and not is_blocked,
        "is_unreachable": can_change and is_blocked,
        "is_not_told": not can_change,
        "misfits": Html("\n".join(_misfit_line(venue, booking, misfit, words, now) for misfit in panel.seen_misfits)),
        "is_undecided": bool(found),
        "can_accept": bool(found) and Misfit.ZONE_CHANGED not in found,
        "is_zone_changed": Misfit.ZONE_CHANGED in found,
        "promised_time": words.dates.time(promised_slot(venue, booking).starts_at),
        "time": words.dates.time(booking.starts_at),
        "is_from_list": panel.misfit is not None,
    }


def _misfit_line(venue: Venue, booking: Booking, misfit: Misfit, words: Words, now: datetime) -> Html:
    """Return why the booking no longer fits."""
    promised = promised_slot(venue, booking).starts_at
    return words(
        f"misfit_{misfit}",
        resource=venue.resource_name(booking.resource_id).to(words.locale),
        party=words("party", size=booking.party_size or 0),
        promised_day=words.dates.day(promised, now),
        promised_time=words.dates.time(promised),
        **_moment(booking.starts_at, words, now),
    )


def _history_line(
    venue: Venue, change: BookingChange, admins: Mapping[int, Guest], words: Words, now: datetime
) -> Html:
    """Return when it was changed, how and by whom; for a move also the slot and the resource before it."""
    line = words(
        "history_line",
        **_moment(change.changed_at, words, now),
        what=words(f"change_{change.kind}"),
        who=_actor(change.actor, admins, words),
    )
    if change.old_resource_id is None or change.old_starts_at is None:
        return line
    resource = venue.resource_name(change.old_resource_id).to(words.locale)
    return words("history_line_of_move", line=line, resource=resource, **_moment(change.old_starts_at, words, now))


def _actor(actor: Actor, admins: Mapping[int, Guest], words: Words) -> Html:
    """Return who made a change: an admin by name, as far as the venue knows it."""
    admin = admins.get(actor.telegram_id or 0)
    return words("by_admin_named", name=guest_name(admin, words)) if admin else words(f"by_{actor.role}")


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
    panel = PANEL.read(manager)
    canceled = cancel_booking(conversation.as_admin(), panel.opened_id(), panel.seen_version)
    await fulfill(callback, conversation, canceled, conversation.words.plain("booking_canceled"))
    return AdminPanel.card


@leads_to(AdminPanel.card)
@inject
async def keep(
    callback: CallbackQuery, button: Button, manager: DialogManager, keep_booking: FromDishka[KeepBooking]
) -> State:
    conversation, panel = Conversation.of(manager), PANEL.read(manager)
    version, how = required(panel.seen_version, "a booking"), Keep(required(button.widget_id, "a decision"))
    kept = keep_booking(conversation.as_admin(), panel.opened_id(), how, version, frozenset(panel.seen_misfits))
    await fulfill(callback, conversation, kept, conversation.words.plain("booking_kept"))
    return AdminPanel.card
