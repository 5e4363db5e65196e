"""Explain to the guest why a request was refused."""

from collections.abc import Awaitable
from datetime import datetime

from aiogram.types import CallbackQuery

from app.bot.conversation import Conversation
from app.bot.presses import alert, toast
from app.domain.availability.slots import Slot
from app.domain.errors import (
    GuestIsBusy,
    Refused,
    TooFarAhead,
    TooManyBookings,
    TooManyCancellations,
    TooManyMoves,
    TooManyNoShows,
    TooManyWaits,
)
from app.domain.names import shorten
from app.texts.facts import NAME_IN_LINE

ALERT_LENGTH = 200
"""Characters that Telegram takes in answer to a press (Bot API, answerCallbackQuery)."""


def explain(conversation: Conversation, refusal: Refused) -> str:
    """Return a sentence for an alert."""
    facts: dict[str, str | int] = {}
    match refusal:
        case TooManyBookings() | TooManyMoves() | TooManyNoShows() | TooManyWaits():
            facts["limit"] = refusal.limit
        case TooManyCancellations():
            facts["limit"] = refusal.limit
            facts["again_day"] = conversation.words.dates.day(refusal.again_at, refusal.again_at)
            facts["again_time"] = conversation.words.dates.time(refusal.again_at)
        case TooFarAhead():
            facts["days"] = conversation.venue.booking.horizon_days
    return conversation.words.plain(f"refused_{refusal.code}", **facts)[:ALERT_LENGTH]


def explain_slot(conversation: Conversation, refusal: Refused, now: datetime) -> str:
    """Return why a slot was refused. An overlapping booking for the same person is named."""
    if not isinstance(refusal, GuestIsBusy):
        return explain(conversation, refusal)
    return explain_busy(conversation, refusal, now, f"refused_{refusal.code}")


def explain_busy(conversation: Conversation, refusal: GuestIsBusy, now: datetime, key: str) -> str:
    """Return the text `key` about the guest's other booking, or that about a relative whose booking it is."""
    venue, dates = conversation.venue, conversation.words.dates
    return conversation.words.plain(
        key if refusal.for_name is None else "refused_relative_is_busy",
        relative=shorten(refusal.for_name or "", NAME_IN_LINE),
        resource=venue.resource_name(refusal.resource_id).to(conversation.words.locale),
        day=dates.long_day(refusal.starts_at, now),
        slot=dates.slot(Slot(refusal.starts_at, refusal.ends_at)),
    )[:ALERT_LENGTH]


async def fulfill(callback: CallbackQuery, conversation: Conversation, action: Awaitable[None], done: str) -> None:
    """Do what a press asks for and say `done` in a toast; where it is refused, say why in an alert."""
    try:
        await action
    except Refused as refusal:
        await alert(callback, explain(conversation, refusal))
    else:
        await toast(callback, done)
