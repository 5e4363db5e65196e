"""The admin panel: its main window, and the dialog that the panel's windows make."""

from typing import Any, TypedDict

from aiogram_dialog import Dialog, DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.moving import move_windows
from app.bot.dialogs.desk import card, day, figures, guest, move_resource, undecided
from app.bot.dialogs.desk.access import AdminDialog
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.widgets import ButtonText, MessageText, to_menu
from app.bot.dialogs.window import TypedWindow
from app.bot.states import AdminPanel, Broadcasting, FailedMessages
from app.domain.venues import Venue
from app.texts.translator import Words
from app.usecases.desk.list_undecided import ListUndecided


class OfferedPanel(TypedDict):
    """For the main window."""

    venue: str
    undecided: int
    """Bookings that no longer fit the catalogue."""


def make_dialog() -> Dialog:
    return AdminDialog(
        TypedWindow(
            MessageText("admin_panel"),
            SwitchTo(ButtonText("button_undecided"), "misfits", AdminPanel.undecided, when="undecided"),
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
        *undecided.windows(),
        *guest.windows(),
        *move_windows(AdminPanel),
        move_resource.window(),
        on_start=PANEL.begin,
    )


@inject
async def offer_panel(
    dialog_manager: DialogManager, venue: Venue, words: Words, list_undecided: FromDishka[ListUndecided], **_: Any
) -> OfferedPanel:
    found = await list_undecided(Conversation.of(dialog_manager).as_admin())
    return {"venue": venue.name.to(words.locale), "undecided": len(found)}
