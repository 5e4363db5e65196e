"""Parse the callback data of a pressed button. A modified client may send anything."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from app.domain.bookings import LARGEST_ID
from app.domain.errors import NotFound

T = TypeVar("T")


def parse_callback_value(parse: Callable[[str], T], value: str) -> T:
    """Return `parse(value)`. Raises `NotFound`, the answer of an old button, where `parse` raises `ValueError`."""
    try:
        return parse(value)
    except ValueError:
        raise NotFound(f"no button carries {value!r}") from None


def parse_start(value: str) -> datetime:
    """Return the instant that a button carries. Raises `ValueError`, also without a zone."""
    starts_at = datetime.fromisoformat(value)
    if starts_at.tzinfo is None:
        raise ValueError(f"no zone: {value}")
    return starts_at


def parse_id(value: str) -> int:
    """Return the id of a row, such as a booking or a notification. Raises `ValueError` for what cannot be one."""
    number = int(value)
    if not 1 <= number <= LARGEST_ID:
        raise ValueError(f"{number} is no id")
    return number
