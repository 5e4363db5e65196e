"""Open the card of a booking from a list."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager

from app.bot.dialogs.desk.panel_data import PANEL, OpenedIn
from app.bot.dialogs.jumps import leads_to
from app.bot.states import AdminPanel


def card_opener(opened_in: OpenedIn) -> Callable[[CallbackQuery, Any, DialogManager, int], Coroutine[Any, Any, None]]:
    """Return what a press on a booking does in the list `opened_in`, to which the card leads back."""

    @leads_to(AdminPanel.card)
    async def open_card(_callback: CallbackQuery, _: Any, manager: DialogManager, booking_id: int) -> State:
        opened = replace(PANEL.read(manager), booking_id=booking_id, misfit=None, opened_in=opened_in)
        PANEL.write(manager, opened)
        return AdminPanel.card

    return open_card
