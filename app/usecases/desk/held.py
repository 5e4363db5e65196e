"""What is held for guests of the waiting list, as the desk shows it."""

from dataclasses import dataclass

from app.database.transaction import Transaction
from app.domain.access import Admin, Staff
from app.domain.availability.slots import Slot
from app.domain.guests import Guest
from app.domain.venues import resource_ids_of
from app.domain.waitlist import Offer, Wait


@dataclass(frozen=True, slots=True)
class Held:
    """A place that is held for a guest of the waiting list."""

    offer: Offer
    wait: Wait
    guest: Guest


async def held_within(tx: Transaction, who: Admin | Staff, span: Slot) -> list[tuple[Offer, Wait]]:
    """Return the open offers for visits that overlap a span of time, each with its wish; to staff those of their own
    resources."""
    offers = await tx.waitlist.offers_at(who.venue.id, span)
    if isinstance(who, Admin):
        return offers
    return [each for each in offers if who.resource_ids & set(resource_ids_of(each[0].place_id))]
