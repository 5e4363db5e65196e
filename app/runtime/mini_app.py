"""Where a venue's Mini App is, if Telegram will open it there."""

from pathlib import Path
from urllib.parse import urlsplit

DIST = Path(__file__).parents[1] / "miniapp" / "dist"
"""Where the build leaves it."""
THIS_MACHINE = {"127.0.0.1", "localhost"}


def mini_app_url(public_url: str | None, venue_id: str) -> str | None:
    """The address for buttons that open the Mini App; None where there is none to open.

    Telegram takes HTTPS only; plain HTTP on this machine is for the sandbox. What is not built is not served.
    """
    if public_url is None or not (DIST / "index.html").is_file():
        return None
    parts = urlsplit(public_url)
    if parts.scheme == "https" or parts.hostname in THIS_MACHINE:
        return f"{public_url}/app/{venue_id}/"
    return None
