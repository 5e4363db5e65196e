"""Parse the instants and days of requests: ISO 8601, instants with an offset."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""No booking is beyond these years, and arithmetic with dates near year 1 or 9999 would overflow."""

AN_INSTANT = "expected a date and a time with an offset, such as 2026-11-28T18:00:00+03:00"
A_DAY = "expected a day such as 2026-11-28"

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _instant(written: object) -> datetime:
    try:
        if isinstance(written, str) and _INSTANT.fullmatch(written):
            instant = datetime.fromisoformat(written.upper())
            if FIRST_YEAR <= instant.year <= LAST_YEAR:
                return instant.astimezone(UTC)
    except ValueError:
        pass
    raise PydanticCustomError("instant", AN_INSTANT)


def _day(written: object) -> date:
    try:
        if isinstance(written, str) and _DAY.fullmatch(written):
            day = date.fromisoformat(written)
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
    except ValueError:
        pass
    raise PydanticCustomError("day", A_DAY)


WrittenInstant = Annotated[
    datetime,
    BeforeValidator(_instant),
    Field(description="The start of a slot, with an offset (RFC 3339).", examples=["2026-11-28T18:00:00+03:00"]),
]
"""An instant of a request, converted to UTC."""

WrittenDay = Annotated[
    date,
    BeforeValidator(_day),
    Field(description="A day of the venue's calendar.", examples=["2026-11-28"]),
]
"""A local day of a request."""
