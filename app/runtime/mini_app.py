"""The address of a venue's Mini App."""

from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

DIST = Path(__file__).parents[1] / "miniapp" / "dist"
"""The output of the Mini App's build."""
LOCAL_HOSTS = {"127.0.0.1", "localhost"}


def mini_app_url(public_url: str | None, venue_id: str) -> str | None:
    """The address for buttons that open the Mini App, or None if it is not built or Telegram would not open it.

    Telegram opens HTTPS addresses only. The sandbox also opens HTTP addresses of this machine.
    """
    if public_url is None or not (DIST / "index.html").is_file():
        return None
    parts = urlsplit(public_url)
    if parts.scheme == "https" or parts.hostname in LOCAL_HOSTS:
        return f"{public_url}/app/{venue_id}/"
    return None


def confirm_url(public_url: str | None, venue_id: str, starts_at: datetime, **choices: str | int | None) -> str | None:
    """The address of the page that books a place at a time, and offers the others; or None as for `mini_app_url`.

    `choices` are what the page's address names beside the time: `party`, `resource`, `move`, the id of a booking, and
    `another`, 1 to show the other places at once.
    """
    url = mini_app_url(public_url, venue_id)
    query = urlencode({name: value for name, value in choices.items() if value is not None})
    return f"{url}confirm/{starts_at.isoformat()}?{query}" if url else None


def desk_url(public_url: str | None, venue_id: str) -> str | None:
    """The address of the Mini App's page for the venue's people, or None as for `mini_app_url`."""
    url = mini_app_url(public_url, venue_id)
    return f"{url}desk" if url else None
