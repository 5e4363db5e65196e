"""What an admin types to find a booking: its number, a name, or a phone number."""

import re
from dataclasses import dataclass

from app.domain.bookings import LARGEST_ID
from app.domain.errors import InvalidPhone
from app.domain.names import clean_name
from app.domain.phones import read_phone

DIGITS_OF_PHONE = 4
"""So many last digits of a phone number are enough to look for it."""
_NUMBER = re.compile(r"[#№]?\s*([0-9]{1,19})")
_PHONE = re.compile(r"[+0-9()\s.-]+")


@dataclass(frozen=True, slots=True)
class Search:
    """A booking is found if any of these is true of it. A field is None where nothing of that kind was typed."""

    number: int | None = None
    """The id of the booking."""
    phone: str | None = None
    """The last digits of the guest's phone number, or all of it."""
    names: frozenset[str] = frozenset()
    """A part of the guest's name, in the usual cases: SQLite ignores case in ASCII alone."""


def read_search(typed: str, region: str | None) -> Search:
    """Return what was typed. `region` (ISO 3166-1) is that of phone numbers without a country code."""
    text = clean_name(typed)
    number = _NUMBER.fullmatch(text)
    booking_id = int(number[1]) if number and 1 <= int(number[1]) <= LARGEST_ID else None
    if _PHONE.fullmatch(text):
        return Search(booking_id, _phone(text, region))
    if booking_id is not None or not text:
        return Search(booking_id)
    return Search(names=frozenset({text, text.lower(), text.upper(), text.title(), text.capitalize()}))


def _phone(text: str, region: str | None) -> str | None:
    try:
        return read_phone(text, region).lstrip("+")
    except InvalidPhone:
        digits = "".join(filter(str.isdecimal, text))
        return digits if len(digits) >= DIGITS_OF_PHONE else None
