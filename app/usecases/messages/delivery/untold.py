"""Alert the admins to what a guest was not told."""

from datetime import datetime, timedelta

from app.database.transaction import Transaction
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Notification, is_still_wanted
from app.domain.messages.payloads import AlertUntold
from app.domain.messages.planning import Chats, plan_news
from app.domain.venues import Venue

NEAR = timedelta(hours=48)
"""Of a later visit the guest may hear in another message, or look at the booking by themselves."""
SOON = timedelta(seconds=1)
"""What a worker plans is left to the scheduler's next pass: a worker pushes nothing."""


async def alert_untold(tx: Transaction, venue: Venue | None, failed: Notification, now: datetime) -> None:
    """Plan an alert if the message that failed for good was to tell a guest of a visit that begins before `NEAR`.

    Once for each message, also when an admin has it tried again. `venue` is None for one that is not served here.
    """
    if venue is None or not failed.kind.rule.is_phoned or failed.subject_id is None:
        return
    booking = await tx.bookings.find(venue.id, failed.subject_id)
    if booking is None or not now < booking.starts_at <= now + NEAR or not is_still_wanted(failed, booking):
        return
    alert = AlertUntold(variant=str(failed.id), message=str(failed.kind))
    if alert.variant not in await tx.earlier_messages.variants(Kind.ALERT_UNTOLD, booking.id):
        await tx.ledger.plan(venue.id, plan_news(alert, booking, Chats(None, venue.alert_chats), now + SOON), now)
