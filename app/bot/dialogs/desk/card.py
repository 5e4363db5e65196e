"""A booking's card at the desk: its details and history, and the buttons to change it.

Staff see the cards of their own bookings; there they record who has come, and write notes.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import booking_facts, guest_name
from app.bot.choice_card import unnamed_service
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.cards import note_shown, opened_booking
from app.bot.dialogs.bookings.moving import move_button
from app.bot.dialogs.desk.cancel import ask_to_cancel
from app.bot.dialogs.desk.guest import open_guest_of_booking
from app.bot.dialogs.desk.panel_data import PANEL, OpenedIn, open_list
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.messages.question import shown_comment, shown_stars
from app.bot.refusals import fulfill
from app.bot.states import AdminPanel
from app.domain.access import Admin
from app.domain.attendance import Attendance, possible_attendance
from app.domain.availability.slots import day_of
from app.domain.bookings import (
    Actor,
    Booking,
    BookingChange,
    BookingStatus,
    Change,
    Misfit,
    Role,
    possible_party_sizes,
)
from app.domain.guests import Guest
from app.domain.misfits import promised_slot, undecided
from app.domain.phones import shown_phone
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import BookingFacts
from app.texts.translator import Html, Words
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.desk.keep_booking import Keep, KeepBooking
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.show_card import ShowCard


class OfferedAdminCard(BookingFacts):
    """For the card."""

    booking_number: str
    status: str
    unnamed_service: Html
    """See `app.bot.choice_card.unnamed_service`."""
    phone: str
    """As people read it; empty where it is not known."""
    note: str
    """What the venue's people have noted; empty for nothing."""
    is_coming: bool
    """Whether the guest has answered to a reminder that they come in time."""
    minutes: int
    """So late the guest comes, as they have answered; 0 for in time and for no answer."""
    next_time: str
    """The start of the next visit there, if the delay reaches into it; else empty."""
    stars: str
    """`★★★★☆`, as the guest has rated the visit; empty for no rating."""
    comment: str
    """The beginning of what the guest has written about it; empty for nothing."""
    history: Html
    """A line for each change, the newest last."""
    can_cancel: bool
    can_move: bool
    can_change_party: bool
    can_seat: bool
    can_unseat: bool
    can_mark_no_show: bool
    can_undo_no_show: bool
    misfits: Html
    """A line for each reason why it no longer fits and an admin has to decide."""
    is_undecided: bool
    can_accept: bool
    """Whether it can be kept as it is; after a change of the zone its time has to be chosen first."""
    is_zone_changed: bool
    promised_time: str
    time: str
    is_admin: bool
    is_from_list: bool
    """Whether it was opened in the list of those that no longer fit."""


BACK = {
    OpenedIn.ELSEWHERE: AdminPanel.main,
    OpenedIn.DAY: AdminPanel.day,
    OpenedIn.HOUR: AdminPanel.hour,
    OpenedIn.SEARCH: AdminPanel.search,
}
"""Where "back" leads."""


class MomentFacts(TypedDict):
    """An instant on the venue's clock."""

    day: str
    time: str


def window() -> TypedWindow:
    attended = Button(ButtonText("button_seat"), id=Attendance.SEAT, on_click=record, when="can_seat")
    missed = Button(ButtonText("button_no_show"), id=Attendance.NO_SHOW, on_click=record, when="can_mark_no_show")
    return TypedWindow(
        MessageText("admin_card"),
        MessageText("unnamed_service", when="unnamed_service"),
        MessageText("card_phone", when="phone"),
        MessageText("card_coming", when="is_coming"),
        MessageText("card_late", when="minutes"),
        MessageText("card_touched", when="next_time"),
        MessageText("card_stars", when="stars"),
        MessageText("card_comment", when="comment"),
        MessageText("card_note", when="note"),
        MessageText("card_misfits", when="is_undecided"),
        Row(attended, missed),
        Button(ButtonText("button_unseat"), id=Attendance.UNSEAT, on_click=record, when="can_unseat"),
        Button(
            ButtonText("button_undo_no_show"),
            id=Attendance.UNDO_NO_SHOW,
            on_click=record,
            when="can_undo_no_show",
        ),
        Button(ButtonText("button_keep_as_it_is"), id=Keep.AS_IT_IS, on_click=keep, when="can_accept"),
        Button(ButtonText("button_keep_local_time"), id=Keep.LOCAL_TIME, on_click=keep, when="is_zone_changed"),
        Button(ButtonText("button_keep_instant"), id=Keep.INSTANT, on_click=keep, when="is_zone_changed"),
        move_button(when="can_move"),
        SwitchTo(ButtonText("button_party"), "party", AdminPanel.party, when="can_change_party"),
        Button(ButtonText("button_cancel_booking"), id="cancel", on_click=ask_to_cancel, when="can_cancel"),
        Row(
            SwitchTo(ButtonText("button_note"), "note", AdminPanel.note),
            SwitchTo(ButtonText("button_messages"), "messages", AdminPanel.messages),
            Button(ButtonText("button_guest"), id="guest", on_click=open_guest_of_booking, when="is_admin"),
        ),
        Button(ButtonText("button_day_of_booking"), id="day", on_click=show_day_of_booking),
        SwitchTo(ButtonText("button_undecided_list"), "misfits", AdminPanel.undecided_list, when="is_from_list"),
        Button(ButtonText("button_back"), id="back", on_click=go_back),
        state=AdminPanel.card,
        getters=[offer_card],
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
    who = Conversation.of(dialog_manager).as_desk()
    card = await show_card(who, PANEL.read(dialog_manager).opened_id())
    booking, now = card.booking, clock.now()
    is_admin = isinstance(who, Admin)
    found = undecided(venue, booking, now) if is_admin else frozenset[Misfit]()
    can_change = is_admin and booking.is_active(now)
    possible = possible_attendance(booking, now)
    note_shown(dialog_manager, booking)
    panel = replace(PANEL.read(dialog_manager), seen_misfits=tuple(sorted(found)), seen_note=booking.note)
    PANEL.write(dialog_manager, panel)
    return {
        **booking_facts(venue, booking, card.guest, words, now),
        "booking_number": str(booking.id),
        "status": words(f"status_{booking.status_at(now)}"),
        "unnamed_service": unnamed_service(venue, booking.service_id, words),
        "history": Html("\n".join(_history_line(venue, change, card.people, words, now) for change in card.history)),
        "phone": shown_phone(card.guest.phone) if card.guest.phone else "",
        "is_coming": booking.answer is not None and not booking.is_late,
        "minutes": booking.answer.late_minutes if booking.answer else 0,
        "next_time": words.dates.time(card.touched_at) if card.touched_at else "",
        "stars": shown_stars(card.rating),
        "comment": shown_comment(card.rating),
        "note": booking.note or "",
        "can_cancel": bool(found) or (can_change and booking.status is not BookingStatus.SEATED),
        "can_move": can_change,
        "can_change_party": is_admin and bool(possible_party_sizes(venue, booking, now)),
        "can_seat": Attendance.SEAT in possible,
        "can_unseat": Attendance.UNSEAT in possible,
        "can_mark_no_show": Attendance.NO_SHOW in possible,
        "can_undo_no_show": Attendance.UNDO_NO_SHOW in possible,
        "misfits": Html("\n".join(_misfit_line(venue, booking, misfit, words, now) for misfit in panel.seen_misfits)),
        "is_undecided": bool(found),
        "can_accept": bool(found) and Misfit.ZONE_CHANGED not in found,
        "is_zone_changed": Misfit.ZONE_CHANGED in found,
        "promised_time": words.dates.time(promised_slot(venue, booking).starts_at),
        "time": words.dates.time(booking.starts_at),
        "is_admin": is_admin,
        "is_from_list": is_admin and panel.misfit is not None,
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
    venue: Venue, change: BookingChange, people: Mapping[int, Guest], words: Words, now: datetime
) -> Html:
    """Return when it was changed, how and by whom; also the slot and the resource before a move, the number of guests
    before another one, and the reason of a cancellation."""
    line = words(
        "history_line",
        **_moment(change.changed_at, words, now),
        what=words(f"change_{change.kind}"),
        who=_actor(change.actor, people, words),
    )
    if change.old_party_size is not None:
        return words("history_line_of_party", line=line, old_party=words("party", size=change.old_party_size))
    if change.kind is Change.CANCELED and change.remark:
        return words("history_line_with_remark", line=line, remark=change.remark)
    if change.old_resource_id is None or change.old_starts_at is None:
        return line
    resource = venue.resource_name(change.old_resource_id).to(words.locale)
    return words("history_line_of_move", line=line, resource=resource, **_moment(change.old_starts_at, words, now))


def _actor(actor: Actor, people: Mapping[int, Guest], words: Words) -> Html:
    """Return who made a change: admins and staff by name, as far as the venue knows it."""
    person = people.get(actor.telegram_id or 0)
    if person is None:
        return words(f"by_{actor.role}")
    return words("by_staff_named" if actor.role is Role.STAFF else "by_admin_named", name=guest_name(person, words))


def _moment(instant: datetime, words: Words, now: datetime) -> MomentFacts:
    return {"day": words.dates.day(instant, now), "time": words.dates.time(instant)}


@leads_to(AdminPanel.day)
@inject
async def show_day_of_booking(
    _callback: CallbackQuery, _: Any, manager: DialogManager, show_booking: FromDishka[ShowBooking]
) -> State:
    booking = await opened_booking(manager, show_booking)
    open_list(manager, day_of(Conversation.of(manager).venue, booking.starts_at))
    return AdminPanel.day


@leads_to(*BACK.values())
async def go_back(_callback: CallbackQuery, _: Any, manager: DialogManager) -> State:
    back = BACK[PANEL.read(manager).opened_in]
    is_admin = isinstance(Conversation.of(manager).as_desk(), Admin)
    return AdminPanel.day if back is AdminPanel.main and not is_admin else back


@leads_to(AdminPanel.card)
@inject
async def record(
    callback: CallbackQuery, button: Button, manager: DialogManager, record_attendance: FromDishka[RecordAttendance]
) -> State:
    """Record whether the guest has come. The next window shows it, with a button to take it back."""
    conversation, panel = Conversation.of(manager), PANEL.read(manager)
    version, attendance = required(panel.seen_version, "a booking"), Attendance(required(button.widget_id, "a mark"))
    recorded = record_attendance(conversation.as_desk(), panel.opened_id(), attendance, version)
    await fulfill(callback, conversation, recorded, conversation.words.plain(f"recorded_{attendance}"))
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
