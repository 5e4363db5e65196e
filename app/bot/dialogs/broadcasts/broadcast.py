"""An admin writes to all guests: the text or a photo with its caption, the audience, a preview, and the start."""

from dataclasses import dataclass, replace
from typing import Any, TypedDict
from uuid import uuid4

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode
from aiogram_dialog.api.entities import MediaAttachment, MediaId
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.desk.access import AdminDialog, to_panel
from app.bot.dialogs.dialog_data import DialogData, required
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.messages.broadcast_letter import minutes_to_send
from app.bot.messages.typed_text import read_typed, to_html
from app.bot.presses import toast
from app.bot.states import AdminPanel, Broadcasting
from app.domain.broadcasts import MAX_CAPTION_LENGTH, MAX_TEXT_LENGTH, Audience, NewBroadcast, Typed
from app.domain.messages.quiet_hours import is_quiet
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.start_broadcast import StartBroadcast


@dataclass(frozen=True, kw_only=True)
class BroadcastDraft:
    """The data of the dialog. A field is None before its step."""

    typed: Typed | None = None
    """What the admin wrote."""
    request_key: str | None = None
    """One text is one request: sending it twice makes one broadcast."""
    audience: Audience | None = None

    def chosen_audience(self) -> Audience:
        """Raises `NotFound` when none was chosen."""
        return required(self.audience, "an audience")

    def written(self) -> Typed:
        """Raises `NotFound` when nothing was written."""
        return required(self.typed, "a text")


DRAFT = DialogData(BroadcastDraft)


class OfferedLimit(TypedDict):
    """For the window that asks for the text."""

    limit: int
    caption_limit: int


class OfferedAudiences(TypedDict):
    """For the window that asks for the audience."""

    buttons: Buttons
    is_empty: bool


class OfferedPreview(TypedDict):
    """For the window that shows the broadcast before it starts."""

    audience: str
    minutes: int
    text: Html
    caption: Html
    """In place of the text, if there is a photo."""
    photo: MediaAttachment | None
    is_silent: bool


def make_dialog() -> Dialog:
    return AdminDialog(
        TypedWindow(
            MessageText("ask_broadcast"),
            MessageInput(save_message, content_types=[ContentType.TEXT, ContentType.PHOTO]),
            to_panel(),
            state=Broadcasting.write,
            getters=[offer_limit],
        ),
        TypedWindow(
            MessageText("ask_audience", when="buttons"),
            MessageText("nobody_listens", when="is_empty"),
            Column(Choice("audience", Audience, choose_audience)),
            SwitchTo(ButtonText("button_back"), "anew", Broadcasting.write),
            state=Broadcasting.audience,
            getters=[offer_audiences],
        ),
        TypedWindow(
            DynamicMedia("photo", when="photo"),
            MessageText("check_broadcast"),
            MessageText("broadcast_is_silent", when="is_silent"),
            MessageText("broadcast_preview", when="text"),
            MessageText("broadcast_photo_preview", when="caption"),
            Button(ButtonText("button_send_broadcast"), "send", on_click=start),
            SwitchTo(ButtonText("button_write_anew"), "anew", Broadcasting.write),
            SwitchTo(ButtonText("button_back"), "back", Broadcasting.audience),
            state=Broadcasting.check,
            getters=[offer_preview],
        ),
        on_start=DRAFT.begin,
    )


async def offer_limit(**_: Any) -> OfferedLimit:
    return {"limit": MAX_TEXT_LENGTH, "caption_limit": MAX_CAPTION_LENGTH}


@leads_to(Broadcasting.audience)
async def save_message(message: Message, _: MessageInput, manager: DialogManager) -> Target:
    words, typed = Conversation.of(manager).words, read_typed(message)
    manager.show_mode = ShowMode.DELETE_AND_SEND
    if (length := len(typed.text)) > typed.limit:
        await message.answer(words("broadcast_is_too_long", length=length, limit=typed.limit))
        return None
    DRAFT.write(manager, replace(DRAFT.read(manager), typed=typed, request_key=uuid4().hex))
    return Broadcasting.audience


@inject
async def offer_audiences(
    dialog_manager: DialogManager, words: Words, count: FromDishka[CountAudiences], **_: Any
) -> OfferedAudiences:
    guests = await count(Conversation.of(dialog_manager).as_admin())
    buttons: Buttons = [
        (audience.value, words.plain(f"button_audience_{audience}", number=number))
        for audience, number in guests.items()
        if number
    ]
    return {"buttons": buttons, "is_empty": not buttons}


@leads_to(Broadcasting.check)
async def choose_audience(_callback: CallbackQuery, _: Any, manager: DialogManager, audience: Audience) -> State:
    DRAFT.write(manager, replace(DRAFT.read(manager), audience=audience))
    return Broadcasting.check


@inject
async def offer_preview(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    count: FromDishka[CountAudiences],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedPreview:
    draft = DRAFT.read(dialog_manager)
    audience, typed = draft.chosen_audience(), draft.written()
    number = (await count(Conversation.of(dialog_manager).as_admin()))[audience]
    return {
        "audience": words(f"audience_{audience}", number=number),
        "minutes": minutes_to_send(number),
        "text": Html("") if typed.photo else to_html(typed),
        "caption": to_html(typed) if typed.photo else Html(""),
        "photo": MediaAttachment(ContentType.PHOTO, file_id=MediaId(typed.photo)) if typed.photo else None,
        "is_silent": is_quiet(venue, clock.now()),
    }


@leads_to(AdminPanel.main)
@inject
async def start(
    callback: CallbackQuery, _: Any, manager: DialogManager, start_broadcast: FromDishka[StartBroadcast]
) -> Opening:
    """Start the broadcast. Its report, which comes at once, shows how far it is."""
    conversation, draft = Conversation.of(manager), DRAFT.read(manager)
    typed, request_key = draft.written(), required(draft.request_key, "a text")
    new = NewBroadcast(to_html(typed), draft.chosen_audience(), request_key, typed=typed)
    await start_broadcast(conversation.as_admin(), new)
    await toast(callback, conversation.words.plain("broadcast_begins"))
    return Opening(AdminPanel.main)
