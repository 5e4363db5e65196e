"""What texts may say of a visit, booked or about to be."""

from datetime import datetime

from app.domain.availability.slots import Slot
from app.domain.venues import Venue
from app.texts.translator import Words

Facts = dict[str, str | int]


def visit_facts(
    venue: Venue, resource_id: str, slot: Slot, party_size: int | None, words: Words, now: datetime
) -> Facts:
    """Where, what and when, in the venue's zone. Never a specialty: a clinic's push text must not tell it."""
    known: Facts = {
        "venue": venue.name.to(words.locale),
        "address": venue.address.to(words.locale),
        "resource": venue.resource_name(resource_id).to(words.locale),
        "party": words("party", size=party_size or 0),
        "day": words.dates.long_day(slot.starts_at, now),
        "slot": words.dates.slot(slot),
        "zone": words("local_time", city=words.dates.city()),
    }
    return {**known, "details": words(f"details_{venue.booking.asks}", **known)}
