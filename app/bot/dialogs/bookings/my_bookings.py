"""A guest's own bookings: the list, and the dialog that it is part of."""

from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Column
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings import my_card
from app.bot.dialogs.bookings.draft import FIRST_STEPS, open_first_step
from app.bot.dialogs.bookings.moving import move_windows
from app.bot.dialogs.bookings.opened_booking import OpenedBooking
from app.bot.dialogs.dialog_data import DialogData
from app.bot.dialogs.jumps import Opening, leads_to
from app.bot.dialogs.pages import count_pages, get_page, open_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, to_menu
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import MyBookings
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Words
from app.usecases.bookings.list_my_bookings import ListMyBookings

PAGE_SIZE = 6
MY_BOOKINGS = DialogData(OpenedBooking)


class OfferedBookings(TypedDict):
    """For the list: a page of bookings."""

    buttons: Buttons
    pages: int
    is_empty: bool


def make_dialog() -> Dialog:
    return Dialog(
        TypedWindow(
            MessageText("my_bookings", when="buttons"),
            MessageText("no_bookings", when="is_empty"),
            Column(Choice("booking", parse_id, open_card)),
            pager("bookings"),
            Button(ButtonText("button_book"), id="book", on_click=book),
            to_menu(),
            state=MyBookings.list,
            getters=[offer_bookings],
        ),
        *my_card.windows(),
        *move_windows(MyBookings),
        on_start=MY_BOOKINGS.begin,
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
) -> OfferedBookings:
    page = await get_page(dialog_manager, "bookings")
    found = await list_my_bookings(guest, page * PAGE_SIZE, PAGE_SIZE)
    pages = count_pages(found.total, PAGE_SIZE)
    if page >= pages:
        # The last booking of the last page was deleted.
        page = await open_page(dialog_manager, "bookings", pages)
        found = await list_my_bookings(guest, page * PAGE_SIZE, PAGE_SIZE)
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


@leads_to(MyBookings.card)
async def open_card(_callback: CallbackQuery, _: Any, manager: DialogManager, booking_id: int) -> State:
    MY_BOOKINGS.write(manager, OpenedBooking(booking_id=booking_id))
    return MyBookings.card


@leads_to(*FIRST_STEPS)
async def book(_callback: CallbackQuery, _: Any, manager: DialogManager) -> Opening:
    return open_first_step(Conversation.of(manager).venue)
