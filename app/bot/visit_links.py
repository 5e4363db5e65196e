"""The links under a guest's booking, in the chat: Google's calendar, and a text for friends."""

from app.domain.bookings import Booking
from app.domain.venues import Asks, Venue
from app.domain.visit_links import google_calendar_link, share_link
from app.texts.calendar_title import calendar_title
from app.texts.facts import SlotFacts
from app.texts.translator import Words


def google_link(booking: Booking, facts: SlotFacts, words: Words) -> str:
    """Return the link to Google Calendar: what the .ics file says, too."""
    title = calendar_title(booking, facts["venue"], facts["resource"], words)
    return google_calendar_link(title, f"{facts['venue']}, {facts['address']}", booking.slot)


def friends_link(venue: Venue, facts: SlotFacts, words: Words, username: str | None) -> str | None:
    """Return the link that tells friends where and when, with the venue's bot, whose name is `username`.

    None without that name, and in a venue that guests visit alone.
    """
    if username is None or venue.booking.asks is not Asks.PARTY_SIZE:
        return None
    return share_link(f"https://t.me/{username}", words.plain("visit_for_friends", **facts))
