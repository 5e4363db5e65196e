"""The data that a message's text needs beyond its subject: one frozen dataclass for each kind.

The ledger keeps a payload as JSON (`app.database.messages.payloads`). Two releases run at once during a deployment: a
field that was ever written keeps its name and meaning, and a new one has a default.
"""

from dataclasses import dataclass
from datetime import datetime

from app.domain.availability.slots import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class _Payload:
    variant: str = ""
    """Tells apart several messages of one kind about one subject to one chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(_Payload):
    """To the guest: the booking was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfMove(_Payload):
    """Where and when the booking was before it moved. Instants are UTC."""

    old_resource_id: str
    old_starts_at: datetime
    old_ends_at: datetime

    @property
    def old_slot(self) -> Slot:
        return Slot(self.old_starts_at, self.old_ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(_OfMove):
    """To the guest: the booking has another slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(_Payload):
    """To the guest, before the visit."""

    variant: str
    """The lead as venue.toml writes it: `24h`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(_Payload):
    """To the guest, after the visit."""

    variant: str
    """The key of its text in the venue's own files."""
    is_offer: bool | None = None
    """Whether only a guest with consent to offers may get it, as the rule was when it was planned. None in rows of
    releases that did not write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canceled(_Payload):
    """To the guest: the guest canceled the booking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CanceledByVenue(_Payload):
    """To the guest: an admin canceled the booking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertBooked(_Payload):
    """To the admins: a booking was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMoved(_OfMove):
    """To the admins: a booking has another slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCanceled(_Payload):
    """To the admins: a booking was canceled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDeleted(_Payload):
    """To the admins: a guest took a past or canceled booking off their list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAnswered(_Payload):
    """To the admins: a guest has answered a follow-up."""

    variant: str
    """Telegram's id of the guest's message, so that each answer is an alert of its own."""
    answer: str
    """What the guest wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ServiceNews(_Payload):
    at: datetime
    """When it happened, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStarted(_ServiceNews):
    """To the admins: the venue's bot works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStopped(_ServiceNews):
    """To the admins: the venue's bot stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastText(_Payload):
    """To a guest: what an admin wrote. The text is stored once, with the broadcast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastReport(_Payload):
    """To the admins: how far a broadcast is. Edited until the broadcast has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMisfits(_Payload):
    """To the admins: bookings no longer fit the catalogue. The list in the panel says which."""

    number: int


BookingPayload = (
    Confirmation
    | Moved
    | Reminder
    | FollowUp
    | Canceled
    | CanceledByVenue
    | AlertBooked
    | AlertMoved
    | AlertCanceled
    | AlertDeleted
    | AlertAnswered
)
"""Of messages about a booking."""
ServicePayload = ServiceStarted | ServiceStopped
"""Of messages about a venue's service."""
BroadcastPayload = BroadcastText | BroadcastReport
"""Of messages about a broadcast."""
Payload = BookingPayload | ServicePayload | BroadcastPayload | AlertMisfits
