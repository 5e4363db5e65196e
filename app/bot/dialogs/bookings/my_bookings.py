"""A guest's own bookings: the list, a card for each, and what can be done with it."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import booking_facts
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.booking import begin_booking, book_again
from app.bot.dialogs.bookings.calendar_button import calendar_button
from app.bot.dialogs.bookings.moving import move_button, move_windows
from app.bot.dialogs.widgets import (
    Choice,
    Label,
    Offered,
    Say,
    booking_id,
    count_pages,
    find_pager,
    open_page,
    pager,
    take_over,
    to_menu,
)
from app.bot.refusals import fulfill
from app.bot.states import MyBookings
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Words
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.list_my_bookings import ListMyBookings
from app.usecases.bookings.show_booking import ShowBooking

ON_PAGE = 6


def make_dialog() -> Dialog:
    to_card = SwitchTo(Label("button_keep_booking"), "keep", MyBookings.card)
    return Dialog(
        Window(
            Say("my_bookings", when="buttons"),
            Say("no_bookings", when="is_empty"),
            Column(Choice("booking", booking_id, open_card)),
            pager("bookings"),
            Button(Label("button_book"), id="book", on_click=book),
            to_menu(),
            state=MyBookings.list,
            getter=offer_bookings,
        ),
        Window(
            Say("booking_card"),
            Say("changeable_until", when="can_change"),
            Say("too_late_to_change", when="is_too_late"),
            Row(calendar_button(when="is_upcoming"), move_button(when="can_move")),
            SwitchTo(Label("button_cancel_booking"), "cancel", MyBookings.cancel, when="can_change"),
            Row(
                Button(Label("button_book_again"), id="again", on_click=repeat, when="is_over"),
                SwitchTo(Label("button_delete_booking"), "delete", MyBookings.delete, when="is_over"),
            ),
            Row(SwitchTo(Label("button_all_bookings"), "list", MyBookings.list), to_menu()),
            state=MyBookings.card,
            getter=offer_card,
        ),
        Window(
            Say("ask_to_cancel"),
            Button(Label("button_yes_cancel"), id="yes_cancel", on_click=cancel),
            to_card,
            state=MyBookings.cancel,
            getter=offer_card,
        ),
        Window(
            Say("ask_to_delete"),
            Button(Label("button_yes_delete"), id="yes_delete", on_click=delete),
            to_card,
            state=MyBookings.delete,
            getter=offer_card,
        ),
        *move_windows(MyBookings),
        on_start=take_over,
    )


@inject
async def offer_bookings(
    dialog_manager: DialogManager,
    venue: Venue,
    guest: Guest,
    words: Words,
    list_my_bookings: FromDishka[ListMyBookings],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    page = await find_pager(dialog_manager, "bookings").get_page()
    found = await list_my_bookings(guest, page * ON_PAGE, ON_PAGE)
    pages = count_pages(found.total, ON_PAGE)
    if page >= pages:
        # The last booking of the last page was deleted.
        page = await open_page(dialog_manager, "bookings", pages)
        found = await list_my_bookings(guest, page * ON_PAGE, ON_PAGE)
    buttons = [(booking.id, _line(venue, booking, words, clock)) for booking in found.bookings]
    return {"buttons": buttons, "pages": pages, "is_empty": not buttons}


def _line(venue: Venue, booking: Booking, words: Words, clock: Clock) -> str:
    return words.plain(
        "button_booking",
        mark=words.plain(f"mark_{booking.status_at(clock.now())}"),
        day=words.dates.day(booking.starts_at, clock.now()),
        time=words.dates.time(booking.starts_at),
        resource=venue.resource_name(booking.resource_id).to(words.locale),
    )


async def open_card(_callback: CallbackQuery, _: Any, manager: DialogManager, booking_id: int) -> None:
    manager.dialog_data["booking_id"] = booking_id
    await manager.switch_to(MyBookings.card)


@inject
async def offer_card(
    dialog_manager: DialogManager,
    venue: Venue,
    guest: Guest,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    booking = await _opened(dialog_manager, show_booking)
    now = clock.now()
    is_upcoming = booking.is_active(now)
    can_change = booking.is_changeable(venue.booking, now)
    return {
        **booking_facts(venue, booking, guest, words, now),
        "status": words(f"status_{booking.status_at(now)}"),
        "is_upcoming": is_upcoming,
        "is_over": not is_upcoming,
        "can_change": can_change,
        "can_move": can_change and booking.resource_id in venue.resources,
        "is_too_late": is_upcoming and not can_change,
    }


async def book(_callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
    await begin_booking(manager)


@inject
async def repeat(
    _callback: CallbackQuery, _: Any, manager: DialogManager, show_booking: FromDishka[ShowBooking]
) -> None:
    booking = await _opened(manager, show_booking)
    await book_again(manager, booking.resource_id, booking.party_size)


@inject
async def cancel(
    callback: CallbackQuery, _: Any, manager: DialogManager, cancel_booking: FromDishka[CancelBooking]
) -> None:
    talk = Conversation.of(manager)
    wish = cancel_booking(talk.as_visitor(), manager.dialog_data["booking_id"])
    await fulfill(callback, talk, wish, talk.words.plain("booking_canceled"))
    await manager.switch_to(MyBookings.card)


@inject
async def delete(
    callback: CallbackQuery, _: Any, manager: DialogManager, delete_booking: FromDishka[DeleteBooking]
) -> None:
    talk = Conversation.of(manager)
    wish = delete_booking(talk.as_visitor(), manager.dialog_data["booking_id"])
    await fulfill(callback, talk, wish, talk.words.plain("booking_deleted"))
    await manager.switch_to(MyBookings.list)


async def _opened(manager: DialogManager, show_booking: ShowBooking) -> Booking:
    visitor = Conversation.of(manager).as_visitor()
    return (await show_booking(visitor, manager.dialog_data["booking_id"])).booking
