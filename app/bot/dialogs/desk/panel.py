"""The admins' panel: guests and bookings in figures, the bookings of a day, a card for each."""

from datetime import date, datetime, timedelta
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.api.entities import NewMessage
from aiogram_dialog.widgets.kbd import Button, Column, Row, Start, SwitchTo
from aiogram_dialog.widgets.text import Const
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import booking_facts, guest_link
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.moving import move_button, move_windows
from app.bot.dialogs.widgets import (
    Choice,
    Label,
    Offered,
    Say,
    booking_id,
    cut_page,
    find_pager,
    pager,
    take_over,
    to_menu,
)
from app.bot.refusals import fulfill
from app.bot.states import AdminPanel, Broadcasting, FailedMessages
from app.domain.availability.slots import local_date
from app.domain.bookings import Booking, BookingChange
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.show_booking import BookingCard, ShowBooking
from app.usecases.desk.list_day import ListDay
from app.usecases.desk.show_figures import ShowFigures

ON_PAGE = 8
LINES = 20
"""Of a booking's history, the newest: Telegram takes 4096 characters in all."""


class AdminDialog(Dialog):
    """Whoever is no admin, or no longer, can neither press its buttons nor have it shown: to them it is an old one."""

    def __init__(self, *windows: Window) -> None:
        super().__init__(*windows, on_start=take_over)
        self.callback_query.middleware(AdminsOnly())

    async def render(self, manager: DialogManager) -> NewMessage:
        _check_admin(manager)
        return await super().render(manager)


class AdminsOnly(BaseMiddleware):
    """A press does nothing before it is known whose it is."""

    async def __call__(self, handler: Any, event: Any, data: dict[str, Any]) -> Any:
        _check_admin(data["dialog_manager"])
        return await handler(event, data)


def to_panel() -> Start:
    """Out of a dialog that took the panel's place.

    It does not lie on it: of two that are opened in the same second one in a hundred has the other's id, as
    aiogram-dialog draws them, and the panel would be lost.
    """
    return Start(Label("button_back"), "panel", AdminPanel.main, mode=StartMode.RESET_STACK)


def _check_admin(manager: DialogManager) -> None:
    Conversation.of(manager).as_admin()


def make_dialog() -> Dialog:
    back = SwitchTo(Label("button_back"), "panel", AdminPanel.main)
    return AdminDialog(
        Window(
            Say("admin_panel"),
            Button(Label("button_day"), id="today", on_click=show_today),
            Row(
                SwitchTo(Label("button_figures"), "figures", AdminPanel.figures),
                SwitchTo(Label("button_users"), "users", AdminPanel.users),
            ),
            Start(Label("button_broadcast"), "broadcast", Broadcasting.write, mode=StartMode.RESET_STACK),
            Start(Label("button_failed_messages"), "failed", FailedMessages.list, mode=StartMode.RESET_STACK),
            to_menu(),
            state=AdminPanel.main,
            getter=offer_venue,
        ),
        Window(Say("admin_users"), back, state=AdminPanel.users, getter=offer_users),
        Window(Say("admin_figures"), back, state=AdminPanel.figures, getter=offer_figures),
        Window(
            Say("admin_day", when="buttons"),
            Say("admin_day_is_empty", when="is_empty"),
            Column(Choice("booking", booking_id, open_card)),
            pager("bookings"),
            Row(
                Button(Const("‹"), id="earlier", on_click=turn_day),
                Button(Label("button_today"), id="now", on_click=show_today),
                Button(Const("›"), id="later", on_click=turn_day),
            ),
            back,
            state=AdminPanel.day,
            getter=offer_day,
        ),
        Window(
            Say("admin_card"),
            move_button(when="can_move"),
            SwitchTo(Label("button_cancel_booking"), "cancel", AdminPanel.cancel, when="can_cancel"),
            Button(Label("button_day_of_booking"), id="day", on_click=show_day_of_booking),
            back,
            state=AdminPanel.card,
            getter=offer_card,
        ),
        Window(
            Say("admin_ask_to_cancel"),
            Button(Label("button_yes_cancel"), id="yes", on_click=cancel),
            SwitchTo(Label("button_keep_booking"), "keep", AdminPanel.card),
            state=AdminPanel.cancel,
            getter=offer_card,
        ),
        *move_windows(AdminPanel),
    )


async def offer_venue(venue: Venue, words: Words, **_: Any) -> Offered:
    return {"venue": venue.name.to(words.locale)}


@inject
async def offer_users(
    dialog_manager: DialogManager,
    words: Words,
    show_figures: FromDishka[ShowFigures],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    figures = await show_figures(Conversation.of(dialog_manager).as_admin())
    lines = [
        words(
            "user_line",
            guest=guest.name,
            guest_link=guest_link(guest),
            day=words.dates.day(guest.created_at, clock.now()),
        )
        for guest in figures.newest
    ]
    return {"total": figures.guests.total, "blocked": figures.guests.blocked, "newest": Html("\n".join(lines))}


@inject
async def offer_figures(
    dialog_manager: DialogManager, words: Words, show_figures: FromDishka[ShowFigures], **_: Any
) -> Offered:
    figures = await show_figures(Conversation.of(dialog_manager).as_admin())
    lines = [
        words("figure_line", status=words(f"status_{status}"), number=number)
        for status, number in figures.bookings.items()
    ]
    return {"total": sum(figures.bookings.values()), "lines": Html("\n".join(lines))}


async def show_today(_callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
    manager.dialog_data.pop("open_day", None)
    await _show_day(manager)


@inject
async def turn_day(_callback: CallbackQuery, button: Button, manager: DialogManager, clock: FromDishka[Clock]) -> None:
    day = _open_day(manager, clock)
    step = timedelta(days=1 if button.widget_id == "later" else -1)
    manager.dialog_data["open_day"] = (day + step).isoformat()
    await _show_day(manager)


@inject
async def show_day_of_booking(
    _callback: CallbackQuery, _: Any, manager: DialogManager, show_booking: FromDishka[ShowBooking]
) -> None:
    booking = (await _open_card(manager, show_booking)).booking
    manager.dialog_data["open_day"] = local_date(Conversation.of(manager).venue, booking.starts_at).isoformat()
    await _show_day(manager)


async def _show_day(manager: DialogManager) -> None:
    await find_pager(manager, "bookings").set_page(0)
    await manager.switch_to(AdminPanel.day)


def _open_day(manager: DialogManager, clock: Clock) -> date:
    """The venue's local day that the window shows: today unless another one was chosen."""
    chosen = manager.dialog_data.get("open_day")
    return date.fromisoformat(str(chosen)) if chosen else local_date(Conversation.of(manager).venue, clock.now())


@inject
async def offer_day(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_day: FromDishka[ListDay],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    day = _open_day(dialog_manager, clock)
    found = await list_day(Conversation.of(dialog_manager).as_admin(), day)
    on_page, pages = await cut_page(dialog_manager, "bookings", found, ON_PAGE)
    now = clock.now()
    facts = [(booking.id, _line(venue, booking, guest, words, now)) for booking, guest in on_page]
    lines = [words(f"day_line_{venue.booking.asks}", **each) for _, each in facts]
    buttons = [(number, words.plain("button_day_line", **each)) for number, each in facts]
    return {
        "day": words.dates.long_day(day, now),
        "total": len(found),
        "lines": Html("\n".join(lines)),
        "buttons": buttons,
        "pages": pages,
        "is_empty": not buttons,
    }


def _line(venue: Venue, booking: Booking, guest: Guest, words: Words, now: datetime) -> dict[str, str | int]:
    return {
        "mark": words.plain(f"mark_{booking.status_at(now)}"),
        "time": words.dates.time(booking.starts_at),
        "resource": venue.resource_name(booking.resource_id).to(words.locale),
        "guest": guest.name,
        "party": words("party", size=booking.party_size or 0),
    }


async def open_card(_callback: CallbackQuery, _: Any, manager: DialogManager, booking_id: int) -> None:
    manager.dialog_data["booking_id"] = booking_id
    await manager.switch_to(AdminPanel.card)


@inject
async def offer_card(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    card = await _open_card(dialog_manager, show_booking)
    booking, now = card.booking, clock.now()
    stands = booking.is_active(now)
    return {
        **booking_facts(venue, booking, card.guest, words, now),
        "status": words(f"status_{booking.status_at(now)}"),
        "history": Html("\n".join(_history_line(venue, change, words, now) for change in card.history[-LINES:])),
        "can_cancel": stands,
        "can_move": stands and booking.resource_id in venue.resources,
    }


async def _open_card(manager: DialogManager, show_booking: ShowBooking) -> BookingCard:
    return await show_booking(Conversation.of(manager).as_admin(), manager.dialog_data["booking_id"])


def _history_line(venue: Venue, change: BookingChange, words: Words, now: datetime) -> Html:
    """Who changed what and when; of a move also where the booking stood before."""
    line = words(
        "history_line",
        **_moment(change.changed_at, words, now),
        what=words(f"change_{change.what}"),
        who=words(f"by_{change.actor.role}"),
    )
    if change.old_resource_id is None or change.old_starts_at is None:
        return line
    resource = venue.resource_name(change.old_resource_id).to(words.locale)
    return words("history_line_of_move", line=line, resource=resource, **_moment(change.old_starts_at, words, now))


def _moment(instant: datetime, words: Words, now: datetime) -> dict[str, str]:
    return {"day": words.dates.day(instant, now), "time": words.dates.time(instant)}


@inject
async def cancel(
    callback: CallbackQuery, _: Any, manager: DialogManager, cancel_booking: FromDishka[CancelBooking]
) -> None:
    talk = Conversation.of(manager)
    wish = cancel_booking(talk.as_admin(), manager.dialog_data["booking_id"])
    await fulfill(callback, talk, wish, talk.words.plain("booking_canceled"))
    await manager.switch_to(AdminPanel.card)
