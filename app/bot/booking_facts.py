"""What texts say about a visit and about a booking, in the reader's language and on the venue's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.availability.slots import Slot
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.names import first_name
from app.domain.relatives import Relative
from app.domain.venues import Venue
from app.domain.waitlist import Wait
from app.texts.facts import BookingFacts, SlotFacts, VisitFacts
from app.texts.translator import Html, Words

NEAR = timedelta(hours=2)
"""A visit that starts sooner is said to start in so many minutes."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Where and when a visit is, booked or about to be."""

    resource_id: str
    """The id of a place (`Place`); the catalogue may no longer have it."""
    slot: Slot
    party_size: int | None
    """None where it is not asked for."""
    service_id: str | None
    """None where none was chosen; the catalogue may no longer have it."""
    for_whom: Relative | None = None
    """Who comes in place of the guest."""


def visit_facts(venue: Venue, visit: Visit, words: Words, now: datetime) -> VisitFacts:
    """Say where and when a visit is. Never a specialty: a clinic's push text must not tell it."""
    service = venue.services.get(visit.service_id or "")
    facts = SlotFacts(
        venue=venue.name.to(words.locale),
        address=venue.address.to(words.locale),
        resource=venue.resource_name(visit.resource_id).to(words.locale),
        service=service.name.to(words.locale) if service else visit.service_id or "",
        party=words("party", size=visit.party_size or 0),
        day=words.dates.long_day(visit.slot.starts_at, now),
        slot=words.dates.slot(visit.slot),
        zone=local_time(words),
    )
    details, relative = words(f"details_{venue.booking.asks}", **facts), visit.for_whom.shown if visit.for_whom else ""
    if relative:
        details = Html(f"{details}\n{words('details_for_whom', relative=relative)}")
    return VisitFacts(**facts, details=details, relative=relative)


def booking_facts(venue: Venue, booking: Booking, guest: Guest, words: Words, now: datetime) -> BookingFacts:
    """Say what a booking is: where and when, whose, and until when its guest may change it."""
    changeable_until = booking.changeable_until(venue.booking)
    visit = Visit(booking.resource_id, booking.slot, booking.party_size, booking.service_id, booking.for_whom)
    return BookingFacts(
        **visit_facts(venue, visit, words, now),
        guest=guest_name(guest, words),
        first_name=address_of(guest, words),
        guest_link=guest_link(guest),
        soon=_soon(booking.starts_at, words, now),
        until_day=words.dates.month_day(changeable_until, now),
        until_time=words.dates.time(changeable_until),
    )


def local_time(words: Words) -> str:
    """Return by whose clock the venue's times are: `Moscow time`."""
    return words("local_time", clock=words.dates.zone.key.replace("/", "_"), city=words.dates.city())


def _soon(starts_at: datetime, words: Words, now: datetime) -> str:
    """Say when a visit starts as people say it: by the day, in the last two hours by the minutes that are left."""
    if starts_at - now < NEAR:
        return words.dates.remaining(starts_at, now)
    return day_and_time(starts_at, words, now)


def day_and_time(starts_at: datetime, words: Words, now: datetime) -> str:
    """Return `today at 13:30`, `tomorrow at 9:00`, `28 November at 9:00`."""
    key = {0: "soon_today", 1: "soon_tomorrow"}.get(words.dates.days_until(starts_at, now), "soon_later")
    return words(key, day=words.dates.month_day(starts_at, now), time=words.dates.time(starts_at))


def address_of(guest: Guest, words: Words) -> str:
    """Return the first name of the guest; a neutral word where nothing of the name can be seen."""
    return first_name(guest.name) or words.plain("nameless_guest")


def guest_name(guest: Guest, words: Words) -> str:
    """Return the guest's name; a neutral word where theirs has nothing that can be seen."""
    return guest.name or words.plain("nameless_guest")


def visitor_name(visit: Booking | Wait, guest: Guest, words: Words) -> str:
    """Return the name of the person who comes, or will come: the relative's, else the guest's."""
    return visit.for_whom.name if visit.for_whom else guest_name(guest, words)


def admin_name(admin: Guest | None, words: Words) -> Html:
    """Return an admin with their name, as far as the venue knows it."""
    return words("by_admin_named", name=guest_name(admin, words)) if admin else words("by_admin")


def guest_link(guest: Guest) -> str:
    """Return the address that opens the chat with the guest; empty, which Telegram shows as no link, for nobody's."""
    if guest.username:
        return f"https://t.me/{guest.username}"
    if guest.telegram_id is not None:
        return f"tg://user?id={guest.telegram_id}"
    return f"https://t.me/{guest.phone}" if guest.phone else ""
