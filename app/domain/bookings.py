"""A booking: a guest's claim on one slot, and who may change it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.availability.slots import Slot
from app.domain.errors import BookingActive, BookingClosed, ResourceDoesNotFit, TooLateToChange
from app.domain.venues import Asks, BookingRules, Resource, Venue

LARGEST_ID = 2**63 - 1
"""What the database holds: a greater number is nobody's id."""


class BookingStatus(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    COMPLETED = "completed"
    CANCELED = "canceled"
    NO_SHOW = "no_show"


LIVE = frozenset({BookingStatus.HELD, BookingStatus.BOOKED})
"""The statuses that keep a slot from others."""


class Role(StrEnum):
    GUEST = "guest"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changed a booking, for its history. `telegram_id` is None for the system."""

    role: Role
    telegram_id: int | None = None


SYSTEM = Actor(Role.SYSTEM)


class Change(StrEnum):
    """What became of a booking, for its history."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELED = "canceled"
    COMPLETED = "completed"
    DELETED = "deleted"
    TRIED_AGAIN = "tried_again"
    """One of its messages had failed and is owed again."""


@dataclass(frozen=True, slots=True)
class BookingChange:
    """One line of a booking's history."""

    what: Change
    actor: Actor
    changed_at: datetime
    old_resource_id: str | None = None
    """With `moved`: where it stood before."""
    old_starts_at: datetime | None = None
    """With `moved`: when it began before."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One row of the day sheet. Instants are UTC."""

    id: int
    venue_id: str
    guest_id: int
    resource_id: str
    starts_at: datetime
    ends_at: datetime
    party_size: int | None
    status: BookingStatus
    time_version: int
    """Grows with each move; a message planned for an earlier time is never delivered."""
    created_at: datetime
    deleted_at: datetime | None = None
    """Since when the guest does not want to see this record any more."""

    @property
    def slot(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def is_active(self, now: datetime) -> bool:
        """Whether it is live and has not ended at `now` (UTC)."""
        return self.is_live and now < self.ends_at

    def status_at(self, now: datetime) -> BookingStatus:
        """The status to show at `now` (UTC): a visit that has ended is completed, also before the sweep stores it.

        Every view of a booking shows this one; `status` is what is stored.
        """
        has_ended = self.status is BookingStatus.BOOKED and self.ends_at <= now
        return BookingStatus.COMPLETED if has_ended else self.status

    def changeable_until(self, rules: BookingRules) -> datetime:
        """Until when its guest may cancel or move it, UTC."""
        return rules.changeable_until(self.starts_at)

    def is_changeable(self, rules: BookingRules, now: datetime) -> bool:
        """Whether its guest may still cancel or move it."""
        return self.is_live and now < self.changeable_until(rules)


@dataclass(frozen=True, slots=True)
class BookingReceipt:
    """What a guest is told when a booking is made, and again when the same request is repeated."""

    booking: Booking
    """As it was made, whatever has become of it since."""
    changeable_until: datetime
    """Until when the guest was told that they may cancel or move it, UTC."""

    @property
    def was_changeable(self) -> bool:
        """Whether the guest could still cancel or move it when it was made."""
        return self.booking.created_at < self.changeable_until


def check_fits(venue: Venue, resource: Resource, party_size: int | None) -> None:
    """Raise `ResourceDoesNotFit` unless the party may book the resource.

    A `party_size` venue needs a size from 1 to its maximum and to the table's capacity; another venue takes none.
    """
    if venue.booking.asks is Asks.SPECIALTY:
        if party_size is not None:
            raise ResourceDoesNotFit("a doctor is booked without a party size")
        return
    limit = min(resource.capacity or 0, venue.booking.max_party_size or 0)
    if party_size is None or not 1 <= party_size <= limit:
        raise ResourceDoesNotFit(f"{resource.id} seats 1 to {limit}, not {party_size}")


def check_changeable(booking: Booking, actor: Actor, rules: BookingRules, now: datetime) -> None:
    """Raise `BookingClosed`, or for a guest who is late `TooLateToChange`. Admins may cancel and move until the end."""
    if not booking.is_active(now):
        raise BookingClosed(f"booking {booking.id} is {booking.status}")
    if actor.role is Role.GUEST and not booking.is_changeable(rules, now):
        raise TooLateToChange(f"booking {booking.id} could be changed until {booking.changeable_until(rules)}")


def check_deletable(booking: Booking, now: datetime) -> None:
    """Raise `BookingActive` for a live booking that has not ended: it is canceled first."""
    if booking.is_active(now):
        raise BookingActive(f"booking {booking.id} is {booking.status}")
