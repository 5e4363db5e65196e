"""Begin to book for a guest."""

from typing import Any
from uuid import uuid4

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.desk_booking.draft import DRAFT, DeskDraft
from app.bot.dialogs.jumps import Opening, leads_to
from app.bot.states import DeskBooking
from app.domain.availability.slots import day_of
from app.runtime.clock import Clock


@leads_to(DeskBooking.wish)
@inject
async def open_new_booking(
    _callback: CallbackQuery, _: Any, manager: DialogManager, clock: FromDishka[Clock]
) -> Opening:
    today = day_of(Conversation.of(manager).venue, clock.now())
    return Opening(DeskBooking.wish, DRAFT.dump(DeskDraft(request_key=uuid4().hex, day=today)))
