"""The guests of the venue: how many they are, the newest and the barred ones."""

from typing import Any, TypedDict

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import guest_link, guest_name
from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.guest import open_guest
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.states import AdminPanel
from app.domain.guests import Guest
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.desk.show_guests import ShowGuests


class OfferedUsers(TypedDict):
    """For the window of guests."""

    total: int
    blocked: int
    newest: Html
    """A line for each of them."""
    buttons: Buttons
    """The barred guests, and the newest."""


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("admin_users"),
        Column(Choice("guest", parse_id, open_guest)),
        SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main),
        state=AdminPanel.users,
        getters=[offer_users],
    )


@inject
async def offer_users(
    dialog_manager: DialogManager,
    words: Words,
    show_guests: FromDishka[ShowGuests],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedUsers:
    found = await show_guests(Conversation.of(dialog_manager).as_admin())
    now = clock.now()
    lines = [
        words(
            "user_line",
            guest=guest_name(guest, words),
            guest_link=guest_link(guest),
            day=words.dates.day(guest.created_at, now),
        )
        for guest in found.newest
    ]
    # A guest may be both: the dictionary has each once, the barred ones first.
    shown = {guest.id: guest for guest in (*found.barred, *found.newest)}
    return {
        "total": found.count.total,
        "blocked": found.count.blocked,
        "newest": Html("\n".join(lines)),
        "buttons": [(guest.id, _button_of(guest, words)) for guest in shown.values()],
    }


def _button_of(guest: Guest, words: Words) -> str:
    name = guest_name(guest, words)
    return words.plain("button_barred_guest", guest=name) if guest.is_barred else name
