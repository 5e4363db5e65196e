"""A letter: everything needed to write one message, read from the database just before it is sent."""

from dataclasses import dataclass

from app.domain.bookings import Booking
from app.domain.broadcasts import Audience, Broadcast, Progress
from app.domain.guests import Guest
from app.domain.messages.notifications import Notification
from app.domain.messages.payloads import AlertMisfits, BookingPayload, FollowUp, ServicePayload
from app.domain.venues import Locale, Venue


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a letter goes, and how."""

    notification: Notification
    venue: Venue
    recipient: Guest | None
    """As the venue knows them. None for an admin who has never written to the bot."""
    is_silent: bool
    """Whether it arrives without a sound."""

    @property
    def locale(self) -> Locale:
        """The language to write in."""
        return self.recipient.locale(self.venue) if self.recipient else self.venue.locale

    @property
    def wants_offers(self) -> bool:
        """Whether the recipient said yes to offers."""
        return self.recipient is not None and bool(self.recipient.offers_consent)


@dataclass(frozen=True, slots=True)
class BookingLetter:
    """News of a booking, a reminder or a follow-up."""

    envelope: Envelope
    payload: BookingPayload
    booking: Booking
    guest: Guest
    """The booking's guest, also when the recipient is an admin."""
    replaced_message_id: int | None
    """Telegram's id of the newest earlier message that this one replaces: it is edited."""

    @property
    def has_nothing_to_edit(self) -> bool:
        """Whether it would only edit an earlier message, and there is none."""
        return self.envelope.notification.kind.rule.edits_only and self.replaced_message_id is None

    @property
    def is_offer(self) -> bool:
        """Whether only guests with consent to offers may get it."""
        if not isinstance(self.payload, FollowUp):
            return False
        if self.payload.is_offer is None:
            return self.envelope.venue.is_offer(self.payload.variant)
        return self.payload.is_offer


@dataclass(frozen=True, slots=True)
class ServiceLetter:
    """The venue's service started or stopped."""

    envelope: Envelope
    payload: ServicePayload


@dataclass(frozen=True, slots=True)
class CatalogueLetter:
    """Bookings no longer fit the venue's catalogue."""

    envelope: Envelope
    payload: AlertMisfits


@dataclass(frozen=True, slots=True)
class BroadcastLetter:
    """What an admin wrote to a guest."""

    envelope: Envelope
    broadcast: Broadcast

    @property
    def is_offer(self) -> bool:
        """Whether only guests with consent to offers may get it."""
        return self.broadcast.audience is Audience.OFFERS


@dataclass(frozen=True, slots=True)
class ReportLetter:
    """How far a broadcast is. Sent once, then edited until the broadcast has ended."""

    envelope: Envelope
    broadcast: Broadcast
    progress: Progress


Letter = BookingLetter | ServiceLetter | CatalogueLetter | BroadcastLetter | ReportLetter
