"""The address of a venue's Mini App."""

from pathlib import Path
from urllib.parse import urlsplit

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
