"""The kinds of messages, each with its rules: the only place with the differences between kinds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum, auto
from typing import Self

from app.domain.bookings import BookingStatus
from app.domain.messages.payloads import (
    AlertAnswered,
    AlertBooked,
    AlertCanceled,
    AlertDeleted,
    AlertMisfits,
    AlertMoved,
    BroadcastReport,
    BroadcastText,
    Canceled,
    CanceledByVenue,
    Confirmation,
    FollowUp,
    Moved,
    Payload,
    Reminder,
    ServiceStarted,
    ServiceStopped,
)

BULK_A_SECOND = 28
"""Bulk messages that a bot sends in a second. Telegram takes 30 (Bot API FAQ); the rest is for what is urgent."""


class Urgency(StrEnum):
    """Which queue a message takes, and which share of the bot's rate it may use."""

    URGENT = "urgent"
    BULK = "bulk"


class Recipient(Enum):
    """Who gets the messages of a kind."""

    GUEST = auto()
    ADMINS = auto()


class Subject(StrEnum):
    """What the messages of a kind are about: the ledger's `subject_type`."""

    BOOKING = "booking"
    SERVICE = "service"
    BROADCAST = "broadcast"
    CATALOGUE = "catalogue"
    """The venue's catalogue. Like the service it has no id."""


class Until(Enum):
    """When a message expires whose use has no fixed length."""

    VISIT = auto()
    """When the visit begins."""
    NEXT_REMINDER = auto()
    """When the next reminder is due; the last one expires when the visit begins."""
    END_OF_BROADCAST = auto()
    """When the last message of the broadcast has expired, and a day later."""


BOOKED = frozenset({BookingStatus.BOOKED})
BOOKED_OR_COMPLETED = frozenset({BookingStatus.BOOKED, BookingStatus.COMPLETED})
NOT_CANCELED = frozenset(BookingStatus) - {BookingStatus.CANCELED}
ALWAYS = frozenset(BookingStatus)
DAY = timedelta(hours=24)
WAKES_WITHIN = timedelta(hours=1)
"""A reminder this close to the visit is sent in quiet hours too, with a sound: the guest is about to leave home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is true of every message of a kind."""

    payload: type[Payload]
    subject: Subject
    to: Recipient
    urgency: Urgency
    use: timedelta | Until
    """How long after its due time it is useful. Expired, it is not sent."""
    wanted_while: Collection[BookingStatus] = ALWAYS
    """About a booking: in which statuses of the booking it is sent."""
    says_visit_stands: bool = False
    """Whether it tells the guest that the visit will be or was. It waits while an admin has to decide about that."""
    replaces: Collection[type[Payload]] = ()
    """Payloads of the kinds whose earlier message about the same subject is edited when this one is sent."""
    edits_only: bool = False
    """It only edits the message that it replaces. Where there is none, it is not needed."""
    wakes_within: timedelta | None = None
    """In quiet hours it makes a sound when it expires within this time; None: never."""
    has_own_text: bool = True
    """Whether the product has a text under the kind's name. Else a venue or an admin wrote it."""


class Kind(StrEnum):
    """A kind of message: its name in the ledger, and its rule. A new kind is a row here."""

    rule: Rule

    def __new__(cls, name: str, rule: Rule) -> Self:
        kind = str.__new__(cls, name)
        kind._value_ = name
        kind.rule = rule
        return kind

    CONFIRMATION = (
        "confirmation",
        Rule(
            payload=Confirmation,
            subject=Subject.BOOKING,
            to=Recipient.GUEST,
            urgency=Urgency.URGENT,
            use=Until.VISIT,
            wanted_while=BOOKED,
            says_visit_stands=True,
        ),
    )
    MOVED = (
        "moved",
        Rule(
            payload=Moved,
            subject=Subject.BOOKING,
            to=Recipient.GUEST,
            urgency=Urgency.URGENT,
            use=Until.VISIT,
            wanted_while=BOOKED,
            says_visit_stands=True,
            replaces=(Confirmation, Moved),
        ),
    )
    REMINDER = (
        "reminder",
        Rule(
            payload=Reminder,
            subject=Subject.BOOKING,
            to=Recipient.GUEST,
            urgency=Urgency.URGENT,
            use=Until.NEXT_REMINDER,
            wanted_while=BOOKED,
            says_visit_stands=True,
            wakes_within=WAKES_WITHIN,
        ),
    )
    FOLLOW_UP = (
        "follow_up",
        Rule(
            payload=FollowUp,
            subject=Subject.BOOKING,
            to=Recipient.GUEST,
            urgency=Urgency.BULK,
            use=DAY,
            wanted_while=BOOKED_OR_COMPLETED,
            says_visit_stands=True,
            has_own_text=False,
        ),
    )
    CANCELED = (
        "canceled",
        Rule(
            payload=Canceled,
            subject=Subject.BOOKING,
            to=Recipient.GUEST,
            urgency=Urgency.URGENT,
            use=DAY,
            replaces=(Confirmation, Moved),
            edits_only=True,
        ),
    )
    CANCELED_BY_VENUE = (
        "canceled_by_venue",
        Rule(
            payload=CanceledByVenue,
            subject=Subject.BOOKING,
            to=Recipient.GUEST,
            urgency=Urgency.URGENT,
            use=DAY,
            replaces=(Confirmation, Moved),
        ),
    )
    ALERT_BOOKED = (
        "alert_booked",
        Rule(
            payload=AlertBooked,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
            wanted_while=NOT_CANCELED,
        ),
    )
    ALERT_MOVED = (
        "alert_moved",
        Rule(
            payload=AlertMoved,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
            wanted_while=NOT_CANCELED,
            replaces=(AlertBooked, AlertMoved),
        ),
    )
    ALERT_CANCELED = (
        "alert_canceled",
        Rule(
            payload=AlertCanceled,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
            replaces=(AlertBooked, AlertMoved),
        ),
    )
    ALERT_DELETED = (
        "alert_deleted",
        Rule(
            payload=AlertDeleted,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
            replaces=(AlertBooked, AlertMoved),
        ),
    )
    ALERT_ANSWERED = (
        "alert_answered",
        Rule(
            payload=AlertAnswered,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
        ),
    )
    ALERT_MISFITS = (
        "alert_misfits",
        Rule(
            payload=AlertMisfits,
            subject=Subject.CATALOGUE,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
        ),
    )
    SERVICE_STARTED = (
        "service_started",
        Rule(
            payload=ServiceStarted,
            subject=Subject.SERVICE,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=timedelta(hours=1),
        ),
    )
    SERVICE_STOPPED = (
        "service_stopped",
        Rule(
            payload=ServiceStopped,
            subject=Subject.SERVICE,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=timedelta(hours=1),
        ),
    )
    BROADCAST = (
        "broadcast",
        Rule(
            payload=BroadcastText,
            subject=Subject.BROADCAST,
            to=Recipient.GUEST,
            urgency=Urgency.BULK,
            use=DAY,
            has_own_text=False,
        ),
    )
    BROADCAST_REPORT = (
        "broadcast_report",
        Rule(
            payload=BroadcastReport,
            subject=Subject.BROADCAST,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=Until.END_OF_BROADCAST,
        ),
    )

    @classmethod
    def named(cls, name: str) -> "Kind":
        """The kind of that name in the ledger. Raises `LookupError`."""
        return _NAMED[name]

    @classmethod
    def of(cls, payload: type[Payload]) -> "Kind":
        """The kind whose messages have payloads of this class."""
        return _KINDS[payload]

    @property
    def replaces(self) -> list["Kind"]:
        """The kinds whose earlier message about the same subject is edited when this one is sent."""
        return [Kind.of(payload) for payload in self.rule.replaces]


_NAMED = {str(kind): kind for kind in Kind}
_KINDS = {kind.rule.payload: kind for kind in Kind}
