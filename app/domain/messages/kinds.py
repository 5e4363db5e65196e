"""The kinds of messages, each with its rules: the only place with the differences between kinds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum, auto
from typing import Self

from app.domain.bookings import BookingStatus
from app.domain.messages.payloads import (
    AlertAllCanceled,
    AlertAnswered,
    AlertBooked,
    AlertCanceled,
    AlertCanceledTogether,
    AlertDeleted,
    AlertLate,
    AlertMisfits,
    AlertMoved,
    AlertRated,
    AlertUntold,
    BroadcastReport,
    BroadcastText,
    Canceled,
    CanceledByVenue,
    Confirmation,
    ExportFile,
    ExportReport,
    FollowUp,
    GroupTrouble,
    Moved,
    Payload,
    Reminder,
    ServiceStarted,
    ServiceStopped,
    VisitOver,
    WaitlistOffer,
    WaitlistOver,
)
from app.domain.waitlist import HOLD

BULK_A_SECOND = 28
"""Bulk messages that a bot sends in a second. Telegram takes 30 (Bot API FAQ); the rest is for what is urgent."""
GATHERED_AT_LEAST, GATHERED_AT_MOST = 4, 20
"""Alerts in one message. Up to three that wait are messages of their own, each with its buttons: the last comes three
seconds later. More than twenty lines with the longest names would not fit into a message."""


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
    EXPORT = "export"
    WAIT_OFFER = "wait_offer"
    """A place that is held for a guest of the waiting list."""


class Until(Enum):
    """When a message expires whose use has no fixed length."""

    VISIT = auto()
    """When the visit begins."""
    VISIT_OR_ITS_END = auto()
    """When the visit begins; if it has begun when that is said, when it ends: its guest may be late."""
    VISIT_OR_DAY = auto()
    """When the visit would begin, but not within a day."""
    NEXT_REMINDER = auto()
    """When the next reminder is due; the last one expires when the visit begins."""
    END_OF_BROADCAST = auto()
    """When the last message of the broadcast has expired, and a day later."""


BOOKED = frozenset({BookingStatus.BOOKED})
NOT_MISSED = frozenset({BookingStatus.BOOKED, BookingStatus.SEATED, BookingStatus.COMPLETED})
"""For what is said after a visit: the sweep may not have completed it yet."""
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
    ends_dialog: bool = False
    """Whether the message under which its guest has pressed a button may become it. Where that cannot be edited, it is
    sent."""
    is_for_staff: bool = False
    """Whether it also goes to the people of the booking's resources, who are no admins."""
    can_be_gathered: bool = False
    """Whether several that wait for their turn in one chat are sent as one message with a line for each."""
    wakes_within: timedelta | None = None
    """In quiet hours it makes a sound when it expires within this time; None: never."""
    is_phoned: bool = False
    """Whether the admins are asked to phone the guest when it could not be delivered and the visit is near. Guests know
    of a booking of their own without its confirmation."""
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
            ends_dialog=True,
        ),
    )
    MOVED = (
        "moved",
        Rule(
            payload=Moved,
            subject=Subject.BOOKING,
            to=Recipient.GUEST,
            urgency=Urgency.URGENT,
            use=Until.VISIT_OR_ITS_END,
            wanted_while=BOOKED,
            says_visit_stands=True,
            replaces=(Confirmation, Moved),
            ends_dialog=True,
            is_phoned=True,
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
            is_phoned=True,
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
            wanted_while=NOT_MISSED,
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
            use=Until.VISIT_OR_DAY,
            replaces=(Confirmation, Moved),
            is_phoned=True,
        ),
    )
    VISIT_OVER = (
        "visit_over",
        Rule(
            payload=VisitOver,
            subject=Subject.BOOKING,
            to=Recipient.GUEST,
            urgency=Urgency.BULK,
            use=DAY,
            wanted_while=NOT_CANCELED,
            says_visit_stands=True,
            replaces=(Confirmation, Moved),
            edits_only=True,
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
            is_for_staff=True,
            can_be_gathered=True,
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
            replaces=(AlertBooked, AlertMoved, AlertLate),
            is_for_staff=True,
            can_be_gathered=True,
        ),
    )
    ALERT_LATE = (
        "alert_late",
        Rule(
            payload=AlertLate,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
            wanted_while=BOOKED,
            replaces=(AlertBooked, AlertMoved),
            is_for_staff=True,
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
            replaces=(AlertBooked, AlertMoved, AlertLate),
            is_for_staff=True,
            can_be_gathered=True,
        ),
    )
    ALERT_CANCELED_TOGETHER = (
        "alert_canceled_together",
        Rule(
            payload=AlertCanceledTogether,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
            replaces=(AlertBooked, AlertMoved, AlertLate),
            edits_only=True,
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
            replaces=(AlertBooked, AlertMoved, AlertLate),
            can_be_gathered=True,
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
            is_for_staff=True,
        ),
    )
    ALERT_RATED = (
        "alert_rated",
        Rule(
            payload=AlertRated,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
            is_for_staff=True,
        ),
    )
    ALERT_UNTOLD = (
        "alert_untold",
        Rule(
            payload=AlertUntold,
            subject=Subject.BOOKING,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=Until.VISIT,
            can_be_gathered=True,
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
    ALERT_ALL_CANCELED = (
        "alert_all_canceled",
        Rule(
            payload=AlertAllCanceled,
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
    GROUP_TROUBLE = (
        "group_trouble",
        Rule(
            payload=GroupTrouble,
            subject=Subject.SERVICE,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
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
    EXPORT = (
        "export",
        Rule(
            payload=ExportFile,
            subject=Subject.EXPORT,
            to=Recipient.ADMINS,
            urgency=Urgency.BULK,
            use=timedelta(hours=1),
        ),
    )
    EXPORT_REPORT = (
        "export_report",
        Rule(
            payload=ExportReport,
            subject=Subject.EXPORT,
            to=Recipient.ADMINS,
            urgency=Urgency.URGENT,
            use=DAY,
        ),
    )

    WAITLIST_OFFER = (
        "waitlist_offer",
        Rule(
            payload=WaitlistOffer,
            subject=Subject.WAIT_OFFER,
            to=Recipient.GUEST,
            urgency=Urgency.URGENT,
            use=HOLD,
            wakes_within=HOLD,
        ),
    )
    WAITLIST_OVER = (
        "waitlist_over",
        Rule(
            payload=WaitlistOver,
            subject=Subject.WAIT_OFFER,
            to=Recipient.GUEST,
            urgency=Urgency.URGENT,
            use=DAY,
            replaces=(WaitlistOffer,),
            edits_only=True,
            has_own_text=False,
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
GATHERED_KINDS = [kind for kind in Kind if kind.rule.can_be_gathered]
ENDS_OF_DIALOGS = [kind for kind in Kind if kind.rule.ends_dialog]
STAFF_KINDS = [kind for kind in Kind if kind.rule.is_for_staff]
