"""How a guest's own calendar calls a visit."""

from app.domain.bookings import Booking
from app.texts.translator import Words


def calendar_title(booking: Booking, venue_name: str, resource_name: str, words: Words) -> str:
    """Return where the visit is, and the name of the relative who comes in the guest's place."""
    if booking.for_whom is None:
        return words.plain("calendar_summary", venue=venue_name, resource=resource_name)
    name = booking.for_whom.name
    return words.plain("calendar_summary_for", venue=venue_name, resource=resource_name, relative=name)
