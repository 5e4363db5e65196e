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

ALERT_LENGTH = 200
"""Characters that Telegram takes in answer to a press (Bot API, answerCallbackQuery)."""


def explain(conversation: Conversation, refusal: Refused, **known: str | int) -> str:
    """Return a sentence for an alert. `known` are facts that the refusal itself does not have."""
    facts = dict(known)
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
    """Return why a slot was refused. An overlapping booking of the guest is named."""
    if not isinstance(refusal, GuestIsBusy):
        return explain(conversation, refusal)
    venue, dates = conversation.venue, conversation.words.dates
    return explain(
        conversation,
        refusal,
        resource=venue.resource_name(refusal.resource_id).to(conversation.words.locale),
        day=dates.long_day(refusal.starts_at, now),
        slot=dates.slot(Slot(refusal.starts_at, refusal.ends_at)),
    )


async def fulfill(callback: CallbackQuery, conversation: Conversation, action: Awaitable[None], done: str) -> None:
    """Do what a press asks for and say `done` in a toast; where it is refused, say why in an alert."""
    try:
        await action
    except Refused as refusal:
        await alert(callback, explain(conversation, refusal))
    else:
        await toast(callback, done)
