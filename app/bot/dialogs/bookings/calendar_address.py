"""The address from which the guest's calendar reads their bookings by itself, in the dialog of their bookings."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram import Bot
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import toast
from app.bot.states import MyBookings
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.domain.visit_links import calendar_path
from app.runtime.settings import Settings
from app.usecases.guests.share_calendar import RevokeCalendar, ShareCalendar


class OfferedAddress(TypedDict):
    """For the window."""

    calendar_address: str
    """Empty where the guest has none."""
    has_none: bool


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("calendar_address", when="calendar_address"),
            MessageText("no_calendar_address", when="has_none"),
            Button(ButtonText("button_get_address"), id="share", on_click=share, when="has_none"),
            SwitchTo(ButtonText("button_revoke_address"), "ask", MyBookings.calendar_off, when="calendar_address"),
            SwitchTo(ButtonText("button_all_bookings"), "list", MyBookings.list),
            state=MyBookings.calendar,
            getters=[offer_address],
        ),
        TypedWindow(
            MessageText("ask_to_revoke_address"),
            Button(ButtonText("button_yes_revoke"), id="revoke", on_click=revoke),
            SwitchTo(ButtonText("button_keep_booking"), "keep", MyBookings.calendar),
            state=MyBookings.calendar_off,
        ),
    )


@inject
async def offer_address(
    dialog_manager: DialogManager, venue: Venue, guest: Guest, settings: FromDishka[Settings], **_: Any
) -> OfferedAddress:
    bot: Bot = dialog_manager.middleware_data["bot"]
    code = guest.calendar_code
    address = f"{settings.public_url}{calendar_path(venue.id, bot.token, code)}" if code else ""
    return {"calendar_address": address, "has_none": not address}


@inject
async def share(
    callback: CallbackQuery, _: Any, manager: DialogManager, share_calendar: FromDishka[ShareCalendar]
) -> None:
    await toast(callback)
    _show(manager, await share_calendar(Conversation.of(manager).as_visitor()))


@leads_to(MyBookings.calendar)
@inject
async def revoke(
    callback: CallbackQuery, _: Any, manager: DialogManager, revoke_calendar: FromDishka[RevokeCalendar]
) -> State:
    conversation = Conversation.of(manager)
    await revoke_calendar(conversation.as_visitor())
    await toast(callback, conversation.words.plain("address_revoked"))
    _show(manager, None)
    return MyBookings.calendar


def _show(manager: DialogManager, code: str | None) -> None:
    """The window is rendered within this update, with the guest that the middleware found before the press."""
    manager.middleware_data["guest"] = replace(Conversation.of(manager).guest, calendar_code=code)
