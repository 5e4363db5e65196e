"""Pass on a place whose offer could not be delivered."""

from datetime import datetime

from app.database.transaction import Transaction
from app.domain.errors import NotFound
from app.domain.messages.notifications import Notification
from app.domain.messages.payloads import WaitlistOffer
from app.domain.waitlist import EndOfOffer


async def pass_on_undelivered(tx: Transaction, failed: Notification, now: datetime) -> None:
    """Let go what is held for a guest to whom Telegram did not take the offer: the next one need not wait for it."""
    if not isinstance(failed.payload, WaitlistOffer) or failed.subject_id is None:
        return
    try:
        _, wait = await tx.waitlist.get_offer(failed.venue_id, failed.subject_id)
    except NotFound:
        return
    await tx.guests.get_locked(wait.guest_id)
    offer, wait = await tx.waitlist.get_offer(failed.venue_id, failed.subject_id)
    await tx.waitlist.end_offer(offer, wait, EndOfOffer.UNDELIVERED, now)
