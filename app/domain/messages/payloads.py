"""The data that a message's text needs beyond its subject: one frozen dataclass for each kind.

The ledger keeps a payload as JSON (`app.database.messages.payloads`). Two releases run at once during a deployment: a
field that was ever written keeps its name and meaning, and a new one has a default.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.availability.slots import Slot
from app.domain.bookings import Booking, Misfit
from app.domain.waitlist import EndOfOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Payload:
    variant: str = ""
    """Tells apart several messages of one kind about one subject to one chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(_Payload):
    """To the guest: the booking was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfMove(_Payload):
    """Where and when the booking was before it moved, or its number of guests changed. Instants are UTC."""

    old_resource_id: str
    old_starts_at: datetime
    old_ends_at: datetime
    old_party_size: int | None = None
    """None if the number of guests stayed."""

    @property
    def old_slot(self) -> Slot:
        return Slot(self.old_starts_at, self.old_ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(_OfMove):
    """To the guest: the booking has another slot, or another number of guests."""


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

    reason: str = ""
    """Why, in the admin's words; empty if they gave no reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitOver(_Payload):
    """To the guest: the visit's time is over. Edited when the guest rates the visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertBooked(_Payload):
    """To the admins: a booking was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMoved(_OfMove):
    """To the admins: a booking has another slot, or another number of guests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLate(_Payload):
    """To the admins: a guest comes late, or in time after all. Edited as the guest's answer changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCanceled(_Payload):
    """To the admins: a booking was canceled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCanceledTogether(_Payload):
    """To the admins: a booking was canceled together with others. The news is one `AlertAllCanceled`."""


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
class AlertRated(_Payload):
    """To the admins: a guest has given a visit few stars. Edited when the guest gives others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertUntold(_Payload):
    """To the admins: a message to a guest could not be delivered, and the visit is near. They had better phone."""

    variant: str
    """The id of the failed message, so that each is an alert of its own."""
    message: str
    """The name of its kind."""


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


class Trouble(StrEnum):
    """Why alerts do not reach the place that the operator named."""

    GROUP = "group"
    """Telegram accepts none for the staff group: the admins get them in their private chats."""
    TOPIC = "topic"
    """The topic was deleted or closed: they are in the topic "General"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTrouble(_Payload):
    """To each admin: alerts no longer reach the staff group, or its topic."""

    trouble: Trouble
    error: str
    """What Telegram answered."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAllCanceled(_Payload):
    """To the admins: one of them cancels all bookings that do not fit the catalogue for one reason."""

    misfit: Misfit
    number: int
    admin_id: int
    """The Telegram id of the admin who does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile(_Payload):
    """To the admin who asked for it: the bookings of a period as a file. What is in it is stored with the export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport(_Payload):
    """To the admin who asked for an export: how far it is. Edited until the file is sent, or will not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitlistOffer(_Payload):
    """To a guest on the waiting list: a place is held for them, and until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitlistOver(_Payload):
    """To the same guest: what became of the offer."""

    end: EndOfOffer


def only_party_changed(news: Moved | AlertMoved, booking: Booking) -> bool:
    """Whether the booking has another number of guests at the place and the time that it had before."""
    is_there = (news.old_resource_id, news.old_starts_at) == (booking.resource_id, booking.starts_at)
    return is_there and news.old_party_size is not None


BookingAlert = (
    AlertBooked
    | AlertMoved
    | AlertLate
    | AlertCanceled
    | AlertCanceledTogether
    | AlertDeleted
    | AlertAnswered
    | AlertRated
    | AlertUntold
)
"""Of alerts about a booking."""
BookingPayload = Confirmation | Moved | Reminder | FollowUp | Canceled | CanceledByVenue | VisitOver | BookingAlert
"""Of messages about a booking."""
ServicePayload = ServiceStarted | ServiceStopped | GroupTrouble
"""Of messages about a venue's service."""
BroadcastPayload = BroadcastText | BroadcastReport
"""Of messages about a broadcast."""
CataloguePayload = AlertMisfits | AlertAllCanceled
"""Of messages about bookings that no longer fit a venue's catalogue."""
ExportPayload = ExportFile | ExportReport
"""Of messages about an export."""
WaitlistPayload = WaitlistOffer | WaitlistOver
"""Of messages about a place that is offered to a guest on the waiting list."""
Payload = BookingPayload | ServicePayload | BroadcastPayload | CataloguePayload | ExportPayload | WaitlistPayload
