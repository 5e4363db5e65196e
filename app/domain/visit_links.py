"""Links with which a guest keeps a visit in Google's calendar, or tells others of it."""

from urllib.parse import quote, urlencode

from app.domain.availability.slots import Slot

_INSTANT = "%Y%m%dT%H%M%SZ"


def google_calendar_link(title: str, place: str, slot: Slot) -> str:
    """Return a link to the form of Google Calendar, filled in with the visit."""
    dates = f"{slot.starts_at:{_INSTANT}}/{slot.ends_at:{_INSTANT}}"
    form = {"action": "TEMPLATE", "text": title, "dates": dates, "location": place}
    return f"https://calendar.google.com/calendar/render?{urlencode(form, quote_via=quote)}"


def share_link(link: str, text: str) -> str:
    """Return a link with which Telegram asks for a chat, and writes `link` and below it `text` there, ready to be sent
    (https://core.telegram.org/api/links#share-links)."""
    return f"https://t.me/share/url?{urlencode({'url': link, 'text': text}, quote_via=quote)}"
