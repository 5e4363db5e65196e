"""A booking: a guest's claim on one slot, and the rules for changing it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot
from app.domain.errors import (
    BookingActive,
    BookingChanged,
    BookingClosed,
    TooLateToChange,
    TooManyCancellations,
    TooManyMoves,
    TooManyNoShows,
)
from app.domain.relatives import Relative
from app.domain.venues import BookingRules, Venue, resource_ids_of

LARGEST_ID = 2**63 - 1
"""The largest number that fits into an id's column."""


MOVES_OF_BOOKING = 10
"""So often its guest may move one booking. An admin may move it as often as is needed."""
CANCELLATIONS = 10
"""A guest who has canceled so many within `CANCELLATIONS_WITHIN` cannot book. Canceling is never refused for it."""
CANCELLATIONS_WITHIN = timedelta(hours=24)
NO_SHOWS_WITHIN = timedelta(days=365)
"""No-shows of visits that began longer ago do not count for the venue's rule."""
REMARK_LENGTH = 300
"""Characters of a note of the desk, and of the reason for a cancellation."""


class BookingStatus(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    SEATED = "seated"
    """The guest has come. The database keeps it as `booked` with `seated_at` (decision 33)."""
    COMPLETED = "completed"
    CANCELED = "canceled"
    NO_SHOW = "no_show"


class Source(StrEnum):
    """How a booking was made."""

    CHAT = "chat"
    APP = "app"
    """In the Mini App, or over the REST API."""
    PHONE = "phone"
    """An admin made it for a guest who called."""
    WALK_IN = "walk_in"
    """An admin made it for a guest who came without one."""


LIVE = frozenset({BookingStatus.HELD, BookingStatus.BOOKED, BookingStatus.SEATED})
"""The statuses in which a booking occupies its slot."""


class Role(StrEnum):
    GUEST = "guest"
    ADMIN = "admin"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who changed a booking, for its history. `telegram_id` is None for the system."""

    role: Role
    telegram_id: int | None = None


SYSTEM = Actor(Role.SYSTEM)


class Change(StrEnum):
    """A change in a booking's history."""

    BOOKED = "booked"
    MOVED = "moved"
    PARTY_CHANGED = "party_changed"
    """An admin changed the number of guests. With another place or time, the move is an entry of its own."""
    CANCELED = "canceled"
    COMPLETED = "completed"
    DELETED = "deleted"
    RETRIED = "tried_again"
    """An admin, or the operator, retried a failed message about the booking."""
    GIVEN_UP = "given_up"
    """An admin gave up a failed message about the booking."""
    KEPT = "kept"
    """An admin decided that the booking stays as it is, although it no longer fits the catalogue."""
    KEPT_LOCAL_TIME = "kept_local_time"
    """The same, when the venue's zone has changed: its instant moved, and its wall-clock time stayed."""
    KEPT_INSTANT = "kept_instant"
    """The same, but its wall-clock time changed, and its instant stayed."""
    SEATED = "seated"
    """An admin recorded that the guest has come."""
    UNSEATED = "unseated"
    """An admin took that back."""
    NO_SHOW = "no_show"
    """An admin recorded that the guest has not come."""
    UNDO_NO_SHOW = "undo_no_show"
    """An admin took that back."""
    NOTED = "noted"
    """An admin wrote, changed or removed the desk's note."""
    COMING = "coming"
    """The guest answered to a reminder that they come in time."""
    LATE = "late"
    """The guest answered to a reminder that they come late."""
    CLAIMED = "claimed"
    """It became that of the guest who shared the phone number for which an admin had booked."""


class Misfit(StrEnum):
    """A reason why a booking no longer fits the venue's catalogue."""

    RESOURCE_GONE = "resource_gone"
    PARTY_DOES_NOT_FIT = "party_does_not_fit"
    OTHER_SPECIALTY = "other_specialty"
    """The doctor now has another specialty than the one that the guest booked."""
    ZONE_CHANGED = "zone_changed"
    """The venue's zone, or the data about it, changed: its clock shows another time at the visit than was promised."""
    DAY_CLOSED = "day_closed"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a guest was promised by the catalogue of that day, and what it may say differently later."""

    local_start: datetime
    """The start on the venue's clock: a naive wall-clock time."""
    specialty: str | None
    """The doctor's specialty; None for a table."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a booking stands with the catalogue. A move begins it anew."""

    promise: Promise
    accepted: frozenset[Misfit] = frozenset()
    """The misfits in spite of which an admin decided that the booking stays."""
    undecided_since: datetime | None = None
    """Since when it has misfits that no admin has accepted, UTC; None: it has none."""


@dataclass(frozen=True, slots=True)
class ReminderAnswer:
    """What the guest has answered to a reminder of the visit."""

    late_minutes: int
    """So long after the start the guest comes; 0: in time."""
    answered_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class BookingChange:
    """One entry of a booking's history."""

    kind: Change
    actor: Actor
    changed_at: datetime
    old_resource_id: str | None = None
    """With `moved`: the previous resource."""
    old_starts_at: datetime | None = None
    """With `moved`: the previous start, UTC."""
    remark: str | None = None
    """With `canceled`: the reason that the guest was told. With `noted`: the new note."""
    old_party_size: int | None = None
    """With `party_changed`: the previous number of guests."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as it is stored. Instants are UTC."""

    id: int
    venue_id: str
    guest_id: int
    resource_id: str
    """The id of a resource, or of joined tables (`Place`)."""
    starts_at: datetime
    ends_at: datetime
    party_size: int | None
    """None in a venue that asks for no party size."""
    status: BookingStatus
    """As stored. Views show `status_at`."""
    time_version: int
    """Starts at 1 and grows by 1 with each move and each other number of guests. A message planned for an earlier
    version is not delivered."""
    created_at: datetime
    service_id: str | None = None
    """None where no service was chosen."""
    deleted_at: datetime | None = None
    """When the guest deleted the booking from their list."""
    standing: Standing | None = None
    """None until the first comparison with the catalogue, for a time that an earlier release wrote."""
    seated_at: datetime | None = None
    """When an admin recorded that the guest has come, UTC."""
    note: str | None = None
    """What the venue's people have noted about it. Its guest reads it only in the file of `TellMyData`."""
    buffer_minutes: int = 0
    """How long its resource stays busy after the visit."""
    source: Source | None = None
    """None in bookings of releases that did not record it."""
    answer: ReminderAnswer | None = None
    """A move to another start takes it away: it was given for the old one."""
    for_whom: Relative | None = None
    """Somebody else who comes in the guest's place. None: the guest."""

    @property
    def slot(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)

    @property
    def busy_until(self) -> datetime:
        """When the buffer after the visit ends, UTC."""
        return self.ends_at + timedelta(minutes=self.buffer_minutes)

    @property
    def is_live(self) -> bool:
        """Whether it takes its slot: it is held, booked or seated, and perhaps over."""
        return self.status in LIVE

    @property
    def is_late(self) -> bool:
        """Whether its guest has answered to come late."""
        return self.answer is not None and self.answer.late_minutes > 0

    def is_active(self, now: datetime) -> bool:
        """Whether it is live and has not ended at `now` (UTC)."""
        return self.is_live and now < self.ends_at

    def status_at(self, now: datetime) -> BookingStatus:
        """The status to show at `now` (UTC): a visit that has ended is completed, also before the sweep stores it.

        Every view of a booking shows this one; `status` is what is stored.
        """
        has_ended = self.status in {BookingStatus.BOOKED, BookingStatus.SEATED} and self.ends_at <= now
        return BookingStatus.COMPLETED if has_ended else self.status

    def changeable_until(self, rules: BookingRules) -> datetime:
        """Return the instant (UTC) until which its guest may cancel or move it."""
        return rules.changeable_until(self.starts_at)

    def is_changeable(self, rules: BookingRules, now: datetime) -> bool:
        """Whether its guest may cancel or move it at `now` (UTC)."""
        is_to_come = self.is_live and self.status is not BookingStatus.SEATED
        return is_to_come and now < self.changeable_until(rules)


@dataclass(frozen=True, slots=True)
class BookingReceipt:
    """The answer to a booking request. A repeated request gets the same answer again."""

    booking: Booking
    """The booking as it was made, without later changes."""
    changeable_until: datetime
    """The limit for canceling and moving that the guest was told, UTC."""

    @property
    def was_changeable(self) -> bool:
        """Whether the guest could cancel or move it when it was made."""
        return self.booking.created_at < self.changeable_until


def wish_of(venue: Venue, booking: Booking) -> Wish:
    """What the booking is for: to find other places and times for it."""
    first = venue.resources.get(resource_ids_of(booking.resource_id)[0])
    return Wish(booking.party_size, first.specialty if first else None, booking.service_id)


def possible_party_sizes(venue: Venue, booking: Booking, now: datetime) -> list[int]:
    """Return the other numbers of guests that an admin may give the booking at `now` (UTC), though perhaps at another
    place. Empty where there are none to give, where the booking is over, and where the catalogue has lost its place."""
    has_place = all(each in venue.resources for each in resource_ids_of(booking.resource_id))
    if not booking.is_active(now) or not has_place:
        return []
    return [size for size in Offering(venue).party_sizes() if size != booking.party_size]


def check_changeable(booking: Booking, actor: Actor, rules: BookingRules, now: datetime) -> None:
    """Raise `BookingClosed` or `TooLateToChange` if the actor cannot cancel or move the booking at `now` (UTC).

    A guest who has not come yet can until the venue's limit before the start, an admin until the end.
    """
    if not booking.is_active(now):
        raise BookingClosed(f"booking {booking.id} is {booking.status}")
    if actor.role is Role.GUEST and not booking.is_changeable(rules, now):
        raise TooLateToChange(f"booking {booking.id} could be changed until {booking.changeable_until(rules)}")


def check_cancelable(booking: Booking, actor: Actor, rules: BookingRules, now: datetime) -> None:
    """Raise `BookingClosed`, `TooLateToChange` or `BookingChanged` if the actor cannot cancel the booking.

    `now` is UTC. Nobody cancels the booking of a guest who has come: an admin may take back first that they have.
    """
    check_changeable(booking, actor, rules, now)
    if booking.status is BookingStatus.SEATED:
        raise BookingChanged(f"the guest of booking {booking.id} has come")


def check_unchanged(booking: Booking, seen_version: int | None) -> None:
    """Raise `BookingChanged` unless the booking is at the time at which it was shown to the one who decides.

    `seen_version` is its `time_version` then; None: it was not shown.
    """
    if seen_version not in {None, booking.time_version}:
        raise BookingChanged(f"booking {booking.id} is at version {booking.time_version} of its time")


def check_moves(moves_by_guest: int) -> None:
    """Raise `TooManyMoves` if the guest has moved the booking as often as one may."""
    if moves_by_guest >= MOVES_OF_BOOKING:
        raise TooManyMoves(MOVES_OF_BOOKING)


def check_cancellations(earliest_that_counts: datetime | None, now: datetime) -> None:
    """Raise `TooManyCancellations` if the guest has canceled as many bookings within a day as one may.

    `earliest_that_counts` is when the guest canceled the booking that is `CANCELLATIONS` back, UTC; None if there were
    fewer.
    """
    if earliest_that_counts is not None and now < earliest_that_counts + CANCELLATIONS_WITHIN:
        raise TooManyCancellations(CANCELLATIONS, earliest_that_counts + CANCELLATIONS_WITHIN)


def check_no_shows(rules: BookingRules, no_shows: int) -> None:
    """Raise `TooManyNoShows` for a guest with so many within `NO_SHOWS_WITHIN`, if the venue has a rule for them."""
    if 0 < rules.no_show_limit <= no_shows:
        raise TooManyNoShows(rules.no_show_limit)


def check_deletable(booking: Booking, now: datetime) -> None:
    """Raise `BookingActive` for a live booking that has not ended at `now` (UTC): it must be canceled first."""
    if booking.is_active(now):
        raise BookingActive(f"booking {booking.id} is {booking.status}")
