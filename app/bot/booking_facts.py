"""What texts say about a visit and about a booking, in the reader's language and on the venue's clock."""

from datetime import datetime

from app.domain.availability.slots import Slot
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.texts.facts import BookingFacts, SlotFacts, VisitFacts
from app.texts.translator import Words


def visit_facts(
    venue: Venue, resource_id: str, slot: Slot, party_size: int | None, words: Words, now: datetime
) -> VisitFacts:
    """Say where and when a visit is. Never a specialty: a clinic's push text must not tell it.

    `resource_id` may be one that the catalogue no longer has; `party_size` is None where it is not asked for.
    """
    facts = SlotFacts(
        venue=venue.name.to(words.locale),
        address=venue.address.to(words.locale),
        resource=venue.resource_name(resource_id).to(words.locale),
        party=words("party", size=party_size or 0),
        day=words.dates.long_day(slot.starts_at, now),
        slot=words.dates.slot(slot),
        zone=words("local_time", city=words.dates.city()),
    )
    return VisitFacts(**facts, details=words(f"details_{venue.booking.asks}", **facts))


def booking_facts(venue: Venue, booking: Booking, guest: Guest, words: Words, now: datetime) -> BookingFacts:
    """Say what a booking is: where and when, whose, and until when its guest may change it."""
    changeable_until = booking.changeable_until(venue.booking)
    return BookingFacts(
        **visit_facts(venue, booking.resource_id, booking.slot, booking.party_size, words, now),
        guest=guest_name(guest, words),
        guest_link=guest_link(guest),
        remaining=words.dates.remaining(booking.starts_at, now),
        until_day=words.dates.day(changeable_until, now),
        until_time=words.dates.time(changeable_until),
    )


def guest_name(guest: Guest, words: Words) -> str:
    """Return the guest's name; a neutral word where theirs has nothing that can be seen."""
    return guest.name or words.plain("nameless_guest")


def guest_link(guest: Guest) -> str:
    """Return the address that opens the chat with the guest."""
    return f"https://t.me/{guest.username}" if guest.username else f"tg://user?id={guest.telegram_id}"
