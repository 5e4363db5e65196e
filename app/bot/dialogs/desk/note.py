"""The window in which an admin, or a booking's own doctor, notes something about a booking."""

from typing import Any, TypedDict

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.desk.remarks import read_remark
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.refusals import explain, fulfill
from app.bot.states import AdminPanel
from app.domain.errors import BookingChanged
from app.usecases.desk.write_note import WriteNote


class OfferedNote(TypedDict):
    """For the window."""

    note: str
    is_empty: bool


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("ask_for_note", when="is_empty"),
        MessageText("ask_for_other_note", when="note"),
        MessageInput(save, content_types=ContentType.TEXT),
        Button(ButtonText("button_remove_note"), id="remove", on_click=remove, when="note"),
        SwitchTo(ButtonText("button_back"), "back", AdminPanel.card),
        state=AdminPanel.note,
        getters=[offer_note],
    )


async def offer_note(dialog_manager: DialogManager, **_: Any) -> OfferedNote:
    """Offer the note that the card has shown: what is typed replaces that one."""
    note = PANEL.read(dialog_manager).seen_note or ""
    return {"note": note, "is_empty": not note}


@leads_to(AdminPanel.card)
@inject
async def save(message: Message, _: MessageInput, manager: DialogManager, write_note: FromDishka[WriteNote]) -> Target:
    conversation, panel = Conversation.of(manager), PANEL.read(manager)
    note = await read_remark(message, manager)
    if note is None:
        return None
    try:
        await write_note(conversation.as_desk(), panel.opened_id(), note, panel.seen_note)
    except BookingChanged as refusal:
        await message.answer(explain(conversation, refusal))
    return AdminPanel.card


@leads_to(AdminPanel.card)
@inject
async def remove(callback: CallbackQuery, _: Any, manager: DialogManager, write_note: FromDishka[WriteNote]) -> State:
    conversation, panel = Conversation.of(manager), PANEL.read(manager)
    removed = write_note(conversation.as_desk(), panel.opened_id(), "", panel.seen_note)
    await fulfill(callback, conversation, removed, conversation.words.plain("note_removed"))
    return AdminPanel.card
