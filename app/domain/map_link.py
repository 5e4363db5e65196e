"""The link to an address on the map."""

from urllib.parse import quote

LINK_LENGTH = 2048
"""Characters. The Bot API names no limit for the link of a button; browsers and maps take as many."""


def map_link(address: str) -> str:
    """Return a link that searches the map for the address."""
    return f"https://yandex.com/maps/?text={quote(address)}"
