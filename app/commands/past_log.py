"""What the log of a deployment tells of the time that a restored database does not know."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.runtime.mistakes import OperatorMistake
from app.usecases.messages.settle_restored import KnownSent

BOOKED, MOVED, CANCELED = "booked", "moved", "canceled"
CHANGES = (BOOKED, MOVED, CANCELED)
"""The lines about bookings (`app/usecases/bookings`)."""


@dataclass(frozen=True, slots=True)
class BookingLine:
    """A line about a booking."""

    at: datetime
    event: str
    """One of `CHANGES`."""
    venue_id: str
    booking_id: int
    resource_id: str | None
    starts_at: datetime | None
    """Where and when it is after that; None after a cancellation."""


@dataclass(slots=True)
class PastLog:
    """Of messages and bookings, by their ids in the ledger."""

    sent: dict[int, KnownSent] = field(default_factory=dict)
    bookings: list[BookingLine] = field(default_factory=list)
    """In the order of their time."""


def read_log(paths: Iterable[Path], since: datetime) -> PastLog:
    """Read files of the log of web and workers, with `LOG_FORMAT=json`; what a supervisor writes before a line is
    skipped. Lines before `since` (UTC) do not count: their ids may be those of rows that the backup has not.

    Raises `OperatorMistake` for a file that cannot be read, or has no such line at all.
    """
    past = PastLog()
    for path in paths:
        _read_into(past, path, since)
    past.bookings.sort(key=lambda line: line.at)
    return past


def _read_into(past: PastLog, path: Path, since: datetime) -> None:
    has_lines = False
    for at, line in _lines(path):
        has_lines = True
        if at < since:
            continue
        if line.get("event") == "delivery" and line.get("outcome") == "sent":
            sent = KnownSent(int(line["notification"]), at, line.get("message"))
            past.sent[sent.id] = sent
        elif line.get("event") in CHANGES and "booking" in line:
            past.bookings.append(_booking_line(at, line))
    if not has_lines:
        raise OperatorMistake(f"--log: {path} has no line of LOG_FORMAT=json")


def _lines(path: Path) -> Iterator[tuple[datetime, Mapping[str, Any]]]:
    """The lines that are of the product, each with its time."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for text in file:
                _, brace, rest = text.partition("{")
                try:
                    line = json.loads(brace + rest)
                    at = datetime.fromisoformat(line["timestamp"])
                except (ValueError, LookupError):
                    continue
                yield at, line
    except OSError as error:
        raise OperatorMistake(f"--log: {path} cannot be read: {error.strerror}") from None


def _booking_line(at: datetime, line: Mapping[str, Any]) -> BookingLine:
    starts_at = line.get("starts_at")
    return BookingLine(
        at,
        line["event"],
        line["venue"],
        int(line["booking"]),
        line.get("resource"),
        datetime.fromisoformat(starts_at) if starts_at else None,
    )
