"""The admin panel: its main window, and the dialog that the panel's windows make."""

from typing import Any, TypedDict

from aiogram_dialog import Dialog, DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo, WebApp
from aiogram_dialog.widgets.text import Format
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.moving import admins_move_windows
from app.bot.dialogs.desk import (
    by_resource,
    cancel,
    card,
    day,
    figures,
    guest,
    hour,
    move_resource,
    note,
    party,
    qr_codes,
    receipts,
    search,
    undecided,
    users,
    waitlist,
)
from app.bot.dialogs.desk.access import AdminDialog
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.desk_booking.open import open_new_booking
from app.bot.dialogs.widgets import ButtonText, MessageText, to_menu
from app.bot.dialogs.window import TypedWindow
from app.bot.states import AdminPanel, Broadcasting, Closing, Exporting, FailedMessages
from app.domain.venues import Venue
from app.runtime.mini_app import desk_url
from app.runtime.settings import Settings
from app.texts.translator import Words
from app.usecases.desk.list_undecided import ListUndecided

FOR_STAFF = (
    AdminPanel.day,
    AdminPanel.pick_day,
    AdminPanel.hour,
    AdminPanel.card,
    AdminPanel.note,
    AdminPanel.messages,
)


class OfferedPanel(TypedDict):
    """For the main window."""

    venue: str
    undecided: int
    """Bookings that no longer fit the catalogue."""
    desk_url: str | None
    """The Mini App's page of the day; None where it has no public address."""


def make_dialog() -> Dialog:
    return AdminDialog(
        TypedWindow(
            MessageText("admin_panel"),
            SwitchTo(ButtonText("button_undecided"), "misfits", AdminPanel.undecided, when="undecided"),
            WebApp(ButtonText("button_open_desk"), Format("{desk_url}"), id="desk", when="desk_url"),
            Button(ButtonText("button_day"), id="today", on_click=day.open_today),
            Row(
                Button(ButtonText("button_new_booking"), id="new", on_click=open_new_booking),
                Button(ButtonText("button_search"), id="search", on_click=search.open_search),
            ),
            Row(
                SwitchTo(ButtonText("button_figures"), "figures", AdminPanel.figures),
                SwitchTo(ButtonText("button_users"), "users", AdminPanel.users),
            ),
            Start(ButtonText("button_closures"), "closures", Closing.list, mode=StartMode.RESET_STACK),
            Row(
                Start(ButtonText("button_broadcast"), "broadcast", Broadcasting.write, mode=StartMode.RESET_STACK),
                Start(ButtonText("button_export"), "export", Exporting.period, mode=StartMode.RESET_STACK),
            ),
            SwitchTo(ButtonText("button_qr_codes"), "qr", AdminPanel.qr_codes),
            Start(ButtonText("button_failed_messages"), "failed", FailedMessages.list, mode=StartMode.RESET_STACK),
            to_menu(),
            state=AdminPanel.main,
            getters=[offer_panel],
        ),
        *figures.windows(),
        users.window(),
        *day.windows(),
        hour.window(),
        by_resource.window(),
        *waitlist.windows(),
        card.window(),
        cancel.window(),
        note.window(),
        *party.windows(),
        receipts.window(),
        search.window(),
        qr_codes.window(),
        *undecided.windows(),
        *guest.windows(),
        *admins_move_windows(),
        move_resource.window(),
        on_start=PANEL.begin,
        for_staff=FOR_STAFF,
    )


@inject
async def offer_panel(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    list_undecided: FromDishka[ListUndecided],
    settings: FromDishka[Settings],
    **_: Any,
) -> OfferedPanel:
    found = await list_undecided(Conversation.of(dialog_manager).as_admin())
    return {
        "venue": venue.name.to(words.locale),
        "undecided": len(found),
        "desk_url": desk_url(settings.public_url, venue.id),
    }
