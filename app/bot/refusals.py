"""Why a wish was refused, in the guest's words."""

from collections.abc import Awaitable
from datetime import datetime

from aiogram.types import CallbackQuery

from app.bot.booking_facts import visit_facts
from app.bot.conversation import Conversation
from app.bot.presses import alert, toast
from app.domain.access import Admin, Visitor
from app.domain.errors import GuestIsBusy, Refused, TooFarAhead, TooManyBookings
from app.usecases.bookings.show_booking import ShowBooking

ALERT_LENGTH = 200
"""Characters that Telegram takes in answer to a press (Bot API, answerCallbackQuery)."""


def explain(talk: Conversation, refusal: Refused, **known: str | int) -> str:
    """A sentence for an alert. `known` are facts that the refusal itself cannot tell."""
    facts = dict(known)
    match refusal:
        case TooManyBookings():
            facts["limit"] = refusal.limit
        case TooFarAhead():
            facts["days"] = talk.venue.booking.horizon_days
    return talk.words.plain(f"refused_{refusal.code}", **facts)[:ALERT_LENGTH]


async def fulfill(callback: CallbackQuery, talk: Conversation, wish: Awaitable[None], done: str) -> None:
    """Do what a press asks for and say `done` in a toast, or say in an alert why not."""
    try:
        await wish
    except Refused as refusal:
        await alert(callback, explain(talk, refusal))
    else:
        await toast(callback, done)


async def explain_slot(
    talk: Conversation, refusal: Refused, who: Visitor | Admin, show_booking: ShowBooking, now: datetime
) -> str:
    """Why a slot was refused; a booking of the guest's own that stands in the way is named. `who` may see it."""
    if not isinstance(refusal, GuestIsBusy):
        return explain(talk, refusal)
    other = (await show_booking(who, refusal.other_booking_id)).booking
    return explain(
        talk, refusal, **visit_facts(talk.venue, other.resource_id, other.slot, other.party_size, talk.words, now)
    )
