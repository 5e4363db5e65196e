"""The card of a guest's own booking: cancel, delete, book again."""

from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import booking_facts
from app.bot.choice_card import unnamed_service
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import FIRST_STEPS
from app.bot.dialogs.bookings.calendar_button import calendar_button
from app.bot.dialogs.bookings.cards import note_shown, opened_booking
from app.bot.dialogs.bookings.draft import open_first_step, open_same_again
from app.bot.dialogs.bookings.moving import move_button
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText, to_menu
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import alert
from app.bot.refusals import explain, fulfill
from app.bot.states import BookingSteps, MyBookings
from app.domain.errors import Refused
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import BookingFacts
from app.texts.translator import Html, Words
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.check_guest import CheckMayBook
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.show_booking import ShowBooking


class OfferedCard(BookingFacts):
    """For the card, and for the questions before it is canceled or deleted."""

    status: str
    unnamed_service: Html
    """See `app.bot.choice_card.unnamed_service`."""
    is_upcoming: bool
    is_over: bool
    is_coming: bool
    """Whether the guest has answered to a reminder that they come in time."""
    minutes: int
    """So late the guest comes, as they have answered; 0 for in time and for no answer."""
    can_change: bool
    is_too_late: bool


def windows() -> tuple[TypedWindow, ...]:
    to_card = SwitchTo(ButtonText("button_keep_booking"), "keep", MyBookings.card)
    return (
        TypedWindow(
            MessageText("booking_card"),
            MessageText("unnamed_service", when="unnamed_service"),
            MessageText("answer_coming", when="is_coming"),
            MessageText("answer_late", when="minutes"),
            MessageText("changeable_until", when="can_change"),
            MessageText("too_late_to_change", when="is_too_late"),
            Row(calendar_button(when="is_upcoming"), move_button(when="can_change")),
            SwitchTo(ButtonText("button_cancel_booking"), "cancel", MyBookings.cancel, when="can_change"),
            Row(
                Button(ButtonText("button_book_again"), id="again", on_click=book_again, when="is_over"),
                SwitchTo(ButtonText("button_delete_booking"), "delete", MyBookings.delete, when="is_over"),
            ),
            Row(SwitchTo(ButtonText("button_all_bookings"), "list", MyBookings.list), to_menu()),
            state=MyBookings.card,
            getters=[offer_card],
        ),
        TypedWindow(
            MessageText("ask_to_cancel"),
            Button(ButtonText("button_yes_cancel"), id="yes_cancel", on_click=cancel),
            to_card,
            state=MyBookings.cancel,
            getters=[offer_card],
        ),
        TypedWindow(
            MessageText("ask_to_delete"),
            Button(ButtonText("button_yes_delete"), id="yes_delete", on_click=delete),
            to_card,
            state=MyBookings.delete,
            getters=[offer_card],
        ),
    )


@inject
async def offer_card(
    dialog_manager: DialogManager,
    venue: Venue,
    guest: Guest,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedCard:
    booking = await opened_booking(dialog_manager, show_booking)
    note_shown(dialog_manager, booking)
    now = clock.now()
    is_upcoming = booking.is_active(now)
    can_change = booking.is_changeable(venue.booking, now)
    answer = booking.answer if is_upcoming else None
    return {
        **booking_facts(venue, booking, guest, words, now),
        "status": words(f"status_{booking.status_at(now)}"),
        "unnamed_service": unnamed_service(venue, booking.service_id, words),
        "is_upcoming": is_upcoming,
        "is_over": not is_upcoming,
        "is_coming": answer is not None and not booking.is_late,
        "minutes": answer.late_minutes if answer else 0,
        "can_change": can_change,
        "is_too_late": is_upcoming and not can_change,
    }


@leads_to(BookingSteps.day, *FIRST_STEPS)
@inject
async def book_again(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    check_may_book: FromDishka[CheckMayBook],
) -> Target:
    conversation, booking = Conversation.of(manager), await opened_booking(manager, show_booking)
    try:
        await check_may_book(conversation.as_visitor())
    except Refused as refusal:
        await alert(callback, explain(conversation, refusal))
        return None
    try:
        return open_same_again(conversation.venue, booking)
    except Refused:
        await alert(callback, conversation.words.plain("choice_is_gone"))
        return open_first_step(conversation.venue)


@leads_to(MyBookings.card)
@inject
async def cancel(
    callback: CallbackQuery, _: Any, manager: DialogManager, cancel_booking: FromDishka[CancelBooking]
) -> State:
    conversation, opened = Conversation.of(manager), OPENED_BOOKING.read(manager)
    canceled = cancel_booking(conversation.as_visitor(), opened.opened_id(), opened.seen_version)
    await fulfill(callback, conversation, canceled, conversation.words.plain("booking_canceled"))
    return MyBookings.card


@leads_to(MyBookings.list)
@inject
async def delete(
    callback: CallbackQuery, _: Any, manager: DialogManager, delete_booking: FromDishka[DeleteBooking]
) -> State:
    conversation, booking_id = Conversation.of(manager), OPENED_BOOKING.read(manager).opened_id()
    deleted = delete_booking(conversation.as_visitor(), booking_id)
    await fulfill(callback, conversation, deleted, conversation.words.plain("booking_deleted"))
    return MyBookings.list
