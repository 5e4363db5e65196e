"""Why a wish was refused, in the guest's words."""

from app.bot.conversation import Conversation
from app.domain.errors import Refused, TooFarAhead, TooManyBookings

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
