"""The question before a closure is made: which bookings it hits, and what their guests are told."""

from dataclasses import replace
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.closures.draft import DRAFT, SpanFacts, name_of_closed, span_facts
from app.bot.dialogs.desk.remarks import read_remark
from app.bot.dialogs.desk.timeline import dated_line_facts
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import alert, toast
from app.bot.states import Closing
from app.domain.errors import BookingChanged
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import LINES_OF_CLOSURE
from app.texts.translator import Html, Words
from app.usecases.closures.close import Close
from app.usecases.closures.preview_closure import PreviewClosure


class OfferedClosure(SpanFacts):
    """For the question."""

    what: str
    total: int
    """Bookings that will be canceled."""
    lines: Html
    """The first of them."""
    more: int
    """Those without a line."""
    seated: int
    """Guests who are there now."""
    is_free: bool
    is_without_reason: bool
    explanation: str
    """What the guests are told; empty for nothing."""


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("ask_to_close"),
        MessageText("nobody_is_hit", when="is_free"),
        MessageText("closure_hits", when="total"),
        MessageText("closure_hits_more", when="more"),
        MessageText("closure_leaves_seated", when="seated"),
        MessageText("ask_for_reason", when="is_without_reason"),
        MessageText("reason_to_be_told", when="explanation"),
        MessageInput(save_reason, content_types=ContentType.TEXT),
        Button(ButtonText("button_yes_close"), id="yes", on_click=close_it),
        SwitchTo(ButtonText("button_back"), "back", Closing.begin),
        state=Closing.check,
        getters=[offer_closure],
    )


@inject
async def offer_closure(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    preview: FromDishka[PreviewClosure],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedClosure:
    draft, now = DRAFT.read(dialog_manager), clock.now()
    closure = draft.closure()
    found = await preview(Conversation.of(dialog_manager).as_admin(), closure)
    DRAFT.write(dialog_manager, replace(draft, seen=found.digest))
    facts = [dated_line_facts(venue, *each, words, now) for each in found.hit[:LINES_OF_CLOSURE]]
    return {
        **span_facts(closure, words, now),
        "what": name_of_closed(venue, closure.resource_id, words),
        "total": len(found.hit),
        "lines": Html("\n".join(words("dated_line", **each) for each in facts)),
        "more": max(0, len(found.hit) - LINES_OF_CLOSURE),
        "seated": found.seated,
        "is_free": not found.hit,
        "is_without_reason": bool(found.hit) and draft.reason is None,
        "explanation": draft.reason or "",
    }


@leads_to(Closing.check)
async def save_reason(message: Message, _: MessageInput, manager: DialogManager) -> Target:
    reason = await read_remark(message, manager)
    if reason is None:
        return None
    DRAFT.write(manager, replace(DRAFT.read(manager), reason=reason))
    return Closing.check


@leads_to(Closing.list, Closing.check)
@inject
async def close_it(callback: CallbackQuery, _: Any, manager: DialogManager, close: FromDishka[Close]) -> State:
    conversation, draft = Conversation.of(manager), DRAFT.read(manager)
    seen = required(draft.seen, "the bookings")
    try:
        closed = await close(conversation.as_admin(), draft.closure(), seen, draft.reason)
    except BookingChanged:
        await alert(callback, conversation.words.plain("closure_hits_others"))
        return Closing.check
    if closed.refused:
        await alert(callback, conversation.words.plain("some_not_canceled", number=closed.refused))
    else:
        await toast(callback, conversation.words.plain("closed"))
    return Closing.list
