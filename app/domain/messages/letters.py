"""A letter: everything needed to write one message, read from the database just before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.bookings import Booking
from app.domain.broadcasts import Audience, Broadcast, Progress
from app.domain.exports import Export, ExportProgress, FileDelivery
from app.domain.guests import Guest
from app.domain.messages.kinds import Recipient
from app.domain.messages.notifications import Notification
from app.domain.messages.payloads import (
    AlertAllCanceled,
    AlertLate,
    AlertMisfits,
    AlertRated,
    BookingPayload,
    FollowUp,
    ServicePayload,
    WaitlistOffer,
    WaitlistPayload,
)
from app.domain.ratings import Rating
from app.domain.venues import Locale, Venue
from app.domain.waitlist import Offer, Wait


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a letter goes, and how."""

    notification: Notification
    venue: Venue
    recipient: Guest | None
    """As the venue knows them. None for an admin who has never written to the bot, and for the staff group."""
    is_silent: bool
    """Whether it arrives without a sound."""

    @property
    def locale(self) -> Locale:
        """The language to write in."""
        return self.recipient.locale(self.venue) if self.recipient else self.venue.locale

    @property
    def topic_id(self) -> int | None:
        """Telegram's id of the topic to write into: that of the staff group, if it has one."""
        group = self.venue.staff_group
        return group.topic_id if group and self.notification.is_to_group else None

    @property
    def is_for_staff(self) -> bool:
        """Whether it is an alert to one of the venue's staff, who is no admin."""
        chat_id, is_alert = self.notification.chat_id, self.notification.kind.rule.to is Recipient.ADMINS
        return is_alert and not self.venue.is_admin(chat_id) and bool(self.venue.resources_of(chat_id))

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
    touched_at: datetime | None = None
    """Of an `AlertLate`: the start of the next visit there, UTC, if the delay reaches into it."""
    rating: Rating | None = None
    """What the guest has said about the visit so far, where the message shows it."""

    @property
    def can_be_opened(self) -> bool:
        """Whether its recipient may open the booking: staff may not when it was moved to another's resource."""
        is_own = self.envelope.notification.chat_id in self.envelope.venue.staff_of(self.booking.resource_id)
        return is_own or not self.envelope.is_for_staff

    @property
    def has_nothing_to_edit(self) -> bool:
        """Whether it would only edit an earlier message, and there is none."""
        return self.envelope.notification.kind.rule.edits_only and self.replaced_message_id is None

    @property
    def is_taken_back(self) -> bool:
        """Whether it would tell of a delay or of few stars that its reader has not heard of, and that the guest has
        taken back."""
        if self.envelope.notification.has_been_sent:
            return False
        if isinstance(self.payload, AlertRated):
            return self.rating is None or not self.rating.is_low
        return isinstance(self.payload, AlertLate) and not self.booking.is_late

    @property
    def asks_again(self) -> bool:
        """Whether it would ask for stars that the guest has given already."""
        asks = isinstance(self.payload, FollowUp) and self.envelope.venue.asks_rating(self.payload.variant)
        return asks and self.rating is not None and self.rating.stars is not None

    @property
    def is_offer(self) -> bool:
        """Whether only guests with consent to offers may get it."""
        if not isinstance(self.payload, FollowUp):
            return False
        if self.payload.is_offer is None:
            return self.envelope.venue.is_offer(self.payload.variant)
        return self.payload.is_offer


@dataclass(frozen=True, slots=True)
class GatheredLetter:
    """Several alerts in one message, because their chat could not take them one by one."""

    envelope: Envelope
    """Of the alert whose turn it was."""
    letters: Sequence[BookingLetter]
    """In the order of the lines: the longest waiting first."""


@dataclass(frozen=True, slots=True)
class ServiceLetter:
    """The venue's service started or stopped, or its alerts do not reach the staff group."""

    envelope: Envelope
    payload: ServicePayload


@dataclass(frozen=True, slots=True)
class CatalogueLetter:
    """Bookings no longer fit the venue's catalogue."""

    envelope: Envelope
    payload: AlertMisfits


@dataclass(frozen=True, slots=True)
class AllCanceledLetter:
    """An admin cancels all bookings that do not fit the catalogue for one reason."""

    envelope: Envelope
    payload: AlertAllCanceled
    admin: Guest | None
    """The admin, as the venue knows them."""


@dataclass(frozen=True, slots=True)
class BroadcastLetter:
    """What an admin wrote to a guest."""

    envelope: Envelope
    broadcast: Broadcast

    @property
    def is_offer(self) -> bool:
        """Whether only guests with consent to offers may get it."""
        return self.broadcast.audience is Audience.OFFERS

    @property
    def is_news(self) -> bool:
        """Whether it is for everybody but those who have declined news."""
        return self.broadcast.audience is Audience.EVERYBODY


@dataclass(frozen=True, slots=True)
class ReportLetter:
    """How far a broadcast is. Sent once, then edited until the broadcast has ended."""

    envelope: Envelope
    broadcast: Broadcast
    progress: Progress


@dataclass(frozen=True, slots=True)
class ExportLetter:
    """The bookings of a period as a file."""

    envelope: Envelope
    export: Export
    file: Path | None = None
    """None before it is written."""
    number: int = 0
    """Bookings in the file."""


@dataclass(frozen=True, slots=True)
class ExportReportLetter:
    """How far an export is. Sent once, then edited until the file is sent, or will not be."""

    envelope: Envelope
    export: Export
    delivery: FileDelivery
    progress: ExportProgress | None = None
    """None where it is not known."""


@dataclass(frozen=True, slots=True)
class WaitlistLetter:
    """A place is held for a guest of the waiting list, or is no longer."""

    envelope: Envelope
    payload: WaitlistPayload
    offer: Offer
    wait: Wait
    replaced_message_id: int | None
    """Telegram's id of the offer, where this tells what became of it."""

    @property
    def has_nothing_to_edit(self) -> bool:
        """Whether it would only edit the offer, and that was not sent."""
        return self.envelope.notification.kind.rule.edits_only and self.replaced_message_id is None

    @property
    def is_over(self) -> bool:
        """Whether it offers what is held no longer."""
        return isinstance(self.payload, WaitlistOffer) and self.offer.end is not None


Letter = (
    BookingLetter
    | GatheredLetter
    | ServiceLetter
    | CatalogueLetter
    | AllCanceledLetter
    | BroadcastLetter
    | ReportLetter
    | ExportLetter
    | ExportReportLetter
    | WaitlistLetter
)


def gather(alerts: Sequence[BookingLetter]) -> GatheredLetter:
    """One letter of several alerts to one chat. `alerts` begin with the one whose turn it was."""

    def waits_since(alert: BookingLetter) -> tuple[datetime, int]:
        return alert.envelope.notification.planned_for, alert.envelope.notification.id

    return GatheredLetter(alerts[0].envelope, sorted(alerts, key=waits_since))


def notifications_of(letter: Letter) -> list[Notification]:
    """The notifications that a letter tells of: one, unless alerts were gathered."""
    if isinstance(letter, GatheredLetter):
        return [alert.envelope.notification for alert in letter.letters]
    return [letter.envelope.notification]
