"""An export: the bookings of a period as a file for one admin, and how far it is."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.messages.notifications import UNSENT, Failure, NotificationStatus

MOST_BOOKINGS = 200_000
"""In one file. Twice as many would still be within the 50 MB that a bot may send (Bot API, sendDocument)."""


class FileFormat(StrEnum):
    """The format of the file: also the ending of its name."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class NewExport:
    """An export that an admin asked for, not yet stored."""

    first_day: date
    last_day: date
    """Local days of the venue: the bookings that begin on them are exported."""
    file_format: FileFormat
    request_key: str
    """The same for every repetition of one press, so that a second press makes no second file."""


@dataclass(frozen=True, slots=True)
class Export(NewExport):
    """An export that was stored."""

    id: int
    venue_id: str
    canceled_at: datetime | None
    """When an admin canceled it, UTC."""


@dataclass(frozen=True, slots=True)
class FileDelivery:
    """Where the file of an export stands in the ledger."""

    notification_id: int
    status: NotificationStatus
    failure: Failure | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.status not in UNSENT


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How many bookings are in the file, and how many will be."""

    done: int
    total: int
