"""The venue in figures: its guests, and its bookings by status."""

from typing import Any, TypedDict

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import guest_link, guest_name
from app.bot.conversation import Conversation
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.states import AdminPanel
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.desk.show_figures import ShowFigures


class OfferedUsers(TypedDict):
    """For the window of guests."""

    total: int
    blocked: int
    newest: Html
    """A line for each of them."""


class OfferedFigures(TypedDict):
    """For the window of bookings."""

    total: int
    lines: Html
    """One for each status."""


def windows() -> tuple[TypedWindow, ...]:
    back = SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main)
    return (
        TypedWindow(MessageText("admin_users"), back, state=AdminPanel.users, getters=[offer_users]),
        TypedWindow(MessageText("admin_figures"), back, state=AdminPanel.figures, getters=[offer_figures]),
    )


@inject
async def offer_users(
    dialog_manager: DialogManager,
    words: Words,
    show_figures: FromDishka[ShowFigures],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedUsers:
    figures = await show_figures(Conversation.of(dialog_manager).as_admin())
    now = clock.now()
    lines = [
        words(
            "user_line",
            guest=guest_name(guest, words),
            guest_link=guest_link(guest),
            day=words.dates.day(guest.created_at, now),
        )
        for guest in figures.newest
    ]
    return {"total": figures.guests.total, "blocked": figures.guests.blocked, "newest": Html("\n".join(lines))}


@inject
async def offer_figures(
    dialog_manager: DialogManager, words: Words, show_figures: FromDishka[ShowFigures], **_: Any
) -> OfferedFigures:
    figures = await show_figures(Conversation.of(dialog_manager).as_admin())
    lines = [
        words("figure_line", status=words(f"status_{status}"), number=number)
        for status, number in figures.bookings.items()
    ]
    return {"total": sum(figures.bookings.values()), "lines": Html("\n".join(lines))}
