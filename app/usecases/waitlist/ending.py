"""End a guest's wishes and offers, and tell the guest in the message that made the offer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.database.transaction import Transaction
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.messages.planning import plan_offer_over
from app.domain.venues import Venue
from app.domain.waitlist import EndOfOffer, EndOfWait, Offer, Wait, is_fulfilled_by

SOON = timedelta(seconds=1)
"""The messages are left to the scheduler's next pass, so that nobody needs to push them."""


async def end_offer(
    tx: Transaction, guest: Guest, offer: Offer, wait: Wait, end: EndOfOffer, now: datetime, *, is_told: bool = True
) -> None:
    """End an open offer, and edit its message if `is_told`. Unless it was taken, the next guest's turn comes.

    The guest is locked in the transaction.
    """
    ended = await tx.waitlist.end_offer(offer, wait, end, now)
    if is_told:
        await _tell(tx, guest, [ended], now)


async def end_wait(tx: Transaction, guest: Guest, wait: Wait, end: EndOfWait, now: datetime) -> None:
    """Take the guest, who is locked, off the list. What is held for the wish is let go."""
    await _tell(tx, guest, await tx.waitlist.end(wait, end, now), now)


async def end_fulfilled(tx: Transaction, venue: Venue, guest: Guest, booking: Booking, now: datetime) -> None:
    """End the wishes that a booking of the guest, who is locked, has fulfilled."""
    for wait in await tx.waitlist.of_guest(guest.id, now):
        if is_fulfilled_by(venue, wait, booking):
            await end_wait(tx, guest, wait, EndOfWait.BOOKED, now)


async def _tell(tx: Transaction, guest: Guest, ended: Iterable[Offer], now: datetime) -> None:
    for offer in ended:
        if guest.telegram_id is not None and offer.end is not None:
            planned = plan_offer_over(offer, offer.end, guest.telegram_id, now + SOON)
            await tx.ledger.plan(guest.venue_id, [planned], now)
