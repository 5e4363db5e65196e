"""A guest's own bookings: the list, and the dialog that it is part of."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram import Bot
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import FIRST_STEPS
from app.bot.dialogs.bookings import calendar_address, my_card
from app.bot.dialogs.bookings.draft import open_first_step
from app.bot.dialogs.bookings.moving import guests_move_windows
from app.bot.dialogs.bookings.my_bookings_data import MY_BOOKINGS, MyBookingsData
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.dialogs.pages import count_pages, get_page, open_page, pager
from app.bot.dialogs.waitlist import my_wait
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, to_menu
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.phone_sharing import ask_for_phone
from app.bot.sentences.open_meant import MEANT, OpenMeant
from app.bot.states import MyBookings
from app.bot.wait_facts import window_of
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.names import shorten
from app.domain.relatives import Relative
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.runtime.settings import Settings
from app.texts.facts import NAME_IN_LINE
from app.texts.translator import Words
from app.usecases.bookings.list_my_bookings import ListMyBookings
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.waitlist.list_waits import ListMyWaits, Waiting

PAGE_SIZE = 6


class OfferedBookings(TypedDict):
    """For the list: a page of bookings."""

    buttons: Buttons
    pages: int
    is_empty: bool
    waits: Buttons
    """What the guest waits for."""
    has_no_phone: bool
    """Whether the venue does not know the guest's phone number."""
    offers_calendar: bool
    """Whether the guest can have an address for their calendar."""


def make_dialog() -> Dialog:
    return Dialog(
        TypedWindow(
            MessageText("my_bookings", when="buttons"),
            MessageText("no_bookings", when="is_empty"),
            MessageText("my_waits", when="waits"),
            Column(Choice("booking", parse_id, open_card)),
            Column(Choice("wait", parse_id, my_wait.open_wait, "waits")),
            pager("bookings"),
            Button(ButtonText("button_book"), id="book", on_click=book),
            SwitchTo(ButtonText("button_calendar_address"), "calendar", MyBookings.calendar, when="offers_calendar"),
            Button(ButtonText("button_share_phone"), id="phone", on_click=ask_for_phone, when="has_no_phone"),
            to_menu(),
            state=MyBookings.list,
            getters=[offer_bookings],
        ),
        *my_card.windows(),
        my_wait.window(),
        *calendar_address.windows(),
        *guests_move_windows(),
        on_start=MY_BOOKINGS.begin,
    )


@inject
async def offer_bookings(
    dialog_manager: DialogManager,
    venue: Venue,
    guest: Guest,
    words: Words,
    list_my_bookings: FromDishka[ListMyBookings],
    list_my_waits: FromDishka[ListMyWaits],
    settings: FromDishka[Settings],
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
    waits = await list_my_waits(Conversation.of(dialog_manager).as_visitor())
    return {
        "buttons": buttons,
        "pages": pages,
        "is_empty": not buttons,
        "waits": [(each.wait.id, _wait_line(venue, each, words, clock)) for each in waits],
        "has_no_phone": guest.phone is None,
        "offers_calendar": settings.public_url is not None,
    }


def _line(venue: Venue, booking: Booking, words: Words, clock: Clock) -> str:
    return words.plain(
        "button_booking_for" if booking.for_whom else "button_booking",
        relative=_short_name(booking.for_whom),
        mark=words.plain(f"mark_{booking.status_at(clock.now())}"),
        day=words.dates.day(booking.starts_at, clock.now()),
        time=words.dates.time(booking.starts_at),
        resource=venue.resource_name(booking.resource_id).to(words.locale),
    )


def _short_name(relative: Relative | None) -> str:
    return shorten(relative.name, NAME_IN_LINE) if relative else ""


def _wait_line(venue: Venue, waiting: Waiting, words: Words, clock: Clock) -> str:
    now, wait = clock.now(), waiting.wait
    is_held = waiting.offer is not None and waiting.offer.is_open(now)
    alone = "button_wait_held" if is_held else "button_wait_line"
    for_other = "button_wait_held_for" if is_held else "button_wait_line_for"
    return words.plain(
        for_other if wait.for_whom else alone,
        relative=_short_name(wait.for_whom),
        day=words.dates.day(wait.day, now),
        window=window_of(venue, wait, words),
    )


@leads_to(*MEANT)
@inject
async def open_card(
    _callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    booking_id: int,
    show_booking: FromDishka[ShowBooking],
    open_meant: FromDishka[OpenMeant],
) -> Target:
    """Open the card; where a sentence asked for something about one of the bookings, the window that confirms it."""
    asked = MY_BOOKINGS.read(manager).asked
    if asked is None:
        MY_BOOKINGS.write(manager, MyBookingsData(booking_id=booking_id))
        return MyBookings.card
    conversation = Conversation.of(manager)
    opened = await open_meant(conversation, await show_booking(conversation.as_visitor(), booking_id), asked)
    if not opened.notes:
        return replace(opened.opening, show_mode=None)
    bot: Bot = manager.middleware_data["bot"]
    await bot.send_message(conversation.chat_id, "\n".join(opened.notes))
    return opened.opening


@leads_to(*FIRST_STEPS)
async def book(_callback: CallbackQuery, _: Any, manager: DialogManager) -> Opening:
    return open_first_step(Conversation.of(manager).venue)
