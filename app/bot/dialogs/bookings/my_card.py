"""The card of a guest's own booking: cancel, delete, book again."""

from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo, Url
from aiogram_dialog.widgets.text import Format
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import booking_facts
from app.bot.choice_card import unnamed_service
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.calendar_button import calendar_button
from app.bot.dialogs.bookings.cards import note_shown, opened_booking
from app.bot.dialogs.bookings.moving import move_button
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.bookings.same_again import SAME_AGAIN, OpenSameAgain
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText, to_menu
from app.bot.dialogs.window import TypedWindow
from app.bot.refusals import fulfill
from app.bot.states import MyBookings
from app.bot.visit_links import friends_link, google_link
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import BookingFacts
from app.texts.translator import Html, Words
from app.usecases.bookings.cancel_booking import CancelBooking
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
    google_link: str
    friends_link: str | None
    """The link that tells friends of the visit; None of one that is over, and where guests come alone."""


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
            Row(
                calendar_button(when="is_upcoming"),
                Url(ButtonText("button_google"), Format("{google_link}"), when="is_upcoming"),
            ),
            Url(ButtonText("button_friends"), Format("{friends_link}"), when="friends_link"),
            move_button(when="can_change"),
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
    facts, bot = booking_facts(venue, booking, guest, words, now), dialog_manager.middleware_data["bot"]
    username = str((await bot.me()).username)
    return {
        **facts,
        "status": words(f"status_{booking.status_at(now)}"),
        "unnamed_service": unnamed_service(venue, booking.service_id, words),
        "is_upcoming": is_upcoming,
        "is_over": not is_upcoming,
        "is_coming": answer is not None and not booking.is_late,
        "minutes": answer.late_minutes if answer else 0,
        "can_change": can_change,
        "is_too_late": is_upcoming and not can_change,
        "google_link": google_link(booking, facts, words),
        "friends_link": friends_link(venue, facts, words, username) if is_upcoming else None,
    }


@leads_to(*SAME_AGAIN)
@inject
async def book_again(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    open_same_again: FromDishka[OpenSameAgain],
) -> Target:
    booking = await opened_booking(manager, show_booking)
    return await open_same_again(callback, Conversation.of(manager), booking)


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
