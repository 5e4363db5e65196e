"""An admin writes to all guests: the text, who gets it, a look at it, and off it goes."""

from typing import Any, TypedDict, cast
from uuid import uuid4

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel import AdminDialog, to_panel
from app.bot.dialogs.widgets import Choice, Label, Offered, Say
from app.bot.messages.broadcast_letter import minutes_to_send
from app.bot.presses import toast
from app.bot.states import AdminPanel, Broadcasting
from app.domain.broadcasts import LONGEST, Audience, NewBroadcast
from app.domain.messages.quiet_hours import is_quiet
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.start_broadcast import StartBroadcast


class Draft(TypedDict, total=False):
    """The dialog's data. Each step adds its own."""

    text: str
    request_key: str
    """One text is one request: sending it twice is one broadcast."""
    audience: str


def draft_of(manager: DialogManager) -> Draft:
    return cast(Draft, manager.dialog_data)


def make_dialog() -> Dialog:
    return AdminDialog(
        Window(
            Say("ask_broadcast"),
            MessageInput(take_text, content_types=ContentType.TEXT),
            to_panel(),
            state=Broadcasting.write,
            getter=offer_limit,
        ),
        Window(
            Say("ask_audience", when="buttons"),
            Say("nobody_listens", when="is_empty"),
            Column(Choice("audience", Audience, choose_audience)),
            SwitchTo(Label("button_back"), "anew", Broadcasting.write),
            state=Broadcasting.audience,
            getter=offer_audiences,
        ),
        Window(
            Say("check_broadcast"),
            Say("broadcast_is_silent", when="is_silent"),
            Say("broadcast_preview"),
            Button(Label("button_send_broadcast"), "send", on_click=send),
            SwitchTo(Label("button_write_anew"), "anew", Broadcasting.write),
            SwitchTo(Label("button_back"), "back", Broadcasting.audience),
            state=Broadcasting.check,
            getter=offer_preview,
        ),
    )


async def offer_limit(**_: Any) -> Offered:
    return {"limit": LONGEST}


async def take_text(message: Message, _: MessageInput, manager: DialogManager) -> None:
    words, length = Conversation.of(manager).words, len(message.text or "")
    manager.show_mode = ShowMode.DELETE_AND_SEND
    if length > LONGEST:
        await message.answer(words("broadcast_is_too_long", length=length, limit=LONGEST))
        return
    draft = draft_of(manager)
    draft["text"], draft["request_key"] = message.html_text, uuid4().hex
    await manager.switch_to(Broadcasting.audience)


@inject
async def offer_audiences(
    dialog_manager: DialogManager, words: Words, count: FromDishka[CountAudiences], **_: Any
) -> Offered:
    audience_chats = await count(Conversation.of(dialog_manager).as_admin())
    buttons = [
        (audience.value, words.plain(f"button_audience_{audience}", number=number))
        for audience, number in audience_chats.items()
        if number
    ]
    return {"buttons": buttons, "is_empty": not buttons}


async def choose_audience(_callback: CallbackQuery, _: Any, manager: DialogManager, audience: Audience) -> None:
    draft_of(manager)["audience"] = audience.value
    await manager.switch_to(Broadcasting.check)


@inject
async def offer_preview(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    count: FromDishka[CountAudiences],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    draft = draft_of(dialog_manager)
    audience = Audience(draft["audience"])
    number = (await count(Conversation.of(dialog_manager).as_admin()))[audience]
    return {
        "audience": words(f"audience_{audience}", number=number),
        "minutes": minutes_to_send(number),
        "text": Html(draft["text"]),
        "is_silent": is_quiet(venue, clock.now()),
    }


@inject
async def send(callback: CallbackQuery, _: Any, manager: DialogManager, start: FromDishka[StartBroadcast]) -> None:
    """The report, which comes at once, tells how it goes."""
    talk, draft = Conversation.of(manager), draft_of(manager)
    new = NewBroadcast(draft["text"], Audience(draft["audience"]), draft["request_key"])
    await start(talk.as_admin(), new)
    await toast(callback, talk.words.plain("broadcast_begins"))
    await manager.start(AdminPanel.main, mode=StartMode.RESET_STACK)
