"""The day that the panel shows as a picture."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.album import send_pictures
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import open_day
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.widgets import ButtonText
from app.bot.presses import toast
from app.bot.sheet_of_day import caption_of_day, sheet_of_day
from app.pictures.day_sheet import draw_day_sheet
from app.pictures.drawing import Drawing
from app.runtime.clock import Clock
from app.usecases.desk.show_timeline import ShowTimeline


def day_sheet_button(when: WhenCondition) -> Button:
    """Sends the open day, with all resources, as a picture or several. For admins."""
    return Button(ButtonText("button_day_sheet"), id="sheet", on_click=send_day_sheet, when=when)


@inject
async def send_day_sheet(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    show_timeline: FromDishka[ShowTimeline],
    draw: FromDishka[Drawing],
    clock: FromDishka[Clock],
) -> None:
    conversation, now = Conversation.of(manager), clock.now()
    venue, words, day = conversation.venue, conversation.words, open_day(manager, clock)
    admin = conversation.as_admin()
    # Before the work, which takes longer than a press should wait.
    await toast(callback, words.plain("picture_begins"))
    timeline = required(await show_timeline(admin, day), "a day")
    sheet = sheet_of_day(venue, timeline, words, now)
    pictures = await draw(draw_day_sheet, sheet)
    caption = caption_of_day(venue, timeline, sheet, words, now)
    await send_pictures(manager.middleware_data["bot"], conversation.chat_id, pictures, f"{venue.id}-{day}", caption)
