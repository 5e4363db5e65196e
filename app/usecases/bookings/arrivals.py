"""A venue's limit of guests who arrive at the same time."""

from app.database.transaction import Transaction
from app.domain.availability.free_places import ARRIVALS_WITHIN, Arrival, allows_arrival
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot
from app.domain.errors import SlotTaken
from app.domain.venues import Venue


async def check_arrivals(tx: Transaction, venue: Venue, wish: Wish, slot: Slot, for_booking: int | None = None) -> None:
    """Raise `SlotTaken` if too many guests would arrive at the time of the slot. `for_booking` is the id of a booking
    that moves there. Until the transaction ends, no other one books or moves at this venue."""
    if venue.booking.guests_per_15_minutes is None or wish.party_size is None:
        return
    await tx.busy_times.lock_arrivals(venue.id)
    begin, end = slot.starts_at - ARRIVALS_WITHIN, slot.starts_at + ARRIVALS_WITHIN
    others = await tx.busy_times.arrivals(venue.id, begin, end, for_booking)
    if not allows_arrival(venue, Arrival(slot.starts_at, wish.party_size), others):
        raise SlotTaken
