"""Links with which a guest keeps visits in a calendar, or tells others of one."""

from urllib.parse import quote, urlencode

from app.domain.access import calendar_token
from app.domain.availability.slots import Slot

_INSTANT = "%Y%m%dT%H%M%SZ"


def google_calendar_link(title: str, place: str, slot: Slot) -> str:
    """Return a link to the form of Google Calendar, filled in with the visit."""
    dates = f"{slot.starts_at:{_INSTANT}}/{slot.ends_at:{_INSTANT}}"
    form = {"action": "TEMPLATE", "text": title, "dates": dates, "location": place}
    return f"https://calendar.google.com/calendar/render?{urlencode(form, quote_via=quote)}"


def calendar_path(venue_id: str, secret: str, code: str) -> str:
    """Return the path, on the product's own host, from which a calendar reads a guest's bookings: a secret of theirs.

    `secret` is the venue's, `code` is `Guest.calendar_code`.
    """
    return f"/api/v1/venues/{venue_id}/calendar/{calendar_token(secret, code)}.ics"


def share_link(link: str, text: str) -> str:
    """Return a link with which Telegram asks for a chat, and writes `link` and below it `text` there, ready to be sent
    (https://core.telegram.org/api/links#share-links)."""
    return f"https://t.me/share/url?{urlencode({'url': link, 'text': text}, quote_via=quote)}"
