"""The admin panel: its main window, and the dialog that the panel's windows make."""

from typing import Any, TypedDict

from aiogram_dialog import Dialog, StartMode
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo

from app.bot.dialogs.bookings.moving import move_windows
from app.bot.dialogs.desk import card, day, figures
from app.bot.dialogs.desk.access import AdminDialog
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.widgets import ButtonText, MessageText, to_menu
from app.bot.dialogs.window import TypedWindow
from app.bot.states import AdminPanel, Broadcasting, FailedMessages
from app.domain.venues import Venue
from app.texts.translator import Words


class OfferedPanel(TypedDict):
    """For the main window."""

    venue: str


def make_dialog() -> Dialog:
    return AdminDialog(
        TypedWindow(
            MessageText("admin_panel"),
            Button(ButtonText("button_day"), id="today", on_click=day.show_today),
            Row(
                SwitchTo(ButtonText("button_figures"), "figures", AdminPanel.figures),
                SwitchTo(ButtonText("button_users"), "users", AdminPanel.users),
            ),
            Start(ButtonText("button_broadcast"), "broadcast", Broadcasting.write, mode=StartMode.RESET_STACK),
            Start(ButtonText("button_failed_messages"), "failed", FailedMessages.list, mode=StartMode.RESET_STACK),
            to_menu(),
            state=AdminPanel.main,
            getters=[offer_panel],
        ),
        *figures.windows(),
        *day.windows(),
        *card.windows(),
        *move_windows(AdminPanel),
        on_start=PANEL.begin,
    )


async def offer_panel(venue: Venue, words: Words, **_: Any) -> OfferedPanel:
    return {"venue": venue.name.to(words.locale)}
