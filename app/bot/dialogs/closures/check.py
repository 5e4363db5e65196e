"""The question before a closure is made: which bookings it hits, and what their guests are told."""

from dataclasses import replace
from datetime import datetime
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
from app.domain.bookings import Booking
from app.domain.closures import Remedy
from app.domain.errors import BookingChanged
from app.domain.guests import Guest
from app.domain.names import shorten
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.facts import LINES_OF_CLOSURE, RESOURCE_IN_LINE
from app.texts.translator import Html, Words
from app.usecases.closures.close import Close
from app.usecases.closures.preview_closure import ClosurePreview, PreviewClosure


class OfferedClosure(SpanFacts):
    """For the question."""

    what: str
    total: int
    """Bookings that fall into it."""
    movable: int
    """Those of them that can be moved."""
    rest: int
    """Those that can only be canceled."""
    lines: Html
    """The first of them."""
    more: int
    """Those without a line."""
    seated: int
    """Guests who are there now."""
    is_free: bool
    is_certain: bool
    """Whether there is nothing to choose: nothing can be moved."""
    cancels_all: bool
    """Whether bookings fall into it, and none can be moved."""
    is_without_reason: bool
    is_without_reason_to_cancel: bool
    """The same where some can be moved, whose guests are told no reason."""
    explanation: str
    """What the guests are told; empty for nothing."""


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("ask_to_close"),
        MessageText("nobody_is_hit", when="is_free"),
        MessageText("closure_hits", when="cancels_all"),
        MessageText("closure_hits_movable", when="movable"),
        MessageText("closure_hits_more", when="more"),
        MessageText("closure_leaves_seated", when="seated"),
        MessageText("ask_for_reason", when="is_without_reason"),
        MessageText("ask_for_reason_to_cancel", when="is_without_reason_to_cancel"),
        MessageText("reason_to_be_told", when="explanation"),
        MessageInput(save_reason, content_types=ContentType.TEXT),
        Button(ButtonText("button_yes_close"), id="yes", on_click=close_and_cancel, when="is_certain"),
        Button(ButtonText("button_close_and_move"), id="move", on_click=close_and_move, when="movable"),
        Button(ButtonText("button_close_and_cancel"), id="cancel", on_click=close_and_cancel, when="movable"),
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
    movable = len(found.moves)
    return {
        **span_facts(closure, words, now),
        "what": name_of_closed(venue, closure.resource_id, words),
        "total": len(found.hit),
        "movable": movable,
        "rest": len(found.hit) - movable,
        "lines": Html("\n".join(_line(venue, found, *each, words, now) for each in found.hit[:LINES_OF_CLOSURE])),
        "more": max(0, len(found.hit) - LINES_OF_CLOSURE),
        "seated": found.seated,
        "is_free": not found.hit,
        "is_certain": not movable,
        "cancels_all": bool(found.hit) and not movable,
        "is_without_reason": bool(found.hit) and not movable and draft.reason is None,
        "is_without_reason_to_cancel": bool(movable) and draft.reason is None,
        "explanation": draft.reason or "",
    }


def _line(venue: Venue, found: ClosurePreview, booking: Booking, guest: Guest, words: Words, now: datetime) -> Html:
    """A booking, and where it can be moved."""
    line = words("dated_line", **dated_line_facts(venue, booking, guest, words, now))
    place = found.moves.get(booking.id)
    if place is None:
        return line
    return words("movable_line", line=line, new_place=shorten(place.name.to(words.locale), RESOURCE_IN_LINE))


@leads_to(Closing.check)
async def save_reason(message: Message, _: MessageInput, manager: DialogManager) -> Target:
    reason = await read_remark(message, manager)
    if reason is None:
        return None
    DRAFT.write(manager, replace(DRAFT.read(manager), reason=reason))
    return Closing.check


@leads_to(Closing.list, Closing.check)
@inject
async def close_and_cancel(callback: CallbackQuery, _: Any, manager: DialogManager, close: FromDishka[Close]) -> State:
    return await _close(callback, manager, close, Remedy.CANCEL)


@leads_to(Closing.list, Closing.check)
@inject
async def close_and_move(callback: CallbackQuery, _: Any, manager: DialogManager, close: FromDishka[Close]) -> State:
    return await _close(callback, manager, close, Remedy.MOVE)


async def _close(callback: CallbackQuery, manager: DialogManager, close: Close, remedy: Remedy) -> State:
    conversation, draft = Conversation.of(manager), DRAFT.read(manager)
    words, seen = conversation.words, required(draft.seen, "the bookings")
    try:
        closed = await close(conversation.as_admin(), draft.closure(), seen, draft.reason, remedy)
    except BookingChanged:
        await alert(callback, words.plain("closure_hits_others"))
        return Closing.check
    if closed.refused:
        await alert(callback, words.plain("some_not_canceled", number=closed.refused))
    elif remedy is Remedy.MOVE:
        await toast(callback, words.plain("closed_and_moved", moved=closed.moved, canceled=closed.canceled))
    else:
        await toast(callback, words.plain("closed"))
    return Closing.list
